package reason_test

import (
	"context"
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
)

// load prepares a policy, to be evaluated by the engine of the project.
func load(text string) *reason.Policy {
	checked, found := check.Source(ast.NewSource("sgx.maa", text), check.Options{})
	if checked == nil {
		panic(found.Err())
	}
	program, err := compile.Policy(checked)
	if err != nil {
		panic(err)
	}
	return reason.New(checked, func(ctx context.Context, claims []claim.Claim) (reason.Outcome, error) {
		r, err := eval.Run(ctx, program, claims, eval.Options{})
		if err != nil {
			return reason.Outcome{}, err
		}
		return reason.Outcome{Permitted: r.Decision == eval.Permitted, Claims: r.Claims, Properties: r.Properties}, nil
	})
}

// Two policies that differ for one value of a claim.
func ExampleCompare() {
	before := load(`version=1.0; authorizationrules { [type=="x-ms-sgx-svn", value>=4] => permit(); };`)
	after := load(`version=1.0; authorizationrules { [type=="x-ms-sgx-svn", value>4] => permit(); };`)
	d, err := reason.Compare(context.Background(), before, after, reason.Options{})
	if err != nil {
		panic(err)
	}
	for _, c := range d.Counterexamples {
		fmt.Println(c.Kind, c.Claims)
	}
	// Output: newly-denied [[type=="x-ms-sgx-svn", value==4, issuer=="AttestationService"]]
}

// The smallest claims that a policy permits.
func ExampleProofs_Permits() {
	p := load(`version=1.2; authorizationrules { [type=="x-ms-sgx-svn", value>=4] && ![type=="x-ms-sgx-is-debuggable", value==true] => permit(); };`)
	a, err := reason.NewProofs(p, reason.Options{}).Permits(context.Background(), reason.Given{})
	if err != nil {
		panic(err)
	}
	fmt.Println(a.Claims)
	// Output: [[type=="x-ms-sgx-svn", value==4, issuer=="AttestationService"]]
}

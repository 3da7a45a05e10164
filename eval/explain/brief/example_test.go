package brief_test

import (
	"context"
	"fmt"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/explain"
)

// What stands beside each rule and condition.
func ExampleExplanation() {
	program, found := compile.Source("sgx.maa", `version=1.0;
authorizationrules {
    [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-svn", value>=4] => permit();
};
`)
	if program == nil {
		panic(found.Err())
	}
	x, err := explain.Brief(context.Background(), program, []claim.Claim{
		{Type: "x-ms-sgx-is-debuggable", Value: claim.Bool(false), Issuer: claim.AttestationService},
		{Type: "x-ms-sgx-svn", Value: claim.Int(3), Issuer: claim.AttestationService},
	}, eval.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println(x.Decision, x.Reason)
	for _, rule := range x.Rules {
		for _, c := range rule.Conditions {
			fmt.Println("claims:", c.MatchedCount, "fails: test", c.Failed)
		}
		fmt.Println("ran:", rule.Ran)
	}
	// Output:
	// deny no-permit
	// claims: 1 fails: test -1
	// claims: 0 fails: test 1
	// ran: false
}

package explain_test

import (
	"context"
	"fmt"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval/explain"
)

func ExampleExplain() {
	program, found := compile.Source("sgx.maa", `version=1.0;
authorizationrules {
    [type=="x-ms-sgx-is-debuggable", value=="false"] &&
    [type=="x-ms-sgx-svn", value>=4] => permit();
};
`)
	if program == nil {
		panic(found.Err())
	}
	x, err := explain.Explain(context.Background(), program, []claim.Claim{
		{Type: "x-ms-sgx-is-debuggable", Value: claim.Bool(false), Issuer: claim.AttestationService},
		{Type: "x-ms-sgx-svn", Value: claim.Int(3), Issuer: claim.AttestationService},
	}, explain.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Print(x)
	// Output:
	// no-permit: no permit rule ran
	// nearest: permit  sgx.maa:3:5  0 of 2 conditions hold
	//   fails  3:5  [type=="x-ms-sgx-is-debuggable", value=="false"]
	//               wanted "false", found false (AttestationService): a boolean, not text
	//   fails  4:5  [type=="x-ms-sgx-svn", value>=4]
	//               wanted >=4, found 3 (AttestationService)
}

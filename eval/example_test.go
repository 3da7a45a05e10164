package eval_test

import (
	"context"
	"fmt"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
)

func ExampleRun() {
	program, found := compile.Source("sgx.maa", `version=1.0;
authorizationrules {
  [type=="x-ms-sgx-is-debuggable", value==true] => deny();
  [type=="x-ms-sgx-svn", value>=4] => permit();
};
issuancerules {
  c:[type=="x-ms-sgx-svn"] => issue(type="svn", value=c.value);
};
`)
	if program == nil {
		panic(found.Err())
	}
	claims := []claim.Claim{
		{Type: "x-ms-sgx-is-debuggable", Value: claim.Bool(false), Issuer: claim.AttestationService},
		{Type: "x-ms-sgx-svn", Value: claim.Int(5), Issuer: claim.AttestationService},
	}
	result, err := eval.Run(context.Background(), program, claims, eval.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.Decision)
	for _, c := range result.Claims {
		fmt.Println(c.Type, c.Value)
	}
	// Output:
	// permit
	// svn 5
}

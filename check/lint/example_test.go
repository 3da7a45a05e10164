package lint_test

import (
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/lint"
)

func Example() {
	src := ast.NewSource("sgx.maa", `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-mrsinger", value=="4aea"] => permit();
};
`)
	_, findings := lint.Source(src, lint.Options{})
	for _, d := range findings {
		fmt.Println(d)
		fmt.Println(d.Fixes[0].Title)
	}
	// Output:
	// sgx.maa:4:12: MAA3004: found "x-ms-sgx-mrsinger", expected "x-ms-sgx-mrsigner"
	// replace with "x-ms-sgx-mrsigner"
}

package check_test

import (
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
)

// Errors leave no result; what is only likely to be a mistake is a warning.
func ExampleSource() {
	src := ast.NewSource("sgx.maa", `version=1.0;
authorizationrules {
  [type=="x-ms-sgx-svn", value<"3"] => deny();
  c:[type=="least-svn", valueType=="String"] && [type=="x-ms-sgx-svn", value>=c.value] => permit();
};
`)
	checked, found := check.Source(src, check.Options{})
	for _, d := range found {
		at := src.Place(d.From)
		fmt.Printf("%d:%d: %s: %s [%s]\n", at.Line, at.Column, d.Severity, d.Message, d.Code)
	}
	fmt.Println("checked:", checked != nil)
	// Output:
	// 3:32: error: found a string, expected an integer beside "<" [MAA2010]
	// 4:79: warning: found a string, expected an integer beside ">=": it never holds [MAA3010]
	// checked: false
}

package diag_test

import (
	"os"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
)

func ExampleRender() {
	src := ast.NewSource("sgx.maa", `version=1.0;
authorizationrules {
  => premit();
};
`)
	_, found := check.Source(src, check.Options{})
	if err := diag.Render(os.Stdout, diag.Text, []diag.File{{Source: src, Findings: found}}, diag.Options{}); err != nil {
		panic(err)
	}
	// Output:
	// sgx.maa:3:6: error: unknown action "premit" [MAA2004]
	//  3 |   => premit();
	//    |      ^^^^^^
	//   fix: replace with "permit"
	//
	// 1 error
}

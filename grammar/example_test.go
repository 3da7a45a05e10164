package grammar_test

import (
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/grammar"
)

// There is always a tree, and a slip has a fix.
func ExampleParse() {
	src := ast.NewSource("slip.maa", `version=1.0;authorizationrules{[type="a"] => permit();};`)
	tree, found := grammar.Parse(src, grammar.Options{})
	fmt.Println(len(tree.Items), "section")
	for _, d := range found {
		fmt.Println(d.Message)
		fixed, _ := diag.Apply(src.Text, d.Fixes[0])
		fmt.Println(fixed)
	}
	// Output:
	// 1 section
	// found "=" in a condition, expected "=="
	// version=1.0;authorizationrules{[type=="a"] => permit();};
}

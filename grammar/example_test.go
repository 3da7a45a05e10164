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

// A selector names a rule, and survives edits around it.
func ExampleSelectors() {
	src := ast.NewSource("sgx.maa", `version=1.0;
authorizationrules {
    [type=="svn", value>=4] => permit();
    [type=="lab", value==true] => permit();
};`)
	tree, _ := grammar.Parse(src, grammar.Options{})
	selectors := grammar.NewSelectors(src, tree)
	rule, _ := selectors.Find(`value==true`)
	fmt.Println(selectors.Of(rule))
	_, err := selectors.Find("permit")
	fmt.Println(err)
	// Output:
	// permit#2
	// 2 rules fit "permit": permit#1 (3:5), permit#2 (4:5)
}

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

// One style for all policies; only white space changes.
func ExampleFormatProved() {
	src := ast.NewSource("sgx.maa", `version=1.0;authorizationrules{
[type=="svn",value>=4]&&[type=="debug",value==false]=>permit(); // as released
};`)
	tree, found := grammar.Parse(src, grammar.Options{})
	if found.HasErrors() {
		return // left alone
	}
	text, err := grammar.FormatProved(src, tree)
	fmt.Print(text, err)
	// Output:
	// version=1.0;
	//
	// authorizationrules {
	//     [type=="svn", value>=4] && [type=="debug", value==false] => permit(); // as released
	// };
	// <nil>
}

// The text of a policy changes rule by rule.
func ExampleChanges() {
	read := func(text string) grammar.Parsed {
		src := ast.NewSource("", text)
		tree, _ := grammar.Parse(src, grammar.Options{})
		return grammar.Parsed{Source: src, Tree: tree}
	}
	old := read("version=1.0;\nauthorizationrules {\n[type==\"svn\", value>=3] => permit();\n};")
	now := read("version=1.0;\nauthorizationrules {\n\n[type==\"svn\", value>=4] => permit();\n=> deny();\n};")
	for _, c := range grammar.Changes(old, now) {
		fmt.Println(c.Kind, c.Section, c.OldLine, c.NewLine)
	}
	// Output:
	// changed authorizationrules 3 4
	// added authorizationrules 0 5
}

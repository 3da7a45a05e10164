package ast_test

import (
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/grammar"
)

// Walking shows every node with its place in the text.
func ExampleWalk() {
	src := ast.NewSource("walk.maa", `version=1.2;
authorizationrules {
  c:[type=="a"] && [value==JmesPath(c.value, "b")] => permit();
};
`)
	tree, _ := grammar.Parse(src, grammar.Options{})
	ast.Walk(tree, func(n ast.Node) bool {
		if call, ok := n.(*ast.Call); ok {
			at := src.Place(call.From)
			fmt.Printf("%d:%d %s\n", at.Line, at.Column, src.Slice(call.Span))
		}
		return true
	})
	// Output: 3:28 JmesPath(c.value, "b")
}

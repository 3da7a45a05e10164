package compile

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"

	"github.com/assay-policy/assay/ast"
)

// CELText returns the CEL programs of the policy, one a line after the place in
// the policy that it was made for: a view, for people and for debugging. Programs
// are made from trees, not from this text, and tests or calls that share one are
// shown once.
func (p *Program) CELText() string {
	var b strings.Builder
	_, err := compilePolicy(p.Checked(), new(Cache), func(tree *celast.AST) {
		text, err := cel.ExprToString(tree.Expr(), tree.SourceInfo())
		if err != nil {
			text = fmt.Sprintf("(%v)", err)
		}
		at := ast.NoPos
		if r, ok := tree.SourceInfo().GetOffsetRange(tree.Expr().ID()); ok {
			at = ast.PosAt(int(r.Start))
		}
		place := p.Source().Place(at)
		fmt.Fprintf(&b, "%d:%d %s\n", place.Line, place.Column, text)
	})
	if err != nil {
		return err.Error() + "\n" // it compiled before
	}
	return b.String()
}

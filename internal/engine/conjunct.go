package engine

import (
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
)

// Conjunct is a test of a claim without its place: a CEL program that can't
// fail. Tests that say the same share one.
type Conjunct struct {
	Shape   Shape
	Program cel.Program
	Native  Native // the test that the program was fused to, if it was
}

// Shape is what makes two tests equal: property, comparison and a literal, or
// that there is a set on the right, whichever it is.
type Shape struct {
	Property ast.Property
	Op       ast.Op
	Set      bool
	Literal  claim.Value // no value if there is a set on the right
}

// Holds reports whether a claim satisfies the test, by way of CEL. right is the
// set of values on the right side, nil for a literal.
func (c *Conjunct) Holds(ev *Evaluation, s *Subject, right *Values) bool {
	ev.subject, ev.right = s, right
	out, _, err := c.Program.Eval((*variables)(ev))
	if err != nil {
		panic(fmt.Sprintf("engine: test %+v failed: %v", c.Shape, err))
	}
	return out == types.True
}

// Narrow returns what of the right side decides the test: of an ordering the
// largest or the least integer, put into scratch, which may be right itself; else
// all of it. It is done once for a condition: pairs are never compared.
func (c *Conjunct) Narrow(right, scratch *Values) *Values {
	var better func(a, b int64) bool
	switch c.Shape.Op {
	case ast.Less, ast.LessEqual:
		better = func(a, b int64) bool { return a > b }
	case ast.Greater, ast.GreaterEqual:
		better = func(a, b int64) bool { return a < b }
	default:
		return right
	}
	var best claim.Value
	for v := range right.All() {
		if v.Kind() == claim.IntegerKind && (best.Kind() != claim.IntegerKind || better(v.Int(), best.Int())) {
			best = v.Value
		}
	}
	scratch.Clear()
	if best.Kind() == claim.IntegerKind {
		scratch.Add(best, false)
	}
	return scratch
}

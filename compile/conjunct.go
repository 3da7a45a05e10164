package compile

import (
	"fmt"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
)

// Conjunct is a test of a claim without its place: a CEL program that can't
// fail. Tests that say the same share one.
type Conjunct struct {
	shape   shape
	program cel.Program
	native  Native
}

// shape is what makes two tests equal: property, comparison and a literal, or
// that a set stands on the right, whichever it is.
type shape struct {
	property ast.Property
	op       ast.Op
	set      bool
	literal  claim.Value
}

// Native returns the test that the program was fused to, if it was.
func (c *Conjunct) Native() Native { return c.native }

// Holds reports whether a claim satisfies the test, by way of CEL. right is the
// set of values on the right side, nil for a literal.
func (c *Conjunct) Holds(ev *Evaluation, s *Subject, right *Values) bool {
	ev.subject, ev.right = s, right
	out, _, err := c.program.Eval((*variables)(ev))
	if err != nil {
		panic(fmt.Sprintf("compile: test %+v failed: %v", c.shape, err))
	}
	return out == types.True
}

// Literal returns the literal on the right side; no value if a set stands there.
func (c *Conjunct) Literal() claim.Value { return c.shape.literal }

// Narrow returns what of the right side decides the test: of an ordering the
// largest or the least integer, put into scratch, which may be right itself; else
// all of it. It is done once for a condition: pairs are never compared.
func (c *Conjunct) Narrow(right, scratch *Values) *Values {
	var better func(a, b int64) bool
	switch c.shape.op {
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

// conjunct returns the shared program of a shape, built on first use. The span
// is the test's that asked first.
func (c *compiler) conjunct(s shape, span ast.Span) (*Conjunct, error) {
	if known := c.conjuncts[s]; known != nil {
		return known, nil
	}
	program, native, err := c.fused(s.tree(span))
	if err != nil {
		return nil, err
	}
	made := &Conjunct{s, program, native}
	c.conjuncts[s] = made
	return made, nil
}

// plan makes a program of an expression. The check of the policy has typed it
// already, so CEL's is left to the tests; the expression is dropped.
func (c *compiler) plan(tree *celast.AST, more ...cel.ProgramOption) (cel.Program, error) {
	c.show(tree)
	program, err := c.env.PlanProgram(tree, append(more, cel.EvalOptions(cel.OptOptimize))...)
	if err != nil {
		return nil, fmt.Errorf("compile: planning a CEL program: %w", err)
	}
	return program, nil
}

// tree returns the test as CEL. Comparisons of different types are false, and
// "!=" of them true (L4.6): CEL's "==", "!=" and "in" agree, its orderings would
// fail and stand behind a guard. Of several values on the right one must do (L4.7).
func (s shape) tree(span ast.Span) *celast.AST {
	b := newBuilder(span)
	switch {
	case !s.set:
		return b.tree(s.withLiteral(b))
	case s.op == ast.Equal:
		return b.tree(b.call(operators.In, b.ident(s.property.String()), b.ident(setVariable(0))))
	}
	return b.tree(s.withSet(b))
}

// withLiteral is: p == lit, p != lit, or type(p) == int && p < 3.
func (s shape) withLiteral(b *builder) celast.Expr {
	name := s.property.String()
	compare := func() celast.Expr {
		return b.call(celOperators[s.op], b.ident(name), b.literal(s.literal))
	}
	if s.op == ast.Equal || s.op == ast.NotEqual {
		return compare()
	}
	return b.call(operators.LogicalAnd, b.isInteger(name), compare())
}

// withSet is: r0.exists(v, p != v), or
// type(p) == int && r0.exists(v, type(v) == int && p < v).
func (s shape) withSet(b *builder) celast.Expr {
	name := s.property.String()
	compare := func() celast.Expr {
		return b.call(celOperators[s.op], b.ident(name), b.ident(elementVariable))
	}
	if s.op == ast.NotEqual {
		return b.exists(setVariable(0), compare)
	}
	return b.call(operators.LogicalAnd, b.isInteger(name), b.exists(setVariable(0), func() celast.Expr {
		return b.call(operators.LogicalAnd, b.isInteger(elementVariable), compare())
	}))
}

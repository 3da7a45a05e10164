package compile

import (
	"fmt"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/engine"
)

// conjunct returns the shared program of a shape, built on first use. The span
// is the test's that asked first.
func (c *compiler) conjunct(s engine.Shape, span ast.Span) (*engine.Conjunct, error) {
	if known := c.cache.conjuncts.find(s, c.cache.policies); known != nil {
		return known, nil
	}
	s.Literal = owned(s.Literal)
	program, native, err := c.fused(tree(s, span))
	if err != nil {
		return nil, err
	}
	made := &engine.Conjunct{Shape: s, Program: program, Native: native}
	c.cache.conjuncts.keep(s, made, c.cache.policies)
	return made, nil
}

// plan makes a program of an expression. The check of the policy has typed it
// already, so CEL's is left to the tests; the expression is dropped.
func (c *compiler) plan(tree *celast.AST, more ...cel.ProgramOption) (cel.Program, error) {
	c.show(tree)
	c.cache.compiled++
	program, err := c.env.PlanProgram(tree, append(more, cel.EvalOptions(cel.OptOptimize))...)
	if err != nil {
		return nil, fmt.Errorf("compile: planning a CEL program: %w", err)
	}
	return program, nil
}

// tree returns the test as CEL. Comparisons of different types are false, and
// "!=" of them true (L4.6): CEL's "==", "!=" and "in" agree, its orderings would
// fail, so they come after a guard. Of several values on the right, one must do (L4.7).
func tree(s engine.Shape, span ast.Span) *celast.AST {
	b := newBuilder(span)
	switch {
	case !s.Set:
		return b.tree(withLiteral(s, b))
	case s.Op == ast.Equal:
		return b.tree(b.call(operators.In, b.ident(s.Property.String()), b.ident(engine.SetVariable(0))))
	}
	return b.tree(withSet(s, b))
}

// withLiteral is: p == lit, p != lit, or type(p) == int && p < 3.
func withLiteral(s engine.Shape, b *builder) celast.Expr {
	name := s.Property.String()
	compare := func() celast.Expr {
		return b.call(celOperators[s.Op], b.ident(name), b.literal(s.Literal))
	}
	if s.Op == ast.Equal || s.Op == ast.NotEqual {
		return compare()
	}
	return b.call(operators.LogicalAnd, b.isInteger(name), compare())
}

// withSet is: r0.exists(v, p != v), or
// type(p) == int && r0.exists(v, type(v) == int && p < v).
func withSet(s engine.Shape, b *builder) celast.Expr {
	name := s.Property.String()
	compare := func() celast.Expr {
		return b.call(celOperators[s.Op], b.ident(name), b.ident(elementVariable))
	}
	if s.Op == ast.NotEqual {
		return b.exists(engine.SetVariable(0), compare)
	}
	return b.call(operators.LogicalAnd, b.isInteger(name), b.exists(engine.SetVariable(0), func() celast.Expr {
		return b.call(operators.LogicalAnd, b.isInteger(elementVariable), compare())
	}))
}

package lsp

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim/catalog"
)

// anyKinds are all that a value can be of.
const anyKinds = catalog.Boolean | catalog.Integer | catalog.String

// valueKinds are the kinds that the values may be of which a condition binds: by its
// tests, by the catalogue, and by the rules that make such claims.
func (a *analysis) valueKinds(rule *ast.Rule, c *ast.Condition) catalog.Kinds {
	kinds := anyKinds
	for _, t := range c.Tests {
		switch {
		case t.Property == ast.ValueProperty && t.Op != ast.NotEqual:
			kinds &= literalKinds(t.Value)
		case t.Property == ast.ValueTypeProperty && t.Op == ast.Equal:
			if l, ok := t.Value.(*ast.StringLit); ok {
				kinds &= catalog.Kinds(valueTypeKinds[l.Value])
			}
		}
	}
	l := check.TypeLiteral(c)
	step := a.lineage.Of(rule)
	if l == nil || step == nil {
		return kinds
	}
	given := catalog.Kinds(0)
	if e, ok := catalog.Lookup(l.Value); ok && e.Use.Has(catalog.Incoming) {
		given = e.Kinds
	}
	for _, maker := range a.lineage.Reaching(step, c) {
		given |= maker.Kinds
		if maker.AnyType() {
			return kinds
		}
	}
	if given != 0 {
		kinds &= given
	}
	return kinds
}

func literalKinds(e ast.Expr) catalog.Kinds {
	switch e.(type) {
	case *ast.BoolLit:
		return catalog.Boolean
	case *ast.IntLit:
		return catalog.Integer
	case *ast.StringLit:
		return catalog.String
	default:
	}
	return anyKinds
}

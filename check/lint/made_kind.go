package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/lang"
)

var madeKind = pageOf("MAA3010")

// madeKinds reports comparisons with values of a kind that rules never make. What
// follows from the tests of the rule alone, the check says (L0.1).
func madeKinds(r *rule) {
	for _, c := range r.conditions() {
		left := r.originKinds(c) & valueTypeKinds(c)
		if left == lang.Any || left == lang.None {
			continue
		}
		for _, t := range c.Tests {
			if t.Property == ast.ValueProperty && !(c.service && isLiteral(t.Value)) && !hasIn(r.found, t.Span, []diag.Code{madeKind.Code}) {
				r.madeKind(c, t, left)
			}
		}
	}
}

// madeKind reports a test of the values of a condition that are of known kinds.
func (r *rule) madeKind(c *condition, t *ast.Test, left lang.Kinds) {
	found := r.exprKinds(t.Value)
	var d diag.Diagnostic
	switch ordering := t.Op != ast.Equal && t.Op != ast.NotEqual; {
	case ordering && !left.Fits(lang.Integers):
		d = madeKind.At(t.OpSpan, "found an ordering, expected \"==\" or \"!=\": claims of that type have %s", left)
	case ordering && !found.Fits(lang.Integers):
		d = madeKind.At(span(t.Value), "found %s, expected an integer beside %q", found, t.Op)
	case !ordering && !found.Fits(left):
		d = madeKind.At(span(t.Value), "found %s, expected %s, as claims of that type have", found, left)
	default:
		return
	}
	makers := r.lineage.Reaching(r.Step, c.Condition)
	for _, maker := range makers[:min(len(makers), mostMakers)] {
		d.Related = append(d.Related, diag.Related{Span: maker.Rule.Action.Span, Message: "this makes " + lang.Kinds(maker.Kinds).String()})
	}
	r.never(c, t, d)
}

// mostMakers is how many makers a finding shows.
const mostMakers = 5

// isLiteral reports whether an expression is a literal.
func isLiteral(e ast.Expr) bool { return literalKind(e) != lang.Any }

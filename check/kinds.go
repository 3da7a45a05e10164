package check

import (
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/internal/spell"
)

// A kind that is inferred and does not fit is a warning: the policy means
// something all the same, if hardly what its author wants (L0.1). Such findings
// show where the kind comes from.

// inferred reports a finding about an expression whose kind is inferred.
func (r *ruleCheck) inferred(d diag.Diagnostic, e ast.Expr) {
	d.Related = append(d.Related, r.kindSource(e)...)
	r.report(d)
}

// inferredOrdering warns of an ordering with what is no integer: it never holds
// (L4.6).
func (r *ruleCheck) inferredOrdering(t *ast.Test) {
	found := r.kindsOf(t.Value)
	if found.Fits(lang.Integers) {
		return
	}
	r.inferred(madeKind.At(span(t.Value), "found %s, expected an integer beside %s: it never holds",
		found, spell.Quote(t.Op.String())), t.Value)
}

// inferredEquality warns of a comparison with values of other kinds than the
// property has: they are never equal (L4.6). The kinds of a value are those that
// the other tests of the condition leave.
func (r *ruleCheck) inferredEquality(t *ast.Test, property ast.Property, left tested) {
	found := r.kindsOf(t.Value)
	if left.kinds == lang.None || found.Fits(left.kinds) {
		return
	}
	verdict := "never equals"
	if t.Op == ast.NotEqual {
		verdict = "always differs from"
	}
	d := madeKind.At(span(t.Value), "found %s, which %s %s, %s", found, verdict, spell.Quote(property.String()), left.kinds)
	d.Related = left.source()
	r.inferred(d, t.Value)
}

// kindSource returns the place that says what kind an expression is of.
func (r *ruleCheck) kindSource(e ast.Expr) []diag.Related {
	switch e := e.(type) {
	case *ast.PropertyRef:
		if propertyOf(e.Property, e.Name) != ast.ValueProperty {
			return []diag.Related{{Span: e.Name.Span, Message: fmt.Sprintf("%s is always a string", spell.Quote(e.Name.Name))}}
		}
		if b := r.lookup(e.Binder.Name); b != nil {
			return b.value.source()
		}
	case *ast.Call:
		at := e.Name.Span
		if _, lit, ok := r.literalDocument(e); ok {
			at = lit.Span
		}
		return []diag.Related{{Span: at, Message: fmt.Sprintf("this gives %s", r.kindsOf(e))}}
	case *ast.StringLit, *ast.IntLit, *ast.BoolLit, *ast.BinderRef:
	}
	return nil
}

// source returns the test that says what kind a value is of.
func (t tested) source() []diag.Related {
	if t.by == nil {
		return nil
	}
	return []diag.Related{{Span: t.by.Span, Message: fmt.Sprintf("only %s passes this test", testKinds(t.by))}}
}

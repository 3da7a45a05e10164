package check

import (
	"fmt"
	"strconv"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/internal/spell"
)

// ordering reports whether an operator is one of those for integers (L4.5).
func ordering(op ast.Op) bool { return op >= ast.Less }

// test checks one test of a condition: its names, its right side, and that
// property, operator and value go together. The values of claims that pass the
// condition are of the kinds left.
func (r *ruleCheck) test(t *ast.Test, left tested) {
	if t.Property == ast.UnknownProperty {
		r.unknown(t.Name, "property", unknownProperty, ast.PropertyNames())
	}
	r.expr(t.Value)
	property := propertyOf(t.Property, t.Name)
	switch {
	case property == ast.UnknownProperty || t.Op == ast.UnknownOp:
	case property != ast.ValueProperty && ordering(t.Op):
		r.wrongOperator(t, property)
	case isLiteral(t.Value):
		r.literalOperand(t, property)
	case ordering(t.Op):
		r.inferredOrdering(t)
	case property != ast.ValueProperty:
		r.inferredEquality(t, property, tested{kinds: lang.Strings})
	default:
		r.inferredEquality(t, property, left)
	}
}

// literalOperand: orderings are for integers only; type, issuer and valueType
// take == and != with a string. A literal of the wrong type is an error (L4.5).
func (r *ruleCheck) literalOperand(t *ast.Test, property ast.Property) {
	want, found := lang.Any, literalKind(t.Value)
	beside := property.String()
	switch {
	case property != ast.ValueProperty:
		want = lang.Strings
	case ordering(t.Op):
		want, beside = lang.Integers, t.Op.String()
	}
	if found.Fits(want) {
		return
	}
	d := wrongLiteral.At(span(t.Value), "found %s, expected %s beside %s", found, want, spell.Quote(beside))
	d.Fixes = r.converted(t.Value, want)
	r.report(d)
}

// wrongOperator reports an ordering of strings (L4.5).
func (r *ruleCheck) wrongOperator(t *ast.Test, property ast.Property) {
	d := wrongOperator.At(t.OpSpan, `found %s on %s, expected "==" or "!="`,
		spell.Quote(t.Op.String()), spell.Quote(property.String()))
	if literalKind(t.Value).Fits(lang.Strings) { // or another error would take its place
		for _, op := range []ast.Op{ast.Equal, ast.NotEqual} {
			d.Fixes = append(d.Fixes, replace(t.OpSpan, op.String()))
		}
	}
	r.report(d)
}

// converted returns the fixes that write a literal as one of the wanted kind,
// if it reads as one.
func (r *ruleCheck) converted(e ast.Expr, want lang.Kinds) []diag.Fix {
	text, ok := "", false
	switch e := e.(type) {
	case *ast.StringLit:
		_, err := strconv.ParseInt(e.Value, 10, 64)
		integer := err == nil && e.Value[0] != '+'
		boolean := e.Value == "true" || e.Value == "false"
		text, ok = e.Value, integer && want == lang.Integers || boolean && want == lang.Booleans
	case *ast.IntLit, *ast.BoolLit:
		text, ok = `"`+r.src.Slice(span(e))+`"`, want == lang.Strings
	case *ast.BinderRef, *ast.PropertyRef, *ast.Call:
	}
	if !ok {
		return nil
	}
	return []diag.Fix{diag.Replace(fmt.Sprintf("replace with %s", text), span(e), text)}
}

// span returns the place of a node.
func span(n ast.Node) ast.Span { return ast.Span{From: n.Pos(), To: n.End()} }

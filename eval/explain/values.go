package explain

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/spell"
)

// A digest that is shown is cut in the middle, any other long text at its end.
const (
	minDigest = 32 // hex digits
	digestEnd = 4  // of them on each side of the cut
)

// short cuts a text that is shown.
func short(text string) string {
	if len(text) >= minDigest && strings.Trim(text, "0123456789abcdefABCDEF") == "" {
		return text[:digestEnd] + "…" + text[len(text)-digestEnd:]
	}
	return spell.Clip(text, spell.Value)
}

// show is a value as policies write it, cut where it is long, in one line that prints.
func show(v claim.Value) string {
	if v.Kind() == claim.StringKind {
		v = claim.String(short(v.Text()))
	}
	return diag.Visible(v.String())
}

// showBeside is show for a value beside one that it must not look equal to: if both
// are cut to the same, it is shown from where they differ.
func showBeside(v, other claim.Value) string {
	if v == other || show(v) != show(other) {
		return show(v)
	}
	a, b := v.Text(), other.Text()
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	from := max(0, at-digestEnd)
	for from > 0 && !utf8.RuneStart(a[from]) {
		from--
	}
	return diag.Visible(claim.String("…" + spell.Clip(a[from:], spell.Value)).String())
}

// text is the canonical text of a condition (T1.3) or another part of a rule, its
// long strings cut, in one line that prints.
func text(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Condition:
		cut := *n
		cut.Tests = make([]*ast.Test, len(n.Tests))
		for i, t := range n.Tests {
			test := *t
			test.Value = cutExpr(t.Value)
			cut.Tests[i] = &test
		}
		return diag.Visible(grammar.Text(&cut))
	case ast.Expr:
		return diag.Visible(grammar.Text(cutExpr(n)))
	default:
		return diag.Visible(grammar.Text(n))
	}
}

// cutExpr returns an expression with its long strings cut.
func cutExpr(e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.StringLit:
		if cut := short(e.Value); cut != e.Value {
			return &ast.StringLit{Span: e.Span, Value: cut}
		}
	case *ast.Call:
		call := *e
		call.Args = make([]ast.Expr, len(e.Args))
		for i, arg := range e.Args {
			call.Args[i] = cutExpr(arg)
		}
		return &call
	case *ast.IntLit, *ast.BoolLit, *ast.BinderRef, *ast.PropertyRef:
	}
	return e
}

// wanted is the right side of a test as it is wanted: the operator unless it is ==,
// and the value, or an expression and what it stands for.
func wanted(t *Test) string {
	out := ""
	if t.Node.Property != ast.ValueProperty {
		out = t.Node.Property.String() + " "
	}
	if t.Node.Op != ast.Equal {
		out += t.Node.Op.String()
	}
	v, ok := literal(t.Node.Value)
	if !ok {
		return out + text(t.Node.Value) + ", which is " + several(t.Wanted)
	}
	for i := range t.Actual {
		if found := t.Actual[i].Value; show(found) == show(v) {
			return out + showBeside(v, found)
		}
	}
	return out + show(v)
}

// found are the claims that a test looked at: value and issuer, and the type where
// the condition does not name it.
func found(t *Test, claims []claim.Claim, named bool) string {
	var beside claim.Value
	if t != nil {
		beside, _ = literal(t.Node.Value)
	}
	shown := make([]string, len(claims))
	for i := range claims {
		c := &claims[i]
		if !named {
			shown[i] = show(claim.String(c.Type)) + " = "
		}
		shown[i] += showBeside(c.Value, beside) + " (" + c.Issuer.String() + ")"
	}
	return strings.Join(slices.Compact(shown), ", ")
}

// several shows values, or that there are none.
func several(v eval.Values) string {
	if v.Count == 0 {
		return "empty"
	}
	shown := make([]string, 0, MaxClaims)
	for _, value := range v.Listed[:min(len(v.Listed), MaxClaims)] {
		shown = append(shown, show(value))
	}
	return strings.Join(shown, ", ") + more(v.Count-len(shown))
}

// more says how many a list leaves out.
func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" and %d more", n)
}

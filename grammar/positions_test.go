package grammar_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
)

// checkPositions holds a tree against its text (A41): children inside their
// parents and in order, and at each position the token that belongs there. With
// strict unset the text had slips, so only spans are checked.
func checkPositions(t *testing.T, src *ast.Source, p *ast.Policy, strict bool) {
	t.Helper()
	ast.Walk(p, func(n ast.Node) bool {
		if n.Pos() < 1 || n.End() < n.Pos() || n.End().Offset() > len(src.Text) {
			t.Fatalf("%T has the span %d..%d, the text ends at %d", n, n.Pos(), n.End(), len(src.Text)+1)
		}
		last := n.Pos()
		for c := range ast.Children(n) {
			if c.Pos() < last || c.End() > n.End() {
				t.Fatalf("%T %q is not inside %T behind its sibling", c, src.Slice(ast.Span{From: c.Pos(), To: c.End()}), n)
			}
			last = c.End()
		}
		if strict {
			for _, bad := range misplaced(src, n) {
				t.Fatalf("%T %q: %s", n, src.Slice(ast.Span{From: n.Pos(), To: n.End()}), bad)
			}
		}
		return true
	})
	for _, c := range p.Comments {
		if got := src.Slice(c.Span); got != c.Text || strict && !strings.HasPrefix(got, "//") {
			t.Fatalf("comment %q stands at %q", c.Text, got)
		}
	}
}

// misplaced lists the token positions of a node where another text stands.
func misplaced(src *ast.Source, n ast.Node) (bad []string) {
	at := func(pos ast.Pos, token string) {
		if !strings.HasPrefix(src.Text[max(0, pos.Offset()):], token) || !pos.IsValid() {
			bad = append(bad, fmt.Sprintf("no %q at %d", token, pos))
		}
	}
	all := func(ps []ast.Pos, between int, token string) {
		if len(ps) != max(0, between-1) {
			bad = append(bad, fmt.Sprintf("%d positions of %q between %d parts", len(ps), token, between))
		}
		for _, p := range ps {
			at(p, token)
		}
	}
	span := func(s ast.Span, want string) {
		if got := src.Slice(s); got != want {
			bad = append(bad, fmt.Sprintf("found %q, want %q", got, want))
		}
	}
	switch n := n.(type) {
	case *ast.Version:
		at(n.Eq, "=")
		at(n.Semi, ";")
		span(ast.Span{From: n.From, To: n.From + 7}, "version")
	case *ast.Section:
		at(n.Open, "{")
		at(n.Close, "}")
		at(n.Semi, ";")
		span(n.Name.Span, n.Kind.String())
	case *ast.Rule:
		all(n.Ands, len(n.Conditions), "&&")
		at(n.Arrow, "=>")
		at(n.Semi, ";")
	case *ast.Condition:
		if n.Negated() {
			at(n.Not, "!")
		}
		if n.Binder != nil {
			at(n.Colon, ":")
		}
		at(n.Open, "[")
		at(n.Close, "]")
		all(n.Commas, len(n.Tests), ",")
	case *ast.Test:
		span(n.OpSpan, n.Op.String())
	case *ast.Action:
		at(n.Open, "(")
		at(n.Close, ")")
		all(n.Commas, len(n.Args), ",")
	case *ast.Arg:
		if n.Name == nil { // in permit and deny: check says what is wrong
			span(n.EqSpan, "")
			break
		}
		span(n.EqSpan, "=")
	case *ast.Ident:
		span(n.Span, n.Name)
	case *ast.StringLit:
		span(n.Span, n.Raw)
	case *ast.BinderRef:
		span(n.Span, n.Name)
	case *ast.PropertyRef:
		at(n.Dot, ".")
	case *ast.Call:
		at(n.Open, "(")
		at(n.Close, ")")
		all(n.Commas, len(n.Args), ",")
	case *ast.BoolLit:
		span(n.Span, fmt.Sprint(n.Value))
	case *ast.Policy, *ast.IntLit, *ast.Bad, *ast.Comment:
	}
	return bad
}

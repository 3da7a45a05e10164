package lsp

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// refactoring is a row of the table: a kind, and what makes the action if it can be
// done at a place.
type refactoring struct {
	kind protocol.CodeActionKind
	make func(r *request, p *place, span ast.Span) (protocol.CodeAction, bool)
}

// refactorings are all there are (V1.28).
var refactorings = []refactoring{
	{protocol.RefactorExtract, nameCondition},
	{protocol.RefactorInline, inlineBinder},
	{protocol.RefactorRewrite, addIssuer},
	{protocol.RefactorRewrite, replaceTwins},
	{protocol.RefactorRewrite, moveTo(1)},
	{protocol.RefactorRewrite, moveTo(2)},
	{protocol.RefactorRewrite, makeTest},
}

// action is an edit of the document at a place.
func (r *request) action(p *place, title string, edits ...protocol.TextEdit) (protocol.CodeAction, bool) {
	return protocol.CodeAction{Title: title, Edit: r.edit(p.document, edits, nil)}, true
}

// insertion is an edit that adds text.
func (d *document) insertion(at ast.Pos, text string) protocol.TextEdit {
	return protocol.TextEdit{Range: d.rangeOf(ast.Span{From: at, To: at}), NewText: text}
}

var none protocol.CodeAction

// nameCondition gives a condition a binder.
func nameCondition(r *request, p *place, _ ast.Span) (protocol.CodeAction, bool) {
	cond, rule := innermost[*ast.Condition](p), innermost[*ast.Rule](p)
	if cond == nil || rule == nil || cond.Binder != nil || cond.Negated() {
		return none, false
	}
	name := "c"
	for n := 1; definition(rule, name) != nil; n++ {
		name = fmt.Sprintf("c%d", n)
	}
	return r.action(p, "Name the condition "+name, p.insertion(cond.Open, name+":"))
}

// inlineBinder puts the literal that a condition wants its claim's value to equal in the
// place of the uses of its binder.
func inlineBinder(r *request, p *place, _ ast.Span) (protocol.CodeAction, bool) {
	s := p.subject()
	if s == nil || s.binder == nil {
		return none, false
	}
	binder := s.binder.Binder
	var edits []protocol.TextEdit
	whole := true
	ast.Walk(s.rule, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinderRef:
			whole = whole && n.Name != binder.Name
		case *ast.PropertyRef:
			if n.Binder.Name != binder.Name {
				break
			}
			literal := fixedBy(s.binder, n.Property)
			if literal == nil {
				whole = false
				break
			}
			edits = append(edits, protocol.TextEdit{Range: p.rangeOf(n.Span), NewText: p.Slice(ast.Span{From: literal.Pos(), To: literal.End()})})
		default:
		}
		return true
	})
	if !whole || len(edits) == 0 {
		return none, false
	}
	remove := ast.Span{From: binder.From, To: s.binder.Open}
	edits = append(edits, protocol.TextEdit{Range: p.rangeOf(remove)})
	return r.action(p, "Inline "+binder.Name, edits...)
}

// fixedBy is the literal that a condition wants a property to equal, nil without.
func fixedBy(c *ast.Condition, property ast.Property) ast.Expr {
	for _, t := range c.Tests {
		if t.Property != property || t.Op != ast.Equal {
			continue
		}
		switch v := t.Value.(type) {
		case *ast.StringLit, *ast.IntLit, *ast.BoolLit:
			return v
		default:
		}
	}
	return nil
}

// addIssuer makes a condition take claims of one issuer only: of the rules that make
// them, or of the service.
func addIssuer(r *request, p *place, _ ast.Span) (protocol.CodeAction, bool) {
	cond, rule := innermost[*ast.Condition](p), innermost[*ast.Rule](p)
	if cond == nil || len(cond.Tests) == 0 || testsIssuer(cond) {
		return none, false
	}
	issuer := "AttestationService"
	if l := check.TypeLiteral(cond); l != nil && !isIncoming(l.Value) {
		if step := p.lineage.Of(rule); step != nil && len(p.lineage.Reaching(step, cond)) > 0 {
			issuer = "AttestationPolicy"
		}
	}
	last := cond.Tests[len(cond.Tests)-1]
	return r.action(p, "Take claims of "+issuer+" only", p.insertion(last.To, `, issuer=="`+issuer+`"`))
}

// replaceTwins replaces the deprecated names of claims that conditions test, in the
// whole policy if one is at the place.
func replaceTwins(r *request, p *place, span ast.Span) (protocol.CodeAction, bool) {
	here := false
	p.deprecated(span, func(l *ast.StringLit, _ string) { here = here || l.From <= span.To && span.From <= l.To })
	if !here {
		return none, false
	}
	var edits []protocol.TextEdit
	p.deprecated(p.tree().Span, func(l *ast.StringLit, twin string) {
		edits = append(edits, protocol.TextEdit{Range: p.rangeOf(l.Span), NewText: grammar.Quote(twin)})
	})
	return r.action(p, "Replace the deprecated names of claims", edits...)
}

// deprecated finds the deprecated names of claims that conditions test, of the rules in a
// part of the policy, with the names to use in their place.
func (a *analysis) deprecated(span ast.Span, found func(l *ast.StringLit, twin string)) {
	ast.Walk(a.tree(), func(n ast.Node) bool {
		if rule, ok := n.(*ast.Rule); ok {
			return rule.From <= span.To && span.From <= rule.To
		}
		t, ok := n.(*ast.Test)
		if !ok || !namesType(t) {
			return true
		}
		if l, ok := t.Value.(*ast.StringLit); ok {
			if e, known := catalog.Lookup(l.Value); known && e.Deprecated() && e.Use.Has(catalog.Incoming) {
				found(l, e.Twin)
			}
		}
		return true
	})
}

// moveTo returns what makes the policy one of version 1.n, if it is of an earlier one
// and the place is in its header.
func moveTo(minor int) func(*request, *place, ast.Span) (protocol.CodeAction, bool) {
	return func(r *request, p *place, span ast.Span) (protocol.CodeAction, bool) {
		v := p.tree().Version
		if v == nil || v.Number.From == v.Number.To || v.Major != 1 || v.Minor >= minor || span.From > v.To {
			return none, false
		}
		number := fmt.Sprintf("1.%d", minor)
		return r.action(p, "Move to version "+number, protocol.TextEdit{Range: p.rangeOf(v.Number), NewText: number})
	}
}

// makeTest offers to make a test of the last evaluation.
func makeTest(r *request, p *place, _ ast.Span) (protocol.CodeAction, bool) {
	if p.path == "" || r.server.evaluationOf(p.document) == nil {
		return none, false
	}
	name := strings.TrimSuffix(p.name(), ".maa")
	return protocol.CodeAction{
		Title:   "Make a test of the last evaluation",
		Command: &protocol.Command{Title: "Make a test for " + name, Command: "assay.createTest", Arguments: []any{p.uri}},
	}, true
}

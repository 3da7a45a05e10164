package grammar

import (
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

// nothing reports whether a name is what other languages call no value.
func nothing(name string) bool {
	switch strings.ToLower(name) {
	case "null", "nil", "none", "undefined":
		return true
	}
	return false
}

// null reports a test for no value: every claim has one, and that a claim is not
// there is tested by "!" before the condition (L4.3).
func (p *parser) null(t *test) ast.Expr {
	name := p.ident(t.Value.Name)
	d := unexpectedToken.At(name.Span, `found "%s", expected a value: every claim has one`, spell.Word(name.Name))
	if p.binds(name.Name, name.From) {
		d.Fixes = append(d.Fixes, diag.Replace(`replace with "`+name.Name+`.value"`, name.Span, name.Name+".value"))
	}
	if fix, ok := p.absence(t); ok {
		d.Fixes = append(d.Fixes, fix)
	}
	d.Fixes = append(d.Fixes, diag.Replace("put it in quotes", name.Span, `"`+name.Name+`"`))
	p.report(d)
	p.bad = true
	return &ast.BinderRef{Span: name.Span, Name: name.Name}
}

// absence is the fix that tests whether the claim is there at all: "![…]" for "=="
// and "[…]" for "!=", by what the condition's other tests say.
func (p *parser) absence(t *test) (diag.Fix, bool) {
	c := p.within
	before, after := c.First != t, len(c.More) > 0 && c.More[len(c.More)-1].Test != t
	if !before && !after || p.token(t.Property).text != "value" || present(c.Not) {
		return diag.Fix{}, false
	}
	from, to := p.testSpan(t, before)
	remove := diag.Edit{Span: ast.Span{From: from, To: to}}
	switch p.token(t.Op).text {
	case "!=":
		return diag.Fix{Title: "test that there is such a claim", Edits: []diag.Edit{remove}}, true
	case "==", "=":
		open := p.pos(c.Open)
		start := open
		if present(c.Binder) { // "!" binds nothing
			start = p.pos(c.Binder)
		}
		negate := diag.Edit{Span: ast.Span{From: start, To: open}, NewText: "!"}
		return diag.Fix{Title: `test that there is no such claim: "![…]"`, Edits: []diag.Edit{negate, remove}}, true
	}
	return diag.Fix{}, false
}

// testSpan is a test with the comma before it, or after it if it's the first.
func (p *parser) testSpan(t *test, before bool) (from, to ast.Pos) {
	from, to = p.pos(t.Property), p.span(t.Value.Name).To
	c := p.within
	if !before {
		return from, p.pos(c.More[0].Test.Property)
	}
	for _, next := range c.More {
		if next.Test == t {
			from = p.pos(next.Comma)
		}
	}
	return from, to
}

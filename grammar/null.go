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
	name := ident(p.last(t.Tokens))
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
	c, tokens := p.within, p.of(t.Tokens)
	before, after := c.Tests[0] != t, c.Tests[len(c.Tests)-1] != t
	start := p.of(c.Tokens)[0]
	if !before && !after || tokens[0].text != "value" || start.is("!") {
		return diag.Fix{}, false
	}
	remove := diag.Edit{Span: p.testSpan(t, before)}
	switch tokens[1].text {
	case "!=":
		return diag.Fix{Title: "test that there is such a claim", Edits: []diag.Edit{remove}}, true
	case "==", "=": // "!" binds nothing
		open := p.before(c.Tests[0].Tokens).start()
		negate := diag.Edit{Span: ast.Span{From: start.start(), To: open}, NewText: "!"}
		return diag.Fix{Title: `test that there is no such claim: "![…]"`, Edits: []diag.Edit{negate, remove}}, true
	}
	return diag.Fix{}, false
}

// testSpan is a test with the comma before it, or after it if it's the first.
func (p *parser) testSpan(t *test, before bool) ast.Span {
	if before {
		return ast.Span{From: p.before(t.Tokens).start(), To: p.last(t.Tokens).end()}
	}
	return ast.Span{From: p.of(t.Tokens)[0].start(), To: p.of(p.within.Tests[1].Tokens)[0].start()}
}

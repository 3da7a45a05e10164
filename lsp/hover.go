package lsp

import (
	"context"
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var hoverMethod = on("textDocument/hover", hover, func(c *protocol.ServerCapabilities, _ *client) { c.HoverProvider = true })

// hover says what is known of the token at a place (V1.15).
func hover(_ context.Context, r *request, p *protocol.TextDocumentPositionParams) (*protocol.Hover, error) {
	at, err := r.at(*p)
	if err != nil {
		return nil, err
	}
	if at == nil {
		d, err := r.document(p.TextDocument)
		if err != nil {
			return nil, err
		}
		return r.yamlHover(d, p.Position), nil
	}
	h := &hovering{place: at, snapshot: r.snapshot, evaluation: r.server.evaluationOf(at.document)}
	h.find()
	if contents := markup(r.client.TextDocument.Hover.ContentFormat, h.text); contents != nil {
		return &protocol.Hover{Contents: *contents, Range: at.rangeOf(h.on)}, nil
	}
	return nil, nil
}

// hovering finds what is known of a token.
type hovering struct {
	*place
	snapshot   *snapshot
	evaluation *evaluation // the last one, nil without
	*reading               // what stands before the token
	token      lexeme      // the one at the place
	after      []lexeme
	text       string   // what is known; "" if there is nothing
	on         ast.Span // of what
}

// find reads the rule around the place up to the token there.
func (h *hovering) find() {
	s := h.spot(h.pos + 1) // a statement that begins here is the one
	s.from = min(s.from, h.pos.Offset())
	if s.section == nil {
		s.to = min(s.to, h.pos.Offset()+mostAfter) // not all rules after the name of a section
	}
	tokens := h.lexemes(s.from, max(s.to, h.pos.Offset()))
	n := -1
	for i, t := range tokens {
		if t.Contains(h.pos) && (n < 0 || t.kind != grammar.Punctuation) { // at the border of two, a name
			n = i
		}
	}
	if n < 0 || tokens[n].kind == grammar.Comment {
		return
	}
	h.reading, h.token, h.after, h.on = read(tokens[:n]), tokens[n], tokens[n+1:], tokens[n].Span
	if s.section == nil {
		h.top()
		return
	}
	h.inRule()
}

// word says what is known of a word of the language.
func (h *hovering) word(kind wordKind, name string) {
	if w := wordNamed(kind, name); w != nil {
		h.text = w.documentation()
	}
}

// top is a token outside of all sections.
func (h *hovering) top() {
	name := h.token.text
	switch {
	case name == "version", len(h.outer) > 0 && h.outer[0].text == "version":
		h.word(headerWord, "version")
		h.text = paragraphs(h.text, h.hash())
	case ast.SectionNamed(name) != ast.UnknownSection:
		h.word(sectionWord, name)
	}
}

// inRule is a token of a rule.
func (h *hovering) inRule() {
	inner := h.inner()
	name := h.token.text
	switch {
	case h.token.kind == grammar.Punctuation:
		h.sign()
	case h.token.kind == grammar.Identifier && (name == "true" || name == "false"):
		h.word(booleanWord, name)
	case inner == nil && h.arrow:
		h.word(actionWord, name)
	case inner == nil:
		h.binder(name)
	case h.token.kind == grammar.String:
		h.literal(inner)
	case h.token.kind == grammar.Identifier:
		h.identifier(inner)
	}
}

// sign is an operator or a bracket.
func (h *hovering) sign() {
	if inner := h.inner(); inner != nil && inner.condition && len(inner.part()) == 1 {
		h.word(operatorWord, h.token.text)
		return
	}
	if len(h.open) == 0 {
		h.word(syntaxWord, h.token.text)
	}
}

// identifier is a name in brackets: a property, an argument, a function or a binder.
func (h *hovering) identifier(inner *bracket) {
	part, name := inner.part(), h.token.text
	if f := lang.FunctionNamed(name); f != nil && len(h.after) > 0 && h.after[0].is("(") {
		h.text = functionDocumentation(f)
		return
	}
	switch n := len(part); {
	case n >= 2 && part[n-1].is("."):
		h.property(part[n-2].text, name)
	case n == 0 && inner.condition:
		h.word(propertyWord, name)
	case n == 0 && inner.name != "" && len(h.open) == 1 && !h.called():
		h.word(argumentWord, name)
	default:
		h.binder(name)
	}
}

// called reports whether the innermost brackets are those of a function, in a condition
// or in an action.
func (h *hovering) called() bool { return lang.FunctionNamed(h.inner().name) != nil }

// property is a property of a binder.
func (h *hovering) property(binder, name string) {
	h.word(propertyWord, name)
	if c := h.bound(binder); c != nil && name == ast.ValueProperty.String() {
		h.text = paragraphs(h.text, fmt.Sprintf("Of `%s`: %s.", binder, h.kindsOf(c)))
	}
}

// literal is a string: a claim, an issuer, a value type, or a query.
func (h *hovering) literal(inner *bracket) {
	part, value := inner.part(), h.token.value()
	if !inner.condition && inner.name == queryFunction && len(inner.parts) == 2 && len(part) == 0 {
		h.query(inner, value)
		return
	}
	if len(part) != 2 {
		return
	}
	switch property := part[0].text; {
	case property == ast.TypeProperty.String() && (inner.condition || ast.ActionNamed(inner.name) != ast.UnknownAction):
		h.claim(value)
	case property == ast.IssuerProperty.String():
		h.word(issuerWord, value)
	case property == ast.ValueTypeProperty.String():
		h.word(valueTypeWord, value)
	}
}

package lsp

import (
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/grammar"
)

// lexeme is a token of a policy with its text.
type lexeme struct {
	kind grammar.TokenKind
	text string
	ast.Span
}

// is reports whether it is a sign of the language.
func (t lexeme) is(sign string) bool { return t.kind == grammar.Punctuation && t.text == sign }

// value is the text of a string without quotes and escapes.
func (t lexeme) value() string { return unquoted(t).Value }

// bracket is an open or a closed pair of brackets of a rule, with what stands in it.
type bracket struct {
	condition bool   // [, else (
	name      string // of the action or function before (
	binder    string // of a condition
	negated   bool
	// parts are the tests or arguments: their tokens, without the commas.
	parts [][]lexeme
	ast.Span
}

// part is the last test or argument: the one that is being written.
func (b *bracket) part() []lexeme { return b.parts[len(b.parts)-1] }

// reading is what a rule says up to a place, whether it can be parsed or not: it is
// read from its tokens (V1.4).
type reading struct {
	// conditions are those that are closed.
	conditions []bracket
	// arrow says that there is one, outer are the tokens after it, or after the last
	// condition, that are in no brackets.
	arrow bool
	outer []lexeme
	// open are the brackets around the place, the outermost first.
	open []bracket
}

// read reads tokens of a rule, comments left out.
func read(tokens []lexeme) *reading {
	r := new(reading)
	for _, t := range tokens {
		r.take(t)
	}
	return r
}

func (r *reading) take(t lexeme) {
	switch {
	case t.kind == grammar.Comment:
	case t.is(";"):
		*r = reading{}
	case t.is("["), t.is("("):
		r.begin(t)
	case t.is("]"), t.is(")"):
		r.end(t)
	case len(r.open) > 0 && t.is(","):
		b := r.inner()
		b.parts = append(b.parts, nil)
	case len(r.open) > 0:
		b := r.inner()
		b.parts[len(b.parts)-1] = append(b.part(), t)
	case t.is("=>"):
		r.arrow, r.outer = true, nil
	default:
		r.outer = append(r.outer, t)
	}
}

// inner is the innermost bracket that is open, nil outside of all.
func (r *reading) inner() *bracket {
	if len(r.open) == 0 {
		return nil
	}
	return &r.open[len(r.open)-1]
}

// begin opens a bracket.
func (r *reading) begin(t lexeme) {
	b := bracket{condition: t.is("["), parts: [][]lexeme{nil}, Span: t.Span}
	before := r.outer
	if len(r.open) > 0 {
		before = r.inner().part()
	}
	if !b.condition {
		if n := len(before); n > 0 && before[n-1].kind == grammar.Identifier {
			b.name = before[n-1].text
		}
		r.open = append(r.open, b)
		return
	}
	for i, t := range before {
		b.negated = b.negated || t.is("!")
		if t.is(":") && i > 0 {
			b.binder = before[i-1].text
		}
	}
	r.open = append(r.open[:0], b) // a condition stands in no brackets
}

// end closes the innermost bracket.
func (r *reading) end(t lexeme) {
	n := len(r.open)
	if n == 0 {
		r.outer = append(r.outer, t)
		return
	}
	b := r.open[n-1]
	b.To = t.To
	r.open = r.open[:n-1]
	switch {
	case b.condition:
		r.conditions, r.outer, r.open = append(r.conditions, b), nil, nil
	case n > 1:
		outer := r.inner()
		outer.parts[len(outer.parts)-1] = append(outer.part(), b.tokens(t)...)
	default:
		r.outer = append(r.outer, t)
	}
}

// tokens are those of closed brackets, for the part that they are in.
func (b *bracket) tokens(end lexeme) []lexeme {
	sign := func(text string, at ast.Pos) lexeme {
		return lexeme{kind: grammar.Punctuation, text: text, Span: ast.Span{From: at, To: at + 1}}
	}
	out := []lexeme{sign("(", b.From)}
	for i, part := range b.parts {
		if i > 0 {
			out = append(out, sign(",", ast.NoPos))
		}
		out = append(out, part...)
	}
	return append(out, end)
}

// bound returns the closed condition of a binder, nil if there is none.
func (r *reading) bound(name string) *bracket {
	for i := range r.conditions {
		if r.conditions[i].binder == name && !r.conditions[i].negated {
			return &r.conditions[i]
		}
	}
	return nil
}

// binders are the names of all conditions before the place.
func (r *reading) binders() []*bracket {
	var out []*bracket
	for i := range r.conditions {
		if c := &r.conditions[i]; c.binder != "" && !c.negated && r.bound(c.binder) == c {
			out = append(out, c)
		}
	}
	return out
}

// literal returns the literal that a condition wants a property to equal, and whether
// there is one.
func (b *bracket) literal(property ast.Property) (string, bool) {
	for _, part := range b.parts {
		if len(part) >= 3 && part[0].text == property.String() && part[1].is("==") && part[2].kind == grammar.String {
			return part[2].value(), true
		}
	}
	return "", false
}

// named returns the tokens of an argument after its name, nil if it isn't there.
func (b *bracket) named(name string) []lexeme {
	for _, part := range b.parts {
		if len(part) >= 2 && part[0].text == name && part[1].is("=") {
			return part[2:]
		}
	}
	return nil
}

// has reports whether a test or an argument begins with a name.
func (b *bracket) has(name string) bool {
	return slices.ContainsFunc(b.parts, func(part []lexeme) bool { return len(part) > 0 && part[0].text == name })
}

// lexemes cuts a part of the text into tokens.
func (d *document) lexemes(from, to int) []lexeme {
	text := d.Text[from:to]
	tokens := grammar.Tokens(text)
	out := make([]lexeme, len(tokens))
	for i, t := range tokens {
		out[i] = lexeme{
			kind: t.Kind, text: text[t.From.Offset():t.To.Offset()],
			Span: ast.Span{From: ast.PosAt(from + t.From.Offset()), To: ast.PosAt(from + t.To.Offset())},
		}
	}
	return out
}

// unquoted reads a string token, closed or not.
func unquoted(t lexeme) *ast.StringLit {
	body := strings.TrimPrefix(t.text, `"`)
	if closed(t.text) {
		body = body[:len(body)-1]
	}
	if strings.Contains(body, `\`) {
		body = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(body)
	}
	return &ast.StringLit{Span: t.Span, Value: body, Raw: t.text}
}

// closed reports whether a string token ends with its quote.
func closed(text string) bool {
	if len(text) < 2 || text[len(text)-1] != '"' {
		return false
	}
	escapes := 0
	for i := len(text) - 2; i > 0 && text[i] == '\\'; i-- {
		escapes++
	}
	return escapes%2 == 0
}

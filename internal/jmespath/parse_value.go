package jmespath

import (
	"errors"
	"strings"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// quoted parses a name in double quotes: a JSON string.
func (p *parser) quoted() node {
	t := p.take()
	name, ok := p.unquote(t)
	if !ok {
		return nil
	}
	if p.peek().kind == kindOpenParen {
		return p.fail(p.peek(), Syntax, `found "(" after a quoted name, expected the name of a function without quotes`)
	}
	return newField(t, name)
}

// newField makes the node of a name.
func newField(t token, name string) *field {
	return &field{at(t.start), name, 1 + int64(len(name))/jsondoc.BytesPerStep}
}

// unquote decodes a name in double quotes.
func (p *parser) unquote(t token) (string, bool) {
	v, err := jsondoc.Parse(p.lexeme(t), jsondoc.Options{})
	if err != nil {
		p.failJSON(err, int(t.start), nil)
		return "", false
	}
	return v.Text(), true
}

// raw parses '…': every character stands for itself, but for an escaped quote.
func (p *parser) raw(t token) node {
	text := p.text[t.start+1 : t.end-1]
	if strings.Contains(text, `\'`) {
		text = strings.ReplaceAll(text, `\'`, `'`)
	}
	return &literal{at(t.start), jsondoc.NewString(text)}
}

// literal parses `…`: JSON in which backquotes have a backslash before them.
func (p *parser) literal(t token) node {
	source := p.text[t.start+1 : t.end-1]
	text := source
	if strings.Contains(text, "\\`") {
		text = strings.ReplaceAll(text, "\\`", "`")
	}
	v, err := jsondoc.Parse(text, jsondoc.Options{})
	if err == nil {
		return &literal{at(t.start), v}
	}
	word := strings.TrimSpace(source)
	if word == "" || isNameStart(word[0]) && !strings.ContainsAny(word, "\"[{:") {
		return p.fail(t, Syntax, "found "+quote(word)+" in backquotes, expected JSON: a string has double quotes inside them")
	}
	p.failJSON(err, int(t.start)+1, []byte(source))
	return nil
}

// failJSON reports an error of JSON inside the query, at its place in the query:
// escaped is what the JSON was before backquotes lost their backslashes.
func (p *parser) failJSON(err error, start int, escaped []byte) {
	var e *jsondoc.Error
	if !errors.As(err, &e) {
		e = &jsondoc.Error{Message: err.Error()}
	}
	at := e.Offset
	for i := 0; i+1 < len(escaped) && i < at; i++ {
		if escaped[i] == '\\' && escaped[i+1] == '`' {
			at++ // the backslash the JSON has not
			i++
		}
	}
	message := strings.Replace(e.Message, "the end of the text", "the end of the JSON", 1)
	p.fail(token{start: int32(start + at), end: int32(start + at)}, Syntax, message)
}

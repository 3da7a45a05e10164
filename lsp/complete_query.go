package lsp

import (
	"strings"

	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// offerQuery adds what can stand in a literal query (V1.13): members of the document,
// as far as they are known, and functions.
func (c *completer) offerQuery(call *bracket) {
	text := unquoted(lexeme{text: c.Text[c.literal.From.Offset():c.pos.Offset()], Span: c.literal.Span}).Value
	c.word = c.run(isQueryByte)
	before := text[:len(text)-int(c.pos-c.word.From)]
	r := readQuery(before, c.queried(c.reading, call.parts[0]))
	if inQuotes(before) {
		return
	}
	object, ok := r.frame().object()
	if !ok {
		return
	}
	if object.Kind == "object" {
		for _, f := range catalog.Fields(object.Of) {
			c.add(candidate{label: f.Name, kind: protocol.FieldItem, detail: fieldText(f)})
		}
	}
	if !strings.HasSuffix(strings.TrimRight(before, " "), ".") {
		c.offerQueryFunctions()
	}
}

func (c *completer) offerQueryFunctions() {
	followed := strings.HasPrefix(c.Text[c.word.To.Offset():], "(")
	for _, name := range jmespath.FunctionNames() {
		f, _ := jmespath.FunctionNamed(name)
		n := candidate{label: name, detail: queryLabel(f), kind: protocol.FunctionItem,
			doc: protocol.CompletionItemData{Kind: queryItem, Name: name}}
		if !followed {
			n.snippet = name + "($1)"
		}
		c.add(n)
	}
}

// fieldText says what a member is.
func fieldText(f catalog.Field) string {
	text := f.Kind
	if text == "" {
		text = "any value"
	}
	if f.Repeats {
		text += ", or an array of them"
	}
	if !f.Always {
		text += ", may be missing"
	}
	return text
}

// isQueryByte reports whether a byte is one of names in queries.
func isQueryByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// inQuotes reports whether a query ends inside a literal or a quoted name, which its
// last token then doesn't reach.
func inQuotes(query string) bool {
	end := 0
	if tokens := jmespath.Tokens(query); len(tokens) > 0 {
		end = tokens[len(tokens)-1].End
	}
	rest := strings.TrimLeft(query[end:], " \t")
	return rest != "" && strings.ContainsRune("'\"`", rune(rest[0]))
}

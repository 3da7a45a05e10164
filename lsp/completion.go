package lsp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var completionMethod = on("textDocument/completion", completion, func(c *protocol.ServerCapabilities, _ *client) {
	c.CompletionProvider = &protocol.CompletionOptions{
		TriggerCharacters: []string{"[", ",", `"`, "=", "!", ".", ">", ":", "(", " "}, ResolveProvider: true,
	}
})

var completionResolveMethod = on("completionItem/resolve", completionResolve, nil)

// completion returns what can stand at a place (V1.14, V1.50).
func completion(_ context.Context, r *request, p *protocol.CompletionParams) (protocol.CompletionList, error) {
	none := protocol.CompletionList{Items: []protocol.CompletionItem{}}
	at, err := r.at(p.TextDocumentPositionParams)
	if err != nil {
		return none, err
	}
	if at == nil {
		d, err := r.document(p.TextDocument)
		if err != nil {
			return none, err
		}
		return protocol.CompletionList{Items: append(none.Items, r.yamlCompletion(d, p.Position)...)}, nil
	}
	trigger := ""
	if p.Context != nil {
		trigger = p.Context.TriggerCharacter
	}
	c := newCompleter(r, at)
	if c == nil || trigger == " " && !c.wantsAfterBlank() {
		return none, nil
	}
	c.offer()
	return protocol.CompletionList{Items: c.finished()}, nil
}

// completionResolve adds the documentation of an item.
func completionResolve(_ context.Context, r *request, item *protocol.CompletionItem) (protocol.CompletionItem, error) {
	if item.Data != nil {
		item.Documentation = r.client.documentationOf(item.Data)
	}
	return *item, nil
}

// documentationOf is what is known of what an item inserts.
func (c *client) documentationOf(data *protocol.CompletionItemData) *protocol.MarkupContent {
	text := ""
	switch data.Kind {
	case claimItem:
		if e, ok := catalog.Lookup(data.Name); ok {
			text = claimDocumentation(e)
		}
	case functionItem:
		if f := lang.FunctionNamed(data.Name); f != nil {
			text = functionDocumentation(f)
		}
	case queryItem:
		if f, ok := jmespath.FunctionNamed(data.Name); ok {
			text = queryDocumentation(f)
		}
	default:
		if w := wordNamed(wordKind(data.Kind), data.Name); w != nil {
			text = w.documentation()
		}
	}
	return markup(c.TextDocument.Completion.CompletionItem.DocumentationFormat, text)
}

// The kinds of data beside those of words.
const (
	claimItem    = "claim"
	functionItem = "function"
	queryItem    = "query function"
)

// mostItems caps a list (V1.50).
const mostItems = 500

// completer collects what can stand at a place.
type completer struct {
	*place
	*reading
	spot
	client *client
	// word is what an edit replaces: the word around the place, or what the string
	// around it holds.
	word ast.Span
	crlf bool // lines end so; then those of what is inserted do, too
	// literal is the string around the place as far as it goes to it, nil outside.
	literal *lexeme
	ended   bool // the string has its closing quote
	after   [][]lexeme
	items   []protocol.CompletionItem
}

// newCompleter reads what is around a place; it is nil in a comment.
func newCompleter(r *request, at *place) *completer {
	c := &completer{place: at, spot: at.spot(at.pos), client: r.client}
	tokens := slices.DeleteFunc(at.before(c.spot, at.pos.Offset()), func(t lexeme) bool {
		return t.kind == grammar.Comment && t.To < at.pos
	})
	if n := len(tokens); n > 0 {
		last := tokens[n-1]
		if last.To == at.pos && last.kind == grammar.Comment && !strings.HasSuffix(last.text, "*/") {
			return nil
		}
		if last.To == at.pos && last.kind == grammar.String && strings.HasPrefix(last.text, `"`) && !closed(last.text) {
			c.literal, tokens = &last, tokens[:n-1]
			c.inside()
		}
	}
	if c.literal == nil {
		c.word = at.run(isClaimByte)
		for len(tokens) > 0 && tokens[len(tokens)-1].From >= c.word.From {
			tokens = tokens[:len(tokens)-1]
		}
	}
	c.reading = read(tokens)
	c.crlf = strings.Contains(c.Text, "\r\n")
	end := c.word.To.Offset()
	if c.ended {
		end++
	}
	c.after = at.after(c.spot, end)
	return c
}

// inside finds what of a string an edit replaces. Of one without a closing quote it is
// the word: the rest of the line was hardly meant.
func (c *completer) inside() {
	from := c.literal.From + 1
	to, ended := closingQuote(c.Text, c.pos.Offset())
	if !ended {
		to = c.run(isClaimByte).To.Offset()
	}
	c.word, c.ended = ast.Span{From: from, To: ast.PosAt(to)}, ended
}

// closingQuote finds the quote that ends the string around an offset, in a line whose
// other strings are all closed.
func closingQuote(text string, at int) (quote int, ok bool) {
	inString := true
	for i := at; i < len(text) && text[i] != '\n' && text[i] != '\r'; i++ {
		switch {
		case inString && text[i] == '\\':
			i++
		case text[i] == '"':
			if inString && !ok {
				quote, ok = i, true
			}
			inString = !inString
		case !inString && strings.HasPrefix(text[i:], "//"):
			return quote, ok
		}
	}
	return quote, ok && !inString
}

// run is the longest piece of the text around the place of some bytes.
func (p *place) run(of func(byte) bool) ast.Span {
	from, to := p.pos.Offset(), p.pos.Offset()
	for from > 0 && of(p.Text[from-1]) {
		from--
	}
	for to < len(p.Text) && of(p.Text[to]) {
		to++
	}
	return ast.Span{From: ast.PosAt(from), To: ast.PosAt(to)}
}

// isClaimByte reports whether a byte is one of words, and of the names that claims
// mostly have.
func isClaimByte(c byte) bool {
	return c == '_' || c == '-' || c == '$' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// wantsAfterBlank reports whether a blank that was just typed asks for something: after
// an arrow, a comma, an operator or "&&".
func (c *completer) wantsAfterBlank() bool {
	before := strings.TrimRight(c.Text[:c.pos.Offset()], " \t")
	for _, end := range []string{"=>", "&&", ",", "==", "!="} {
		if c.literal == nil && strings.HasSuffix(before, end) {
			return true
		}
	}
	return false
}

// candidate is something to offer.
type candidate struct {
	label  string
	text   string // what is inserted; the label, if empty
	filter string // what it is found by; the label, if empty
	detail string
	kind   protocol.CompletionItemKind
	// snippet is what a client inserts that knows places to fill in.
	snippet    string
	deprecated bool
	doc        protocol.CompletionItemData
	edits      []protocol.TextEdit
}

// add adds a candidate.
func (c *completer) add(n candidate) {
	if len(c.items) == mostItems {
		return
	}
	can := c.client.TextDocument.Completion.CompletionItem
	item := protocol.CompletionItem{
		Label: n.label, Kind: n.kind, Detail: n.detail, SortText: fmt.Sprintf("%03d", len(c.items)),
		FilterText: n.filter, AdditionalTextEdits: n.edits,
	}
	if item.FilterText == "" {
		item.FilterText = n.label
	}
	text := n.text
	if text == "" {
		text = n.label
	}
	if n.snippet != "" {
		text = withoutPlaces(n.snippet)
		if can.SnippetSupport && strings.Contains(n.snippet, "$") {
			text, item.InsertTextFormat = n.snippet, protocol.SnippetFormat
		}
	}
	if c.crlf {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	item.TextEdit = &protocol.TextEdit{Range: c.rangeOf(c.word), NewText: text}
	if n.deprecated && can.TagSupport != nil && slices.Contains(can.TagSupport.ValueSet, protocol.DeprecatedItem) {
		item.Tags = []protocol.CompletionItemTag{protocol.DeprecatedItem}
	} else if n.deprecated {
		item.Deprecated = can.DeprecatedSupport
	}
	if n.doc.Kind != "" {
		item.Data = &n.doc
	}
	c.items = append(c.items, item)
}

// finished are the items, with their documentation for clients that don't ask for it
// later.
func (c *completer) finished() []protocol.CompletionItem {
	lazy := resolves(c.client.TextDocument.Completion.CompletionItem.ResolveSupport, "documentation")
	for i := range c.items {
		if data := c.items[i].Data; data != nil && !lazy {
			c.items[i].Documentation, c.items[i].Data = c.client.documentationOf(data), nil
		}
	}
	if c.items == nil {
		return []protocol.CompletionItem{}
	}
	return c.items
}

// withoutPlaces is a snippet as plain text: of a place its default is left.
func withoutPlaces(snippet string) string {
	var out strings.Builder
	for i := 0; i < len(snippet); i++ {
		switch {
		case snippet[i] == '\\' && i+1 < len(snippet):
			i++
			out.WriteByte(snippet[i])
		case snippet[i] == '$' && i+1 < len(snippet) && snippet[i+1] == '{':
			end := strings.IndexByte(snippet[i:], '}')
			_, text, _ := strings.Cut(snippet[i:i+max(end, 0)], ":")
			out.WriteString(text)
			i += max(end, 1)
		case snippet[i] == '$':
			i++
		default:
			out.WriteByte(snippet[i])
		}
	}
	return out.String()
}

// minor is the version of the policy: 2 for 1.2, and the latest if none can be read.
func (c *completer) minor() int {
	if v := c.tree().Version; v != nil {
		return v.Minor
	}
	return 2
}

// offer adds what can stand at the place.
func (c *completer) offer() {
	inner := c.inner()
	switch {
	case c.section == nil:
		c.offerTop()
	case inner == nil && c.literal != nil:
	case inner == nil && !c.arrow:
		c.offerCondition()
	case inner == nil:
		c.offerAction()
	case len(inner.part()) >= 2 && inner.part()[len(inner.part())-1].is("."):
		c.offerProperties()
	case inner.condition:
		c.offerTest(inner)
	case len(c.open) == 1 && c.arrow:
		c.offerArgument(inner)
	default:
		c.offerCallArgument(inner)
	}
}

package lsp

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/eval/suite/testfile"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// yamlCompletion offers keys and values of test files and configurations: those of the
// schema, and what the policies, the catalogue and the pages of codes know.
func (r *request) yamlCompletion(d *document, at protocol.Position) []protocol.CompletionItem {
	root := schemaOf(d.kind)
	if root == nil {
		return nil
	}
	place := yamlAt(d.Text, d.offset(at))
	y := &yamlCompleter{request: r, document: d, place: place, edit: d.rangeOf(place.word)}
	for _, n := range root.at(place.path) {
		if place.value {
			y.values(n)
		} else {
			y.keys(n)
		}
	}
	y.known()
	return y.items[:min(len(y.items), mostItems)]
}

type yamlCompleter struct {
	*request
	*document
	place yamlPlace
	edit  protocol.Range
	items []protocol.CompletionItem
}

func (y *yamlCompleter) add(label, text string, kind protocol.CompletionItemKind, documentation string) {
	if slices.ContainsFunc(y.items, func(i protocol.CompletionItem) bool { return i.Label == label }) {
		return
	}
	y.items = append(y.items, protocol.CompletionItem{
		Label: label, Kind: kind, FilterText: label, SortText: fmt.Sprintf("%04d", len(y.items)),
		TextEdit:      &protocol.TextEdit{Range: y.edit, NewText: text},
		Documentation: markup(y.client.TextDocument.Completion.CompletionItem.DocumentationFormat, documentation),
	})
}

// keys offers the members that a mapping can have.
func (y *yamlCompleter) keys(n *schemaNode) {
	for _, name := range slices.Sorted(maps.Keys(n.Properties)) {
		y.add(name, name+": ", protocol.PropertyItem, n.Properties[name].Description)
	}
}

// values offers what a value can be.
func (y *yamlCompleter) values(n *schemaNode) {
	for _, v := range n.Enum {
		text := fmt.Sprint(v)
		y.add(text, text, protocol.EnumMemberItem, "")
	}
	if n.booleans() {
		y.add("true", "true", protocol.EnumMemberItem, "")
		y.add("false", "false", protocol.EnumMemberItem, "")
	}
}

// known offers what a schema can't know.
func (y *yamlCompleter) known() {
	p := y.place.path
	last := ""
	if n := len(p); n > 0 {
		last = p[n-1]
		if last == "[]" && n > 1 {
			last = p[n-2]
		}
	}
	switch {
	case y.kind == configurationDocument && (last == "checks" && !y.place.value || last == "code" && y.place.value):
		y.checks()
	case y.kind != testDocument:
	case last == "given" && y.place.value, last == "base" && y.place.value:
		y.fixtures()
	case slices.Contains([]string{"rule", "nearest", "ran", "notRan"}, last) && y.place.value:
		y.selectors()
	case slices.Contains([]string{"claims", "set"}, last) && !y.place.value, last == "remove" && y.place.value:
		y.claims()
	}
}

// checks offers the codes whose severity can be set.
func (y *yamlCompleter) checks() {
	suffix := ""
	if !y.place.value {
		suffix = ": "
	}
	for _, page := range pages().All() {
		if strings.HasPrefix(string(page.Code), "MAA3") {
			y.add(page.Slug(), page.Slug()+suffix, protocol.ValueItem, string(page.Code)+": "+page.Why)
		}
	}
}

// fixtures offers the inputs that have names.
func (y *yamlCompleter) fixtures() {
	f, _ := testfile.Parse(y.Source)
	if f == nil {
		return
	}
	for _, x := range f.Fixtures {
		y.add(x.Name.Text, x.Name.Text, protocol.ValueItem, "")
	}
}

// tested is the policy of a test file, nil if it isn't known.
func (y *yamlCompleter) tested() *document {
	name := strings.TrimSuffix(y.name(), testfile.Suffix) + ".maa"
	if f, _ := testfile.Parse(y.Source); f != nil && f.Policy.Text != "" {
		name = f.Policy.Text
	}
	dir, _ := path.Split(y.uri)
	uri := dir + name
	if d := y.docs[keyOf(uri)]; d != nil {
		return d
	}
	text, ok := y.textOf(uri)
	if !ok {
		return nil
	}
	return y.opened(protocol.TextDocumentItem{URI: uri, LanguageID: "maa-policy", Text: text})
}

// selectors offers the rules of the policy.
func (y *yamlCompleter) selectors() {
	d := y.tested()
	if d == nil {
		return
	}
	a := d.policy()
	names := grammar.NewSelectors(d.Source, a.tree())
	for _, step := range a.lineage.Rules {
		name := names.Of(step.Rule)
		text := name
		if strings.ContainsAny(name, "#:{}[],\"'") {
			text = yamlText(name)
		}
		y.add(name, text, protocol.FunctionItem, "```maa-policy\n"+grammar.Text(step.Rule)+"\n```")
	}
}

// claims offers the claims of the policy's attestation type.
func (y *yamlCompleter) claims() {
	typ := catalog.Type("")
	if d := y.tested(); d != nil {
		typ = d.policy().typ
	}
	suffix := ": "
	if y.place.value {
		suffix = ""
	}
	for _, e := range catalog.For(typ) {
		if e.Use.Has(catalog.Incoming) && !e.Deprecated() {
			y.add(e.Name, e.Name+suffix, protocol.ValueItem, e.Meaning)
		}
	}
}

// yamlHover says what a key of a test file or a configuration means.
func (r *request) yamlHover(d *document, at protocol.Position) *protocol.Hover {
	root := schemaOf(d.kind)
	if root == nil {
		return nil
	}
	place := yamlAt(d.Text, d.offset(at))
	word := d.Slice(place.word)
	if word == "" {
		return nil
	}
	text := ""
	if place.value {
		if e, ok := pages().Lookup(diag.Code(word)); ok {
			text = e.Title + "\n\n" + e.Why
		}
	} else {
		text = keyMeaning(root, place.path, word)
	}
	contents := markup(r.client.TextDocument.Hover.ContentFormat, text)
	if contents == nil {
		return nil
	}
	return &protocol.Hover{Contents: *contents, Range: d.rangeOf(place.word)}
}

// keyMeaning is what a schema or the catalogue says of a key.
func keyMeaning(root *schemaNode, path []string, key string) string {
	for _, n := range root.at(path) {
		if p := n.Properties[key]; p != nil {
			return "**" + key + "**: " + p.Description
		}
	}
	if e, ok := catalog.Lookup(key); ok {
		return claimDocumentation(e)
	}
	for _, page := range pages().All() {
		if string(page.Code) == key || page.Slug() == key {
			return "**" + string(page.Code) + "**: " + page.Why
		}
	}
	return ""
}

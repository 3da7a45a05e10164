package lsp

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// offerTest adds what can stand in a condition: properties, operators, values.
func (c *completer) offerTest(cond *bracket) {
	part := cond.part()
	if len(part) == 0 {
		if c.literal == nil {
			c.offerTestStart(cond)
		}
		return
	}
	property := ast.PropertyNamed(part[0].text)
	switch {
	case len(part) == 1 && c.literal == nil:
		c.offerOperators(property, "")
	case len(part) == 2 && ast.OpNamed(part[1].text) != ast.UnknownOp:
		c.offerValue(cond, property, ast.OpNamed(part[1].text))
	}
}

// offerTestStart adds the properties that the condition doesn't test yet; then, if the
// word at the place is one already, its operators.
func (c *completer) offerTestStart(cond *bracket) {
	word := c.Slice(c.word)
	operator := len(c.after[0]) > 0 && ast.OpNamed(c.after[0][0].text) != ast.UnknownOp
	for _, w := range wordsOf(propertyWord) {
		if cond.has(w.name) || c.testedAfter(w.name) {
			continue
		}
		text := w.name + "=="
		if operator {
			text = w.name
		}
		c.addWord(propertyWord, w.name, text)
	}
	if property := ast.PropertyNamed(word); property != ast.UnknownProperty && !operator {
		c.offerOperators(property, word)
	}
}

// testedAfter reports whether a later test of the condition is of a property.
func (c *completer) testedAfter(name string) bool {
	for _, part := range c.after[1:] {
		if len(part) > 0 && part[0].text == name {
			return true
		}
	}
	return false
}

// offerOperators adds the operators that a property allows (L4.5), together with the
// word before them if that is what an edit replaces.
func (c *completer) offerOperators(property ast.Property, word string) {
	if len(c.after[0]) > 0 && word == "" {
		return
	}
	for _, w := range wordsOf(operatorWord) {
		if op := ast.OpNamed(w.name); op == ast.Equal || op == ast.NotEqual || property == ast.ValueProperty {
			c.add(candidate{label: w.name, text: word + w.name, filter: word + w.name, kind: protocol.OperatorItem,
				doc: protocol.CompletionItemData{Kind: string(operatorWord), Name: w.name}})
		}
	}
}

// offerProperties adds the properties of a binder, after its dot.
func (c *completer) offerProperties() {
	part := c.inner().part()
	if c.bound(part[len(part)-2].text) == nil || c.literal != nil {
		return
	}
	for _, name := range []ast.Property{ast.ValueProperty, ast.TypeProperty, ast.IssuerProperty, ast.ValueTypeProperty} {
		c.addWord(propertyWord, name.String(), "")
	}
}

// offerValue adds what a property can be compared with.
func (c *completer) offerValue(cond *bracket, property ast.Property, op ast.Op) {
	if len(c.after[0]) > 0 && c.word.From == c.word.To && c.literal == nil {
		return // a value stands here already
	}
	switch property {
	case ast.TypeProperty:
		c.offerTypes()
	case ast.ValueProperty:
		c.offerValues(cond, op)
	case ast.IssuerProperty:
		c.offerQuotedWords(issuerWord)
	case ast.ValueTypeProperty:
		c.offerQuotedWords(valueTypeWord)
	case ast.UnknownProperty:
	}
	if c.literal == nil && property != ast.ValueProperty {
		c.offerBinders(property, lang.Strings)
	}
}

// quoted is a text as what is inserted: with quotes, inside a string with those that
// are missing.
func (c *completer) quoted(text string) string {
	switch quoted := grammar.Quote(text); {
	case c.literal == nil:
		return quoted
	case c.ended:
		return quoted[1 : len(quoted)-1]
	default:
		return quoted[1:]
	}
}

func (c *completer) offerQuotedWords(kind wordKind) {
	for _, w := range wordsOf(kind) {
		c.add(candidate{label: w.name, text: c.quoted(w.name), kind: protocol.EnumMemberItem,
			doc: protocol.CompletionItemData{Kind: string(kind), Name: w.name}})
	}
}

// offerBinders adds a property of the binders whose values may be of some kinds.
func (c *completer) offerBinders(property ast.Property, kinds lang.Kinds) {
	for _, b := range c.binders() {
		have := lang.Strings
		if property == ast.ValueProperty {
			have = c.kindsOf(b)
		}
		if have.Fits(kinds) {
			c.add(candidate{label: b.binder + "." + property.String(), kind: protocol.VariableItem, detail: c.Slice(b.Span)})
		}
	}
}

// kindsOf returns the kinds that the values of a condition's claims may have: by their
// type, and by what it tests.
func (p *place) kindsOf(cond *bracket) lang.Kinds {
	kinds := lang.Any
	if name, ok := cond.literal(ast.TypeProperty); ok {
		kinds = p.kindsOfType(name)
	}
	for _, part := range cond.parts {
		if len(part) < 3 {
			continue
		}
		kinds &= testedKinds(ast.PropertyNamed(part[0].text), ast.OpNamed(part[1].text), part[2])
	}
	if kinds == lang.None {
		return lang.Any
	}
	return kinds
}

// testedKinds returns the kinds of value that pass a test (L4.5, L4.6).
func testedKinds(property ast.Property, op ast.Op, right lexeme) lang.Kinds {
	switch {
	case property == ast.ValueTypeProperty && op == ast.Equal && right.kind == grammar.String:
		return valueTypeKinds[right.value()]
	case property != ast.ValueProperty || op == ast.NotEqual:
		return lang.Any
	case op != ast.Equal:
		return lang.Integers
	case right.kind == grammar.String:
		return lang.Strings
	case right.kind == grammar.Number:
		return lang.Integers
	case right.text == "true" || right.text == "false":
		return lang.Booleans
	}
	return lang.Any
}

var valueTypeKinds = map[string]lang.Kinds{"Boolean": lang.Booleans, "Integer": lang.Integers, "String": lang.Strings}

// kindsOfType returns the kinds that values of claims of a type may have: those that
// the catalogue knows, and those that rules make.
func (p *place) kindsOfType(name string) lang.Kinds {
	kinds := lang.None
	if e, ok := catalog.Lookup(name); ok {
		kinds = lang.Kinds(e.Kinds)
	}
	for _, maker := range p.lineage.Makers(name) {
		kinds |= lang.Kinds(maker.Kinds)
	}
	if kinds == lang.None {
		return lang.Any
	}
	return kinds
}

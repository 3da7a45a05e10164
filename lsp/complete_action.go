package lsp

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// offerArgument adds what can stand in the brackets of an action: arguments that are
// missing, and what an argument can be.
func (c *completer) offerArgument(call *bracket) {
	part := call.part()
	switch {
	case len(part) == 0 && c.literal == nil:
		c.offerArgumentNames(call)
	case len(part) == 2 && part[1].is("="):
		if len(c.after[0]) > 0 && c.word.From == c.word.To && c.literal == nil {
			return
		}
		c.offerArgumentValue(call, part[0].text)
	}
}

// offerArgumentNames adds the arguments that aren't given yet: type and value, or claim
// alone (L5.3).
func (c *completer) offerArgumentNames(call *bracket) {
	ways := argumentsOf(ast.ActionNamed(call.name))
	has := func(name string) bool { return call.has(name) || c.testedAfter(name) }
	followed := len(c.after[0]) > 0 && c.after[0][0].is("=")
	for _, way := range ways {
		other := slices.ContainsFunc(ways, func(other []string) bool {
			return !slices.Equal(way, other) && slices.ContainsFunc(other, has)
		})
		for _, name := range way {
			if other || has(name) {
				continue
			}
			text := name + "="
			if followed {
				text = name
			}
			c.addWord(argumentWord, name, text)
		}
	}
}

// offerArgumentValue adds what an argument can be.
func (c *completer) offerArgumentValue(call *bracket, name string) {
	switch name {
	case "type":
		made := c.offerMade()
		if call.name == ast.IssueProperty.String() {
			c.offerProperty(made)
		}
		if c.literal == nil {
			c.offerBinders(ast.TypeProperty, lang.Strings)
		}
	case "value":
		c.offerMadeValues(call)
	case "claim":
		for _, b := range c.binders() {
			c.add(candidate{label: b.binder, kind: protocol.VariableItem, detail: c.Slice(b.Span)})
		}
	}
}

// offerProperty adds the properties that can be set.
func (c *completer) offerProperty(made map[string]bool) {
	var names []catalog.Entry
	for _, e := range catalog.For(c.typ) {
		steering := e.Use.Has(catalog.Steering)
		if e.Use.Has(catalog.Property) && steering == (c.kind() == ast.Configuration) && !made[e.Name] {
			names = append(names, e)
		}
	}
	c.offerEntries(names)
}

// offerMadeValues adds what claims of the type that the action makes can have as their
// values.
func (c *completer) offerMadeValues(call *bracket) {
	whole := *call
	whole.parts = slices.Concat(call.parts, c.after[1:])
	name, kinds := "", lang.Any
	if typ := whole.named("type"); len(typ) == 1 && typ[0].kind == grammar.String {
		name = typ[0].value()
		if e, ok := catalog.Lookup(name); ok {
			kinds = lang.Kinds(e.Kinds)
		}
	}
	if c.literal == nil {
		c.offerBinders(ast.ValueProperty, kinds)
	}
	c.offerKnownValues(name, kinds)
	if c.literal == nil {
		c.offerFunctions(kinds)
	}
}

// offerCallArgument adds what an argument of a function can be.
func (c *completer) offerCallArgument(call *bracket) {
	f := lang.FunctionNamed(call.name)
	i := len(call.parts) - 1
	if f == nil || i >= len(f.Params) || len(call.part()) > 0 {
		return
	}
	param := f.Params[i]
	if c.literal != nil {
		if param.Content == lang.Query {
			c.offerQuery(call)
		}
		return
	}
	if len(c.after[0]) > 0 && c.word.From == c.word.To {
		return
	}
	if param.Content == lang.Query {
		c.add(candidate{label: `"…"`, filter: `"`, snippet: `"$1"`, kind: protocol.SnippetItem, detail: "a JMESPath query"})
	}
	c.offerBinders(ast.ValueProperty, param.Kinds)
	c.offerFunctions(param.Kinds)
	if param.Kinds == lang.Booleans {
		c.offerKnownValues("", lang.Booleans)
	}
}

package lsp

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// offerTypes adds the claims that a condition can test: those that earlier rules make,
// then those of evidence, deprecated ones last.
func (c *completer) offerTypes() {
	made := c.offerMade()
	var names []catalog.Entry
	for _, e := range catalog.For(c.typ) {
		if e.Use.Has(catalog.Incoming) && !made[e.Name] {
			names = append(names, e)
		}
	}
	c.offerEntries(names)
}

// mostMade is how many claims of the policy are offered, so that there is room for the
// others.
const mostMade = mostItems * 3 / 5

// offerMade adds the types of claims that earlier rules make, the last ones if there are
// many, and returns them.
func (c *completer) offerMade() map[string]bool {
	made := map[string]bool{}
	names := c.lineage.Made(c.step())
	for _, name := range names[max(0, len(names)-mostMade):] {
		maker := c.lineage.Makers(name)[0]
		n := candidate{label: name, text: c.quoted(name), kind: protocol.ValueItem,
			detail: fmt.Sprintf("made in line %d", c.Place(maker.Rule.From).Line)}
		if _, known := catalog.Lookup(name); known {
			n.doc = protocol.CompletionItemData{Kind: claimItem, Name: name}
		}
		c.add(n)
		made[name] = true
	}
	return made
}

// step is the place of the rule in the order of a run (L6.1): how many rules run before.
func (c *completer) step() int {
	n := 0
	for _, s := range c.lineage.Rules {
		if s.Section < c.kind() || s.Section == c.kind() && s.Rule.From.Offset() < c.from {
			n = s.At + 1
		}
	}
	return n
}

// offerEntries adds names of the catalogue, deprecated ones last. If the attestation
// type isn't known, each names its own.
func (c *completer) offerEntries(names []catalog.Entry) {
	deprecated := func(e catalog.Entry) int {
		if e.Deprecated() {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(names, func(a, b catalog.Entry) int { return cmp.Compare(deprecated(a), deprecated(b)) })
	found := c.foundBy(names)
	for _, e := range names {
		n := candidate{
			label: e.Name, text: c.quoted(e.Name), kind: protocol.ValueItem, detail: e.Kinds.String(), deprecated: e.Deprecated(), filter: found[e.Name],
			doc: protocol.CompletionItemData{Kind: claimItem, Name: e.Name},
		}
		if c.typ == "" {
			n.detail += ", " + e.Types.String()
		}
		if e.Deprecated() {
			n.detail += ", deprecated: use " + e.Twin
		}
		c.add(n)
	}
}

// foundBy is what names are found by, if not by themselves. Clients put the best match
// with what is typed first, and "product" is nearer to "$product-id" than to the current
// name. So a deprecated name is found as its twin is, and no better; once its beginning
// is typed, both are found by it. Once a current name is begun, all are found by
// themselves: clients that match letters in order find too much in two names.
func (c *completer) foundBy(names []catalog.Entry) map[string]string {
	typed := c.Slice(ast.Span{From: c.word.From, To: c.pos})
	begun := func(e catalog.Entry) bool { return !e.Deprecated() && strings.HasPrefix(e.Name, typed) }
	out := map[string]string{}
	if typed != "" && slices.ContainsFunc(names, begun) {
		return out
	}
	for _, e := range names {
		switch {
		case !e.Deprecated():
		case typed == "" || !strings.HasPrefix(e.Name, typed):
			out[e.Name] = e.Twin + " " + e.Name
		case out[e.Twin] == "":
			out[e.Twin] = e.Name
		}
	}
	return out
}

// offerValues adds what the value of a condition's claims can be compared with: the
// values that are known, then those of binders, then functions.
func (c *completer) offerValues(cond *bracket, op ast.Op) {
	whole := *cond
	whole.parts = slices.Concat(cond.parts, c.after[1:])
	name, _ := whole.literal(ast.TypeProperty)
	kinds := c.kindsOf(&whole)
	if op != ast.Equal && op != ast.NotEqual {
		kinds = lang.Integers
	}
	c.offerKnownValues(name, kinds)
	if c.literal == nil {
		c.offerBinders(ast.ValueProperty, kinds)
		c.offerFunctions(kinds)
	}
}

// offerKnownValues adds the values of some kinds that claims of a type have.
func (c *completer) offerKnownValues(name string, kinds lang.Kinds) {
	if c.literal == nil && kinds.Fits(lang.Booleans) {
		for _, w := range wordsOf(booleanWord) {
			c.addWord(booleanWord, w.name, "")
		}
	}
	if !kinds.Fits(lang.Strings) {
		return
	}
	for _, value := range c.stringsOf(name) {
		c.add(candidate{label: value, text: c.quoted(value), kind: protocol.EnumMemberItem})
	}
}

// stringsOf are the values that claims of a type are known to have: by the catalogue,
// and as rules make them.
func (p *place) stringsOf(name string) []string {
	out := catalog.Values(name)
	for _, maker := range p.lineage.Makers(name) {
		if lit, ok := argumentOf(maker, "value").(*ast.StringLit); ok && !slices.Contains(out, lit.Value) {
			out = append(out, lit.Value)
		}
	}
	return out
}

// argumentOf returns an argument of the action of a rule, nil if it isn't there.
func argumentOf(s *check.Step, name string) ast.Expr {
	for _, arg := range s.Rule.Action.Args {
		if arg.Name != nil && arg.Name.Name == name {
			return arg.Value
		}
	}
	return nil
}

// offerFunctions adds the functions that may give values of some kinds (L2.3).
func (c *completer) offerFunctions(kinds lang.Kinds) {
	followed := len(c.after[0]) > 0 && c.after[0][0].is("(")
	for _, f := range lang.Functions() {
		if c.minor() < f.Since || !f.Result.Fits(kinds) {
			continue
		}
		n := candidate{label: f.Name, detail: functionLabel(&f), kind: protocol.FunctionItem,
			doc: protocol.CompletionItemData{Kind: functionItem, Name: f.Name}}
		if !followed {
			n.snippet = callText(&f)
		}
		c.add(n)
	}
}

// callText is a call with places for the arguments.
func callText(f *lang.Function) string {
	var args []string
	for i, p := range f.Params {
		place := fmt.Sprintf("$%d", i+1)
		if p.Content == lang.Query {
			place = `"` + place + `"`
		}
		args = append(args, place)
	}
	return f.Name + "(" + strings.Join(args, ", ") + ")"
}

package testfile

import (
	"slices"
	"strings"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/spell"
)

// origins are the members of an input that say where its claims come from; each
// input has one.
var origins = []string{"claims", "file", "token", "evidence", "base"}

// inputKeys are the members of every input.
var inputKeys = append(append([]string{}, origins...), "remove", "set", "add")

// evidenceKeys are the members of evidence that have a meaning here. All others are
// arguments of its kind.
var evidenceKeys = append(append([]string{}, inputKeys...), "kind", "at")

// input reads an input (T3.2): the name of a fixture, or a mapping.
func (r *reader) input(n *node) Input {
	in := Input{Span: n.Span}
	if n.kind == scalar {
		in.Origin = &Base{r.fixture(n)}
		return in
	}
	var m *members
	if n.kind == mapping && has(n, "evidence") {
		m = r.open(n, "an input", evidenceKeys...)
	} else {
		m = r.closed(n, "an input", inputKeys...)
	}
	in.Origin = r.origin(m)
	for _, x := range r.items(m.get("remove"), "types of claims") {
		in.Remove = append(in.Remove, r.text(x, "the type of a claim"))
	}
	if x := m.get("set"); x != nil {
		in.Set = r.set(x)
	}
	if x := m.get("add"); x != nil && len(r.items(x, "claims to add, each with type and value")) > 0 {
		in.Add = r.claims(x)
	}
	return in
}

func has(n *node, key string) bool {
	for i := 0; i+1 < len(n.content); i += 2 {
		if n.content[i].text == key {
			return true
		}
	}
	return false
}

// origin reads the one member that says where claims come from.
func (r *reader) origin(m *members) Origin {
	var given []string
	for _, name := range origins {
		if m.get(name) != nil {
			given = append(given, name)
		}
	}
	if len(given) != 1 {
		if m.at.kind == mapping {
			found := "none"
			if len(given) > 0 {
				found = strings.Join(given, " and ")
			}
			r.report(m.at.start(), "found %s in an input, expected one of %s", found, strings.Join(origins, ", "))
		}
		return nil
	}
	n := m.get(given[0])
	switch given[0] {
	case "claims":
		return &Claims{r.claims(n)}
	case "file":
		return &ClaimsFile{r.text(n, "the path of a claims file")}
	case "token":
		return &Token{r.text(n, "the path of a token or its payload")}
	case "evidence":
		return r.evidence(n, m)
	}
	return &Base{r.fixture(n)}
}

// fixture reads the name of a fixture.
func (r *reader) fixture(n *node) Text {
	name := r.text(n, "the name of a fixture")
	if name.Given() && !r.fixtures[name.Text] {
		var names []string
		for known := range r.fixtures {
			names = append(names, known)
		}
		r.report(n.Span, "unknown fixture %s%s", quote(name.Text), meant(name.Text, sortedNames(names)))
	}
	return name
}

// evidence reads evidence. The time must be said: a test whose result depends on
// the day it runs would fail one day.
func (r *reader) evidence(path *node, m *members) Origin {
	e := &Evidence{Path: r.text(path, "the path of evidence")}
	if n := m.get("kind"); n != nil {
		e.Kind = r.text(n, "a kind of evidence")
	} else {
		r.report(m.at.start(), `found evidence without "kind"`)
	}
	if n := m.get("at"); n != nil {
		at, err := time.Parse(time.RFC3339, n.text)
		if err != nil || n.kind != scalar || at.IsZero() {
			r.report(n.Span, "found %s, expected a time such as 2024-01-01T12:00:00Z", n.describe())
		}
		e.At = at
	} else {
		r.report(m.at.start(), `found evidence without "at", expected the time as of which it is verified`)
	}
	for _, o := range m.others {
		if o.value.kind != scalar || o.value.isNull() {
			r.report(o.value.Span, "found %s, expected an argument: text, a number or a boolean", o.value.describe())
			continue
		}
		e.Arguments = append(e.Arguments, Argument{Text{o.key.Span, o.key.text}, Text{o.value.Span, o.value.text}})
	}
	return e
}

// set reads claims that replace others: the object form.
func (r *reader) set(n *node) []Set {
	if n.kind != mapping {
		r.report(n.Span, "found %s, expected claims to set: a mapping", n.describe())
		return nil
	}
	byType := map[string][]claim.Claim{}
	for _, c := range r.claims(n) {
		byType[c.Type] = append(byType[c.Type], c)
	}
	var out []Set
	for i := 0; i+1 < len(n.content); i += 2 {
		key := n.content[i]
		out = append(out, Set{Text{key.Span, key.text}, byType[key.text]})
	}
	return out
}

// base is the fixture that an input is made from, "" if it is from none.
func (in *Input) base() Text {
	if b, ok := in.Origin.(*Base); ok {
		return b.Name
	}
	return Text{}
}

// cycles reports fixtures that are made from themselves.
func (r *reader) cycles(all []Fixture) {
	next := map[string]Text{}
	for i := range all {
		if b := all[i].Input.base(); b.Given() {
			next[all[i].Name.Text] = b
		}
	}
	seen := map[string]int{} // in which walk, from 1
	for i := range all {
		at := all[i].Name
		var path []string
		for at.Given() && seen[at.Text] == 0 {
			seen[at.Text] = i + 1
			path = append(path, at.Text)
			at = next[at.Text]
		}
		if at.Given() && seen[at.Text] == i+1 {
			cycle := append(path[slices.Index(path, at.Text):], at.Text)
			r.report(at.Span, "found the fixture %s based on itself: %s", quote(at.Text), spell.Clip(strings.Join(cycle, ", "), 4*spell.Value))
		}
	}
}

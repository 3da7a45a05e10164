package catalog

import (
	"slices"
	"strings"
	"sync"
)

// group is a part of the catalogue: rows that are together in the documentation
// and mostly share what the group says.
type group struct {
	title string
	about string // a sentence or two before the rows
	each  Entry  // what rows have where they leave a field empty
	rows  []Entry
}

// groups lists the parts in the order of the documentation.
func groups() []group {
	return slices.Concat(commonGroups, sgxGroups, snpGroups, tdxGroups, azureGroups, tpmGroups, vbsGroups, propertyGroups, unusedGroups)
}

// entries returns the rows of the group with what they share filled in.
func (g group) entries() []Entry {
	out := slices.Clone(g.rows)
	for i := range out {
		e := &out[i]
		fill(&e.Kinds, g.each.Kinds)
		fill(&e.Form, g.each.Form)
		fill(&e.Use, g.each.Use)
		fill(&e.Types, g.each.Types)
		fill(&e.Reserved, g.each.Reserved)
		fill(&e.Clause, g.each.Clause)
	}
	return out
}

// fill sets a field that has its zero value.
func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// table is the whole catalogue, with the place of each name.
type table struct {
	entries []Entry
	places  map[string]int
}

// whole is made once, on first use, and never written again.
var whole = sync.OnceValue(func() table {
	t := table{places: make(map[string]int)}
	for _, g := range groups() {
		t.entries = append(t.entries, g.entries()...)
	}
	for i, e := range t.entries {
		t.places[e.Name] = i
	}
	return t
})

// Group is a part of the catalogue whose entries are together in the documentation.
type Group struct {
	Title   string
	About   string // a sentence or two that hold for its entries
	Entries []Entry
}

// Groups returns the parts of the catalogue. They are the caller's.
func Groups() []Group {
	var out []Group
	for _, g := range groups() {
		out = append(out, Group{Title: g.title, About: g.about, Entries: g.entries()})
	}
	return out
}

// All returns every entry, in the order of the documentation. The slice is the
// caller's.
func All() []Entry { return slices.Clone(whole().entries) }

// Lookup returns the entry of a name, compared byte for byte (L3.5).
func Lookup(name string) (Entry, bool) {
	t := whole()
	i, ok := t.places[name]
	if !ok {
		return Entry{}, false
	}
	return t.entries[i], true
}

// For returns the entries in use for an attestation type, "" meaning any, in the
// order of the documentation.
func For(t Type) []Entry {
	var out []Entry
	for _, e := range whole().entries {
		if e.Types.Has(t) {
			out = append(out, e)
		}
	}
	return out
}

// Names returns the names in use for an attestation type that have one of the
// uses, sorted. A zero type or use means any.
func Names(t Type, uses Use) []string {
	var out []string
	for _, e := range whole().entries {
		if e.Types.Has(t) && (uses == 0 || e.Use&uses != 0) {
			out = append(out, e.Name)
		}
	}
	slices.Sort(out)
	return out
}

// Reserved reports whether a policy can't put a name at the top level of tokens of
// the type (L6.6): because the service writes it itself there, or because it has the
// prefix of evidence of that type, known or not, and would pass for evidence. For the
// zero Type: in tokens of any type.
func Reserved(name string, t Type) bool {
	if e, ok := Lookup(name); ok && e.Reserved.Has(t) {
		return true
	}
	for _, row := range types {
		if (t == "" || t == row.Type) && strings.HasPrefix(name, row.Prefix) {
			return true
		}
	}
	return false
}

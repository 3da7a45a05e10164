package grammar

import (
	"cmp"
	"slices"

	"github.com/assay-policy/assay/ast"
)

// ChangeKind says what happened to a rule.
type ChangeKind uint8

// What can happen to a rule (T5.1). The zero kind is none of them.
const (
	_ ChangeKind = iota
	Added
	Removed
	Moved
	Changed
)

var changeNames = []string{"", "added", "removed", "moved", "changed"}

// String returns the word for the kind.
func (k ChangeKind) String() string { return changeNames[k] }

// Change is a rule that is not the same in two policies.
type Change struct {
	Kind ChangeKind
	// Section is the one of the new rule, of the old one if that was removed.
	Section ast.SectionKind
	// Old and New are the rules, nil if there is none.
	Old, New *ast.Rule
	// OldLine and NewLine are where the rules begin, zero if there is none.
	OldLine, NewLine int
}

// Parsed is the text of a policy and the tree that was parsed from it.
type Parsed struct {
	Source *ast.Source
	Tree   *ast.Policy
}

// Changes lists what differs in the text of two policies, but for layout and comments
// (T5.1). Rules with equal canonical text are the same rule; of those that stand
// elsewhere as few as possible have moved. Of the rest, two with the same action and
// at least half of their tokens in common are one rule that was changed. The list is
// in the order of the new policy, section by section as they run.
func Changes(was, is Parsed) []Change {
	var all []*compared
	texts := map[string]int{}
	for kind := ast.Configuration; kind <= ast.Issuance; kind++ {
		all = append(all, &compared{
			section: kind, old: entries(was, kind, texts), new: entries(is, kind, texts),
		})
	}
	for _, c := range all {
		c.stayed()
		pairEqual(c.old, c.new)
	}
	for _, a := range all {
		for _, b := range all {
			pairEqual(a.old, b.new) // moved to another section
		}
	}
	var out []Change
	for _, c := range all {
		c.pairSimilar()
		out = append(out, c.changes()...)
	}
	return out
}

// entry is a rule of one policy.
type entry struct {
	rule  *ast.Rule
	line  int
	text  int    // equal for equal canonical texts
	other *entry // its counterpart in the other policy
	stays bool   // where it was
	order int    // in the new policy
	words []int  // its tokens, sorted; equal for equal text
}

func entries(p Parsed, kind ast.SectionKind, texts map[string]int) (all []*entry) {
	for r := range p.Tree.Rules(kind) {
		text := Text(r)
		id, known := texts[text]
		if !known {
			id = len(texts)
			texts[text] = id
		}
		all = append(all, &entry{rule: r, line: p.Source.Place(r.From).Line, text: id, order: len(all)})
	}
	return all
}

// compared are the rules of a section in both policies.
type compared struct {
	section  ast.SectionKind
	old, new []*entry
}

func pair(a, b *entry) { a.other, b.other = b, a }

// stayed pairs the rules that stand where they stood: as many as possible.
func (c *compared) stayed() {
	ids := func(all []*entry) (ids []int) {
		for _, e := range all {
			ids = append(ids, e.text)
		}
		return ids
	}
	for _, m := range longestCommon(ids(c.old), ids(c.new)) {
		pair(c.old[m[0]], c.new[m[1]])
		c.old[m[0]].stays, c.new[m[1]].stays = true, true
	}
}

// pairEqual pairs rules with equal text that have no counterpart yet, in order.
func pairEqual(old, now []*entry) {
	free := map[int][]*entry{}
	for _, e := range now {
		if e.other == nil {
			free[e.text] = append(free[e.text], e)
		}
	}
	for _, e := range old {
		if same := free[e.text]; e.other == nil && len(same) > 0 {
			pair(e, same[0])
			free[e.text] = same[1:]
		}
	}
}

// changes lists what is not the same. A rule that was removed comes after the last
// before it that stayed.
func (c *compared) changes() (all []Change) {
	type placed struct {
		at int
		Change
	}
	var list []placed
	at := -1
	for _, e := range c.old {
		if e.stays {
			at = 2*e.other.order + 1
		}
		if e.other == nil {
			list = append(list, placed{at, Change{Kind: Removed, Section: c.section, Old: e.rule, OldLine: e.line}})
		}
	}
	for _, e := range c.new {
		ch := Change{Kind: Added, Section: c.section, New: e.rule, NewLine: e.line}
		if o := e.other; o != nil {
			ch.Kind, ch.Old, ch.OldLine = Moved, o.rule, o.line
			if o.text != e.text {
				ch.Kind = Changed
			}
		}
		if !e.stays {
			list = append(list, placed{2 * e.order, ch})
		}
	}
	slices.SortStableFunc(list, func(a, b placed) int { return cmp.Compare(a.at, b.at) })
	for _, p := range list {
		all = append(all, p.Change)
	}
	return all
}

package diag

import (
	"cmp"
	"slices"
	"strings"
)

// Apply returns text with the edits of the fixes made. Each fix is made whole
// or not at all: it's left out if it has no edits, if they aren't sorted, if
// one lies outside of the text, or if one is in the way of an earlier fix's.
// Equal edits of several fixes are made once: a version header that two
// findings want to raise. The second result is the number of fixes made.
func Apply(text string, fixes ...Fix) (string, int) {
	var chosen []Edit
	made := 0
	for _, f := range fixes {
		if !wellFormed(f.Edits, len(text)) || !fits(chosen, f.Edits) {
			continue
		}
		for _, e := range f.Edits {
			if i, found := search(chosen, e); !found {
				chosen = slices.Insert(chosen, i, e)
			}
		}
		made++
	}
	return rewrite(text, chosen), made
}

// compareEdits sorts by start, and an insertion before what starts at its place.
func compareEdits(a, b Edit) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
}

func search(sorted []Edit, e Edit) (int, bool) {
	return slices.BinarySearchFunc(sorted, e, compareEdits)
}

// wellFormed reports whether there are edits, all inside a text of that size,
// sorted, without overlap.
func wellFormed(edits []Edit, size int) bool {
	for i, e := range edits {
		if !e.From.IsValid() || e.To < e.From || e.To.Offset() > size {
			return false
		}
		if i > 0 && (e.From < edits[i-1].To || e.Span == edits[i-1].Span) {
			return false
		}
	}
	return len(edits) > 0
}

// fits reports whether the edits can be made beside those chosen, which are
// sorted. Two edits may touch, but two that take the same place must be equal:
// of different insertions at one place nobody could say which comes first.
func fits(chosen, edits []Edit) bool {
	for _, e := range edits {
		i, found := search(chosen, e)
		if found && chosen[i] == e {
			continue
		}
		if found || i > 0 && chosen[i-1].To > e.From || i < len(chosen) && chosen[i].From < e.To {
			return false
		}
	}
	return true
}

// rewrite makes edits that are sorted and don't overlap.
func rewrite(text string, edits []Edit) string {
	var b strings.Builder
	at := 0
	for _, e := range edits {
		b.WriteString(text[at:e.From.Offset()])
		b.WriteString(e.NewText)
		at = e.To.Offset()
	}
	b.WriteString(text[at:])
	return b.String()
}

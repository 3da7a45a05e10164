package diag_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

func edit(from, to int, text string) diag.Edit { return diag.Edit{Span: at(from, to), NewText: text} }

func fix(edits ...diag.Edit) diag.Fix { return diag.Fix{Title: "mend", Edits: edits} }

func TestApply(t *testing.T) {
	t.Parallel()
	const text = "0123456789"
	tests := []struct {
		name  string
		fixes []diag.Fix
		want  string
		made  int
	}{
		{"none", nil, text, 0},
		{"replacement", []diag.Fix{fix(edit(2, 4, "ab"))}, "01ab456789", 1},
		{"longer", []diag.Fix{fix(edit(2, 3, "abc"))}, "01abc3456789", 1},
		{"deletion", []diag.Fix{fix(edit(2, 4, ""))}, "01456789", 1},
		{"insertion", []diag.Fix{fix(edit(2, 2, ";"))}, "01;23456789", 1},
		{"at the start", []diag.Fix{fix(edit(0, 0, "<"))}, "<0123456789", 1},
		{"at the end", []diag.Fix{fix(edit(10, 10, ">"))}, "0123456789>", 1},
		{"everything", []diag.Fix{fix(edit(0, 10, ""))}, "", 1},
		{"several edits", []diag.Fix{fix(edit(1, 1, "a"), edit(3, 5, "b"), edit(9, 10, ""))}, "0a12b5678", 1},
		{"in any order", []diag.Fix{fix(edit(6, 7, "c")), fix(edit(1, 2, "a")), fix(edit(4, 4, "b"))}, "0a23b45c789", 3},

		{"adjacent", []diag.Fix{fix(edit(2, 4, "a")), fix(edit(4, 6, "b"))}, "01ab6789", 2},
		{"adjacent, the later first", []diag.Fix{fix(edit(4, 6, "b")), fix(edit(2, 4, "a"))}, "01ab6789", 2},
		{"insertion before a replacement", []diag.Fix{fix(edit(2, 4, "a")), fix(edit(2, 2, "<"))}, "01<a456789", 2},
		{"insertion behind a replacement", []diag.Fix{fix(edit(2, 4, "a")), fix(edit(4, 4, ">"))}, "01a>456789", 2},
		{"insertion between replacements", []diag.Fix{fix(edit(4, 6, "b")), fix(edit(2, 4, "a")), fix(edit(4, 4, "|"))}, "01a|b6789", 3},
		{"insertion before a deletion in one fix", []diag.Fix{fix(edit(2, 2, "<"), edit(2, 4, ""))}, "01<456789", 1},

		{"overlap", []diag.Fix{fix(edit(2, 5, "a")), fix(edit(4, 6, "b"))}, "01a56789", 1},
		{"overlap from the left", []diag.Fix{fix(edit(4, 6, "b")), fix(edit(2, 5, "a"))}, "0123b6789", 1},
		{"inside", []diag.Fix{fix(edit(2, 8, "a")), fix(edit(4, 5, "b"))}, "01a89", 1},
		{"around", []diag.Fix{fix(edit(4, 5, "b")), fix(edit(2, 8, "a"))}, "0123b56789", 1},
		{"insertion inside a replacement", []diag.Fix{fix(edit(2, 4, "a")), fix(edit(3, 3, "b"))}, "01a456789", 1},
		{"replacement around an insertion", []diag.Fix{fix(edit(3, 3, "b")), fix(edit(2, 4, "a"))}, "012b3456789", 1},
		{"two texts for one place", []diag.Fix{fix(edit(2, 4, "a")), fix(edit(2, 4, "b"))}, "01a456789", 1},
		{"two insertions at one place", []diag.Fix{fix(edit(2, 2, "a")), fix(edit(2, 2, "b"))}, "01a23456789", 1},
		{"a fix is made whole or not at all", []diag.Fix{fix(edit(4, 5, "a")), fix(edit(1, 2, "b"), edit(4, 5, "c"))}, "0123a56789", 1},
		{"what was left out is in nobody's way", []diag.Fix{
			fix(edit(4, 5, "a")), fix(edit(1, 2, "b"), edit(4, 5, "c")), fix(edit(1, 2, "d")),
		}, "0d23a56789", 2},

		{"equal edits are made once", []diag.Fix{fix(edit(2, 4, "a")), fix(edit(2, 4, "a"))}, "01a456789", 2},
		{"equal insertions are made once", []diag.Fix{fix(edit(2, 2, "a")), fix(edit(2, 2, "a"))}, "01a23456789", 2},
		{"a shared header", []diag.Fix{
			fix(edit(0, 1, "v"), edit(3, 3, "a")), fix(edit(0, 1, "v"), edit(6, 6, "b")),
		}, "v12a345b6789", 2},

		{"no edits", []diag.Fix{fix()}, text, 0},
		{"no position", []diag.Fix{fix(diag.Edit{NewText: "a"})}, text, 0},
		{"negative", []diag.Fix{fix(diag.Edit{Span: ast.Span{From: -3, To: 2}})}, text, 0},
		{"beyond the end", []diag.Fix{fix(edit(9, 11, "a"))}, text, 0},
		{"upside down", []diag.Fix{fix(edit(4, 2, "a"))}, text, 0},
		{"not sorted", []diag.Fix{fix(edit(4, 5, "a"), edit(1, 2, "b"))}, text, 0},
		{"overlap in one fix", []diag.Fix{fix(edit(1, 4, "a"), edit(3, 5, "b"))}, text, 0},
		{"two insertions at one place in one fix", []diag.Fix{fix(edit(1, 1, "a"), edit(1, 1, "b"))}, text, 0},
		{"insertion behind a replacement of its place", []diag.Fix{fix(edit(1, 3, "a"), edit(1, 1, "b"))}, text, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, made := diag.Apply(text, tt.fixes...)
			if got != tt.want || made != tt.made {
				t.Errorf("got %q with %d fixes, want %q with %d", got, made, tt.want, tt.made)
			}
		})
	}
}

func TestApplyToNothing(t *testing.T) {
	t.Parallel()
	if got, made := diag.Apply("", fix(edit(0, 0, "version=1.0;"))); got != "version=1.0;" || made != 1 {
		t.Errorf("got %q with %d fixes", got, made)
	}
}

// TestApplyMany: as many fixes as a text of the largest size can call for.
func TestApplyMany(t *testing.T) {
	t.Parallel()
	const n = 50_000
	fixes := make([]diag.Fix, n)
	for i := range fixes {
		fixes[i] = fix(edit(0, 0, "v"), edit(2*i+1, 2*i+2, "=="))
	}
	got, made := diag.Apply(strings.Repeat("a=", n), fixes...)
	if made != n || got != "v"+strings.Repeat("a==", n) {
		t.Errorf("%d of %d fixes made", made, n)
	}
}

// TestApplyProperties: random fixes never panic; what is made is what making
// the same edits one by one from the end gives; none is left out without need.
func TestApplyProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 12, 24).Draw(t, "text")
		anEdit := rapid.Custom(func(t *rapid.T) diag.Edit {
			from := rapid.IntRange(-1, len(text)+1).Draw(t, "from")
			to := rapid.IntRange(from-1, len(text)+1).Draw(t, "to")
			return edit(from, to, rapid.SampledFrom([]string{"", "x", "yz"}).Draw(t, "new"))
		})
		var fixes []diag.Fix
		for range rapid.IntRange(0, 5).Draw(t, "fixes") {
			fixes = append(fixes, diag.Fix{Edits: rapid.SliceOfN(anEdit, 0, 3).Draw(t, "edits")})
		}
		got, made := diag.Apply(text, fixes...)
		want, most := oneByOne(text, fixes)
		if got != want || made != most {
			t.Fatalf("got %q with %d fixes, want %q with %d", got, made, want, most)
		}
	})
}

// oneByOne is Apply in the plainest words: it compares every two edits.
func oneByOne(text string, fixes []diag.Fix) (string, int) {
	var edits []diag.Edit
	made := 0
	for _, f := range fixes {
		if ok := len(f.Edits) > 0 && slices.IsSortedFunc(f.Edits, byPlace); !ok || !clean(f.Edits, text) {
			continue
		}
		if slices.ContainsFunc(f.Edits, func(e diag.Edit) bool {
			return slices.ContainsFunc(edits, func(c diag.Edit) bool { return c != e && clash(c, e) })
		}) {
			continue
		}
		made++
		for _, e := range f.Edits {
			if !slices.Contains(edits, e) {
				edits = append(edits, e)
			}
		}
	}
	slices.SortFunc(edits, byPlace)
	for _, e := range slices.Backward(edits) {
		text = text[:e.From.Offset()] + e.NewText + text[e.To.Offset():]
	}
	return text, made
}

func byPlace(a, b diag.Edit) int {
	if a.From != b.From {
		return int(a.From - b.From)
	}
	return int(a.To - b.To)
}

func clean(edits []diag.Edit, text string) bool {
	for i, e := range edits {
		if e.From < 1 || e.To < e.From || int(e.To) > len(text)+1 {
			return false
		}
		for _, c := range edits[:i] {
			if clash(c, e) {
				return false
			}
		}
	}
	return true
}

func clash(a, b diag.Edit) bool { return a.Span == b.Span || a.From < b.To && b.From < a.To }

package position_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/lsp/internal/position"
)

// BenchmarkApply is a keystroke in the middle of 150 KB, and 1,000 edits at once.
func BenchmarkApply(b *testing.B) {
	text := strings.Repeat("  c:[type==\"café 🔒\", value==true] => issue(claim=c);\n", 3000)
	key := position.Change{Text: "x", Range: &position.Range{Start: position.Place{Line: 1500, Character: 20}, End: position.Place{Line: 1500, Character: 20}}}
	b.Run("one", func(b *testing.B) {
		b.ReportAllocs()
		x := position.New(text, position.UTF16)
		x.Lines()
		for b.Loop() {
			if got := x.Apply([]position.Change{key}); len(got.Text()) != len(text)+1 {
				b.Fatal(len(got.Text()))
			}
		}
	})
	b.Run("thousand", func(b *testing.B) {
		b.ReportAllocs()
		x := position.New(text, position.UTF16)
		changes := make([]position.Change, 1000)
		for i := range changes {
			r := *key.Range
			r.Start.Line, r.End.Line = uint32(3*i), uint32(3*i)
			changes[i] = position.Change{Text: "x", Range: &r}
		}
		for b.Loop() {
			if got := x.Apply(changes); len(got.Text()) != len(text)+1000 {
				b.Fatal(len(got.Text()))
			}
		}
	})
}

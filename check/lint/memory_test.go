package lint_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/policygen"
)

// input is what lint starts from, whatever the findings before.
func input(text string) lint.Input {
	src := ast.NewSource("p.maa", text)
	tree, found := grammar.Parse(src, grammar.Options{})
	checked, more := check.Policy(src, tree, check.Options{})
	if found.HasErrors() {
		checked = nil
	}
	return lint.Input{Source: src, Tree: tree, Checked: checked, Found: append(found, more...)}
}

// A Memory finds after each edit what a lint of the whole finds.
func TestMemory(t *testing.T) {
	t.Parallel()
	var texts []string
	for _, c := range allCases(t) {
		texts = append(texts, c.text)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for i, text := range texts {
		memory := lint.NewMemory(lint.Options{NoProofs: true})
		for range 12 {
			sameFindings(t, memory, text)
			text = edited(rng, text, texts[(i+1)%len(texts)])
		}
	}
}

func TestMemoryAtRandom(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 6))
	rapid.Check(t, func(rt *rapid.T) {
		memory := lint.NewMemory(lint.Options{NoProofs: true})
		text, other := policygen.Policy(rt), policygen.Policy(rt)
		for range 4 {
			sameFindings(t, memory, text)
			text = edited(rng, text, other)
		}
	})
}

// sameFindings lints a text both ways.
func sameFindings(t *testing.T, memory *lint.Memory, text string) {
	t.Helper()
	in := input(text)
	if diff := cmp.Diff(lint.Policy(in, lint.Options{NoProofs: true}), memory.Policy(in)); diff != "" {
		t.Fatalf("with a memory (-without +with):\n%s\n%s", diff, text)
	}
}

// edited changes a text as people do: a line goes, comes twice, moves, comes from
// elsewhere, or loses a character.
func edited(rng *rand.Rand, text, other string) string {
	lines, others := strings.SplitAfter(text, "\n"), strings.SplitAfter(other, "\n")
	i, j := rng.IntN(len(lines)), rng.IntN(len(lines))
	switch rng.IntN(5) {
	case 0:
		lines[i] = ""
	case 1:
		lines[i] += lines[i]
	case 2:
		lines[i], lines[j] = lines[j], lines[i]
	case 3:
		lines[i] += others[rng.IntN(len(others))]
	case 4:
		if n := len(lines[i]); n > 0 {
			at := rng.IntN(n)
			lines[i] = lines[i][:at] + lines[i][at+1:]
		}
	}
	return strings.Join(lines, "")
}

// BenchmarkMemory lints after a value in one rule of 1,000 changed (T2: at most 5 ms).
func BenchmarkMemory(b *testing.B) {
	text := thousandRules()
	var versions []lint.Input
	for i := range 4 {
		changed := strings.Replace(text, "value>=7] &&", fmt.Sprintf("value>=%d] &&", 100+i), 1)
		versions = append(versions, parsed(b, changed))
	}
	memory := lint.NewMemory(lint.Options{NoProofs: true})
	want := len(memory.Policy(versions[0]))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i++
		if got := len(memory.Policy(versions[i%4])); got != want {
			b.Fatalf("%d findings, want %d", got, want)
		}
	}
}

package grammar

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// syntaxErrors counts the errors that reading a text gives.
func syntaxErrors(text string) (errors int, found diag.List) {
	_, found = Parse(ast.NewSource("test.maa", text), Options{})
	for _, d := range found {
		if d.Severity == diag.Error {
			errors++
		}
	}
	return errors, found
}

// mistake is a slip made on purpose: text with one token dropped, doubled, swapped
// with the next, or replaced with another.
func mistake(r *rand.Rand, text string, tokens []token) (name, slipped string) {
	i := r.IntN(len(tokens) - 2)
	t, next := tokens[i], tokens[i+1]
	between := text[t.to():next.from]
	switch before, after := text[:t.from], text[t.to():]; r.IntN(4) {
	case 0:
		return "drop " + t.text, before + after
	case 1:
		return "double " + t.text, before + t.text + " " + t.text + after
	case 2:
		return "swap " + t.text + " " + next.text, before + next.text + between + t.text + text[next.to():]
	default:
		other := []string{"[", "]", "(", ")", "{", "}", ",", ";", ":", ".", "=", "==", "=>", "!", "&&", "!=", ">=", "c", "type", "permit", `"a"`, "1", "true"}
		with := other[r.IntN(len(other))]
		return "replace " + t.text + " with " + with, before + with + after
	}
}

// sound are the texts of the corpus without a syntax error.
func sound(t testing.TB) []string {
	texts := corpus(t)
	var out []string
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		text := texts[name]
		if strings.HasSuffix(name, ".rules") {
			text = "version=1.2;\nauthorizationrules{=>permit();};\nissuancerules{\n" + text + "\n};\n"
		}
		if n, _ := syntaxErrors(text); n == 0 {
			out = append(out, text)
		}
	}
	if len(out) < 60 {
		t.Fatalf("found %d texts without an error, want most of the corpus", len(out))
	}
	return out
}

// checkFixes wants every fix of a text to leave fewer syntax errors.
func checkFixes(text string) (offered int, bad []string) {
	before, found := syntaxErrors(text)
	for _, d := range found {
		if d.Severity != diag.Error {
			continue
		}
		for _, fix := range d.Fixes {
			offered++
			fixed, made := diag.Apply(text, fix)
			if after, left := syntaxErrors(fixed); made != 1 || after >= before {
				bad = append(bad, fmt.Sprintf("%s: %q of %q leaves %d of %d errors, the first %v", d.Code, fix.Title, d.Message, after, before, left[0]))
			}
		}
	}
	return offered, bad
}

// TestFixesLeaveFewerErrors: each fix that is offered for a slip in the corpus
// leaves fewer syntax errors than before, and most slips have one.
func TestFixesLeaveFewerErrors(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(6, 10))
	texts := sound(t)
	const slips = 1500
	fixed := 0
	for range slips {
		text := texts[r.IntN(len(texts))]
		name, slipped := mistake(r, text, lex(text, nil).tokens)
		n, bad := checkFixes(slipped)
		if n > 0 {
			fixed++
		}
		for _, b := range bad {
			t.Errorf("%s: %s", name, b)
		}
	}
	if fixed < slips*6/10 {
		t.Errorf("%d of %d slips have a fix, want most", fixed, slips)
	}
}

// FuzzFixes is the same for slips without end.
func FuzzFixes(f *testing.F) {
	f.Add(uint64(7), uint64(11))
	texts := sound(f)
	f.Fuzz(func(t *testing.T, a, b uint64) {
		r := rand.New(rand.NewPCG(a, b))
		text := texts[r.IntN(len(texts))]
		name, slipped := mistake(r, text, lex(text, nil).tokens)
		if _, bad := checkFixes(slipped); len(bad) > 0 {
			t.Errorf("%s: %s", name, strings.Join(bad, "; "))
		}
	})
}

package grammar_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/grammar"
)

// L1: tokens and white space tile a text, whatever it is.
func TestTokens(t *testing.T) {
	t.Parallel()
	const text = "version=1.2; // a\n[type==\"x\", value>=-4] => issue(c.value, <x>) § /* b */ 'y'"
	src := ast.NewSource("p.maa", text)
	want := []string{
		"version", "=", "1.2", ";", "// a", "[", "type", "==", `"x"`, ",", "value", ">=", "-4", "]", "=>", "issue", "(", "c", ".", "value", ",", "<x>", ")", "§", "/* b */", "'y'",
	}
	var got []string
	at := 0
	for _, token := range grammar.Tokens(text) {
		if between := text[at:token.From.Offset()]; strings.TrimSpace(between) != "" {
			t.Errorf("found %q between tokens", between)
		}
		at = token.To.Offset()
		got = append(got, src.Slice(token.Span))
	}
	if !slices.Equal(got, want) {
		t.Errorf("found\n%q, expected\n%q", got, want)
	}
}

package jmespath_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/jmespath"
)

// L7.1: tokens are those that the parser reads, without the blanks between them.
func TestTokens(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"":                                 "",
		"a.b[?c=='x && y' && `\"<\"` < d]": "a . b [? c == 'x && y' && `\"<\"` < d ]",
		`"a b" || length(@)!=` + "`1`":     `"a b" || length ( @ ) != ` + "`1`",
		"a >= 'it\\'s' | [0] # no query":   "a >= 'it\\'s' | [ 0 ]",
		"a == 'open":                       "a ==",
	} {
		var got []string
		for _, token := range jmespath.Tokens(query) {
			got = append(got, query[token.Start:token.End])
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%s: got %s, want %s", query, g, want)
		}
	}
}

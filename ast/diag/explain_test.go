package diag_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast/diag"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	for _, code := range []diag.Code{"MAA1003", "MAA5006"} {
		e, _ := pages.Lookup(code)
		golden(t, strings.ToLower(string(code))+".txt", diag.Explain(e))
	}
}

// TestExplainFits: no explanation is wider than a terminal, and all of it prints.
func TestExplainFits(t *testing.T) {
	t.Parallel()
	for _, e := range pages.All() {
		got := diag.Explain(e)
		for line := range strings.Lines(got) {
			line = strings.TrimSuffix(line, "\n")
			if n := utf8.RuneCountInString(line); n > 80 {
				t.Errorf("%s: %d columns: %s", e.Code, n, line)
			}
			if strings.TrimRight(line, " ") != line {
				t.Errorf("%s: blanks at the end of %q", e.Code, line)
			}
		}
		for _, part := range append(strings.Fields(e.Why), string(e.Code), e.Title, e.Severity.String(), e.Code.DocURL()) {
			if !strings.Contains(got, part) {
				t.Errorf("%s: no %q in the explanation", e.Code, part)
			}
		}
		if strings.Contains(got, "\uFEFF") {
			t.Errorf("%s: an invisible character in the explanation", e.Code)
		}
	}
}

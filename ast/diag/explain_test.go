package diag_test

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast/diag"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	for _, code := range []diag.Code{diag.SingleEquals, diag.NotOneValue} {
		e, _ := diag.Lookup(code)
		golden(t, strings.ToLower(string(code))+".txt", diag.Explain(e))
	}
}

// TestExplainFits: no explanation is wider than a terminal, and all of it prints.
func TestExplainFits(t *testing.T) {
	t.Parallel()
	for _, e := range diag.All() {
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

// TestMarkdown: docs/codes.md is what the registry says now.
func TestMarkdown(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/codes.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(diag.Markdown(), string(page)); diff != "" {
		t.Errorf("docs/codes.md is out of date, run go generate ./ast/diag: %s", diff)
	}
}

// TestMarkdownAnchors: DocURL leads to a heading of the page, and every code
// has its place in it once.
func TestMarkdownAnchors(t *testing.T) {
	t.Parallel()
	page := diag.Markdown()
	for _, e := range diag.All() {
		if n := strings.Count(page, "\n### "+string(e.Code)+"\n"); n != 1 {
			t.Errorf("%s: %d headings, want 1", e.Code, n)
		}
		_, fragment, _ := strings.Cut(e.Code.DocURL(), "#")
		if !strings.Contains(page, "("+"#"+fragment+")") {
			t.Errorf("%s: no link to #%s in the table", e.Code, fragment)
		}
	}
	if n := strings.Count(page, "\n```"); n%2 != 0 {
		t.Errorf("%d fences, want an even number", n)
	}
}

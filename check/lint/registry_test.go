package lint_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
)

var pages = diag.NewRegistry(grammar.Pages(), check.Pages(), lint.Pages())

// TestPages: the pages are sorted by code, as the checks run.
func TestPages(t *testing.T) {
	t.Parallel()
	if !slices.IsSortedFunc(lint.Pages(), func(a, b *diag.Page) int { return strings.Compare(string(a.Code), string(b.Code)) }) {
		t.Error("the table is not in the order of the codes")
	}
}

// TestRegistryExamples: the bad example of every check gives its code and no other
// finding, the good one nothing.
func TestRegistryExamples(t *testing.T) {
	t.Parallel()
	for _, p := range lint.Pages() {
		t.Run(string(p.Code)+" "+p.Name, func(t *testing.T) {
			t.Parallel()
			opts := lint.Options{Evaluate: byNaive, Check: check.Options{AttestationType: catalog.Type(p.Type)}}
			src := ast.NewSource("bad.maa", p.Bad)
			_, found := lint.Source(src, opts)
			if len(found) == 0 {
				t.Errorf("the bad example gives nothing")
			}
			for _, d := range found {
				if d.Code != p.Code {
					t.Errorf("bad example: %s", show(src, d))
				}
			}
			src = ast.NewSource("good.maa", p.Good)
			_, found = lint.Source(src, opts)
			for _, d := range found {
				t.Errorf("good example: %s", show(src, d))
			}
		})
	}
}

// milder reports whether a finding is of less weight than its page: "null" for a
// literal works, since no field has that name.
func milder(d diag.Diagnostic) bool {
	return d.Code == "MAA3045" && d.Severity == diag.Info && strings.Contains(d.Message, `"null"`)
}

// wellFormed checks the places, fixes and severities of findings, and the style of
// their messages.
func wellFormed(t *testing.T, src *ast.Source, found diag.List) {
	t.Helper()
	inside := func(s ast.Span) bool {
		return s.From >= 1 && s.From <= s.To && s.To.Offset() <= len(src.Text)
	}
	for i, d := range found {
		text := show(src, d)
		if p, ok := pages.Lookup(d.Code); !ok || p.Severity != d.Severity && !milder(d) {
			t.Errorf("%s: severity is not that of its page", text)
		}
		if !inside(d.Span) || i > 0 && d.From < found[i-1].From || d.Place.Line == 0 {
			t.Errorf("%s: outside the text, not sorted, or without a place", text)
		}
		if n := utf8.RuneCountInString(d.Message); n == 0 || n >= 80 {
			t.Errorf("%s: message has %d characters", text, n)
		}
		if strings.HasSuffix(d.Message, ".") || strings.ToLower(d.Message[:1]) != d.Message[:1] {
			t.Errorf("%s: message is no lower-case phrase", text)
		}
		for _, rel := range d.Related {
			if !inside(rel.Span) || rel.Message == "" {
				t.Errorf("%s: related place %v", text, rel)
			}
		}
		for _, fix := range d.Fixes {
			if _, made := diag.Apply(src.Text, fix); made != 1 || fix.Title == "" {
				t.Errorf("%s: fix %q can't be made", text, fix.Title)
			}
		}
	}
}

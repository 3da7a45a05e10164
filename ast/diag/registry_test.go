package diag_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/config"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/engine"
	"github.com/assay-policy/assay/internal/lang"
)

// pages are those of all phases.
var pages = diag.NewRegistry(grammar.Pages(), check.Pages(), lint.Pages(), config.Pages(), engine.Pages())

// finding makes a finding from the page of a code.
func finding(code diag.Code, span ast.Span, format string, args ...any) diag.Diagnostic {
	page, ok := pages.Lookup(code)
	if !ok {
		panic(fmt.Sprintf("no page of code %s", code))
	}
	return page.At(span, format, args...)
}

// TestCodes: codes are permanent. testdata/codes.txt has all with their severities
// and names; -update adds those that are new, and a line that changes or goes away
// must not be committed.
func TestCodes(t *testing.T) {
	t.Parallel()
	var lines strings.Builder
	names := map[string]diag.Code{}
	for _, e := range pages.All() {
		fmt.Fprintf(&lines, "%s %s %s\n", e.Code, e.Severity, e.Name)
		if other, ok := names[e.Name]; ok || e.Name == "" {
			t.Errorf("%s: name %q is that of %s", e.Code, e.Name, other)
		}
		names[e.Name] = e.Code
	}
	golden(t, "codes.txt", lines.String())
}

// TestEntries: each entry is complete, and reads as the others do.
func TestEntries(t *testing.T) {
	t.Parallel()
	clause := regexp.MustCompile(`^(L0\.1|[LSTE][1-9]\d?(\.\d+)?)$`)
	titles := map[string]diag.Code{}
	for _, e := range pages.All() {
		t.Run(string(e.Code), func(t *testing.T) {
			first, _ := utf8.DecodeRuneInString(e.Title)
			acronym := strings.HasPrefix(e.Title, "JSON")
			if e.Title == "" || unicode.IsUpper(first) && !acronym || strings.HasSuffix(e.Title, ".") || len(e.Title) > 70 {
				t.Errorf("title %q: expected a short noun phrase in lower case", e.Title)
			}
			if other, ok := titles[e.Title]; ok {
				t.Errorf("title %q is that of %s", e.Title, other)
			}
			titles[e.Title] = e.Code
			if n := strings.Count(e.Why, ". ") + 1; n > 3 || !strings.HasSuffix(e.Why, ".") || strings.Contains(e.Why, "\n") {
				t.Errorf("why: expected one to three sentences, got %d in %q", n, e.Why)
			}
			if len(e.Clauses) == 0 || !slices.IsSorted(e.Clauses) {
				t.Errorf("clauses %v: expected some, sorted", e.Clauses)
			}
			for _, c := range e.Clauses {
				if !clause.MatchString(c) {
					t.Errorf("clause %q", c)
				}
			}
			if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(e.Since) {
				t.Errorf("since %q", e.Since)
			}
		})
	}
}

// TestExamples: whole policies, if they are any, that fit a terminal, and differ.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, e := range pages.All() {
		t.Run(string(e.Code), func(t *testing.T) {
			t.Parallel()
			if e.Bad == e.Good {
				t.Error("the examples are equal")
			}
			policies := e.Language == ""
			for _, text := range []string{e.Bad, e.Good} {
				if policies && !(strings.Contains(text, "rules") && strings.HasSuffix(text, "};\n")) {
					t.Errorf("no whole policy: %q", text)
				}
			}
			if policies && !strings.HasPrefix(e.Good, "version=1.") {
				t.Errorf("the good example has no version: %q", e.Good)
			}
			for line := range strings.Lines(e.Bad + e.Good + e.Claims) {
				if n := utf8.RuneCountInString(line); n > 77 {
					t.Errorf("%d columns, want 76 at most: %s", n-1, line)
				}
			}
			if evaluated := strings.HasPrefix(string(e.Code), "MAA5"); evaluated != (e.Claims != "") {
				t.Errorf("claims %q: expected some for an evaluation, none else", e.Claims)
			}
			if e.Claims != "" && !json.Valid([]byte(e.Claims)) {
				t.Errorf("claims %q are no JSON", e.Claims)
			}
		})
	}
}

// TestL2_3ExamplesFitTheirVersion: functions and "!" need version 1.2, and
// configurationrules 1.1, except where just that is the finding.
func TestL2_3ExamplesFitTheirVersion(t *testing.T) {
	t.Parallel()
	later := regexp.MustCompile(`!\w?:?\[|` + strings.Join(lang.FunctionNames(), `\(|`) + `\(`)
	for _, e := range pages.All() {
		for _, text := range []string{e.Bad, e.Good} {
			switch {
			case e.Code == "MAA4002" && text == e.Bad, e.Code == "MAA4001" && text == e.Bad:
			case later.MatchString(text) && !strings.Contains(text, "version=1.2;"):
				t.Errorf("%s: a feature of 1.2 in %s", e.Code, text)
			case strings.Contains(text, "configurationrules") && strings.Contains(text, "version=1.0;"):
				t.Errorf("%s: a feature of 1.1 in %s", e.Code, text)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	e, ok := pages.Lookup("MAA1003")
	if !ok || e.Code != "MAA1003" || e.Name != "SingleEquals" {
		t.Errorf("got %v, %+v", ok, e)
	}
	for _, code := range []diag.Code{"", "MAA", "MAA0000", "MAA1000", "MAA1023", "MAA9999", "maa1003"} {
		if e, ok := pages.Lookup(code); ok || e.Code != "" {
			t.Errorf("%q: got %+v, want none", code, e)
		}
	}
	pages.All()[0].Title = "changed"
	if pages.All()[0].Title == "changed" {
		t.Error("a caller changed the registry")
	}
}

func TestDocURL(t *testing.T) {
	t.Parallel()
	const want = "https://github.com/assay-policy/assay/blob/main/docs/codes.md#maa1003"
	if got := diag.Code("MAA1003").DocURL(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestTwoPagesOfACode: that is a bug, and seen at once.
func TestTwoPagesOfACode(t *testing.T) {
	t.Parallel()
	defer func() {
		if r := fmt.Sprint(recover()); !strings.Contains(r, "two pages of code MAA1001") {
			t.Errorf("got %q, want a panic that names the code", r)
		}
	}()
	diag.NewRegistry(grammar.Pages(), grammar.Pages())
}

// T2.8: a configuration names checks by their names in lower case.
func TestSlug(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"UnusedBinder": "unused-binder", "IssuesReadOnly": "issues-read-only", "LiteralJSON": "literal-json",
		"JSONOfAToken": "json-of-a-token", "Placeholder": "placeholder", "": "",
	} {
		if got := (diag.Page{Name: name}).Slug(); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

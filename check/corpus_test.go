package check_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
)

const corpus = "../testdata/policies/"

// corpusFile is a row of the corpus' README.
type corpusFile struct {
	name, expectation string
	text              string // as a policy
}

// readCorpus reads the tables of the README and the files they name. A file
// without a row, or the other way round, is an error.
func readCorpus(t testing.TB) []corpusFile {
	t.Helper()
	var files []corpusFile
	column := -1
	for line := range strings.Lines(readFile(t, corpus+"README.md")) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) < 3 {
			column = -1
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if i := slices.Index(cells, "expectation"); i > 0 {
			column = i
		}
		name := strings.Trim(cells[1], "`")
		switch {
		case column < 0:
		case strings.HasSuffix(name, ".maa"):
			files = append(files, corpusFile{name: name, expectation: cells[column], text: readFile(t, corpus+name)})
		case strings.HasSuffix(name, ".rules"):
			text := "version=1.2;authorizationrules{=>permit();};issuancerules{" +
				readFile(t, corpus+"fragments/"+name) + "\n};"
			files = append(files, corpusFile{name: name, expectation: cells[column], text: text})
		}
	}
	if len(files) != 108 {
		t.Fatalf("the README has %d files, want 77 policies and 31 fragments", len(files))
	}
	return files
}

// expected is what a row expects: "CLAUSE at LINE", and those of them that may
// be missing.
type expected struct {
	must, may map[string]bool
}

var (
	parenthesis = regexp.MustCompile(`\([^()]*\)`)
	violation   = regexp.MustCompile("^(L[0-9.]+|§2|section 7)(?: `[a-z]+`)?( may warn| warns)? at ([0-9, ]+)$")
)

// readExpectation reads a cell of the expectation column: `ok`, or clauses and
// lines, with remarks in brackets.
func readExpectation(t *testing.T, cell string) expected {
	t.Helper()
	e := expected{must: map[string]bool{}, may: map[string]bool{}}
	for part := range strings.SplitSeq(parenthesis.ReplaceAllString(cell, ""), ";") {
		part = strings.Join(strings.Fields(part), " ")
		if part == "ok" || strings.HasPrefix(part, "evaluates to") {
			continue
		}
		m := violation.FindStringSubmatch(part)
		if m == nil {
			t.Fatalf("can't read the expectation %q", part)
		}
		clause := map[string]string{"§2": "L2", "section 7": "L7"}[m[1]]
		if clause == "" {
			clause = m[1]
		}
		for line := range strings.SplitSeq(m[3], ", ") {
			at := clause + " at " + line
			e.may[at] = true
			if m[2] != " may warn" {
				e.must[at] = true
			}
		}
	}
	return e
}

// swallowed are the comments that hide a rule: the README calls the files ok,
// and these are warnings.
var swallowed = map[string][]int{
	"021-v12table-test-and-flight-signing.rules":     {6},
	"026-v12table-boot-manager-version.rules":        {6},
	"032-v12table-boot-application-subversion.rules": {5, 8, 11},
}

// TestCorpus: each file gives exactly the findings of its README, by clause
// and line.
func TestCorpus(t *testing.T) {
	t.Parallel()
	for _, f := range readCorpus(t) {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			want := readExpectation(t, f.expectation)
			for _, line := range swallowed[f.name] {
				want.must[fmt.Sprintf("L1.3 at %d", line)] = true
				want.may[fmt.Sprintf("L1.3 at %d", line)] = true
			}
			src := ast.NewSource(f.name, f.text)
			checked, found := check.Source(src, check.Options{})
			wellFormed(t, src, found)
			if (checked == nil) != found.HasErrors() {
				t.Errorf("result is nil: %t, findings have errors: %t", checked == nil, found.HasErrors())
			}
			for _, d := range found {
				at := matchClause(d, src.Place(d.From).Line, want.may)
				if at == "" {
					t.Errorf("not expected: %s", show(src, d))
				}
				delete(want.must, at)
			}
			for at := range want.must {
				t.Errorf("not found: %s", at)
			}
		})
	}
}

// matchClause returns the expectation that a finding meets: one of its code's
// clauses, at its line.
func matchClause(d diag.Diagnostic, line int, may map[string]bool) string {
	e, _ := pages.Lookup(d.Code)
	for _, clause := range e.Clauses {
		if at := clause + " at " + strconv.Itoa(line); may[at] {
			return at
		}
	}
	return ""
}

// unfixable are the files whose findings don't all have a fix, with the codes
// that stay: what is missing there, only the author knows.
var unfixable = map[string][]string{
	"012-containsonlyvalue-one-arg.rules":              {"MAA2013"},
	"014-v12table-secure-boot.rules":                   {"MAA2006"},
	"104-docs-sgx-capital-version-placeholder-a.maa":   {"MAA1017"},
	"108-docs-sgx-authz-only-unquoted-placeholder.maa": {"MAA1017"},
	"109-docs-sgx-placeholder-issuance.maa":            {"MAA1017"},
	"110-docs-sgx-custom-placeholder-current.maa":      {"MAA1017"},
}

// TestCorpusFixes: a malformed file has no errors left when the first fix of
// every finding was made, but for those listed.
func TestCorpusFixes(t *testing.T) {
	t.Parallel()
	for _, f := range readCorpus(t) {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			_, found := applyFixes(f.text, check.Options{}, diag.Error)
			var left []string
			for _, d := range found {
				if d.Severity == diag.Error {
					left = append(left, string(d.Code))
				}
			}
			if diff := cmp.Diff(unfixable[f.name], left); diff != "" {
				t.Errorf("errors left after the fixes (-want +got):\n%s", diff)
			}
		})
	}
}

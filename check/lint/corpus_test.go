package lint_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sebdah/goldie/v2"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/claim/catalog"
)

const corpus = "../../testdata/policies/"

// corpusSources are the policies of the corpus, and its fragments as policies of
// their own.
func corpusSources(t testing.TB) []*ast.Source {
	t.Helper()
	var out []*ast.Source
	for _, pattern := range []string{corpus + "*.maa", corpus + "fragments/*.rules"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) < 30 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := string(data)
			if strings.HasSuffix(file, ".rules") { // the first line stays the first
				text = "version=1.2;authorizationrules{[type==\"tpmVersion\"]=>permit();};issuancerules{" + text + "\n};"
			}
			out = append(out, ast.NewSource(filepath.Base(file), text))
		}
	}
	return out
}

// TestT8_2Corpus: what lint says of the public policies. Each finding was read, and is
// true.
func TestT8_2Corpus(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, src := range corpusSources(t) {
		_, found := lint.Source(src, lint.Options{Evaluate: byNaive})
		wellFormed(t, src, found)
		for _, d := range found {
			if d.Code >= "MAA3" && d.Code < "MAA4" {
				fmt.Fprintf(&b, "%s:%d:%d: %s %s: %s\n", d.File, d.Place.Line, d.Place.Column, d.Severity, d.Code, d.Message)
			}
		}
	}
	goldie.New(t, goldie.WithFixtureDir("testdata"), goldie.WithNameSuffix("")).Assert(t, "corpus.golden", []byte(b.String()))
}

// No warning about the service's own default policies.
func TestDefaultPolicies(t *testing.T) {
	t.Parallel()
	for _, row := range catalog.AttestationTypes() {
		if row.DefaultPolicy == "" {
			continue
		}
		for _, typ := range []catalog.Type{row.Type, ""} {
			src := ast.NewSource(string(row.Type), row.DefaultPolicy)
			_, found := lint.Source(src, lint.Options{Evaluate: byNaive, Check: check.Options{AttestationType: typ}})
			for _, d := range found {
				if d.Severity.String() != "info" {
					t.Errorf("%s, checked for %q: %s", row.Type, typ, show(src, d))
				}
			}
		}
	}
}

package suite_test

import (
	"bytes"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sebdah/goldie/v2"

	"github.com/assay-policy/assay/eval/suite"
)

// writers are all forms of a report.
func writers(r *suite.Report) map[string]func(io.Writer) error {
	return map[string]func(io.Writer) error{
		"report.txt":    func(w io.Writer) error { return r.Text(w, suite.TextOptions{}) },
		"colour.txt":    func(w io.Writer) error { return r.Text(w, suite.TextOptions{Color: true}) },
		"report.json":   r.JSON,
		"junit.xml":     r.JUnit,
		"report.tap":    r.TAP,
		"coverage.json": r.Coverage.JSON,
		"coverage.info": r.Coverage.LCOV,
		"coverage.html": r.Coverage.HTML,
	}
}

// mixed is a run with cases of each status, and names that need escapes.
func mixed(t *testing.T) *suite.Report {
	t.Helper()
	files := example(t)
	files["policies/bad_test.yaml"] = "version: 1\ncass: []\n"
	files["policies/mixed_test.yaml"] = `version: 1
policy: sgx.maa
cases:
  - {name: "passes: a < b & \"c\" # \\ \u202e", given: {claims: {}}, expect: {decision: deny}}
  - name: fails
    given: {claims: {x-ms-sgx-product-id: 4639, x-ms-sgx-svn: 3}}
    expect: {decision: permit, claimsExactly: {product: 4639}, ran: [permit]}
  - {name: skipped, skip: "later # then", given: {claims: {}}, expect: {decision: deny}}
  - {name: error, given: {file: gone.json}, expect: {decision: deny}}
`
	r := suite.Runner{Inputs: memory(files), Coverage: true}
	return run(t, r, "policies/sgx_test.yaml", "policies/mixed_test.yaml", "policies/bad_test.yaml")
}

// T3.6 to T3.8: each form, whole.
func TestReports(t *testing.T) {
	t.Parallel()
	g := goldie.New(t, goldie.WithFixtureDir(filepath.Join("testdata", "reports")), goldie.WithNameSuffix(""))
	for name, write := range writers(mixed(t)) {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		g.Assert(t, name, b.Bytes())
		if strings.Contains(b.String(), "\u202e") && !strings.HasSuffix(name, ".json") && name != "junit.xml" {
			t.Errorf("%s shows U+202E as it is", name)
		}
		if strings.HasSuffix(name, ".json") && !json.Valid(b.Bytes()) {
			t.Errorf("%s is no JSON", name)
		}
	}
}

// A report of nothing has lists, not nulls.
func TestEmptyReport(t *testing.T) {
	t.Parallel()
	report := run(t, suite.Runner{Inputs: memory(nil), Coverage: true})
	var b bytes.Buffer
	if err := report.JSON(&b); err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := json.Compact(&got, b.Bytes()); err != nil {
		t.Fatal(err)
	}
	if want := `{"files":[],"passed":0,"failed":0,"errors":0,"skipped":0,"coverage":{"percent":100,"files":[]}}`; got.String() != want {
		t.Errorf("got %s, want %s", &got, want)
	}
}

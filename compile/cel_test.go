package compile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/assay-policy/assay/compile"
)

// policies returns every policy that the tests of compile and eval have, by file.
func policies(t testing.TB) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"../testdata/policies/*.maa", "../testdata/policies/fragments/*.rules", "../testdata/conformance/*.txtar"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files: %v", pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts[filepath.Base(file)] = policyOf(file, data)
		}
	}
	return texts
}

// policyOf returns the policy in a file: a fragment is wrapped, an archive holds one.
func policyOf(file string, data []byte) string {
	switch filepath.Ext(file) {
	case ".rules":
		return "version=1.2;authorizationrules{=>permit();};issuancerules{\n" + string(data) + "\n};"
	case ".txtar":
		for _, f := range txtar.Parse(data).Files {
			if f.Name == "policy.maa" {
				return strings.Replace(string(f.Data), "‸", "", 1)
			}
		}
	}
	return string(data)
}

// TestCELAccepts has CEL's checker accept every program of every policy at hand.
func TestCELAccepts(t *testing.T) {
	t.Parallel()
	programs, compiled := 0, 0
	for name, text := range policies(t) {
		p, _ := compile.Source(name, text)
		if p == nil {
			continue // TestExpectedResults names those that must check
		}
		n, err := compile.CheckCEL(p)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		programs += n
		compiled++
	}
	if compiled < 150 || programs < 500 {
		t.Errorf("saw %d programs of %d policies, expected more", programs, compiled)
	}
	t.Logf("%d programs of %d policies", programs, compiled)
}

package eval_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
)

// FuzzRun: on any policy that checks and any claims, all engines give one and the
// same result under a small budget; it denies unless permitted, an error leaves
// nothing behind, and its JSON can be read.
func FuzzRun(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text, file string, steps uint16) {
		if len(text) > 4<<10 || len(file) > 16<<10 {
			return
		}
		claims, err := claim.ParseFile([]byte(file), claim.FileOptions{})
		if err != nil {
			return
		}
		p, found := compile.Source("policy.maa", text)
		if p == nil {
			if !found.HasErrors() {
				t.Fatal("no program and no finding")
			}
			return
		}
		limits := eval.Limits{Steps: int64(steps), Claims: 50, Text: 4 << 10, Elements: 100, Depth: 20}
		r := run(t, p, claims, limits)
		if r.Decision == eval.Permitted != (r.Reason == eval.ReasonPermitted) {
			t.Errorf("got %v for the reason %v", r.Decision, r.Reason)
		}
		if (r.Err != nil) != (r.Reason == eval.ReasonError) || r.Err != nil && len(r.Claims)+len(r.Properties) > 0 {
			t.Errorf("got %v and an error %v", r, r.Err)
		}
		parse(t, string(r.AppendJSON(nil, p.Source())))
	})
}

// seed adds the archives and the corpus.
func seed(f *testing.F) {
	files, err := filepath.Glob("../testdata/conformance/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatalf("no archives: %v", err)
	}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		parts := map[string]string{}
		for _, part := range ar.Files {
			parts[part.Name] = strings.Replace(string(part.Data), mark, "", 1)
		}
		f.Add(parts["policy.maa"], parts["claims.json"], uint16(1000))
	}
	for _, r := range expectedResults(f) {
		if r.claims != "any" && !strings.HasPrefix(r.claims, "tpm-events") {
			f.Add(policyText(f, r.policy), read(f, filepath.Join(shared, "claims", r.claims+".json")), uint16(10_000))
		}
	}
}

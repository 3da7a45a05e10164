package lsp

import (
	"os"
	"path/filepath"
	"testing"
)

// V1.4, V2.14: features answer at each place of test files and configurations, and of
// what is left of them when they are cut off there.
func TestFeaturesOnYAML(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../eval/suite/testdata/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{
		"version: 1\nlint: {checks: {unused-binder: off}, accept: [{code: MAA3041, policy: a.maa, reason: \"🔒\"}]}\r\nfmt:\r\n  exclude:\r\n  - a\r\n",
		"{ [ ] } ] } : - - -\n  - : ,\n\t{a: [b, {c",
		"a: \"b\nc: 'd\n- - x: {\"y\": [z, 'w': \"\n",
	}
	for _, path := range paths[:min(len(paths), 3)] {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(data[:min(len(data), 1500)]))
	}
	for _, text := range texts {
		for _, name := range []string{"p_test.yaml", ".assay.yaml"} {
			whole := testServer(t, everything, "{}")
			d := whole.put(name, text)
			for at := 0; at <= len(text); at += 7 {
				everyFeature(t, whole, d, at)
				cut := testServer(t, everything, "{}")
				everyFeature(t, cut, cut.put(name, text[:at]), at)
			}
		}
	}
}

package check_test

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
)

// FuzzSource: whatever the text, findings are sorted and inside it, their fixes
// can be made, and there is a result exactly if there is no error.
func FuzzSource(f *testing.F) {
	for _, file := range readCorpus(f) {
		f.Add(file.text)
	}
	archives, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range archives {
		for _, file := range txtar.Parse([]byte(readFile(f, name))).Files {
			f.Add(string(file.Data))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		src := ast.NewSource("fuzz.maa", text)
		checked, found := check.Source(src, check.Options{})
		if (checked == nil) != found.HasErrors() {
			t.Errorf("result is nil: %t, findings have errors: %t", checked == nil, found.HasErrors())
		}
		places(t, src, found)
	})
}

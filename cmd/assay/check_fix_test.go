package main

import (
	"path/filepath"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/config"
)

// T2.7: what is fixed stays as it is when it is fixed again, for the corpus.
func TestFixIsIdempotent(t *testing.T) {
	t.Parallel()
	c := new(checkCmd)
	changed := 0
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "policies", "*.maa"))
	if err != nil || len(files) < 70 {
		t.Fatalf("found %d policies (%v), want the corpus", len(files), err)
	}
	for _, path := range files {
		src, err := system().source(path)
		if err != nil {
			t.Fatal(err)
		}
		look := func(src *ast.Source) diag.File {
			return diag.File{Source: src, Findings: c.check(src, config.Policy{})}
		}
		once, err := diag.FixAll(look(src), true, look)
		if err != nil {
			t.Errorf("%v", err)
		}
		twice, err := diag.FixAll(once, true, look)
		if err != nil || twice.Source.Text != once.Source.Text {
			t.Errorf("%s: fixed again it is another text: %v", path, err)
		}
		if once.Source.Text != src.Text {
			changed++
		}
	}
	if changed == 0 {
		t.Error("no policy was changed")
	}
}

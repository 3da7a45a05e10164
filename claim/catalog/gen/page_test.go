package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-policy/assay/claim/catalog"
)

// The page is the catalogue: run go generate ./claim/catalog.
func TestPageIsGenerated(t *testing.T) {
	t.Parallel()
	have, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "claims.md"))
	if err != nil {
		t.Fatal(err)
	}
	want := page()
	if string(have) != want {
		t.Error("docs/claims.md is not what the catalogue says: run go generate ./claim/catalog")
	}
	for _, row := range catalog.AttestationTypes() {
		if !strings.Contains(want, "\n| `"+string(row.Type)+"` | ") {
			t.Errorf("%s is not on the page", row.Type)
		}
	}
	for _, e := range catalog.All() {
		if strings.Count(want, "\n| `"+e.Name+"` | ") != 1 {
			t.Errorf("%s is not on the page once", e.Name)
		}
	}
}

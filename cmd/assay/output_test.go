package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Answers are rendered in one place: a verb hands what it found to env.answer. Only
// the help, the findings of check, which package diag renders, and what editors get are
// printed apart.
func TestOnePlaceRenders(t *testing.T) {
	t.Parallel()
	apart := []string{"output.go", "help.go", "check.go", "cli.go", "lsp_connect.go"}
	names, err := filepath.Glob("*.go")
	if err != nil || len(names) < 20 {
		t.Fatalf("found %d files, %v", len(names), err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, "_test.go") && !slices.Contains(apart, name) && strings.Contains(string(text), "e.out") {
			t.Errorf("%s writes to the output, expected e.answer", name)
		}
	}
}

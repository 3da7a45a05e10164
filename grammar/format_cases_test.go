package grammar_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// The archives of testdata/format: each is named after the clause that it shows.
func TestFormatCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "format", "*.txtar"))
	if err != nil || len(files) < 12 {
		t.Fatalf("found %d archives (%v), expected them all", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil || len(archive.Files) != 2 {
				t.Fatalf("found %d files (%v), expected the text and how it is formatted", len(archive.Files), err)
			}
			out := format(t, string(archive.Files[0].Data))
			if diff := cmp.Diff(out, string(archive.Files[1].Data)); diff != "" {
				t.Errorf("(- found, + want):\n%s\n%s", diff, out)
			}
		})
	}
}

package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers is the table of folders: which of our folders each may import. "x+"
// means x and all that x may import. A folder that isn't here may not exist:
// new ones enter this table first. Folders below a row's count as the row.
var layers = []struct {
	folder string
	may    []string
}{
	{"ast", nil},
	{"ast/diag", []string{"ast"}},
	{"jsondoc", nil},
	{"claim", []string{"jsondoc"}},
	{"jmespath", []string{"jsondoc"}},
	{"grammar", []string{"ast", "ast/diag"}},
	{"check", []string{"ast", "ast/diag", "grammar", "claim", "jmespath", "jsondoc"}},
	{"compile", []string{"check+"}},
	{"eval", []string{"compile+"}},
	{"evidence", []string{"claim", "jsondoc"}},
	{"token", []string{"ast", "claim", "jsondoc"}},
	{"attest", []string{"eval+", "evidence", "token"}},
	{"cmd/assay", []string{"attest+"}},
}

const module = "github.com/assay-policy/assay"

// rowOf is the row that rules a folder: the longest that contains it.
func rowOf(folder string) string {
	best := ""
	for _, l := range layers {
		if (folder == l.folder || strings.HasPrefix(folder, l.folder+"/")) && len(l.folder) > len(best) {
			best = l.folder
		}
	}
	return best
}

// allowed expands "x+" of a row.
func allowed(row string) []string {
	var out []string
	for _, l := range layers {
		if l.folder != row {
			continue
		}
		for _, m := range l.may {
			base, below := strings.CutSuffix(m, "+")
			out = append(out, base)
			if below {
				out = append(out, allowed(base)...)
			}
		}
	}
	return out
}

// TestLayers holds the import rules: every import of ours points down the table.
func TestLayers(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	seen := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		if d.IsDir() && (d.Name() == "testdata" || rel == "bench" || rel != "." && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		seen++
		checkImports(t, path, filepath.ToSlash(filepath.Dir(rel)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 50 {
		t.Errorf("looked at %d files, want the whole module", seen)
	}
}

func checkImports(t *testing.T, path, folder string) {
	t.Helper()
	row := rowOf(folder)
	if row == "" {
		t.Errorf("%s: folder %q is not in the table of layers", path, folder)
		return
	}
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range f.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		of, ours := strings.CutPrefix(imported, module+"/")
		if !ours {
			continue
		}
		if target := rowOf(of); target != row && !slices.Contains(allowed(row), target) {
			t.Errorf("%s: %s may not import %s", path, row, of)
		}
	}
}

// TestLayersTableIsDownward wants every row to name only rows above it.
func TestLayersTableIsDownward(t *testing.T) {
	t.Parallel()
	for i, l := range layers {
		for _, m := range l.may {
			name := strings.TrimSuffix(m, "+")
			at := slices.IndexFunc(layers, func(x struct {
				folder string
				may    []string
			}) bool {
				return x.folder == name
			})
			if at < 0 || at >= i {
				t.Errorf("row %q names %q, which does not stand above it", l.folder, name)
			}
		}
	}
}

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

// layer is a row of the table.
type layer struct {
	folder string
	may    []string
}

// layers is the table of folders: which of our folders each may import. "x+"
// means x and all that x may import. A folder that isn't here may not exist:
// new ones enter this table first, each with a row of its own.
var layers = []layer{
	{"internal/spell", nil},
	{"internal/jsondoc", []string{"internal/spell"}},
	{"internal/jmespath", []string{"internal/jsondoc", "internal/spell"}},
	{"internal/lang", nil},
	{"internal/glob", nil},
	{"ast", nil},
	{"ast/diag", []string{"ast"}},
	{"internal/yamldoc", []string{"ast", "internal/spell"}},
	{"claim", []string{"internal/jsondoc", "internal/spell"}},
	{"claim/catalog", []string{"claim+"}},
	{"internal/forms", []string{"claim/catalog"}},
	{"grammar", []string{"ast", "ast/diag", "internal/lang", "internal/spell"}},
	{"check", []string{"grammar+", "claim/catalog+", "internal/jmespath+"}},
	{"check/reason/internal/sat", nil},
	{"check/reason/internal/circuit", []string{"check/reason/internal/sat"}},
	{"check/reason", []string{"check+", "check/reason/internal/circuit+"}},
	{"check/lint", []string{"check/reason+"}},
	{"check/config", []string{"check+", "internal/yamldoc", "internal/glob"}},
	{"internal/engine", []string{"check+"}},
	{"compile", []string{"internal/engine+"}},
	{"eval", []string{"compile+"}},
	{"internal/naive", []string{"eval+"}},
	{"internal/policygen", []string{"ast", "internal/lang", "claim"}},
	{"evidence/internal/seal", []string{"claim", "claim/catalog"}},
	{"evidence", []string{"claim", "claim/catalog", "evidence/internal/seal"}},
	{"internal/steps", []string{"evidence+", "internal/jsondoc"}},
	{"internal/wrapping", []string{"evidence+", "internal/jsondoc"}},
	{"evidence/internal/frame", []string{"evidence+", "internal/jsondoc"}},
	{"evidence/internal/pki", []string{"evidence/internal/frame+", "internal/spell"}},
	{"evidence/internal/cache", nil},
	{"evidence/hcl", []string{"evidence/internal/frame+"}},
	{"evidence/cose", []string{"evidence/internal/pki+"}},
	{"evidence/cose/cosetest", []string{"evidence/cose+"}},
	{"evidence/snp", []string{"evidence/internal/pki+", "evidence/internal/cache", "evidence/hcl", "evidence/cose"}},
	{"evidence/snp/snptest", []string{"evidence/snp+", "evidence/cose/cosetest"}},
	{"evidence/dcap", []string{"evidence/internal/pki+", "evidence/internal/cache"}},
	{"evidence/dcap/dcaptest", []string{"evidence/dcap+"}},
	{"evidence/sgx", []string{"evidence/dcap+"}},
	{"evidence/internal/vectors", []string{"evidence/dcap+"}},
	{"evidence/tdx", []string{"evidence/dcap+", "evidence/hcl"}},
	{"evidence/collateral", []string{"evidence/snp+", "evidence/dcap+"}},
	{"token", []string{"claim", "claim/catalog", "internal/jsondoc", "ast"}},
	{"token/tokentest", []string{"token+"}},
	{"eval/proof", []string{"eval+", "check/reason+"}},
	{"eval/explain/brief", nil},
	{"eval/explain", []string{"eval/proof+", "eval/explain/brief"}},
	{"eval/suite/testfile", []string{"check+", "internal/yamldoc"}},
	{"eval/suite/internal/mutant", []string{"check+"}},
	{"eval/suite", []string{"eval/explain+", "eval/suite/testfile+", "eval/suite/internal/mutant", "evidence", "token+"}},
	{"eval/replay", []string{"eval/explain+", "token+"}},
	{"attest", []string{"eval+", "evidence", "internal/steps", "token+"}},
	{"internal/evaluator", []string{"eval/suite+", "eval/explain+"}},
	{"docs/schema", nil},
	{"internal/remote", []string{"check/reason+", "eval/explain/brief"}},
	{"lsp/internal/position", nil},
	{"lsp/internal/wire", nil},
	{"lsp/internal/protocol", []string{"lsp/internal/position"}},
	{"lsp", []string{"lsp/internal/protocol+", "lsp/internal/wire", "check/lint+", "check/config+", "eval/suite/testfile+", "eval/explain/brief", "docs/schema"}},
	{"cmd/lsp-wasm", []string{"lsp+", "internal/remote"}},
	{"cmd/eval-wasm", []string{"internal/evaluator+", "internal/remote"}},
	{"internal/wasmbuild", nil},
	{"internal/wasmbuild/main", []string{"internal/wasmbuild"}},
	{"internal/gen", []string{"attest+", "internal/yamldoc", "check/lint+", "check/config", "eval/suite+", "eval/replay+"}},
	{"cmd/assay", []string{"attest+", "evidence/snp+", "evidence/dcap+", "evidence/sgx+", "evidence/tdx+", "evidence/collateral+", "check/lint+", "check/config", "internal/glob", "internal/wrapping", "eval/suite+", "eval/replay+", "internal/evaluator", "lsp"}},
}

const module = "github.com/assay-policy/assay"

// inTable reports whether a folder has a row.
func inTable(folder string) bool {
	return slices.ContainsFunc(layers, func(l layer) bool { return l.folder == folder })
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
	if !inTable(folder) {
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
		if !slices.Contains(allowed(folder), of) {
			t.Errorf("%s: %s may not import %s", path, folder, of)
		}
	}
}

// TestLayersTableIsDownward wants every row to name only rows above it.
func TestLayersTableIsDownward(t *testing.T) {
	t.Parallel()
	for i, l := range layers {
		for _, m := range l.may {
			name := strings.TrimSuffix(m, "+")
			at := slices.IndexFunc(layers, func(x layer) bool { return x.folder == name })
			if at < 0 || at >= i {
				t.Errorf("row %q names %q, which does not stand above it", l.folder, name)
			}
		}
	}
}

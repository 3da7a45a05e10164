// Package spec_test holds the specification and the module together: what cites
// a clause cites one that exists, and every clause of the language has a test.
package spec_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// untested are the clauses of the language that nothing tests yet: none, and it
// should stay so.
var untested []string

var (
	// A clause (L4.3) or a section (L4; not T1, a usual name in code), but not the end of a name like x5t#S256.
	citation   = regexp.MustCompile(`(?:^|[^#\w])([LES]\d+(?:\.\d+)?|[TV]\d+\.\d+)\b`)
	clause     = regexp.MustCompile(`(?m)^\* <a id="([lestv][0-9.]+)"></a>\*\*([LESTV]\d+\.\d+)\*\* `)
	bareClause = regexp.MustCompile(`(?m)^\* \*\*[LESTV]\d+\.\d+\*\*`)
	section    = regexp.MustCompile(`(?m)^## ([LESTV]\d+) `)
)

// specification returns the clauses and sections of a document of this folder,
// and wants each once, under an anchor that links can name.
func specification(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, m := range section.FindAllStringSubmatch(string(data), -1) {
		ids = append(ids, m[1])
	}
	for _, m := range clause.FindAllStringSubmatch(string(data), -1) {
		if m[1] != strings.ToLower(m[2]) {
			t.Errorf("%s: found the anchor %q at %s", file, m[1], m[2])
		}
		of, _, _ := strings.Cut(m[2], ".")
		if !slices.Contains(ids, of) {
			t.Errorf("%s: %s has no section %s", file, m[2], of)
		}
		ids = append(ids, m[2])
	}
	if bare := bareClause.FindString(string(data)); bare != "" {
		t.Errorf("%s: found %q, want an anchor before it", file, bare)
	}
	sorted := slices.Sorted(slices.Values(ids))
	if len(slices.Compact(sorted)) != len(ids) {
		t.Errorf("%s: a clause or a section stands there twice", file)
	}
	return ids
}

// source reports whether a file of the module cites clauses: code, documents,
// scripts, and the archives and documents of test data. Other test data is not
// ours to speak in.
func source(path string) bool {
	switch filepath.Ext(path) {
	case ".go", ".md", ".txtar", ".mk", ".yml", ".yaml", ".svg":
		return true
	}
	return filepath.Base(path) == "Makefile" || strings.HasPrefix(path, "scripts/") || path == ".ci/run"
}

// test reports whether a citation in the file says that a clause is tested.
func test(path string) bool {
	return path != "docs/spec/spec_test.go" &&
		(strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, ".txtar") || strings.HasPrefix(path, "scripts/"))
}

// citations returns the files that cite each clause, their paths from the root.
func citations(t *testing.T) map[string][]string {
	t.Helper()
	root := os.DirFS(filepath.Join("..", ".."))
	out := map[string][]string{}
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (path == ".git" || path == "bin") {
			return fs.SkipDir
		}
		if d.IsDir() || !source(path) {
			return nil
		}
		data, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		for _, m := range citation.FindAllSubmatch(data, -1) {
			if files := out[string(m[1])]; !slices.Contains(files, path) {
				out[string(m[1])] = append(files, path)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCitedClausesExist wants every clause that anything cites, the
// specification itself included, to stand in it.
func TestCitedClausesExist(t *testing.T) {
	t.Parallel()
	var ids []string
	for _, file := range []string{"language.md", "evidence.md", "service.md", "toolkit.md", "editors.md"} {
		ids = append(ids, specification(t, file)...)
	}
	cited := citations(t)
	if len(cited) < 100 {
		t.Fatalf("found %d cited clauses, want those of the whole module", len(cited))
	}
	for id, files := range cited {
		if !slices.Contains(ids, id) {
			t.Errorf("%s is no clause of docs/spec, cited by %s", id, strings.Join(files, ", "))
		}
	}
}

// TestLanguageClausesAreTested wants a test, an archive or a script for every
// clause of the language.
func TestLanguageClausesAreTested(t *testing.T) {
	t.Parallel()
	ids := specification(t, "language.md")
	cited := citations(t)
	for _, id := range ids {
		if !strings.Contains(id, ".") || slices.Contains(untested, id) {
			continue
		}
		if !slices.ContainsFunc(cited[id], test) {
			t.Errorf("%s has no test", id)
		}
	}
	for _, id := range untested {
		if !slices.Contains(ids, id) {
			t.Errorf("%s, listed as untested, is no clause", id)
		}
	}
}

// TestCitation wants clauses found where they are cited, and nowhere else.
func TestCitation(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"(L4.3), L10":             "L4.3 L10",
		`{"L2", "E1.8": S3.10}`:   "L2 E1.8 S3.10",
		"L4 to L6; E6.2–E6.4":     "L4 L6 E6.2 E6.4",
		"x5t#S256 RS256 0xE9 AL2": "",
		"L5.6's property":         "L5.6",
	} {
		var got []string
		for _, m := range citation.FindAllStringSubmatch(text, -1) {
			got = append(got, m[1])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

package e2e_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const treeSitterFolder = "../tree-sitter-maa"

// treeSitterCommand makes a command in a copy of the grammar, so that nothing is written
// into the checkout.
func treeSitterCommand(t *testing.T, args ...string) (*exec.Cmd, string) {
	t.Helper()
	program := find(t, treeSitter, node, compiler)[0]
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(treeSitterFolder)); err != nil {
		t.Fatal(err)
	}
	command := trixie(t.Context(), t, program, args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "HOME="+dir, "XDG_CACHE_HOME="+dir)
	return command, dir
}

// V3.6: what is committed is what the grammar generates.
func TestTreeSitterGenerate(t *testing.T) {
	t.Parallel()
	command, dir := treeSitterCommand(t, "generate", "--no-bindings")
	if out, err := output(t, command); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"src/parser.c", "src/grammar.json", "src/node-types.json", "package.json"} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join(treeSitterFolder, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: generated %d bytes that are not the %d committed ones", name, len(got), len(want))
		}
	}
}

// V3.6: the trees of test/corpus.
func TestTreeSitterTrees(t *testing.T) {
	t.Parallel()
	command, _ := treeSitterCommand(t, "test")
	if out, err := output(t, command); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// V3.6: tree-sitter finds an error in exactly the policies of the corpus that have one.
func TestTreeSitterCorpus(t *testing.T) {
	t.Parallel()
	command, dir := treeSitterCommand(t, "parse", "--quiet")
	texts := copyFiles(t, filepath.Join(corpus, "*.maa"), filepath.Join(dir, "policies"))
	command.Args = append(command.Args, texts...)
	out, _ := output(t, command) // it fails if any text has an error
	good := 0
	for _, text := range texts {
		found := strings.Contains(out, text)
		if want := wellFormed(t, text); found == want {
			t.Errorf("%s: tree-sitter finds an error: %t, our parser: %t", filepath.Base(text), found, !want)
		} else if want {
			good++
		}
	}
	if good < 50 {
		t.Errorf("%d policies parse, want all that are well formed\n%s", good, out)
	}
}

// V3.6: the queries name nodes that the grammar has, and they find what they are for.
func TestTreeSitterQueries(t *testing.T) {
	t.Parallel()
	queries, err := filepath.Glob("../tree-sitter-maa/queries/*.scm")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("../helix/queries/maa/*.scm")
	if queries = append(queries, more...); err != nil || len(queries) < 8 {
		t.Fatalf("got %d queries, want those of Neovim and of Helix (%v)", len(queries), err)
	}
	command, dir := treeSitterCommand(t)
	text := copyFiles(t, filepath.Join(corpus, "138-*.maa"), dir)[0]
	for _, query := range queries {
		again := exec.CommandContext(t.Context(), command.Path, command.Args[1:]...)
		again.Args = append(again.Args, "query", "--captures", copyFiles(t, query, dir)[0], text)
		again.Dir, again.Env = dir, command.Env
		out, err := output(t, again)
		if err != nil || !strings.Contains(out, "pattern:") {
			t.Errorf("%s: %v\n%s", query, err, out)
		}
	}
}

package e2e_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/grammar"
)

const corpus = "../../testdata/policies"

// V3.3, V3.2: the annotated texts, and a policy in Markdown.
func TestTextMate(t *testing.T) {
	t.Parallel()
	tools := find(t, node, tmgrammar)
	out, err := output(t, exec.CommandContext(t.Context(), tools[0], filepath.Join(tools[1], "unit.js"),
		"--config", "../textmate/package.json", "../textmate/test/*.maa", "../textmate/test/*.md"))
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if n := strings.Count(out, "run successfuly"); n != 4 {
		t.Errorf("got %d texts that pass, want 4\n%s", n, out)
	}
}

// V3.3: two policies of the corpus keep their scopes, token by token.
func TestTextMateSnapshots(t *testing.T) {
	t.Parallel()
	tools := find(t, node, tmgrammar)
	dir := t.TempDir()
	for _, snapshot := range copyFiles(t, "../textmate/test/*.snap", dir) {
		copyFiles(t, filepath.Join(corpus, strings.TrimSuffix(filepath.Base(snapshot), ".snap")), dir)
	}
	out, err := output(t, snap(t, tools, dir))
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func snap(t *testing.T, tools []string, dir string, flags ...string) *exec.Cmd {
	t.Helper()
	return exec.CommandContext(t.Context(), tools[0], append([]string{filepath.Join(tools[1], "snapshot.js"),
		"--config", "../textmate/package.json", filepath.Join(dir, "*.maa")}, flags...)...)
}

// V3.3: in a policy that is well formed every token has a scope, and none is invalid.
func TestTextMateCorpus(t *testing.T) {
	t.Parallel()
	tools := find(t, node, tmgrammar)
	dir := t.TempDir()
	texts := copyFiles(t, filepath.Join(corpus, "*.maa"), dir)
	if out, err := output(t, snap(t, tools, dir, "-u")); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	looked := 0
	for _, text := range texts {
		if !wellFormed(t, text) {
			continue
		}
		looked++
		checkScopes(t, text+".snap")
	}
	if looked < 50 {
		t.Errorf("looked at %d policies, want all that are well formed", looked)
	}
}

// wellFormed reports whether our own parser has no error to report.
func wellFormed(t *testing.T, name string) bool {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	_, findings := grammar.Parse(ast.NewSource(name, string(text)), grammar.Options{})
	for _, d := range findings {
		if d.Severity == diag.Error {
			return false
		}
	}
	return true
}

// checkScopes reads a snapshot: each line of the text after ">", then its tokens, each
// as "#   ^^^ scopes".
func checkScopes(t *testing.T, name string) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	line := ""
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		text := lines.Text()
		if source, ok := strings.CutPrefix(text, ">"); ok {
			line = source
			continue
		}
		from := strings.IndexByte(text, '^')
		if from < 1 {
			continue
		}
		marks := strings.TrimLeft(text[from:], "^")
		token := slice(line, from-1, len(text)-len(marks)-1)
		scopes := strings.Fields(marks)
		if strings.Contains(marks, "invalid") {
			t.Errorf("%s: %q is %s", filepath.Base(name), token, marks)
		}
		if last := scopes[len(scopes)-1]; strings.TrimSpace(token) != "" && (last == "source.maa" || strings.HasPrefix(last, "meta.")) {
			t.Errorf("%s: %q has no scope but %s", filepath.Base(name), token, marks)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// slice returns what stands between two columns, which the tool counts in UTF-16.
func slice(line string, from, to int) string {
	var out strings.Builder
	at := 0
	for _, r := range line {
		if from <= at && at < to {
			out.WriteRune(r)
		}
		if at++; r > 0xFFFF {
			at++
		}
	}
	return out.String()
}

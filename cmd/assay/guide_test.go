package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

//go:generate go test -run ^TestDocuments$ . -update

// documents are the ones whose examples run. In them
//
//   - a block after a paragraph that ends with a name in backquotes and a colon is
//     that file, and replaces an earlier one of the name; a name in testdata/ says
//     that the lines of the block are lines of that file, where "…" stands for any;
//   - a block that begins with "$ " is a session: each line "$ assay …" is run, maybe
//     with "> FILE" at its end, "$ echo $?" gives the exit status of the one before,
//     "$ cp FILE FILE" copies, and what follows is what they print, where a line "…"
//     stands for any lines;
//   - other blocks are not looked at here.
var documents = []string{"README.md", filepath.Join("docs", "guide.md"), filepath.Join("docs", "language.md")}

// TestDocuments wants what the documents show to be what happens. With -update it
// writes what happens into them.
func TestDocuments(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range documents {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(root, name)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			shown := string(data)
			happened := newReader(t, root).follow(t, shown)
			if happened == shown {
				return
			}
			if flag.Lookup("update").Value.String() == "true" {
				if err := os.WriteFile(path, []byte(happened), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Errorf("%s is out of date, run make generate: %s", name, cmp.Diff(shown, happened))
		})
	}
}

// reader does what a document says, in an empty folder beside the test data.
type reader struct {
	home     string
	status   int // of the last command
	files    int
	sessions int
}

func newReader(t *testing.T, root string) *reader {
	t.Helper()
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(root, "testdata"), filepath.Join(dir, "testdata")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	return &reader{home: filepath.Join(dir, "home")}
}

// named finds the file in the line of text before a block.
var named = regexp.MustCompile("`([^`]+)`:$")

// follow does what the document says, and returns it with what happened in place of
// what it shows.
func (r *reader) follow(t *testing.T, doc string) string {
	t.Helper()
	var out strings.Builder
	var before, body string // the line of text before the block, and its lines
	inside := false
	for line := range strings.Lines(doc) {
		switch fence := strings.HasPrefix(line, "```"); {
		case fence && inside:
			out.WriteString(r.block(t, before, body) + line)
			before, body, inside = "", "", false
		case fence:
			out.WriteString(line)
			inside = true
		case inside:
			body += line
		default:
			if text := strings.TrimSpace(line); text != "" {
				before = text
			}
			out.WriteString(line)
		}
	}
	if inside || r.files == 0 || r.sessions == 0 {
		t.Errorf("found %d files and %d sessions, the last block open: %v", r.files, r.sessions, inside)
	}
	return out.String()
}

// block does what a block says, and returns it with what happened.
func (r *reader) block(t *testing.T, before, body string) string {
	t.Helper()
	name := named.FindStringSubmatch(before)
	switch {
	case strings.HasPrefix(body, "$ "):
		r.sessions++
		return r.session(t, body)
	case name != nil && strings.HasPrefix(name[1], "testdata/"):
		r.excerpt(t, name[1], body)
	case name != nil:
		r.files++
		if err := os.WriteFile(name[1], []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return body
}

// excerpt wants each line of a block to be a line of the file, in that order.
func (r *reader) excerpt(t *testing.T, name, body string) {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	if !elided("…\n"+body+"…\n", string(data)) {
		t.Errorf("%s doesn't hold these lines:\n%s", name, body)
	}
}

// session runs the commands of a block, and returns it with what they print.
func (r *reader) session(t *testing.T, body string) string {
	t.Helper()
	var out strings.Builder
	for _, part := range strings.Split("\n"+body, "\n$ ")[1:] {
		command, shown, _ := strings.Cut(strings.TrimSuffix(part, "\n")+"\n", "\n")
		got := r.command(t, command)
		if elided(shown, got) {
			got = shown
		} else if slices.Contains(strings.Split(shown, "\n"), "…") {
			t.Errorf("%s prints what needs to be shortened by hand:\n%s", command, got)
			got = shown
		}
		out.WriteString("$ " + command + "\n" + got)
	}
	return out.String()
}

// elided reports whether a text is as shown, where lines "…" stand for any lines.
func elided(shown, text string) bool {
	var pattern strings.Builder
	for line := range strings.Lines(shown) {
		if line == "…\n" {
			pattern.WriteString(`(?:.*\n)*?`)
		} else {
			pattern.WriteString(regexp.QuoteMeta(line))
		}
	}
	return regexp.MustCompile(`\A` + pattern.String() + `\z`).MatchString(text)
}

// command runs a line of a session, and returns what a terminal shows of it.
func (r *reader) command(t *testing.T, line string) string {
	t.Helper()
	if line == "echo $?" {
		return fmt.Sprintln(r.status)
	}
	words, file, redirected := strings.Cut(line, " > ")
	args := strings.Fields(words)
	if args[0] == "cp" && len(args) == 3 {
		return copyFile(t, args[1], args[2])
	}
	if args[0] != "assay" || strings.ContainsAny(line, `'"|\*`) {
		t.Fatalf("%q is not a command that this test can run", line)
	}
	var terminal, written strings.Builder
	e := r.env()
	e.out, e.err = &terminal, &terminal
	if redirected {
		e.out = &written
	}
	r.status = run(args[1:], e)
	if redirected {
		if err := os.WriteFile(file, []byte(written.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return terminal.String()
}

// copyFile copies a file, and returns what is shown of that: nothing.
func copyFile(t *testing.T, from, to string) string {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return ""
}

// env is the world of a reader who has nothing set, and a home of their own.
func (r *reader) env() *env {
	return &env{
		in: strings.NewReader(""), now: time.Now,
		getenv: func(name string) string {
			if name == "HOME" {
				return r.home
			}
			return ""
		},
	}
}

// link is a link of a document, without what it names inside the file.
var link = regexp.MustCompile(`\]\(([^)#]+)`)

// generated are the documents that a test of their own wants to exist.
var generated = []string{"benchmarks.md", "checks.md", "claims.md", "cli.md", "codes.md", "evidence.md"}

// TestLinks wants every link of the documents for people to lead to a file.
func TestLinks(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	for _, pattern := range []string{"*.md", "docs/*.md"} {
		files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: found %q, %v", pattern, files, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range link.FindAllStringSubmatch(string(data), -1) {
				to := filepath.FromSlash(m[1])
				if strings.Contains(to, "://") || slices.Contains(generated, filepath.Base(to)) {
					continue
				}
				if _, err := os.Stat(filepath.Join(filepath.Dir(file), to)); err != nil {
					t.Errorf("%s: found a link to nothing: %v", file, err)
				}
			}
		}
	}
}

// TestFoldersOfContributing wants every folder and file that CONTRIBUTING names to be
// there.
func TestFoldersOfContributing(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	data, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, m := range regexp.MustCompile("`([a-z_/.]+(?:/|\\.go|\\.md))`").FindAllStringSubmatch(string(data), -1) {
		seen++
		if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(m[1]))); err != nil {
			t.Errorf("found a name of nothing: %v", err)
		}
	}
	if seen < 20 {
		t.Errorf("found %d names, want the table of the house", seen)
	}
}

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// readme returns the README. Its examples are held by TestDocuments.
func readme(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// goRun finds the commands of the README that need no installation.
var goRun = regexp.MustCompile(`(?m)^ *go run ./cmd/assay (.*)$`)

// TestREADMEMainJob holds the first of the two commands against "make demo", runs it,
// and verifies its token as the README says.
func TestREADMEMainJob(t *testing.T) {
	text := readme(t)
	commands := goRun.FindAllStringSubmatch(text, -1)
	t.Chdir(filepath.Join("..", ".."))
	if len(commands) != 1 {
		t.Fatalf("found the commands %q, want one", commands)
	}
	args := strings.Fields(commands[0][1])
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	joined := strings.Join(strings.Fields(strings.ReplaceAll(string(makefile), "\\\n", " ")), " ")
	if !strings.Contains(joined, strings.Join(args, " ")) {
		t.Errorf("\"make demo\" is not the README's command %q", args)
	}
	state := []string{"--state-dir", t.TempDir()}
	token := tokenOf(t, runREADME(t, append(args, state...)))
	verify := regexp.MustCompile("`assay (token verify --at \\S+) TOKEN`").FindStringSubmatch(text)
	if verify == nil {
		t.Fatal("the README doesn't say how to verify the token")
	}
	out := runREADME(t, append(append(strings.Fields(verify[1]), token), state...))
	if !strings.HasPrefix(out, "Token verified as of ") {
		t.Errorf("found %s", out)
	}
}

// runREADME runs a command of the README, which must succeed, and returns what it
// prints.
func runREADME(t *testing.T, args []string) string {
	t.Helper()
	var out, errs strings.Builder
	e := system()
	e.out, e.err = &out, &errs
	if status := run(args, e); status != exitOK {
		t.Fatalf("%q: exit status %d: %s%s", args, status, out.String(), errs.String())
	}
	return out.String()
}

// tokenOf finds the token in what attest prints.
func tokenOf(t *testing.T, out string) string {
	t.Helper()
	_, after, found := strings.Cut(out, "\nToken\n")
	token, _, _ := strings.Cut(after, "\n")
	if !found || !strings.HasPrefix(token, "eyJ") {
		t.Fatalf("found no token: %s", out)
	}
	return token
}

// TestREADMEProgram wants the README's program to be part of a tested example.
func TestREADMEProgram(t *testing.T) {
	t.Parallel()
	_, after, found := strings.Cut(readme(t), "```go\n")
	program, _, _ := strings.Cut(after, "```")
	if !found {
		t.Fatal("found no program in the README")
	}
	example, err := os.ReadFile(filepath.Join("..", "..", "attest", "example_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	indented := "\t" + strings.ReplaceAll(strings.TrimSpace(program), "\n", "\n\t")
	if !strings.Contains(string(example), indented) {
		t.Errorf("the README's program is not in attest/example_test.go:\n%s", program)
	}
}

// TestREADMEPackages wants every public package in the README's table.
func TestREADMEPackages(t *testing.T) {
	t.Parallel()
	text := readme(t)
	for _, l := range layers {
		public := !strings.Contains("/"+l.folder+"/", "/internal/") && !strings.HasPrefix(l.folder, "cmd/") && filepath.Base(l.folder) != "gen"
		if public && !strings.Contains(text, "`"+l.folder+"`") {
			t.Errorf("the README doesn't name the package %s", l.folder)
		}
	}
}

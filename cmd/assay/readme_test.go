package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// blocks returns the fenced blocks of the README, without their fences.
func blocks(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i, part := range strings.Split(string(data), "```") {
		if i%2 == 1 {
			_, body, _ := strings.Cut(part, "\n")
			out = append(out, body)
		}
	}
	return out
}

// TestREADME runs the commands of the README and wants what it shows.
func TestREADME(t *testing.T) {
	var script strings.Builder
	var policy, shown string
	sessions := 0
	for _, b := range blocks(t) {
		switch {
		case strings.HasPrefix(b, "version="):
			policy = b
		case strings.HasPrefix(b, "$ assay "):
			command, output, _ := strings.Cut(b, "\n")
			file := strings.Fields(command)[2] + ".txt"
			script.WriteString("status 1 " + strings.TrimPrefix(command, "$ assay ") + "\ncmp stdout " + file + "\ncp mended.maa policy.maa\n")
			shown += "-- " + file + " --\n" + output
			sessions++
		}
	}
	if sessions != 2 || policy == "" {
		t.Fatalf("found %d sessions and the policy %q in the README", sessions, policy)
	}
	mended := strings.NewReplacer(`value=false`, `value==false`, "permit()\n", "permit();\n").Replace(policy)
	script.WriteString("-- policy.maa --\n" + policy + "-- mended.maa --\n" + mended +
		"-- claims.json --\n{\"x-ms-sevsnpvm-is-debuggable\": true}\n" + shown)
	file := filepath.Join(t.TempDir(), "readme.txtar")
	if err := os.WriteFile(file, []byte(script.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Files: []string{file},
		Setup: func(e *testscript.Env) error { e.Setenv("NO_COLOR", "1"); return nil },
		Cmds:  map[string]func(*testscript.TestScript, bool, []string){"status": status},
	})
}

// TestREADMEMainJob holds the first of the two commands against "make demo", and
// runs it.
func TestREADMEMainJob(t *testing.T) {
	texts := blocks(t)
	t.Chdir(filepath.Join("..", ".."))
	var args []string
	for _, b := range texts {
		if line := strings.TrimSpace(b); strings.HasPrefix(line, "go run ./cmd/assay attest ") {
			args = strings.Fields(strings.TrimPrefix(line, "go run ./cmd/assay "))
		}
	}
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	joined := strings.Join(strings.Fields(strings.ReplaceAll(string(makefile), "\\\n", " ")), " ")
	if !strings.Contains(joined, strings.Join(args, " ")) {
		t.Errorf("\"make demo\" is not the README's command %q", args)
	}
	var out, errs strings.Builder
	e := system()
	e.out, e.err = &out, &errs
	status := run(append(args, "--state-dir", t.TempDir()), e)
	if status != exitOK || !strings.Contains(out.String(), "\nToken\neyJ") {
		t.Errorf("exit status %d: %s%s", status, out.String(), errs.String())
	}
}

// TestREADMEProgram wants the README's program to be part of a tested example.
func TestREADMEProgram(t *testing.T) {
	example, err := os.ReadFile(filepath.Join("..", "..", "attest", "example_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks(t) {
		if !strings.HasPrefix(b, "policy, findings := ") {
			continue
		}
		indented := "\t" + strings.ReplaceAll(strings.TrimSpace(b), "\n", "\n\t")
		if !strings.Contains(string(example), indented) {
			t.Errorf("the README's program is not in attest/example_test.go:\n%s", b)
		}
		return
	}
	t.Error("found no program in the README")
}

// Package scripts_test holds what a build server relies on: that the scripts say
// what failed, count it, and fail.
package scripts_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// run runs a script of this folder in a module, and returns its output and status.
func run(t *testing.T, module, script string, args ...string) (string, int) {
	t.Helper()
	path, err := filepath.Abs(script)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(module)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command(path, args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "TEST_COUNTS=", "GOWORK=off", "GOFLAGS=")
	out, err := command.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), command.ProcessState.ExitCode()
}

func TestGoTestPasses(t *testing.T) {
	t.Parallel()
	out, status := run(t, `
-- go.mod --
module example.com/m
go 1.26
-- m_test.go --
package m
import "testing"
func TestA(t *testing.T) { t.Run("sub", func(t *testing.T) { t.Log("chatter") }) }
func TestB(t *testing.T) { t.Skip("not today") }
`, "go-test", "./...")
	if status != 0 || strings.Contains(out, "chatter") || !strings.HasSuffix(out, "\n2 passed, 0 failed, 1 skipped\n") {
		t.Errorf("got status %d and\n%s", status, out)
	}
}

func TestGoTestFails(t *testing.T) {
	t.Parallel()
	out, status := run(t, `
-- go.mod --
module example.com/m
go 1.26
-- good/m_test.go --
package good
import "testing"
func TestGood(t *testing.T) {}
-- bad/m_test.go --
package bad
import "testing"
func TestBad(t *testing.T) { t.Run("sub", func(t *testing.T) { t.Error("what was wrong") }) }
-- broken/m_test.go --
package broken
var x int = "no number"
-- quits/m_test.go --
package quits
import ("os"; "testing")
func TestMain(m *testing.M) { m.Run(); os.Exit(3) }
`, "go-test", "./...")
	if status != 1 {
		t.Errorf("got status %d, want 1", status)
	}
	for _, want := range []string{"what was wrong\n", "no number", "failed: TestBad/sub\n", "failed: example.com/m/broken\n", "failed: example.com/m/quits\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("output lacks %q", want)
		}
	}
	if !strings.HasSuffix(out, "\n1 passed, 4 failed, 0 skipped\n") || t.Failed() {
		t.Errorf("got\n%s", out)
	}
}

// A fake go, so that what the fuzzer prints can be chosen.
func TestFuzzEnds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		output string
		status int
	}{
		"the end of the time, which Go reports as a failure": {`fuzz: elapsed: 10s, execs: 76412 (6858/sec), new interesting: 9 (total: 43)
--- FAIL: FuzzA (10.30s)
    context deadline exceeded
FAIL
exit status 1
FAIL	example.com/m	10.326s
`, 0},
		"a finding": {`fuzz: elapsed: 1s, execs: 76412 (6858/sec), new interesting: 9 (total: 43)
--- FAIL: FuzzA (0.30s)
    --- FAIL: FuzzA (0.00s)
        m_test.go:5: context deadline exceeded
    
    Failing input written to testdata/fuzz/FuzzA/771e938e4458e983
FAIL
exit status 1
FAIL	example.com/m	0.326s
`, 1},
		"a worker that was killed": {`--- FAIL: FuzzA (10.30s)
    fuzzing process hung or terminated unexpectedly: exit status 2
FAIL
`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write := func(name, text string, mode os.FileMode) {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), mode); err != nil {
					t.Fatal(err)
				}
			}
			write("m_test.go", "package m\n\nfunc FuzzA(f *testing.F) {}\n", 0o600)
			write("out", test.output, 0o600)
			write("go", "#!/bin/sh\ncat '"+filepath.Join(dir, "out")+"'\nexit 1\n", 0o700)
			command := exec.Command("./fuzz", "10s")
			command.Env = append(os.Environ(), "FUZZ_MODULE="+dir, "PATH="+dir+":"+os.Getenv("PATH"))
			out, err := command.CombinedOutput()
			if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
			if got := command.ProcessState.ExitCode(); got != test.status {
				t.Errorf("got status %d, want %d, and\n%s", got, test.status, out)
			}
			if test.status != 0 && !strings.Contains(string(out), "FuzzA: failed\n") {
				t.Errorf("output doesn't name the target:\n%s", out)
			}
		})
	}
}

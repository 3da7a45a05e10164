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

package wasmbuild_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/wasmbuild"
)

// ran is what a program did.
type ran struct {
	out, errs string
	status    int
}

// run runs a module in Node.
func run(t *testing.T, module string, args ...string) ran {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js")
	cmd := exec.CommandContext(t.Context(), "node", append([]string{"--stack-size=4096", script, module}, args...)...)
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return ran{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

var (
	place = regexp.MustCompile(`(?m)^\t.*\n`)
	// inlined are those functions of the runtime that are inlined where the program panics.
	inlined   = regexp.MustCompile(`runtime\.(panicmem|panicmakeslicelen) `)
	arguments = regexp.MustCompile(`\([^()]*\)( in goroutine \d+)?\n`)
)

// named is a trace without places and arguments, and without inlined functions.
func named(trace string) string {
	return inlined.ReplaceAllString(arguments.ReplaceAllString(place.ReplaceAllString(trace, ""), "()\n"), "")
}

// TestStrippedRunsV6_12: a program that grows, scans, unwinds and prints stacks does the
// same when it is stripped. Its traces name functions, without places.
func TestStrippedRunsV6_12(t *testing.T) {
	t.Parallel()
	plain, stripped := filepath.Join(t.TempDir(), "plain.wasm"), filepath.Join(t.TempDir(), "stripped.wasm")
	if err := wasmbuild.Link("./testdata/stress", plain); err != nil {
		t.Fatal(err)
	}
	if err := wasmbuild.Build("./testdata/stress", stripped); err != nil {
		t.Fatal(err)
	}
	want, got := run(t, plain), run(t, stripped)
	if got.status != 0 || named(got.out) != named(want.out) {
		t.Errorf("stripped: status %d, %s\n%s, want\n%s", got.status, got.errs, named(got.out), named(want.out))
	}
	if !strings.HasSuffix(want.out, "finalized: true\n") || !strings.Contains(got.out, "main.(*square).stack") {
		t.Errorf("got\n%s, want all of the program, with names", got.out)
	}
	if !strings.HasPrefix(got.errs, "? 0\n") {
		t.Errorf("the place of a caller is %q, want none", got.errs)
	}
	want, got = run(t, plain, "fall"), run(t, stripped, "fall")
	if got.status != want.status || named(got.errs) != named(want.errs) {
		t.Errorf("falling: status %d\n%s, want %d\n%s", got.status, named(got.errs), want.status, named(want.errs))
	}
	for _, part := range []string{"index out of range [0] with length 0", "main.fall(", "main.main(", "\t?:0"} {
		if !strings.Contains(got.errs, part) {
			t.Errorf("falling: found no %q in\n%s", part, got.errs)
		}
	}
}

// TestBuildRefuses: what Go can't build leaves no file.
func TestBuildRefuses(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "none.wasm")
	if err := wasmbuild.Build("./testdata/none", file); err == nil || !strings.Contains(err.Error(), "testdata/none") {
		t.Errorf("got %v, want an error that names the folder", err)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("wrote a module of no command")
	}
}

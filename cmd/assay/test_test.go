package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// testEnv is an environment whose clock stands still.
func testEnv() (e *env, out, errs *strings.Builder) {
	out, errs = &strings.Builder{}, &strings.Builder{}
	e = system()
	e.out, e.err, e.colour, e.columns = out, errs, false, 0
	e.now = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	return e, out, errs
}

// T3.5, section 8 item 3: every form is the same bytes however many cases run at a
// time.
func TestTestJobs(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	files := map[string]string{"p.maa": "version=1.0;\nauthorizationrules {\n  [type==\"a\", value>=5] => permit();\n};\n"}
	for i := range 4 {
		text := "version: 1\npolicy: p.maa\ncases:\n"
		for k := range 20 {
			text += fmt.Sprintf("  - {name: c%d, given: {claims: {a: %d}}, expect: {decision: permit}}\n", k, k)
		}
		files[fmt.Sprintf("t%d_test.yaml", i)] = text
	}
	writeFiles(t, folder, files)
	for _, flags := range [][]string{{"-o", "text", "--coverage"}, {"-o", "json", "--coverage"}, {"-o", "junit"}, {"-o", "tap"}, {"--fail-fast"}} {
		var want string
		for _, jobs := range []string{"1", "16"} {
			e, out, errs := testEnv()
			if status := run(append([]string{"test", folder, "-j", jobs}, flags...), e); status != exitRefused || errs.Len() > 0 {
				t.Fatalf("%v: exit status %d: %s", flags, status, errs)
			}
			if want == "" {
				want = out.String()
			}
			if out.String() != want {
				t.Errorf("%v: -j 1 and -j 16 differ:\n%s\n%s", flags, want, out)
			}
		}
	}
}

// T3.5: --watch runs again when a policy, a test file or an input changed, or another
// test file came, and else does not.
func TestTestWatch(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(name, text string) { writeFiles(t, folder, map[string]string{name: text}) }
	write("p.maa", "version=1.0;authorizationrules{=>permit();};")
	write("in.json", `{"a": 1}`)
	write("p_test.yaml", "version: 1\ncases: [{name: a, given: {file: in.json}, expect: {decision: permit}}]\n")
	e, out, errs := testEnv()
	tests, err := (&testCmd{Paths: []string{folder}, Output: "text", Watch: true}).tests(e)
	if err != nil {
		t.Fatal(err)
	}
	ticks := make(chan time.Time)
	ended := make(chan error)
	go func() { ended <- tests.watch(context.Background(), ticks) }()
	tick := func() { ticks <- time.Time{} } // taken once the run before has ended
	for _, change := range []func(){
		func() {}, // nothing
		func() { write("p.maa", "version=1.0;authorizationrules{=>deny();};\n") },
		func() { write("in.json", `{"a": 1.5}`) },
		func() { write("q_test.yaml", "version: 1\n") },
		func() { write("p_test.yaml", "version: 1\npolicy: none.maa\ncases: []\n") },
		func() {
			if err := os.Remove(filepath.Join(folder, "p_test.yaml")); err != nil {
				t.Error(err)
			}
		},
	} {
		tick()
		change()
		tick()
	}
	tick()
	close(ticks)
	if err := <-ended; statusOf(err) != exitFailed {
		t.Errorf("ended with %v, want the status of the last run", err)
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		if line = strings.TrimSpace(line); strings.Contains(line, "passed") && !strings.Contains(line, "test.yaml") {
			got = append(got, line)
		}
	}
	want := []string{"1 passed", "0 passed, 1 failed", "0 passed, 1 error", "0 passed, 2 errors", "0 passed, 2 errors", "0 passed, 1 error"}
	if strings.Join(got, "; ") != strings.Join(want, "; ") {
		t.Errorf("got\n%s\nwant\n%s\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), errs)
	}
	if n := strings.Count(errs.String(), "watching 3 files"); n == 0 {
		t.Errorf("got %s, want how many files are watched", errs)
	}
}

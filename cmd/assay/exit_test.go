package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// The exit statuses are an API: these numbers don't change.
func TestExitStatuses(t *testing.T) {
	t.Parallel()
	cause := errors.New("the cause")
	for _, c := range []struct {
		name   string
		err    error
		status int
		stderr string
	}{
		{"success", nil, 0, ""},
		{"refused, as was printed", refused(), 1, ""},
		{"refused for a reason", refuse(cause), 1, "assay: the cause\n"},
		{"wrapped", fmt.Errorf("file: %w", refuse(cause)), 1, "assay: file: the cause\n"},
		{"usage", usage("--at: %w", cause), 2, "assay: --at: the cause\n"},
		{"anything else", cause, 3, "assay: the cause\n"},
	} {
		var errs strings.Builder
		e := &env{err: &errs}
		if status := e.finish(c.err); status != c.status || errs.String() != c.stderr {
			t.Errorf("%s: exit status %d and %q, want %d and %q", c.name, status, errs.String(), c.status, c.stderr)
		}
	}
	if err := refuse(cause); !errors.Is(err, cause) {
		t.Error("the cause of a refusal is lost")
	}
}

// A panic in a verb is a bug, reported as work that could not be done.
func TestExitPanic(t *testing.T) {
	t.Parallel()
	var errs strings.Builder
	e := &env{out: panicking{}, err: &errs, getenv: func(string) string { return "" }}
	if status := run([]string{"version"}, e); status != exitFailed || !strings.HasPrefix(errs.String(), "assay: internal error: a bug\n") {
		t.Errorf("exit status %d: %s", status, errs.String())
	}
}

// panicking is an output whose writer has a bug.
type panicking struct{}

func (panicking) Write([]byte) (int, error) { panic("a bug") }

package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

// watchInterval is how often --watch looks at the files (T3.5).
const watchInterval = 300 * time.Millisecond

// watch runs the tests, and again at each tick after which a policy, a test file or
// an input is not as it was. It ends with the ticks. What is wrong with the tests is
// printed like their report, and may be right the next time.
func (t *tests) watch(ctx context.Context, ticks <-chan time.Time) error {
	for {
		t.inputs.seen = map[string]fileState{}
		files, err := t.files()
		if err == nil {
			err = t.once(ctx, files)
		}
		status := t.env.finish(err)
		seen := maps.Clone(t.inputs.seen)
		fmt.Fprintf(t.env.notes(), "watching %s\n", counted(len(seen), "file"))
		if !t.changed(files, seen, ticks) {
			if status != exitOK {
				return &statusError{status: status}
			}
			return nil
		}
		fmt.Fprintln(t.env.out)
	}
}

// changed waits for a change, and reports whether there was one before the ticks
// ended.
func (t *tests) changed(files []string, seen map[string]fileState, ticks <-chan time.Time) bool {
	for range ticks {
		if now, _ := t.files(); !slices.Equal(now, files) {
			return true
		}
		for path, state := range seen {
			if stateOf(path) != state {
				return true
			}
		}
	}
	return false
}

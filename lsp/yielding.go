package lsp

import (
	"context"
	"time"
)

// yieldAfter is how long work may go on, where nothing else runs meanwhile, before it
// lets others run (V2.10).
const yieldAfter = 3 * time.Millisecond

// yielding is a context of work that asks it again and again whether to go on: each time
// that is long after the last one, it lets others run. It belongs to one goroutine.
type yielding struct {
	context.Context
	last time.Time
	now  func() time.Time
	// rest lets others run.
	rest func()
}

// newYielding is the context for work that begins now.
func newYielding(ctx context.Context, now func() time.Time, rest func()) *yielding {
	return &yielding{Context: ctx, last: now(), now: now, rest: rest}
}

// Err returns the error of the context, which may have ended while others ran.
func (y *yielding) Err() error {
	if y.now().Sub(y.last) >= yieldAfter {
		y.rest()
		y.last = y.now()
	}
	return y.Context.Err()
}

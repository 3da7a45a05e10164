package lsp

import (
	"context"
	"sync/atomic"
	"syscall/js"
	"time"
)

// yields returns the context of work that may take long, which gives way to messages.
func yields(ctx context.Context) context.Context { return newYielding(ctx, time.Now, giveWay) }

// yieldsToAll returns the context of work that must keep nobody waiting: it goes on once
// nothing else has given way meanwhile.
func yieldsToAll(ctx context.Context) context.Context {
	return newYielding(ctx, time.Now, func() {
		for before := int64(-1); before != gaveWay.Load() && ctx.Err() == nil; {
			before = gaveWay.Load()
			pause()
		}
	})
}

// gaveWay counts how often work did that somebody waits for.
var gaveWay atomic.Int64

// giveWay lets the messages in that have come.
func giveWay() {
	gaveWay.Add(1)
	pause()
}

// pause returns once the page has had its turn. Messages get in only while all of Go
// sleeps (V2.10): runtime.Gosched lets none in, and neither does time.Sleep if others work
// until it is over. A call back from the page can't come before that. It is a timer's,
// since Node answers up to 1,000 messages of a channel before it looks at anything else.
func pause() {
	came := make(chan struct{})
	f := js.FuncOf(func(js.Value, []js.Value) any {
		close(came)
		return nil
	})
	defer f.Release()
	js.Global().Call("setTimeout", f, 0)
	<-came
}

package lsp

import (
	"context"
	"time"
)

// yields returns the context of work that may take long. In a browser messages arrive
// only while all of Go sleeps (V2.10): runtime.Gosched lets none in, and a microsecond may
// be over before Go looks whether there is anything to wait for.
func yields(ctx context.Context) context.Context {
	return newYielding(ctx, time.Now, func() { time.Sleep(time.Millisecond) })
}

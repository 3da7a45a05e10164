//go:build js

package main

import (
	"context"
	"errors"
	"syscall/js"
)

// call asks the module that evaluates, and waits for its answer. If the context ends
// before, the answer is dropped when it comes.
func call(ctx context.Context, request string) (string, error) {
	type answer struct {
		text string
		err  error
	}
	done := make(chan answer, 1)
	var kept, failed js.Func
	settle := func(a answer) any {
		kept.Release()
		failed.Release()
		done <- a
		return nil
	}
	kept = js.FuncOf(func(_ js.Value, args []js.Value) any { return settle(answer{text: args[0].String()}) })
	failed = js.FuncOf(func(_ js.Value, args []js.Value) any { return settle(answer{err: errors.New(reasonOf(args))}) })
	js.Global().Call("assayEvaluate", request).Call("then", kept, failed)
	select {
	case a := <-done:
		return a.text, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// reasonOf is why a promise was rejected.
func reasonOf(args []js.Value) string {
	if len(args) == 0 {
		return "the evaluator failed"
	}
	if m := args[0]; m.Type() == js.TypeObject && m.Get("message").Type() == js.TypeString {
		return m.Get("message").String()
	}
	return args[0].String()
}

//go:build js

// Command eval-wasm is the evaluator as a WebAssembly module (V5.4): what the module
// lsp-wasm asks of it needs an engine, which makes it large. The page loads it when
// something is evaluated for the first time, or when it is idle.
//
// The page sets assayReady() before it starts the module; it is called once requests
// are taken. The module sets
//
//	assayEval(request)         returns a promise of the answer
//
// Requests and answers are texts that the two modules understand; what goes wrong is in
// the answer, so the promise is never rejected.
package main

import (
	"context"
	"syscall/js"

	"github.com/assay-policy/assay/internal/evaluator"
	"github.com/assay-policy/assay/internal/remote"
)

func main() {
	e := evaluator.New()
	engine := remote.Engine{
		Check: e.Check, Evaluate: e.Evaluate, Explain: e.Explain, Outcome: e.Outcome, RunTests: evaluator.Tests{}.Run,
	}
	js.Global().Set("assayEval", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return promise(func() string { return engine.Answer(context.Background(), args[0].String()) })
	}))
	js.Global().Call("assayReady")
	select {}
}

// promise is one of what a function returns, which may take long: it runs on a
// goroutine of its own, so that the thread of JavaScript doesn't wait.
func promise(f func() string) js.Value {
	var start js.Func
	start = js.FuncOf(func(_ js.Value, args []js.Value) any {
		resolve := args[0]
		go func() {
			defer start.Release()
			resolve.Invoke(f())
		}()
		return nil
	})
	return js.Global().Get("Promise").New(start)
}

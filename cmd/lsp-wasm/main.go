//go:build js

// Command lsp-wasm is the language server as a WebAssembly module, for editors in a
// browser (V2.9, V5.4). It links no engine: what takes one is asked of the module
// eval-wasm.
//
// The page, or the worker that runs the module, sets these before it starts it:
//
//	assayRecv(json)            takes a message of the server
//	assayReady()               is called once the server takes messages
//	assayEvaluate(request)     passes a request to assayEval of the other module, and
//	                           returns a promise of the answer; may be missing
//
// The module sets
//
//	assaySend(json)            gives the server a message, and returns at once
//
// and ends after the client's exit, with status 0 if it asked for a shutdown first.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"syscall/js"

	"github.com/assay-policy/assay/internal/remote"
	"github.com/assay-policy/assay/lsp"
)

// version is set when the module is built.
var version = "(devel)"

// gcPercent is how much the heap may grow between two collections. They stop all else
// in a browser, where Go has one thread.
const gcPercent = 500

func main() {
	debug.SetGCPercent(gcPercent)
	p := newPage()
	js.Global().Set("assaySend", js.FuncOf(p.take))
	js.Global().Call("assayReady")
	if err := lsp.Serve(context.Background(), lsp.NewMessageStream(p), options()); err != nil {
		fmt.Fprintln(os.Stderr, "assay:", err)
		os.Exit(1)
	}
}

// options connect the server with the module that evaluates, if there is one.
func options() lsp.Options {
	opts := lsp.Options{Version: version, Log: os.Stderr}
	if js.Global().Get("assayEvaluate").Type() == js.TypeFunction {
		c := remote.Client{Call: call}
		opts.Evaluate, opts.Explain, opts.RunTests, opts.Evaluator = c.Evaluate, c.Explain, c.RunTests, c.Evaluator
	}
	return opts
}

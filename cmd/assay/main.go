// Command assay checks, evaluates and explains attestation policies, verifies
// evidence, and issues and verifies attestation tokens.
package main

import (
	"os"
	"runtime/debug"
)

// gcPercent lets the heap of a short-lived process grow further between two
// collections than Go's default of 100 does.
const gcPercent = 400

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	os.Exit(run(os.Args[1:], system()))
}

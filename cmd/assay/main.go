// Command assay checks, evaluates and explains attestation policies, verifies
// evidence, and issues and verifies attestation tokens.
package main

import (
	"os"
	"runtime/debug"
)

// A command is over before the memory of a service would have to be collected:
// the heap may grow to 16 MiB at once, and far beyond what lives, up to a limit.
const (
	gcPercent  = 400
	softMemory = 640 << 20 // bytes; the collector works harder beyond
)

func main() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(gcPercent)
		debug.SetMemoryLimit(softMemory)
	}
	os.Exit(run(os.Args[1:], system()))
}

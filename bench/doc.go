// Command bench measures the engine against other policy engines and against
// Go written by hand, all on the same policies and claims, in one process:
// every engine runs for some 50 ms a round, the order is rotated, process CPU
// time is taken beside wall time, and ratios come from minima. It is a module
// of its own, so that the engines it compares with reach no embedder.
//
// Without flags it measures everything and writes docs/benchmarks.md; -quick
// measures three rows and prints lines `ROW ENGINE NS ALLOCS RATIO`. The same
// workloads are ordinary Go benchmarks: go test -bench.
package main

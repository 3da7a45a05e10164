//go:build !linux

package main

import (
	"time"
)

var start = time.Now()

// cpuTime is wall time where the process has no CPU clock that we read:
// leave the machine alone while measuring.
func cpuTime() time.Duration { return time.Since(start) }

// peak is 0: there is no portable way to ask for it.
func peak(int) float64 { return 0 }

package main

import (
	"fmt"
	"runtime"
	"time"
)

// plan says how long a row is measured.
type plan struct {
	rounds int
	slice  time.Duration // of one engine in one round
}

// measured are the samples of an engine, one a round. The i-th samples of all
// engines of a row belong to the same round.
type measured struct {
	engine
	cpu, wall     []float64 // ns an operation
	allocs, bytes float64   // an operation, the least of all rounds
}

// measure runs the engines of a row in rounds, each for one slice a round, and
// starts each round with another engine. Each result is asserted before time is
// taken, and again after it.
func measure(w workload, p plan) ([]*measured, error) {
	engines, err := w.make()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.name, err)
	}
	if w.rounds > 0 {
		p.rounds = min(p.rounds, w.rounds)
	}
	all := make([]*measured, len(engines))
	runs := make([]int, len(engines))
	for i, e := range engines {
		if runs[i], err = calibrate(e, p.slice); err != nil {
			return nil, fmt.Errorf("%s, %s: %w", w.name, e.name, err)
		}
		all[i] = &measured{engine: e, allocs: -1}
	}
	for round := range p.rounds {
		for i := range all {
			k := (round + i) % len(all)
			all[k].sample(runs[k])
		}
	}
	for i, e := range engines {
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("%s, %s: %w", w.name, e.name, err)
		}
		all[i].run, all[i].check = nil, nil // what they hold is garbage now
	}
	return all, nil
}

// calibrate asserts the result and returns how many runs fill a slice.
func calibrate(e engine, slice time.Duration) (int, error) {
	e.run()
	if err := e.check(); err != nil {
		return 0, err
	}
	for n := 1; ; n *= 4 {
		began := time.Now()
		for range n {
			e.run()
		}
		if took := time.Since(began); took > slice/8 || n > 1<<30 {
			return max(1, int(float64(n)*float64(slice)/float64(max(took, 1)))), nil
		}
	}
}

// sample takes one sample, from a heap without garbage of others.
func (m *measured) sample(runs int) {
	var before, after runtime.MemStats
	if m.cores > 0 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(m.cores))
	}
	runtime.GC()
	runtime.ReadMemStats(&before)
	wall, cpu := time.Now(), cpuTime()
	for range runs {
		m.run()
	}
	usedCPU, usedWall := cpuTime()-cpu, time.Since(wall)
	runtime.ReadMemStats(&after)

	n := float64(runs) * m.operations()
	m.cpu = append(m.cpu, float64(usedCPU)/n)
	m.wall = append(m.wall, float64(usedWall)/n)
	allocs := float64(after.Mallocs-before.Mallocs) / n
	if m.allocs < 0 || allocs < m.allocs {
		m.allocs, m.bytes = allocs, float64(after.TotalAlloc-before.TotalAlloc)/n
	}
}

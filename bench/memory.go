package main

import (
	"fmt"
	"runtime"
)

// footprint is the memory that one program holds.
type footprint struct {
	name, title string
	bytes       float64
}

// programs is how many programs are alive when memory is measured.
const programs = 1000

// footprints measures programs of ours and of others.
func footprints() ([]footprint, error) {
	s := sgx(20)
	tree, err := fromTree(s.policy)
	if err != nil {
		return nil, err
	}
	wide100, err := fromTree(widePolicy(100))
	if err != nil {
		return nil, err
	}
	shared100, err := fromTree(oneConjunct(100))
	if err != nil {
		return nil, err
	}
	of := []struct {
		name, title string
		make        func() (any, error)
	}{
		{"assay", "SGX policy, program alone", tree},
		{"assay-text", "SGX policy, program with its text and tree", func() (any, error) { return program(s.policy) }},
		{"cedar", "SGX policy, cedar-go, seven policies with their trees", func() (any, error) { return cedarSet(s.cedar, anyRule) }},
		{"opa-flat", "SGX policy, OPA, prepared query, flat form", func() (any, error) { return prepareRego(s.regoFlat) }},
		{"rules-100", "100 rules, each with a conjunct of its own, program alone", wide100},
		{"shared-100", "100 rules with one conjunct, program alone", shared100},
	}
	var out []footprint
	for _, f := range of {
		bytes, err := held(f.make)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.title, err)
		}
		out = append(out, footprint{f.name, f.title, bytes})
	}
	return out, nil
}

// held is the live heap with 1,000 of what is made less that with none, for
// one.
func held(one func() (any, error)) (float64, error) {
	if _, err := one(); err != nil { // what is made on first use and kept
		return 0, err
	}
	alive := make([]any, programs)
	before := liveHeap()
	for i := range alive {
		var err error
		if alive[i], err = one(); err != nil {
			return 0, err
		}
	}
	after := liveHeap()
	runtime.KeepAlive(alive)
	return (float64(after) - float64(before)) / programs, nil
}

func liveHeap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

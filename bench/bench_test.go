package main

import (
	"math"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"
)

// TestResults asserts that every engine of every row gives the expected result.
func TestResults(t *testing.T) {
	for _, w := range rows(visitedEnough) {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			engines, err := w.make()
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range engines {
				began := time.Now()
				for range 2 { // buffers are used again
					e.run()
					if err := e.check(); err != nil {
						t.Errorf("%s: %v", e.name, err)
					}
					if time.Since(began) > 100*time.Millisecond {
						break
					}
				}
			}
		})
	}
}

// Benchmark runs the rows as ordinary benchmarks. They are not interleaved:
// the ratios of `go run .` are the ones to quote.
func Benchmark(b *testing.B) {
	for _, w := range rows(visitedLevels) {
		engines, err := w.make()
		if err != nil {
			b.Fatal(err)
		}
		for _, e := range engines {
			b.Run(w.name+"/"+e.name, func(b *testing.B) {
				b.ReportAllocs()
				cpu := cpuTime()
				for b.Loop() {
					e.run()
				}
				b.ReportMetric(float64(cpuTime()-cpu)/float64(b.N)/e.operations(), "cpu-ns/op")
				if err := e.check(); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}

// TestProductions compares the productions measured with those in use.
func TestProductions(t *testing.T) {
	t.Parallel()
	tags := regexp.MustCompile("`parser:\"(.*)\"`")
	read := func(name string) (out []string) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range tags.FindAllStringSubmatch(string(text), -1) {
			out = append(out, m[1])
		}
		return out
	}
	ours, theirs := read("productions.go"), read("../grammar/productions.go")
	if len(ours) == 0 || !slices.Equal(ours, theirs) {
		t.Errorf("the productions of package grammar have changed: copy them; got\n%q\nexpected\n%q", ours, theirs)
	}
}

// TestScaling asserts the results of the scaling rows and of shared programs.
func TestScaling(t *testing.T) {
	t.Parallel()
	all := allRows()[len(rows(visitedLevels)):]
	for _, w := range all {
		engines, err := w.make()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range engines {
			e.run()
			if err := e.check(); err != nil {
				t.Errorf("%s %s: %v", w.name, e.name, err)
			}
		}
	}
}

func TestExponent(t *testing.T) {
	t.Parallel()
	k, err := exponent([]float64{10, 100, 1000}, []float64{3e2, 3e3, 3e4})
	if math.Abs(k-1) > 1e-9 || err > 1e-6 {
		t.Errorf("got %v ± %v, expected 1 ± 0", k, err)
	}
}

func TestQuantile(t *testing.T) {
	t.Parallel()
	samples := []float64{5, 1, 4, 2, 3}
	for q, want := range map[float64]float64{0: 1, 0.5: 3, 1: 5} {
		if got := quantile(samples, q); got != want {
			t.Errorf("quantile %v: got %v, expected %v", q, got, want)
		}
	}
}

package main

import (
	"math"
	"strings"
)

// row is what all runs measured of one workload.
type row struct {
	workload
	runs [][]*measured // the engines of each run, in one order
}

// samples are those of an engine in all runs.
func (r *row) samples(name string) (cpu, wall []float64) {
	for _, run := range r.runs {
		for _, m := range run {
			if m.name == name {
				cpu, wall = append(cpu, m.cpu...), append(wall, m.wall...)
			}
		}
	}
	return cpu, wall
}

// best are the least ns of CPU time an operation in one run; the least of several
// engines if there are several names, separated by a bar.
func best(run []*measured, names string) float64 { return least(run, names, (*measured).cpuTimes) }

// least is best of one of the two times.
func least(run []*measured, names string, times func(*measured) []float64) float64 {
	out := math.Inf(1)
	for name := range strings.SplitSeq(names, "|") {
		for _, m := range run {
			if m.name == name {
				out = min(out, quantile(times(m), 0))
			}
		}
	}
	return out
}

func (m *measured) cpuTimes() []float64  { return m.cpu }
func (m *measured) wallTimes() []float64 { return m.wall }

// ratios are the ratios of minima, run by run, of CPU time.
func (r *row) ratios(over, under string) []float64 {
	return r.ratiosOf(over, under, (*measured).cpuTimes)
}

// ratiosOf are those of one of the two times.
func (r *row) ratiosOf(over, under string, times func(*measured) []float64) []float64 {
	var out []float64
	for _, run := range r.runs {
		out = append(out, least(run, over, times)/least(run, under, times))
	}
	return out
}

// summary is a line of a table.
type summary struct {
	name, form          string
	cpu, cpuMedian      float64 // ns
	wall                float64 // ns, the least
	ratio               float64 // of minima
	ratioLow, ratioHigh float64 // the quartiles of the ratios of single rounds
	allocs, bytes       float64
}

// apart reports whether least CPU and least wall time differ by more than 5 %.
func (s summary) apart() bool {
	return s.cpu > s.wall*1.05 || s.wall > s.cpu*1.05
}

// summaries are the lines of a row's table.
func (r *row) summaries() []summary {
	control, _ := r.samples(r.control)
	var out []summary
	for i, m := range r.runs[0] {
		cpu, wall := r.samples(m.name)
		rounds := quotients(cpu, control)
		s := summary{
			name: m.name, form: m.form,
			cpu: quantile(cpu, 0), cpuMedian: median(cpu), wall: quantile(wall, 0),
			ratio:    quantile(cpu, 0) / quantile(control, 0),
			ratioLow: quantile(rounds, 0.25), ratioHigh: quantile(rounds, 0.75),
			allocs: m.allocs, bytes: m.bytes,
		}
		for _, run := range r.runs {
			if run[i].allocs < s.allocs {
				s.allocs, s.bytes = run[i].allocs, run[i].bytes
			}
		}
		out = append(out, s)
	}
	return out
}

// fit is how the cost of a series grows, in one run.
type fit struct {
	exponent, err, steepest float64
}

// fits are the exponents of all runs.
func (s series) fits(r *row) []fit {
	var out []fit
	sizes := make([]float64, len(s.sizes))
	for i, n := range s.sizes {
		sizes[i] = float64(n)
	}
	for _, run := range r.runs {
		costs := make([]float64, len(run))
		for i, m := range run {
			costs[i] = quantile(m.cpu, 0)
		}
		var f fit
		f.exponent, f.err = exponent(sizes, costs)
		for i := 1; i < len(costs); i++ {
			f.steepest = max(f.steepest, math.Log(costs[i]/costs[i-1])/math.Log(sizes[i]/sizes[i-1]))
		}
		out = append(out, f)
	}
	return out
}

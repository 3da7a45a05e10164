package main

import (
	"fmt"
	"slices"
)

// goal is a ratio that a row should reach in every run: over ÷ under, of minima
// of CPU time, or of wall time, for which a user waits. A bar in under means the faster
// of two.
type goal struct {
	row, over, under string
	atLeast, atMost  float64
	wall             bool
}

var goals = []goal{
	{row: "sgx-20", over: "assay", under: "hand", atMost: 3},
	{row: "sgx-20", over: "assay", under: "closures", atMost: 1},
	{row: "sgx-20", over: "opa-flat", under: "assay", atLeast: 145},
	{row: "sgx-20", over: "opa-array", under: "assay", atLeast: 400},
	{row: "sgx-20", over: "cedar-authorize", under: "assay", atLeast: 2.4},
	{row: "sgx-20", over: "cedar-issue", under: "assay", atLeast: 8},
	{row: "sgx-20", over: "cedar-raw", under: "assay", atLeast: 35},
	{row: "sgx-20", over: "cel-naive", under: "assay", atLeast: 120},
	{row: "sgx-20", over: "cel-api", under: "hand", atMost: 10},
	{row: "sgx-100", over: "assay", under: "hand", atMost: 2.2},
	{row: "sgx-100", over: "opa-flat", under: "assay", atLeast: 80},
	{row: "sgx-100", over: "opa-array", under: "assay", atLeast: 600},
	{row: "sgx-100", over: "cedar-authorize", under: "assay", atLeast: 1.4},
	{row: "sgx-1000", over: "assay", under: "hand", atMost: 1.6},
	{row: "sgx-1000", over: "opa-flat", under: "assay", atLeast: 10},
	{row: "sgx-1000", over: "opa-array", under: "assay", atLeast: 600},
	{row: "rules-1000", over: "opa-flat", under: "assay", atLeast: 65},
	{row: "rules-1000", over: "cedar-issue", under: "assay", atLeast: 3},
	{row: "rules-1000", over: "assay", under: "closures", atMost: 1.1},
	{row: "semijoin-100", over: "assay", under: "hand", atMost: 3.5},
	{row: "semijoin-100", over: "opa-flat", under: "assay", atLeast: 12},
	{row: "semijoin-100", over: "opa-array", under: "assay", atLeast: 470},
	{row: "compile-tree", over: "assay", under: "cedar-text", atMost: 1.5},
	{row: "compile-tree", over: "assay", under: "cedar", atMost: 1.5},
	{row: "compile-text", over: "assay", under: "opa-flat|opa-array", atMost: 1},
	{row: "jmespath-50", over: "assay", under: "go-jmespath|community", atMost: 1},
	{row: "jmespath-200", over: "assay", under: "go-jmespath|community", atMost: 1},
	{row: "jmespath-compile", over: "assay", under: "go-jmespath|community", atMost: 1},
	{row: "eventlog-200", over: "assay", under: "json-decode", atMost: 1.25},
	{row: "parse-1000", over: "assay", under: "participle", atMost: 0.25},
	{row: "parse-unlike-1000", over: "parse", under: "participle", atMost: 1.3},
	{row: "parse-unlike-1000", over: "check", under: "parse", atMost: 0.2},
	{row: "parse-unlike-1000", over: "edit", under: "assay", atMost: 0.1},
	{row: "replay-array", over: "assay", under: "json-decode", atMost: 1.5},
	{row: "replay-array", over: "opa-array", under: "assay", atLeast: 20},
	{row: "replay-object", over: "assay", under: "json-decode", atMost: 1.5},
	{row: "replay-array", over: "opa-array", under: "assay", atLeast: 20, wall: true},
	{row: "replay-object", over: "opa-flat", under: "assay", atLeast: 20},
	{row: "replay-object", over: "opa-flat", under: "assay", atLeast: 20, wall: true},
	{row: "replay-shuffled", over: "assay", under: "json-decode", atMost: 1.5},
}

// verdict is a goal with what was measured, run by run.
type verdict struct {
	what, goal, unit string
	values           []float64
	met              bool
}

func (r *results) verdicts() []verdict {
	var out []verdict
	for _, g := range goals {
		if row := r.row(g.row); row != nil {
			out = append(out, g.verdict(row))
		}
	}
	for _, row := range r.rows {
		if slices.ContainsFunc(policyRows(), func(w workload) bool { return w.name == row.name }) {
			out = append(out, allocationFree(row))
		}
	}
	for _, name := range []string{"jmespath-hostile", "jmespath-visiting"} {
		if row := r.row(name); row != nil {
			out = append(out, stopped(row))
		}
	}
	return slices.Concat(out, r.growth(), r.sharing(), r.sizes(), r.startUp(), r.streamed(), r.defused())
}

func (g goal) verdict(r *row) verdict {
	v := verdict{what: fmt.Sprintf("`%s`: %s ÷ %s", g.row, g.over, orWords(g.under)), values: r.ratios(g.over, g.under)}
	if g.wall {
		v.what, v.values = v.what+", wall time", r.ratiosOf(g.over, g.under, (*measured).wallTimes)
	}
	if g.atLeast > 0 {
		v.goal, v.met = fmt.Sprintf("≥ %v", g.atLeast), slices.Min(v.values) >= g.atLeast
	} else {
		v.goal, v.met = fmt.Sprintf("≤ %v", g.atMost), slices.Max(v.values) <= g.atMost
	}
	return v
}

// allocationFree: less than one allocation in ten runs is what a buffer that
// the collector took costs.
func allocationFree(r *row) verdict {
	v := verdict{what: fmt.Sprintf("`%s`: allocations of assay", r.name), goal: "0"}
	for _, run := range r.runs {
		for _, m := range run {
			if m.name == "assay" {
				v.values = append(v.values, m.allocs)
			}
		}
	}
	v.met = slices.Max(v.values) < 0.1
	return v
}

func stopped(r *row) verdict {
	v := verdict{what: fmt.Sprintf("`%s`: stopped by its budget", r.name), goal: "≤ 50", unit: "ms"}
	for _, run := range r.runs {
		v.values = append(v.values, best(run, "assay")/1e6)
	}
	v.met = slices.Max(v.values) <= 50
	return v
}

func (r *results) growth() []verdict {
	var out []verdict
	for _, s := range scalingRows() {
		row := r.row(s.name)
		if row == nil {
			continue
		}
		v := verdict{what: fmt.Sprintf("`%s`: exponent", s.name), goal: "≤ 1.1"}
		for _, f := range s.fits(row) {
			v.values = append(v.values, f.exponent)
		}
		v.met = slices.Max(v.values) <= 1.1
		out = append(out, v)
	}
	return out
}

// sharing: CPU time for an evaluation stays the same up to the number of cores.
func (r *results) sharing() []verdict {
	row := r.row(sharedRow().name)
	if row == nil || r.cores < 2 {
		return nil
	}
	name := "2"
	for _, n := range []string{"4", "8"} {
		if len(n) == 1 && int(n[0]-'0') <= r.cores {
			name = n
		}
	}
	v := verdict{
		what: fmt.Sprintf("`shared`: CPU for an evaluation, %s goroutines ÷ 1", name), goal: "0.9 to 1.1",
		values: row.ratios(name, "1"),
	}
	v.met = slices.Min(v.values) >= 0.9 && slices.Max(v.values) <= 1.1
	return []verdict{v}
}

// sizes: what a distinct conjunct and a rule beside it hold, from the two
// policies of 100 rules, which differ by 99 conjuncts.
func (r *results) sizes() []verdict {
	own, shared := r.footprint("rules-100"), r.footprint("shared-100")
	if own == 0 {
		return nil
	}
	conjunct, rule := (own-shared)/99/1000, shared/100/1000
	return []verdict{
		{what: "memory of a distinct conjunct", goal: "≤ 2.5", unit: "KB", values: []float64{conjunct}, met: conjunct <= 2.5},
		{what: "memory of a rule beside it", goal: "≤ 0.5", unit: "KB", values: []float64{rule}, met: rule <= 0.5},
		{what: "memory of 100 rules", goal: "≤ 250", unit: "KB", values: []float64{own / 1000}, met: own <= 250_000},
	}
}

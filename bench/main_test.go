package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestQuick(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if code := run([]string{"-quick", "-rounds", "1", "-slice", "1us"}, &out, io.Discard); code != 0 {
		t.Fatalf("got exit status %d, expected 0", code)
	}
	line := regexp.MustCompile(`^(sgx-20|sgx-1000|semijoin-100) ([a-z-]+) [0-9]+ [0-9]+ [0-9]+\.[0-9]{2}$`)
	engines := map[string][]string{}
	for _, l := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		m := line.FindStringSubmatch(l)
		if m == nil {
			t.Fatalf("got %q, expected ROW ENGINE NS ALLOCS RATIO", l)
		}
		engines[m[1]] = append(engines[m[1]], m[2])
	}
	want := []string{"assay", "cedar-authorize", "cedar-issue", "cel-api", "cel-naive", "closures", "hand", "opa-array", "opa-flat"}
	for _, row := range []string{"sgx-20", "sgx-1000", "semijoin-100"} {
		if got := slices.Sorted(slices.Values(engines[row])); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, expected %q", row, got, want)
		}
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	args := []string{"-rows", "^(sgx-20|scaling-sets|shared)$", "-rounds", "2", "-runs", "2", "-slice", "1us"}
	if code := run(args, &out, io.Discard); code != 0 {
		t.Fatalf("got exit status %d, expected 0", code)
	}
	for _, want := range []string{
		"# Benchmarks\n", "4 rounds (2 runs of 2)", "## Machine\n", "## Goals\n", "`sgx-20`: opa-flat ÷ assay | ≥ 145 |",
		"### SGX policy, 20 claims\n", "| cedar-raw |", "## Scaling\n", "| `scaling-sets` |", "## One program, several goroutines\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if _, unwanted, found := strings.Cut(out.String(), "NaN"); found {
		t.Errorf("found NaN before %.100q", unwanted)
	}
}

// TestOutput: what is printed is written, too.
func TestOutput(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	r := &results{machine: describe(), plan: plan{rounds: 1}, count: 1}
	name := filepath.Join(t.TempDir(), "page.md")
	if err := r.publish(name, &out); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil || string(text) != out.String() || len(text) == 0 {
		t.Errorf("got %d bytes and %v, expected the %d printed", len(text), err, out.Len())
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"rows"}, {"-runs", "0"}, {"-rounds", "0"}, {"-slice", "0s"}, {"-rows", "("}, {"-none"}} {
		if code := run(args, io.Discard, io.Discard); code != 2 {
			t.Errorf("%q: got exit status %d, expected 2", args, code)
		}
	}
	if code := run([]string{"-rows", "^none$", "-o", "none"}, io.Discard, io.Discard); code != 2 {
		t.Errorf("no row: got exit status %d, expected 2", code)
	}
}

// TestVerdicts: a goal is met if every run meets it.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	made := func(assay, hand float64) []*measured {
		return []*measured{
			{engine: engine{name: "assay"}, cpu: []float64{assay * 2, assay}, wall: []float64{assay}, allocs: 0.01},
			{engine: engine{name: "hand"}, cpu: []float64{hand, hand * 2}, wall: []float64{hand / 2}},
		}
	}
	g := goal{row: "sgx-20", over: "assay", under: "hand", atMost: 3}
	for _, c := range []struct {
		assay []float64
		met   bool
	}{{[]float64{250, 300}, true}, {[]float64{250, 301}, false}} {
		r := &row{workload: workload{name: "sgx-20", control: "hand"}}
		for _, ns := range c.assay {
			r.runs = append(r.runs, made(ns, 100))
		}
		if v := g.verdict(r); v.met != c.met || v.values[0] != 2.5 {
			t.Errorf("%v: got %+v, expected met %v", c.assay, v, c.met)
		}
		wall := g
		wall.wall = true
		if v := wall.verdict(r); v.met || v.values[0] != 5 {
			t.Errorf("%v: got %+v, expected a ratio of 5 by wall time", c.assay, v)
		}
		if !allocationFree(r).met {
			t.Errorf("%v: 0.01 allocations a run must count as none", c.assay)
		}
	}
}

package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// results are what a full run measured.
type results struct {
	machine
	plan
	count      int // of runs
	rows       []*row
	footprints []footprint
	processes  []*process
	bombs      []*bomb
}

func (r *results) row(name string) *row {
	for _, row := range r.rows {
		if row.name == name {
			return row
		}
	}
	return nil
}

func (r *results) footprint(name string) float64 {
	for _, f := range r.footprints {
		if f.name == name {
			return f.bytes
		}
	}
	return 0
}

const introduction = `# Benchmarks

What the engine costs beside other policy engines, beside Go written by hand, and beside the standard library. All
engines get the same policies and claims; each result is asserted before time is taken. This page is written by
%[1]smake bench%[1]s.

* **Only ratios of one run are figures.** Times are those of one shared machine at one time; the control of each table, ratio 1,
  ran interleaved with the rest.
* **CPU** is the process CPU time of an operation, all threads, so what the garbage collector does counts: the least and the median
  of %[2]d rounds (%[3]d runs of %[4]d) of %[5]v each, the order rotated. The median beside the least shows how busy the machine was.
* **Ratio** is that of the least CPU times, and the range after it is the middle half of the ratios of single rounds.
* **Wall** is the least wall time. %[1]s*%[1]s marks where it differs from the least CPU time by more than 5 %%: above it, work was done on
  two cores at once (rules parse in parallel, the garbage collector runs beside); below it, the process had to wait for a core.
* Claims come raw and are indexed in each run by assay, hand and closures. Forms named -raw of the other engines do the same; the
  forms without it read an input made beforehand, the best their public API allows.

`

// write writes the page.
func (r *results) write(w io.Writer) {
	fmt.Fprintf(w, introduction, "`", r.count*r.rounds, r.count, r.rounds, r.slice)
	r.machine.write(w)
	r.writeGoals(w)
	fmt.Fprintf(w, "## Rows\n\n")
	for _, row := range r.rows {
		if !strings.HasPrefix(row.name, "scaling-") && row.name != sharedRow().name {
			row.write(w)
		}
	}
	r.writeScaling(w)
	r.writeShared(w)
	r.writeMemory(w)
	r.writeProcesses(w)
	r.writeBombs(w)
	fmt.Fprint(w, notMeasured)
}

func (r *results) writeGoals(w io.Writer) {
	verdicts := r.verdicts()
	if len(verdicts) == 0 {
		return
	}
	met := 0
	t := newTable("goal", "", "runs", "met")
	for _, v := range verdicts {
		var values []string
		for _, x := range v.values {
			values = append(values, figure(x))
		}
		yes := "no"
		if v.met {
			yes, met = "yes", met+1
		}
		t.add(v.what, strings.TrimSpace(v.goal+" "+v.unit), strings.Join(values, ", "), yes)
	}
	fmt.Fprintf(w, "## Goals\n\nA goal is met if every run meets it: %d of %d.\n\n", met, len(verdicts))
	t.write(w)
}

// write writes the table of one row.
func (r *row) write(w io.Writer) {
	few := ""
	if r.rounds > 0 {
		few = fmt.Sprintf(" Rounds in a run: at most %d.", r.rounds)
	}
	fmt.Fprintf(w, "### %s\n\n`%s`, ratios to %s.%s\n\n", r.title, r.name, r.control, few)
	t := newTable("engine", "ratio", "range", "CPU", "median", "wall", "allocs", "bytes", "form")
	for _, s := range r.summaries() {
		wall := duration(s.wall)
		if s.apart() {
			wall += " *"
		}
		t.add(s.name, figure(s.ratio), figure(s.ratioLow)+" – "+figure(s.ratioHigh), duration(s.cpu), duration(s.cpuMedian), wall,
			strconv.FormatFloat(math.Round(s.allocs), 'f', 0, 64), strconv.FormatFloat(math.Round(s.bytes), 'f', 0, 64), s.form)
	}
	t.write(w)
}

func (r *results) writeScaling(w io.Writer) {
	t := newTable("row", "what grows", "CPU at each size", "exponent", "steepest decade")
	for _, s := range scalingRows() {
		row := r.row(s.name)
		if row == nil {
			continue
		}
		var costs, exponents, steepest []string
		for _, n := range s.sizes {
			cpu, _ := row.samples(strconv.Itoa(n))
			costs = append(costs, fmt.Sprintf("%d: %s", n, duration(quantile(cpu, 0))))
		}
		for _, f := range s.fits(row) {
			exponents = append(exponents, fmt.Sprintf("%.2f ± %.2f", f.exponent, f.err))
			steepest = append(steepest, fmt.Sprintf("%.2f", f.steepest))
		}
		t.add("`"+s.name+"`", s.title, strings.Join(costs, "; "), strings.Join(exponents, ", "), strings.Join(steepest, ", "))
	}
	if t.empty() {
		return
	}
	fmt.Fprint(w, "## Scaling\n\nThe cost of assay as one size grows: the exponent fitted by least squares on logarithms, with its standard error,\n"+
		"for each run, and the exponent between the two neighbouring sizes where it is greatest.\n\n")
	t.write(w)
}

func (r *results) writeShared(w io.Writer) {
	row := r.row(sharedRow().name)
	if row == nil {
		return
	}
	fmt.Fprintf(w, "## One program, several goroutines\n\nThe SGX policy over 20 claims, on %d cores.\n\n", r.cores)
	t := newTable("goroutines", "CPU an evaluation", "ratio", "range", "evaluations a second")
	for _, s := range row.summaries() {
		t.add(s.name, duration(s.cpu), figure(s.ratio), figure(s.ratioLow)+" – "+figure(s.ratioHigh), fmt.Sprintf("%.0f", 1e9/s.wall))
	}
	t.write(w)
}

func (r *results) writeMemory(w io.Writer) {
	if len(r.footprints) == 0 {
		return
	}
	fmt.Fprintf(w, "## Memory\n\nLive heap after two collections with %d programs, less that with none, for one program.\n\n", programs)
	t := newTable("program", "KB")
	for _, f := range r.footprints {
		t.add(f.title, fmt.Sprintf("%.1f", f.bytes/1000))
	}
	t.write(w)
}

func (r *results) writeProcesses(w io.Writer) {
	if len(r.processes) == 0 {
		return
	}
	fmt.Fprintf(w, "## Whole processes\n\nFrom start to end, %d runs of each in turn; CPU is user and system time.\n\n", processRounds)
	t := newTable("process", "CPU, least", "median", "wall, least", "median")
	for _, p := range r.processes {
		t.add(p.title, duration(quantile(p.cpu, 0)), duration(median(p.cpu)), duration(quantile(p.wall, 0)), duration(median(p.wall)))
	}
	t.write(w)
}

func (r *results) writeBombs(w io.Writer) {
	if len(r.bombs) == 0 {
		return
	}
	fmt.Fprintf(w, "## Bombs\n\n`assay eval` with policies and claims that are made to cost what they can: the worst of %d runs from start to\nend, and the most memory that the process had resident. Each ends with the code of a limit, or has done its work.\n\n", bombRounds)
	t := newTable("bomb", "", "ends with", "time", "memory")
	for _, b := range r.bombs {
		t.add("`"+b.name+"`", b.title, b.wants, duration(quantile(b.wall, 1)), figure(quantile(b.memory, 1)/(1<<20))+" MiB")
	}
	t.write(w)
}

const notMeasured = `## What is compared, and what is not

* OPA compiled to WebAssembly, regorus and Cedar in Rust: Go reaches them through cgo or a WebAssembly runtime, and that border would be
  measured with them.
* Goals on OPA compare with opa-flat and opa-array, which have one rule for each of the policy's. Folding the rules by hand is faster, as the
  rows opa-flat-best and opa-array-best show.
* participle on the very tokens of package grammar: it exports neither tokens nor productions. The row's participle has the same
  productions, which a test compares, over tokens of its own lexer, on one core, as the row's other engines but assay-parallel.
* The lines that policies and claims don't share: Cedar issues nothing, so reasons stand for issued claims; OPA's flat form and Cedar's
  context can't hold several values, issuers or read-only marks; closures and hand know no budgets, no errors and no functions.
`

// table is a Markdown table.
type table struct{ lines [][]string }

func newTable(head ...string) *table {
	rule := make([]string, len(head))
	for i := range rule {
		rule[i] = "---"
	}
	return &table{[][]string{head, rule}}
}

func (t *table) add(cells ...string) { t.lines = append(t.lines, cells) }
func (t *table) empty() bool         { return len(t.lines) == 2 }

func (t *table) write(w io.Writer) {
	for _, cells := range t.lines {
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
	}
	fmt.Fprintln(w)
}

// figure has three digits that count.
func figure(x float64) string {
	switch {
	case x >= 100:
		return fmt.Sprintf("%.0f", x)
	case x >= 10:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

func duration(ns float64) string {
	switch {
	case ns >= 1e9:
		return figure(ns/1e9) + " s"
	case ns >= 1e6:
		return figure(ns/1e6) + " ms"
	case ns >= 1e3:
		return figure(ns/1e3) + " µs"
	}
	return figure(ns) + " ns"
}

// orWords spells the bar of several engines out.
func orWords(names string) string { return strings.ReplaceAll(names, "|", " or ") }

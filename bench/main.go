package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"time"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// settings are the flags.
type settings struct {
	quick  bool
	runs   int
	plan   plan
	only   *regexp.Regexp
	output string
}

func parseFlags(args []string, stderr io.Writer) (settings, error) {
	var s settings
	var only string
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // run says what is wrong
	flags.BoolVar(&s.quick, "quick", false, "measure three rows once and print lines ROW ENGINE NS ALLOCS RATIO")
	flags.IntVar(&s.runs, "runs", 3, "`runs` of all rows; a goal must be met in each")
	flags.IntVar(&s.plan.rounds, "rounds", 10, "`rounds` of each row in a run")
	flags.DurationVar(&s.plan.slice, "slice", 50*time.Millisecond, "`time` of an engine in a round")
	flags.StringVar(&only, "rows", "", "measure only the rows whose names match the `pattern`, and write no file")
	flags.StringVar(&s.output, "o", "../docs/benchmarks.md", "`file` to write the page to")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(stderr)
			flags.PrintDefaults()
		}
		return s, err
	}
	if flags.NArg() > 0 || s.runs < 1 || s.plan.rounds < 1 || s.plan.slice <= 0 {
		return s, fmt.Errorf("found %q, %d runs, %d rounds of %v: expected flags only, and numbers above 0", flags.Args(), s.runs, s.plan.rounds, s.plan.slice)
	}
	if only != "" {
		s.output = ""
	}
	var err error
	if s.only, err = regexp.Compile(only); err != nil {
		return s, err
	}
	if !slices.ContainsFunc(allRows(), func(w workload) bool { return s.only.MatchString(w.name) }) &&
		!s.only.MatchString("memory") && !s.only.MatchString("processes") && !s.only.MatchString("bombs") {
		return s, fmt.Errorf("found no row that matches %q", only)
	}
	return s, nil
}

// run measures what the flags ask for. It returns 0, 2 for flags that can't be,
// or 3 if something could not be measured or written.
func run(args []string, stdout, stderr io.Writer) int {
	s, err := parseFlags(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return 2
	}
	if s.quick {
		err = quick(s, stdout)
	} else {
		err = full(s, stdout, stderr)
	}
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return 3
	}
	return 0
}

// quick prints a line for each engine of three rows: the least CPU time of an
// operation, its allocations, and its ratio to hand.
func quick(s settings, stdout io.Writer) error {
	for _, w := range quickRows() {
		all, err := measure(w, s.plan)
		if err != nil {
			return err
		}
		for _, m := range all {
			ns := quantile(m.cpu, 0)
			if _, err := fmt.Fprintf(stdout, "%s %s %.0f %.0f %.2f\n", w.name, m.name, ns, m.allocs, ns/best(all, w.control)); err != nil {
				return err
			}
		}
	}
	return nil
}

// full measures all rows, prints the page and writes it.
func full(s settings, stdout, stderr io.Writer) error {
	r := &results{machine: describe(), plan: s.plan, count: s.runs}
	for _, w := range allRows() {
		if s.only.MatchString(w.name) {
			r.rows = append(r.rows, &row{workload: w})
		}
	}
	for n := range s.runs {
		for _, row := range r.rows {
			fmt.Fprintf(stderr, "run %d of %d: %s\n", n+1, s.runs, row.name)
			all, err := measure(row.workload, s.plan)
			if err != nil {
				return err
			}
			row.runs = append(row.runs, all)
		}
	}
	if s.only.MatchString("memory") {
		fmt.Fprintln(stderr, "memory")
		var err error
		if r.footprints, err = footprints(); err != nil {
			return err
		}
	}
	if s.only.MatchString("processes") {
		fmt.Fprintln(stderr, "processes")
		var err error
		if r.processes, err = processes(); err != nil {
			return err
		}
	}
	if s.only.MatchString("bombs") {
		var err error
		if r.bombs, err = bombs(stderr); err != nil {
			return err
		}
	}
	return r.publish(s.output, stdout)
}

// publish prints the page and writes it to a file, if one is named.
func (r *results) publish(file string, stdout io.Writer) error {
	var page bytes.Buffer
	r.write(&page)
	if _, err := stdout.Write(page.Bytes()); err != nil || file == "" {
		return err
	}
	return os.WriteFile(file, page.Bytes(), 0o644)
}

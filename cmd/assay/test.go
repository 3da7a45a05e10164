package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/assay-policy/assay/eval/suite"
	"github.com/assay-policy/assay/eval/suite/testfile"
)

type testCmd struct {
	Paths []string `arg:"" optional:"" name:"path" help:"Test files (*_test.yaml), directories and patterns; \"-\" is standard input. Default: the working directory."`

	Only     word `name:"run" help:"Run only the cases whose FILE/NAME this regular expression matches." placeholder:"REGEX"`
	List     bool `help:"List the cases, without running them."`
	FailFast bool `help:"Stop after the first case that fails."`
	Jobs     int  `help:"Cases to run at a time; default: as many as there are processors." short:"j" placeholder:"N"`
	Watch    bool `help:"Run again whenever a policy, a test file or an input changes." xor:"again"`
	Update   bool `help:"Renew the claims and properties that cases expect, in the test files, where cases fail in nothing else." xor:"again"`

	Coverage    bool     `help:"Count which rules and conditions the cases run."`
	CoverageOut []word   `help:"Write the coverage to this file: .json, .info (LCOV) or .html; may be given several times." placeholder:"FILE" sep:"none"`
	Threshold   *float64 `help:"Fail if the coverage is below this percentage." placeholder:"PERCENT"`

	mutationFlags
	configFlags

	Output string `help:"How to print the report." enum:"text,json,junit,tap" default:"text" short:"o"`
	Report []word `help:"Write the report to this file, too: .json, .xml (JUnit) or .tap; may be given several times." placeholder:"FILE" sep:"none"`
}

// Help shows examples.
func (testCmd) Help() string {
	return `Examples:

    # Run all tests below this directory.
    assay test

    # Run the cases of one file whose names begin with "debug", and show what they cover.
    assay test --run '/debug' --coverage policy_test.yaml

    # In a pipeline: a report for the build server, the coverage as a page, and a threshold.
    assay test --report report.xml --coverage-out coverage.html --threshold 60 policy_test.yaml

    # Change the policy in one place after the other, and show which changes no case notices.
    assay test --mutate policy_test.yaml`
}

// Run runs the tests (T3).
func (c *testCmd) Run(e *env) error {
	t, err := c.tests(e)
	if err != nil {
		return err
	}
	if c.Watch {
		ticker := time.NewTicker(watchInterval)
		defer ticker.Stop()
		return t.watch(context.Background(), ticker.C)
	}
	files, err := t.files()
	if err != nil {
		return err
	}
	return t.once(context.Background(), files)
}

// tests is a command line that was read.
type tests struct {
	*testCmd
	env    *env
	runner suite.Runner
	inputs *inputs
	// coverage and mutation are the thresholds, of flags or configurations; nil is none.
	coverage, mutation *float64
}

// tests checks what the flags say.
func (c *testCmd) tests(e *env) (*tests, error) {
	t := &tests{testCmd: c, env: e, inputs: &inputs{env: e}, coverage: c.Threshold, mutation: c.MutationThreshold}
	if c.Jobs < 0 {
		return nil, usage("--jobs: found %d, expected a positive number", c.Jobs)
	}
	if p := c.Threshold; p != nil && !(*p >= 0 && *p <= 100) {
		return nil, usage("--threshold: found %v, expected a percentage", *p)
	}
	if err := c.mutationFlags.check(); err != nil {
		return nil, err
	}
	for _, out := range c.outputs() {
		if out.write == nil {
			return nil, usage("%s: found %q, expected a file that ends in %s", out.flag, out.file, endings[out.flag])
		}
	}
	t.runner = suite.Runner{
		Inputs: t.inputs.suite(), Jobs: c.Jobs, FailFast: c.FailFast, Now: e.now,
		Coverage: c.Coverage || c.Threshold != nil || len(c.CoverageOut) > 0,
		Mutate:   c.mutates(), MutationBudget: c.MutateBudget,
	}
	if c.Jobs == 0 {
		t.runner.Jobs = runtime.GOMAXPROCS(0)
	}
	if c.Only != "" {
		only, err := regexp.Compile(string(c.Only))
		if err != nil {
			what := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
			return nil, usage("--run: found %q, expected a regular expression: %s", string(c.Only), what)
		}
		t.runner.Only = only
	}
	return t, nil
}

// once runs the tests once, and renews what they expect if that is asked for.
func (t *tests) once(ctx context.Context, files []string) error {
	if t.List {
		report, err := t.runner.List(files)
		if err != nil {
			return t.noCase(err)
		}
		return t.list(report)
	}
	report, err := t.runner.Run(ctx, files)
	if err != nil {
		return t.noCase(err)
	}
	if t.Update {
		if report, err = t.update(ctx, files, report); err != nil {
			return err
		}
	}
	if err := t.print(report); err != nil {
		return err
	}
	return t.status(report)
}

// noCase says that --run fits nothing: most likely it is misspelt.
func (t *tests) noCase(err error) error {
	if errors.Is(err, suite.ErrNoCase) {
		return usage("--run: no case fits %q", t.Only)
	}
	return err
}

// update renews the test files, and runs them again.
func (t *tests) update(ctx context.Context, files []string, report *suite.Report) (*suite.Report, error) {
	updates, left := report.Updates()
	if left != nil {
		fmt.Fprintf(t.env.err, "%s\n", message(left))
	}
	for _, u := range updates {
		if u.File == "-" {
			return nil, usage("--update: standard input can't be rewritten")
		}
		if err := rewrite(u.File, u.Text); err != nil {
			return nil, err
		}
		fmt.Fprintf(t.env.notes(), "%s: updated %s\n", printable(u.File), counted(len(u.Cases), "case"))
	}
	if len(updates) == 0 {
		return report, nil
	}
	return t.runner.Run(ctx, files)
}

// counted is a number of things.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// status is that of the verb: what could not be run comes before what failed (T3.4,
// T7.1).
func (t *tests) status(report *suite.Report) error {
	if err := t.errors(report); err != nil {
		return err
	}
	if p := t.coverage; p != nil && report.Coverage.Percent < *p {
		return refuse(fmt.Errorf("the coverage is %.1f%%, expected %v%% at least", report.Coverage.Percent, *p))
	}
	if err := reached(t.mutation, report.Mutation); err != nil {
		return err
	}
	if report.Failed > 0 {
		return refused()
	}
	return nil
}

func (t *tests) errors(report *suite.Report) error {
	if report.Errors > 0 {
		return &statusError{status: exitFailed}
	}
	return nil
}

// testFiles are test files, as paths name them.
var testFiles = fileSort{"test file", []string{testfile.Suffix}}

package suite

import (
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/assay-policy/assay/eval"
)

// Runner runs test files. Its zero value runs all cases, as many at a time as there
// are processors; Inputs must be given.
type Runner struct {
	Inputs Inputs
	// Jobs is how many cases run at a time. The report does not depend on it.
	Jobs int
	// Only, if it is not nil, picks the cases whose FILE/NAME it matches.
	Only *regexp.Regexp
	// FailFast ends the report after the first case that does not pass.
	FailFast bool
	// Coverage counts what the cases ran. What no case can bring about, as is proved,
	// does not count (T3.7).
	Coverage bool
	// Mutate runs the cases that pass against mutants of their policies (T3.9).
	Mutate bool
	// MutationBudget is how long that may take; 0 is as long as it takes. The rest is
	// pending then.
	MutationBudget time.Duration
	// Limits bound each evaluation.
	Limits eval.Limits
	// Now tells the time, for how long cases took. If it is nil, none is told.
	Now func() time.Time
}

// ErrNoCase says that no case fits Only.
var ErrNoCase = errors.New("no case fits")

// Run reads the test files, runs their cases and reports what became of them, in
// the order of the files and their cases. What is wrong with a file, an input or a
// policy is part of the report. An error means that there is none: no case fits, or
// the context is done.
func (r *Runner) Run(ctx context.Context, files []string) (*Report, error) {
	x, err := r.load(files)
	if err != nil {
		return nil, err
	}
	if err := x.runAll(ctx); err != nil {
		return nil, err
	}
	report := x.report()
	if x.Coverage {
		report.Coverage = x.coverage(ctx)
	}
	if x.Mutate {
		if report.Mutation, err = x.mutation(ctx); err != nil {
			return nil, err
		}
	}
	return report, nil
}

// List reports the cases that Run would run, without what becomes of them.
func (r *Runner) List(files []string) (*Report, error) {
	x, err := r.load(files)
	if err != nil {
		return nil, err
	}
	for _, j := range x.jobs {
		j.done = j.begin()
	}
	return x.report(), nil
}

// load reads the test files and picks the cases.
func (r *Runner) load(files []string) (*execution, error) {
	x := &execution{Runner: r, policies: map[string]*policy{}}
	for _, name := range files {
		x.load(name)
	}
	if len(x.jobs) == 0 && r.Only != nil {
		return nil, ErrNoCase
	}
	return x, nil
}

// execution is one run.
type execution struct {
	*Runner
	jobs     []*job
	policies map[string]*policy
}

// runAll runs the cases, several at a time. With FailFast no case is begun after
// one that failed, but those before it are ended, so that the report is the same
// however many run at a time.
func (x *execution) runAll(ctx context.Context) error {
	workers := x.Jobs
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next, failed atomic.Int64
	failed.Store(math.MaxInt64)
	var group sync.WaitGroup
	for range min(workers, len(x.jobs)) {
		group.Go(func() {
			for ctx.Err() == nil {
				i := next.Add(1) - 1
				if i >= int64(len(x.jobs)) || x.FailFast && i > failed.Load() {
					return
				}
				x.jobs[i].run(ctx)
				if s := x.jobs[i].done.Status; s == Failed || s == Errored {
					lower(&failed, i)
				}
			}
		})
	}
	group.Wait()
	if ctx.Err() != nil {
		return fmt.Errorf("running tests: %w", context.Cause(ctx))
	}
	if at := failed.Load(); x.FailFast && at < int64(len(x.jobs)) {
		x.jobs = x.jobs[:at+1]
	}
	return nil
}

// lower stores a value unless a lower one is there.
func lower(v *atomic.Int64, to int64) {
	for was := v.Load(); to < was && !v.CompareAndSwap(was, to); was = v.Load() {
	}
}

// report puts the cases together.
func (x *execution) report() *Report {
	report := &Report{Files: []FileReport{}}
	for _, j := range x.jobs {
		report.add(j.file, j.done)
	}
	report.count()
	return report
}

// add adds a case, the next of its file or the first of another.
func (r *Report) add(f *file, c CaseReport) {
	if n := len(r.Files); n == 0 || r.Files[n-1].File != f.name {
		of := FileReport{File: f.name, source: f.source}
		if p := f.policy; p != nil {
			of.Policy, of.PolicyHash = p.path, p.hash
		}
		r.Files = append(r.Files, of)
	}
	of := &r.Files[len(r.Files)-1]
	of.Cases = append(of.Cases, c)
}

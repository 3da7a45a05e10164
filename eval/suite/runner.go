package suite

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/explain"
	"github.com/assay-policy/assay/eval/suite/testfile"
	"github.com/assay-policy/assay/grammar"
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
	// Coverage counts what the cases ran.
	Coverage bool
	// Impossible, if it is not nil, returns what was proved of a policy: it does not
	// count (T3.7).
	Impossible func(*check.Checked) Impossible
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
	x := &execution{Runner: r, policies: map[string]*policy{}}
	for _, name := range files {
		x.load(name)
	}
	if len(x.jobs) == 0 && r.Only != nil {
		return nil, ErrNoCase
	}
	if err := x.runAll(ctx); err != nil {
		return nil, err
	}
	return x.report(), nil
}

// List returns the cases that Run would run.
func (r *Runner) List(files []string) (*Report, error) {
	x := &execution{Runner: r, policies: map[string]*policy{}}
	for _, name := range files {
		x.load(name)
	}
	if len(x.jobs) == 0 && r.Only != nil {
		return nil, ErrNoCase
	}
	report := &Report{Files: []FileReport{}}
	for _, j := range x.jobs {
		report.add(j.file, j.begin())
	}
	report.count()
	return report, nil
}

// execution is one run.
type execution struct {
	*Runner
	files    []*file
	jobs     []*job
	policies map[string]*policy
}

// file is a test file in a run.
type file struct {
	run      *Runner
	name     string
	source   *ast.Source
	test     *testfile.File
	err      error // why it can't be read
	policy   *policy
	fixtures map[string]func(context.Context) ([]claim.Claim, error)
}

// job is a case to run, or a file that can't be.
type job struct {
	file *file
	kase *testfile.Case
	done CaseReport
}

// policy is a policy that cases are for. It is read and compiled once, when the
// first needs it.
type policy struct {
	path string
	once func() error

	hash      string
	program   *compile.Program
	selectors *grammar.Selectors
}

// load reads a test file and lists its cases.
func (x *execution) load(name string) {
	f := &file{run: x.Runner, name: name, fixtures: map[string]func(context.Context) ([]claim.Claim, error){}}
	x.files = append(x.files, f)
	data, err := x.Inputs.Read(name, testfile.MaxBytes)
	if err != nil {
		f.err = err
		x.jobs = append(x.jobs, &job{file: f})
		return
	}
	f.source = ast.NewSource(name, string(data))
	f.test, f.err = testfile.Parse(f.source)
	if f.err != nil {
		x.jobs = append(x.jobs, &job{file: f})
		return
	}
	for i := range f.test.Fixtures {
		in := &f.test.Fixtures[i].Input
		f.fixtures[f.test.Fixtures[i].Name.Text] = once(func(ctx context.Context) ([]claim.Claim, error) { return f.claims(ctx, in) })
	}
	f.policy = x.policyOf(f)
	for i := range f.test.Cases {
		c := &f.test.Cases[i]
		if x.Only == nil || x.Only.MatchString(name+"/"+c.Name.Text) {
			x.jobs = append(x.jobs, &job{file: f, kase: c})
		}
	}
}

// once keeps what a function returned first, unless that was the end of its context.
func once(f func(context.Context) ([]claim.Claim, error)) func(context.Context) ([]claim.Claim, error) {
	var mu sync.Mutex
	var claims []claim.Claim
	var err error
	done := false
	return func(ctx context.Context) ([]claim.Claim, error) {
		mu.Lock()
		defer mu.Unlock()
		if !done {
			claims, err = f(ctx)
			done = ctx.Err() == nil
		}
		return claims, err
	}
}

// policyOf is the policy of a file, the same for all files that name it.
func (x *execution) policyOf(f *file) *policy {
	path := f.path(f.test.Policy.Text)
	if p := x.policies[path]; p != nil {
		return p
	}
	p := &policy{path: path}
	p.once = sync.OnceValue(func() error { return p.compile(&x.Inputs) })
	x.policies[path] = p
	return p
}

// compile reads and compiles the policy. Which errors it has does not depend on the
// attestation type.
func (p *policy) compile(in *Inputs) error {
	data, err := in.Read(p.path, maxPolicy)
	if err != nil {
		return err
	}
	p.hash = ast.PolicyHash(string(data))
	program, found := compile.Source(p.path, string(data))
	if program == nil {
		return &PolicyError{Source: ast.NewSource(p.path, string(data)), Findings: found}
	}
	p.program = program
	p.selectors = grammar.NewSelectors(program.Source(), program.Checked().Policy)
	return nil
}

// PolicyError says that a policy has errors.
type PolicyError struct {
	Source   *ast.Source
	Findings diag.List
}

// Error tells the first errors, a line for each.
func (e *PolicyError) Error() string {
	const most = 5
	var lines []string
	errs := 0
	for _, d := range e.Findings {
		if d.Severity != diag.Error {
			continue
		}
		if errs++; errs <= most {
			at := e.Source.Place(d.Pos())
			lines = append(lines, fmt.Sprintf("%s:%d:%d: %s: %s", e.Source.Name, at.Line, at.Column, d.Code, d.Message))
		}
	}
	if errs > most {
		lines = append(lines, fmt.Sprintf("%s: %d more errors", e.Source.Name, errs-most))
	}
	return strings.Join(lines, "\n")
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

// begin is the report of a case before it is run.
func (j *job) begin() CaseReport {
	f := j.file
	if j.kase == nil {
		line := 1
		if all := testfile.Problems(f.err); len(all) > 0 {
			line = all[0].Place.Line
		}
		return CaseReport{Name: path.Base(f.name), Line: line, Status: Errored, Message: f.err.Error(), Failures: []Failure{}}
	}
	return CaseReport{
		Name: j.kase.Name.Text, Line: f.source.Place(j.kase.Start()).Line, Case: j.kase, Failures: []Failure{},
	}
}

// run runs the case.
func (j *job) run(ctx context.Context) {
	j.done = j.begin()
	if j.kase == nil {
		return
	}
	if j.kase.Skip.Given() {
		j.done.Status, j.done.Message = Skipped, j.kase.Skip.Text
		return
	}
	var start time.Time
	if now := j.file.run.Now; now != nil {
		start = now()
		defer func() { j.done.Seconds = math.Round(now().Sub(start).Seconds()*100) / 100 }()
	}
	if err := j.judge(ctx); err != nil {
		j.done.Status, j.done.Message = Errored, err.Error()
	}
}

// judge evaluates the policy and compares the result. An error means that the case
// says nothing about the policy.
func (j *job) judge(ctx context.Context) error {
	f := j.file
	if err := f.policy.once(); err != nil {
		return err
	}
	claims, err := f.claims(ctx, &j.kase.Given)
	if err != nil {
		return err
	}
	trace, err := eval.Explain(ctx, f.policy.program, claims, eval.Options{Limits: f.run.Limits})
	if err != nil {
		return err
	}
	j.done.result = trace.Result
	j.done.Result = trace.Result.AppendJSON(nil, trace.Source)
	if f.run.Coverage {
		j.done.counts = count(trace)
	}
	judge := judgement{policy: f.policy, trace: trace, explain: sync.OnceValues(func() (*explain.Explanation, error) {
		return explain.Explain(ctx, f.policy.program, claims, explain.Options{Eval: eval.Options{Limits: f.run.Limits}})
	})}
	judge.expect(&j.kase.Expect)
	if judge.err != nil {
		return f.at(judge.err.at, "%w", judge.err)
	}
	j.done.Status = Passed
	if len(judge.failures) == 0 {
		return nil
	}
	j.done.Status, j.done.Failures = Failed, judge.failures
	why, err := judge.explain()
	if err == nil {
		j.done.Explanation = why.String()
	}
	return err
}

// report puts the cases together.
func (x *execution) report() *Report {
	report := &Report{Files: []FileReport{}}
	for _, j := range x.jobs {
		report.add(j.file, j.done)
	}
	report.count()
	if x.Coverage {
		report.Coverage = x.coverage()
	}
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

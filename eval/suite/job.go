package suite

import (
	"context"
	"math"
	"path"
	"sync"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/explain"
	"github.com/assay-policy/assay/eval/suite/testfile"
)

// job is a case to run, or a file that can't be.
type job struct {
	file *file
	test *testfile.Case // nil if the file can't be read
	done CaseReport

	// claims and result are kept for mutants.
	claims []claim.Claim
	result *eval.Result
}

// begin is the report of a case before it is run.
func (j *job) begin() CaseReport {
	f := j.file
	if j.test == nil {
		line := 1
		if all := testfile.Problems(f.err); len(all) > 0 {
			line = all[0].Place.Line
		}
		return CaseReport{Name: path.Base(f.name), Line: line, Status: Errored, Message: f.err.Error(), Failures: []Failure{}}
	}
	return CaseReport{
		Name: j.test.Name.Text, Line: f.source.Place(j.test.Start()).Line, Case: j.test, Failures: []Failure{},
	}
}

// run runs the case.
func (j *job) run(ctx context.Context) {
	j.done = j.begin()
	if j.test == nil {
		return
	}
	if j.test.Skip.Given() {
		j.done.Status, j.done.Message = Skipped, j.test.Skip.Text
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
	claims, err := f.claims(ctx, &j.test.Given)
	if err != nil {
		return err
	}
	trace, err := eval.Explain(ctx, f.policy.program, claims, eval.Options{Limits: f.run.Limits})
	if err != nil {
		return err
	}
	j.done.Result = trace.Result.AppendJSON(nil, trace.Source)
	if f.run.Coverage || f.run.Mutate {
		j.done.counts = count(trace)
	}
	if f.run.Mutate {
		j.claims, j.result = claims, trace.Result
	}
	judge := j.compare(ctx, f.policy, claims, trace)
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
		j.done.Explanation, j.done.explained = why.String(), why
	}
	return err
}

// compare compares what a policy made of the claims with what the case expects.
func (j *job) compare(ctx context.Context, p *policy, claims []claim.Claim, trace *eval.Trace) *judgement {
	opts := explain.Options{Eval: eval.Options{Limits: j.file.run.Limits}}
	if j.test.Expect.Nearest.Given() { // T4.2; elsewhere the search would only take time
		opts.MaxEdits = explain.DefaultEdits
	}
	judge := &judgement{policy: p, trace: trace, explain: sync.OnceValues(func() (*explain.Explanation, error) {
		return explain.Explain(ctx, p.program, claims, opts)
	})}
	judge.expect(&j.test.Expect)
	return judge
}

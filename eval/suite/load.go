package suite

import (
	"context"
	"sync"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/suite/testfile"
)

// file is a test file in a run.
type file struct {
	run      *Runner
	name     string
	source   *ast.Source
	tests    *testfile.File
	err      error // why it can't be read
	policy   *policy
	fixtures map[string]func(context.Context) ([]claim.Claim, error)
}

// load reads a test file and lists its cases.
func (x *execution) load(name string) {
	f := &file{run: x.Runner, name: name, fixtures: map[string]func(context.Context) ([]claim.Claim, error){}}
	data, err := x.Inputs.Read(name, testfile.MaxBytes)
	if err != nil {
		f.err = err
		x.jobs = append(x.jobs, &job{file: f})
		return
	}
	f.source = ast.NewSource(name, string(data))
	f.tests, f.err = testfile.Parse(f.source)
	if f.err != nil {
		x.jobs = append(x.jobs, &job{file: f})
		return
	}
	for i := range f.tests.Fixtures {
		in := &f.tests.Fixtures[i].Input
		f.fixtures[f.tests.Fixtures[i].Name.Text] = once(func(ctx context.Context) ([]claim.Claim, error) { return f.claims(ctx, in) })
	}
	f.policy = x.policyOf(f)
	for i := range f.tests.Cases {
		c := &f.tests.Cases[i]
		if x.Only == nil || x.Only.MatchString(name+"/"+c.Name.Text) {
			x.jobs = append(x.jobs, &job{file: f, test: c})
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

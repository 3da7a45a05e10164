package proof

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
)

// Policy prepares a program for the questions of package reason.
func Policy(p *compile.Program) *reason.Policy { return reason.New(p.Checked(), Evaluate(p)) }

// Evaluate returns the evaluation of a program, as package reason takes it.
func Evaluate(p *compile.Program) reason.Evaluate {
	return func(ctx context.Context, claims []claim.Claim) (reason.Outcome, error) {
		r, err := eval.Run(ctx, p, claims, eval.Options{})
		if err != nil {
			return reason.Outcome{}, err
		}
		return reason.Outcome{Permitted: r.Decision == eval.Permitted, Claims: r.Claims, Properties: r.Properties}, nil
	}
}

// EvaluateChecked is Evaluate for a policy that was checked only: it is compiled when
// the first example is evaluated, so that proofs that need none cost nothing.
func EvaluateChecked(checked *check.Checked) reason.Evaluate {
	compiled := sync.OnceValues(func() (*compile.Program, error) { return compile.Policy(checked) })
	return func(ctx context.Context, claims []claim.Claim) (reason.Outcome, error) {
		p, err := compiled()
		if err != nil {
			return reason.Outcome{}, err
		}
		return Evaluate(p)(ctx, claims)
	}
}

// Options say how far to look, and what examples should be like. The zero value has
// the default steps and no limit of time: equal questions then have equal answers on
// all machines.
type Options struct {
	// Type is the attestation type whose evidence examples look like, if they can
	// (T5.8). Empty means the one that the names in the policies tell.
	Type catalog.Type
	// Steps bounds the search; 0 means the default of package reason.
	Steps int64
	// Timeout ends the search, too: what was found until then is the answer (T5.9). 0
	// means that only steps do.
	Timeout time.Duration
}

// search runs a search within the time there is. That the time was over is no error.
func (o Options) search(ctx context.Context, policies []*compile.Program, run func(context.Context, reason.Options) error) (late bool, err error) {
	opts := reason.Options{Steps: o.Steps, Type: o.Type}
	if opts.Type == "" {
		opts.Type = detected(policies)
	}
	if o.Timeout <= 0 {
		return false, run(ctx, opts)
	}
	limited, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	err = run(limited, opts)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return true, nil
	}
	return false, err
}

// detected is the attestation type that the policies are for, as far as their names
// tell and agree (T2.2).
func detected(policies []*compile.Program) (found catalog.Type) {
	for _, p := range policies {
		t := check.DetectType(check.NewLineage(p.Checked().Policy, nil)).Type
		if t != "" && found != "" && t != found {
			return ""
		}
		if t != "" {
			found = t
		}
	}
	return found
}

// Abstraction is what kept an answer from being exact: a call that was not read as the
// function it is, or the end of the search.
type Abstraction struct {
	Source *ast.Source // nil, as Call is, if it is no place in a policy
	Call   *ast.Call
	What   string
}

// abstractions are those of an answer. The end of the search says what is ruled out all
// the same.
func (o Options) abstractions(of []reason.Abstraction, late bool, ruled string) []Abstraction {
	var all []Abstraction
	for _, a := range of {
		switch {
		case a.Call != nil:
			all = append(all, Abstraction{a.Policy.Checked().Source, a.Call, a.What})
		case !late:
			all = append(all, Abstraction{What: a.What + ruled})
		}
	}
	if late {
		all = append(all, Abstraction{What: "stopped after " + strconv.FormatFloat(o.Timeout.Seconds(), 'f', -1, 64) + " s" + ruled})
	}
	return all
}

// ruledOut says up to how many claims the search has ruled out something (T5.9).
func ruledOut(format string, claims int) string {
	if claims < 0 {
		return ""
	}
	return "; " + fmt.Sprintf(format, count(claims, "claim"))
}

// traced evaluates policies over the claims of an example.
func traced(ctx context.Context, claims []claim.Claim, policies ...*compile.Program) ([]*eval.Trace, error) {
	var all []*eval.Trace
	for _, p := range policies {
		t, err := eval.Explain(ctx, p, claims, eval.Options{})
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

package frame

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/seal"
)

// Step is one step of a kind. R is the kind's run: what one verification works
// on, and what its steps found so far.
type Step[R any] struct {
	// Kind is whose step it is: the kind's own, or that of a format around it.
	Kind         evidence.Kind
	Name, Clause string
	// Only says for which evidence the list has the step, such as for one format;
	// nil for all.
	Only func(R) bool
	// Check returns what the step established, for people; Skip if it had nothing
	// to check; an error if the evidence is refused.
	Check func(R) (string, error)
}

// Procedure is how evidence of a kind is verified: its steps in their order, and
// the claims of a run that passed them.
type Procedure[R any] struct {
	Kind   evidence.Kind
	Type   catalog.Type
	Steps  []Step[R]
	Claims func(R) []claim.Claim
}

// skipped is why a step checked nothing.
type skipped struct{ reason string }

func (s *skipped) Error() string { return "skipped: " + s.reason }

// Skip is what a check returns if it had nothing to check, with the reason. The step
// is then listed with the others, as skipped.
func Skip(format string, args ...any) (string, error) {
	return "", &skipped{fmt.Sprintf(format, args...)}
}

// Run runs the steps as of a time. The error is an *evidence.Error of the first
// step that fails, ErrNoTime, or the context's.
func (p Procedure[R]) Run(ctx context.Context, run R, at time.Time) (evidence.Verified, error) {
	if at.IsZero() {
		return evidence.Verified{}, evidence.ErrNoTime
	}
	var steps []evidence.Step
	passed := 0
	for _, s := range p.Steps {
		// A format is known only when the steps before have read it.
		if s.Only != nil && !s.Only(run) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return evidence.Verified{}, err
		}
		done, err := s.check(run)
		if err != nil {
			return evidence.Verified{}, err
		}
		if !done.Skipped {
			passed++
		}
		steps = append(steps, done)
	}
	if passed == 0 {
		return evidence.Verified{}, errors.New("no step was passed: nothing is verified")
	}
	return p.verified(run, at, steps), nil
}

// check runs a step. A skip counts only as the check returned it, so that a
// wrapped one fails.
func (s Step[R]) check(run R) (evidence.Step, error) {
	detail, err := s.Check(run)
	skip, ok := err.(*skipped)
	if ok {
		detail, err = skip.reason, nil
	}
	return evidence.Step{Name: s.Name, Clause: s.Clause, Detail: detail, Skipped: ok}, Wrap(s.Kind, s.Name, s.Clause, err)
}

// verified makes the result of a run whose steps were passed.
func (p Procedure[R]) verified(run R, at time.Time, steps []evidence.Step) (v evidence.Verified) {
	seal.Fill[evidence.Step](&v, seal.Content[evidence.Step]{
		Kind: string(p.Kind), Type: p.Type, Time: at, Steps: steps, Claims: p.Claims(run),
	})
	return v
}

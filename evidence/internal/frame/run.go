package frame

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	// Must says what must hold, for documentation.
	Must string
	// Only says for which evidence the list has the step, such as for one format;
	// nil for all.
	Only func(R) bool
	// Check returns what the step established, for people; Skip if it had nothing
	// to check; an error if the evidence is refused.
	Check func(R) (string, error)
	// Part takes the place of Check in a step that is a part: the verification of
	// other evidence inside this one, as of the same time. The steps of that stand
	// in the list where the part stands.
	Part func(context.Context, R, time.Time) (evidence.Verified, error)
	// Steps lists the steps of a part, for documentation.
	Steps func() []evidence.Step
}

// Procedure is how evidence of a kind is verified: its steps in their order, and
// the claims of a run that passed them.
type Procedure[R any] struct {
	Kind   evidence.Kind
	Type   catalog.Type
	Steps  []Step[R]
	Claims func(R) []claim.Claim
}

// List returns the steps in their order, those of parts in their places, with what
// must hold as their detail.
func (p Procedure[R]) List() []evidence.Step {
	var list []evidence.Step
	for _, s := range p.Steps {
		if s.Steps != nil {
			list = append(list, s.Steps()...)
		} else {
			list = append(list, evidence.Step{Name: s.Name, Clause: s.Clause, Detail: s.Must})
		}
	}
	return list
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
	steps := make([]evidence.Step, 0, usual)
	for _, s := range p.Steps {
		// A format is known only when the steps before have read it.
		if s.Only != nil && !s.Only(run) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return evidence.Verified{}, err
		}
		var err error
		if steps, err = s.run(ctx, run, at, steps); err != nil {
			return evidence.Verified{}, err
		}
	}
	if !slices.ContainsFunc(steps, func(s evidence.Step) bool { return !s.Skipped }) {
		return evidence.Verified{}, errors.New("no step was passed: nothing is verified")
	}
	return p.verified(run, at, steps), nil
}

// usual is how many steps a verification has, those of parts included.
const usual = 20

// run runs a step, or the steps of a part, and adds what was done to the list.
func (s Step[R]) run(ctx context.Context, run R, at time.Time, list []evidence.Step) ([]evidence.Step, error) {
	if s.Part == nil {
		done, err := s.check(run)
		return append(list, done), err
	}
	part, err := s.Part(ctx, run, at)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, err // the context's, of which no step is guilty
	case err != nil:
		return nil, Wrap(s.Kind, s.Name, s.Clause, err)
	case part.Empty() || !part.Time().Equal(at):
		return nil, Wrap(s.Kind, s.Name, s.Clause, errors.New("nothing was verified as of this time"))
	}
	return append(list, part.Steps()...), nil
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

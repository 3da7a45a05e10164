package attest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/evidence"
)

// Options say how a Verifier judges. The zero value applies the default limits.
type Options struct {
	// Limits bound the evaluation of the policy (L9).
	Limits eval.Limits
}

// Verifier attests evidence under one policy. It is immutable and safe for many
// goroutines.
type Verifier struct {
	policy *compile.Program
	opts   Options
}

// NewVerifier returns a verifier that decides by the policy, which must not be
// nil.
func NewVerifier(policy *compile.Program, opts Options) (*Verifier, error) {
	if policy == nil {
		return nil, errors.New("attest: no policy")
	}
	return &Verifier{policy: policy, opts: opts}, nil
}

// Evidence is what one platform sent, together with how it is to be verified. Each
// kind's package makes it, such as the method Evidence of snp.Verifier.
type Evidence interface {
	// Verify verifies the evidence as of a time. Only the packages of the kinds can
	// make a result that isn't empty (E1.1).
	Verify(ctx context.Context, at time.Time) (evidence.Verified, error)
}

// SteeredEvidence is evidence whose verification depends on properties that a policy
// sets (L5.6), such as which TCB baseline a platform must reach.
type SteeredEvidence interface {
	Evidence
	// VerifyUnder verifies the evidence as Verify does, under a policy that sets these
	// properties.
	VerifyUnder(ctx context.Context, at time.Time, properties []claim.Claim) (evidence.Verified, error)
}

// Attest verifies the evidence as of the time at, as the policy steers that, and
// evaluates the policy over the claims it proves. Evidence that can't be verified is
// an error, usually an *evidence.Error that names the step; a policy that denies is a
// Result.
func (v *Verifier) Attest(ctx context.Context, ev Evidence, at time.Time) (*Result, error) {
	if ev == nil {
		return nil, errors.New("attest: no evidence")
	}
	verified, err := v.verify(ctx, ev, at)
	if err != nil {
		return nil, err
	}
	if err := check(verified, at); err != nil {
		return nil, err
	}
	trace, err := eval.Explain(ctx, v.policy, verified.Claims(), eval.Options{Limits: v.opts.Limits})
	if err != nil {
		return nil, fmt.Errorf("evaluating the policy: %w", err)
	}
	return &Result{Verified: verified, Evaluation: trace.Result, Trace: trace}, nil
}

// verify verifies the evidence. If the policy steers that, it has no condition for it,
// so no claims are needed (L5.6).
func (v *Verifier) verify(ctx context.Context, ev Evidence, at time.Time) (evidence.Verified, error) {
	steered, ok := ev.(SteeredEvidence)
	if !ok {
		return ev.Verify(ctx, at)
	}
	properties, err := eval.Steering(ctx, v.policy, eval.Options{Limits: v.opts.Limits})
	if err != nil {
		return evidence.Verified{}, fmt.Errorf("evaluating the policy: %w", err)
	}
	return steered.VerifyUnder(ctx, at, properties)
}

// check refuses what proves nothing for this time: a value that no verification
// made (E1.1), or one that was made for another time.
func check(verified evidence.Verified, at time.Time) error {
	if verified.Empty() {
		return errUnverified
	}
	if !verified.Time().Equal(at) {
		return fmt.Errorf("attest: the evidence was verified as of %s, expected %s", stamp(verified.Time()), stamp(at))
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

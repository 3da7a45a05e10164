package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
)

// proven is what a verification established.
type proven struct {
	evidence.Verified
	tcb *dcap.TCB // how good the platform is (E3.10); nil for kinds that don't say
}

// tcbEvidence is evidence whose verification says how good the platform is, too:
// that of Intel's kinds (E3.10).
type tcbEvidence interface {
	VerifyTCB(ctx context.Context, at time.Time) (evidence.Verified, dcap.TCB, error)
}

// verifyEvidence verifies what the flags of a kind name. Evidence that is refused is
// a *refusal.
func (e *env) verifyEvidence(ctx context.Context, flags evidenceFlags, at time.Time) (p proven, err error) {
	if err := oneStdin(flags.files()); err != nil {
		return proven{}, err
	}
	input, err := flags.evidence(e)
	if err != nil {
		return proven{}, err
	}
	if of, ok := input.(tcbEvidence); ok {
		p.tcb = new(dcap.TCB)
		p.Verified, *p.tcb, err = of.VerifyTCB(ctx, at)
	} else {
		p.Verified, err = input.Verify(ctx, at)
	}
	if err == nil && p.Empty() {
		err = errors.New("found nothing that was verified") // E1.1
	}
	if err != nil {
		return proven{}, refusalOf(err, flags, at)
	}
	return p, nil
}

// refusal is evidence that was refused, and what to do about it.
type refusal struct {
	failed *evidence.Error
	at     time.Time
	advice string // "" where that is plain
}

// refusalOf is the refusal of evidence as the error of a verb; any other error stays
// as it is.
func refusalOf(err error, flags evidenceFlags, at time.Time) error {
	var failed *evidence.Error
	if !errors.As(err, &failed) {
		return err
	}
	return refuse(&refusal{failed: failed, at: at, advice: flags.advice(err)})
}

// Error names the step, the reason with its place, and the clause, then says what to do.
func (r *refusal) Error() string {
	text := fmt.Sprintf("evidence refused as of %s: %v [%s]", stamp(r.at), r.failed, r.failed.Clause)
	if r.advice != "" {
		text += "\n" + r.advice
	}
	return text
}

// Unwrap returns the error of the step.
func (r *refusal) Unwrap() error { return r.failed }

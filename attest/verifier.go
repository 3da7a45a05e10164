package attest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/snp"
)

// Options say how a Verifier judges. The zero value applies every check and
// the default limits.
type Options struct {
	// Limits bound the evaluation of the policy (L9).
	Limits eval.Limits
	// SNP says how SEV-SNP reports are verified (E6).
	SNP snp.Options
}

// Verifier attests evidence under one policy. It is immutable and safe for many
// goroutines; verified certificate chains are kept between calls.
type Verifier struct {
	policy *compile.Program
	opts   Options
	snp    *snp.Verifier
}

// NewVerifier returns a verifier that decides by the policy, which must not be
// nil.
func NewVerifier(policy *compile.Program, opts Options) (*Verifier, error) {
	if policy == nil {
		return nil, errors.New("attest: no policy")
	}
	return &Verifier{policy: policy, opts: opts, snp: snp.NewVerifier(opts.SNP)}, nil
}

// Evidence is what one platform sent. SNP is the only kind so far.
//
//sumtype:decl
type Evidence interface {
	// verify proves the evidence at a time: only what it returns may stand as
	// claims of the attestation service (E1.1).
	verify(ctx context.Context, v *Verifier, at time.Time) (proven, error)
}

// proven is verified evidence of any kind.
type proven struct {
	kind   catalog.Type
	steps  []evidence.Step
	claims []claim.Claim
}

// SNP is the evidence of an AMD SEV-SNP guest (E6).
type SNP struct {
	// Report is a raw report, the service's request form, or an Azure HCL report,
	// which also holds the runtime data.
	Report []byte
	// Chain holds the certificates, VCEK or VLEK first, in PEM or one in DER, unless
	// the report carries them.
	Chain []byte
	// CRL is the revocation list of the root, in PEM or DER (E6.6); nil if there is
	// none. An empty one is refused.
	CRL []byte
	// RuntimeData and InitTimeData must be bound to the report; nil if unknown.
	RuntimeData, InitTimeData *evidence.Data
}

func (s SNP) verify(ctx context.Context, v *Verifier, at time.Time) (proven, error) {
	verified, err := v.snp.Verify(ctx, snp.Input{
		Evidence: s.Report, Time: at, Chain: s.Chain, CRL: s.CRL,
		RuntimeData: s.RuntimeData, InitTimeData: s.InitTimeData,
	})
	if err != nil {
		return proven{}, err
	}
	return proven{catalog.SevSnpVm, verified.Steps(), verified.Claims()}, nil
}

// Attest verifies the evidence as of the time at, and evaluates the policy over
// the claims it proves. Evidence that can't be verified is an error, usually an
// *evidence.Error that names the step; a policy that denies is a Result.
func (v *Verifier) Attest(ctx context.Context, ev Evidence, at time.Time) (*Result, error) {
	if ev == nil {
		return nil, errors.New("attest: no evidence")
	}
	p, err := ev.verify(ctx, v, at)
	if err != nil {
		return nil, err
	}
	trace, err := eval.Explain(ctx, v.policy, p.claims, eval.Options{Limits: v.opts.Limits})
	if err != nil {
		return nil, fmt.Errorf("evaluating the policy: %w", err)
	}
	return &Result{
		Type: p.kind, Time: at, Steps: p.steps, Claims: p.claims,
		Evaluation: trace.Result, Trace: trace,
	}, nil
}

package tdx

import (
	"context"
	"slices"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/hcl"
)

// Input is what one verification works on.
type Input struct {
	// Quote is a TD quote of version 4 or 5.
	Quote []byte
	// Collateral is what the quote is judged by (E3.12).
	Collateral dcap.Collateral
	// HCL is the report of the paravisor of an Azure VM, whose runtime data the quote
	// must be bound to (E7.1); nil for other TDs. An empty one is refused.
	HCL []byte
	// RuntimeData is what the TD put into its report data as a hash; nil if nothing is
	// known of it, or if the HCL report holds it.
	RuntimeData *evidence.Data
	// InitTimeData is refused: no field of a TD is known to be bound to it (E2.4).
	InitTimeData *evidence.Data
}

// Limits bound what is read (E1.8). A zero field means its default.
type Limits struct {
	dcap.Limits
	HCL int // bytes of an HCL report, padding included; hcl.DefaultReport if zero
}

// hcl returns the limits that matter to an HCL report.
func (l Limits) hcl() hcl.Limits { return hcl.Limits{Limits: l.Limits.Limits, Report: l.HCL} }

// Options say how evidence is verified. The zero value checks everything against
// Intel's root, with the default limits.
type Options struct {
	Limits Limits
	// Anchors replace Intel's root (E1.4), which an empty list stands for.
	Anchors []dcap.Anchor
	// Accept names the statuses that are acceptable beside UpToDate and
	// SWHardeningNeeded. An empty list stands for all but Revoked: the status is a
	// claim, which policies judge (E3.11). A list of UpToDate alone accepts no others.
	Accept []dcap.Status
	// MinEvaluationNumber refuses TCB infos and QE identities of an older TCB
	// evaluation (E3.10).
	MinEvaluationNumber int64
	// Compliance lists give x-ms-compliance-status; the first that holds counts
	// (E6.10). Without a list there is no such claim.
	Compliance []Compliance
	// CachedChains bounds how many verified PCK chains a Verifier keeps, and how
	// many sets of collateral and lists (E1.11): 0 means dcap.DefaultCachedChains,
	// less than 0 none.
	CachedChains int
	// RefuseDebuggable refuses TDs whose memory the host may read before any policy is
	// asked (E1.11).
	RefuseDebuggable bool
	// InsecureSkipRevocation lets evidence pass without revocation lists (E1.10). Those
	// that are given are checked all the same.
	InsecureSkipRevocation bool
	// InsecureAcceptRevoked accepts platforms that Intel calls Revoked (E3.11).
	InsecureAcceptRevoked bool
}

// quote returns how the quote is verified.
func (o *Options) quote() dcap.Options {
	accept := o.Accept
	if len(accept) == 0 {
		accept = dcap.AllButRevoked()
	}
	return dcap.Options{
		Limits:                 o.Limits.Limits,
		Only:                   dcap.TDX,
		Anchors:                o.Anchors,
		Accept:                 accept,
		MinEvaluationNumber:    o.MinEvaluationNumber,
		CachedChains:           o.CachedChains,
		RefuseDebuggable:       o.RefuseDebuggable,
		InsecureSkipRevocation: o.InsecureSkipRevocation,
		InsecureAcceptRevoked:  o.InsecureAcceptRevoked,
	}
}

// Verifier verifies evidence under the same options. It keeps verified chains and
// collateral, so that a further quote of the same platform costs two signature
// checks. It is safe for many goroutines.
type Verifier struct {
	options Options
	quotes  *dcap.Verifier
}

// NewVerifier makes a Verifier.
func NewVerifier(options Options) *Verifier {
	options.Compliance = slices.Clone(options.Compliance) // which stays as it is
	return &Verifier{options: options, quotes: dcap.NewVerifier(options.quote())}
}

// Verify verifies evidence as of a time, by the steps of E3.4 and E7.1. The error is
// an *evidence.Error that names the first step which failed, ErrNoTime for a zero
// time, or the context's. Where collateral is missing, the error wraps
// a *dcap.MissingError; where the status isn't accepted, a *dcap.StatusError.
func Verify(ctx context.Context, in Input, at time.Time, options Options) (*Verified, error) {
	options.CachedChains = -1 // nothing would use it again
	return NewVerifier(options).Verify(ctx, in, at)
}

// Verify verifies evidence, as the function of the same name does.
func (v *Verifier) Verify(ctx context.Context, in Input, at time.Time) (*Verified, error) {
	r := &run{verifier: v, options: &v.options, in: in}
	verified, err := procedure.Run(ctx, r, at)
	if err != nil {
		return nil, err
	}
	return &Verified{Verified: verified, quote: r.quote}, nil
}

// Evidence returns the input together with the verifier, in the form that package
// attest takes.
func (v *Verifier) Evidence(in Input) Evidence { return Evidence{v, in} }

// Evidence is what one TD sent, with the verifier that is to judge it.
type Evidence struct {
	verifier *Verifier
	input    Input
}

// Verify verifies the evidence as of a time, as Verifier.Verify does. The zero
// Evidence is refused.
func (e Evidence) Verify(ctx context.Context, at time.Time) (evidence.Verified, error) {
	verified, _, err := e.VerifyTCB(ctx, at)
	return verified, err
}

// VerifyTCB verifies the evidence likewise, and says how good the platform is, too
// (E3.10).
func (e Evidence) VerifyTCB(ctx context.Context, at time.Time) (evidence.Verified, dcap.TCB, error) {
	v := e.verifier
	if v == nil {
		v = NewVerifier(Options{})
	}
	verified, err := v.Verify(ctx, e.input, at)
	if err != nil {
		return evidence.Verified{}, dcap.TCB{}, err
	}
	return verified.Verified, verified.TCB(), nil
}

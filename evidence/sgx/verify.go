package sgx

import (
	"cmp"
	"context"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/cache"
)

// Input is what one verification works on.
type Input struct {
	// Quote is the evidence as it was sent, with padding if it had some: a bare
	// quote, or what Form says.
	Quote []byte
	Form  Form
	// Collateral is what the quote is judged by (E3.12). Documents in it stand in for
	// a baseline (E4.7); lists alone stand in for those of the baseline.
	Collateral dcap.Collateral
	// TCBIdentifier selects a TCB baseline (E4.6), as the policy's property
	// x-ms-sgx-tcbidentifier does, before which it steps back (VerifyUnder): a TCB
	// evaluation number, or AzureDefault. "" means the default, as no property does.
	TCBIdentifier string
	// RuntimeData is what the enclave put into its report data as a hash; nil if
	// nothing is known of it.
	RuntimeData *evidence.Data
	// InitTimeData is what was put into CONFIG_ID as a hash; nil if nothing is known
	// of it.
	InitTimeData *evidence.Data
}

// Options say how evidence is verified. The zero value checks everything against
// Intel's root, with the default limits.
type Options struct {
	// Options say how quotes are verified. Only those of SGX are, whatever Only says.
	dcap.Options
	// Baselines are those that there are; nil for none.
	Baselines *Baselines
}

// cachedHashes bounds the sets of collateral whose hashes are kept.
const cachedHashes = 32

// Verifier verifies evidence under the same options. It keeps verified chains and
// collateral, so that a further quote of the same platform costs two signature
// checks. It is safe for many goroutines.
type Verifier struct {
	options Options
	quotes  *dcap.Verifier
	hashes  *cache.Cache[collateralHashes]
}

// NewVerifier makes a Verifier.
func NewVerifier(options Options) *Verifier {
	options.Only = dcap.SGX
	return &Verifier{
		options: options,
		quotes:  dcap.NewVerifier(options.Options),
		hashes:  cache.New[collateralHashes](min(cmp.Or(options.CachedChains, cachedHashes), cachedHashes)),
	}
}

// Verify verifies evidence as of a time, by the steps of E3.4. The error is an
// *evidence.Error that names the first step which failed, ErrNoTime for a zero
// time, or the context's. Where collateral is missing, the error wraps
// a *dcap.MissingError; where a baseline is, a *BaselineError.
func Verify(ctx context.Context, in Input, at time.Time, options Options) (*Verified, error) {
	options.CachedChains = -1 // nothing would use it again
	return NewVerifier(options).Verify(ctx, in, at)
}

// Verify verifies evidence, as the function of the same name does.
func (v *Verifier) Verify(ctx context.Context, in Input, at time.Time) (*Verified, error) {
	return v.verify(ctx, in, at, nil)
}

// verify verifies evidence under a policy that sets the property, nil if it
// doesn't.
func (v *Verifier) verify(ctx context.Context, in Input, at time.Time, property *claim.Value) (*Verified, error) {
	if property == nil && in.TCBIdentifier != "" {
		given := claim.String(in.TCBIdentifier)
		property = &given
	}
	r := &run{verifier: v, options: &v.options, in: in, property: property}
	verified, err := in.Form.procedure().Run(ctx, r, at)
	if err != nil {
		return nil, err
	}
	return &Verified{Verified: verified, form: in.Form, quote: r.quote, baseline: r.baseline}, nil
}

// Evidence returns the input together with the verifier, in the form that package
// attest takes.
func (v *Verifier) Evidence(in Input) Evidence { return Evidence{v, in} }

// Evidence is what one enclave sent, with the verifier that is to judge it.
type Evidence struct {
	verifier *Verifier
	input    Input
}

// Verify verifies the evidence as of a time, as Verifier.Verify does. The zero
// Evidence is refused.
func (e Evidence) Verify(ctx context.Context, at time.Time) (evidence.Verified, error) {
	return e.VerifyUnder(ctx, at, nil)
}

// VerifyUnder verifies the evidence as of a time, under a policy that sets those
// properties (L5.6): x-ms-sgx-tcbidentifier selects the TCB baseline (E4.6) in place of
// the input's.
func (e Evidence) VerifyUnder(ctx context.Context, at time.Time, properties []claim.Claim) (evidence.Verified, error) {
	var property *claim.Value
	for _, p := range properties {
		if p.Type == claimTCBIdentifier {
			property = &p.Value
		}
	}
	verified, err := e.verify(ctx, at, property)
	if err != nil {
		return evidence.Verified{}, err
	}
	return verified.Verified, nil
}

// VerifyTCB verifies the evidence as Verify does, and returns how good the platform
// is, too, which no claim says (E4.4).
func (e Evidence) VerifyTCB(ctx context.Context, at time.Time) (evidence.Verified, dcap.TCB, error) {
	verified, err := e.verify(ctx, at, nil)
	if err != nil {
		return evidence.Verified{}, dcap.TCB{}, err
	}
	return verified.Verified, verified.TCB(), nil
}

func (e Evidence) verify(ctx context.Context, at time.Time, property *claim.Value) (*Verified, error) {
	v := e.verifier
	if v == nil {
		v = NewVerifier(Options{})
	}
	return v.verify(ctx, e.input, at, property)
}

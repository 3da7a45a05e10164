package snp

import (
	"context"
	"slices"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/cache"
	"github.com/assay-policy/assay/evidence/internal/pki"
)

// Input is what one verification works on.
type Input struct {
	// Report is a raw report, the service's request form, or an Azure HCL report,
	// which also holds runtime data.
	Report []byte
	// Chain holds certificates, the VCEK or VLEK first: PEM, or one in DER. It is
	// required unless the evidence carries them, and must be empty if it does.
	Chain []byte
	// CRL is the revocation list of the root, PEM or DER (E6.6); nil if there is
	// none. An empty one is refused.
	CRL []byte
	// RuntimeData is what the guest put into its report data as a hash; nil if
	// nothing is known of it, or if the HCL report holds it.
	RuntimeData *evidence.Data
	// InitTimeData is what the host put into HOST_DATA as a hash; nil if nothing is
	// known of it.
	InitTimeData *evidence.Data
	// IDBlock is what the guest's owner told the host that the guest must be, and
	// IDAuth the keys and signatures with that: 96 and 4,096 bytes, as given to the
	// firmware. Both, or neither: nil if they aren't known.
	IDBlock, IDAuth []byte
	// Endorsements of the launch measurement (E6.11): a COSE_Sign1 message, the object
	// {"Uvm": [message]} that requests have, or either as text in base64 or
	// base64url, with white space around it; nil if there are none, or if the request
	// has them.
	Endorsements []byte
}

// Options say how evidence is verified. The zero value checks everything against
// AMD's roots, with the default limits.
type Options struct {
	Limits Limits
	// Anchors replace all of AMD's built-in certificates (E1.4), which an empty list
	// stands for.
	Anchors []Anchor
	// Compliance lists give x-ms-compliance-status; the first that holds counts
	// (E6.10). Without a list there is no such claim.
	Compliance []Compliance
	// CachedChains bounds how many verified chains and lists a Verifier keeps
	// (E1.11): 0 means DefaultCachedChains, less than 0 none.
	CachedChains int
	// Endorser says which endorsements of the launch measurement are good (E6.11).
	Endorser Endorser
	// RequireEndorsement refuses evidence without an endorsement, which policies
	// can't do: no claim says whether there was one.
	RequireEndorsement bool
	// RefuseDebuggable refuses guests whose memory the host may read before any
	// policy is asked (E1.11).
	RefuseDebuggable bool
	// InsecureSkipRevocation lets evidence pass without a CRL (E1.10). One that is
	// given is checked all the same.
	InsecureSkipRevocation bool
}

// DefaultCachedChains is how many verified chains a Verifier keeps, of a few KiB
// each.
const DefaultCachedChains = 256

// cachedLists bounds the lists that are kept: a product has one at a time, and
// they may be long.
const cachedLists = 8

// Verifier verifies evidence under the same options. It keeps verified chains,
// so that a further report of the same chip costs one signature check. It is
// safe for many goroutines.
type Verifier struct {
	options Options
	chains  *cache.Cache[*chain]
	lists   *cache.Cache[*pki.CRL]
}

// NewVerifier makes a Verifier.
func NewVerifier(options Options) *Verifier {
	// What a Verifier keeps was judged by these lists, so that they stay as they are.
	options.Anchors, options.Compliance = slices.Clone(options.Anchors), slices.Clone(options.Compliance)
	size := options.CachedChains
	if size == 0 {
		size = DefaultCachedChains
	}
	return &Verifier{
		options: options,
		chains:  cache.New[*chain](size),
		lists:   cache.New[*pki.CRL](min(size, cachedLists)),
	}
}

// Verify verifies evidence as of a time, by the steps of E6.3. The error is an
// *evidence.Error that names the first step which failed, ErrNoTime for a zero
// time, or the context's.
func Verify(ctx context.Context, in Input, at time.Time, options Options) (*Verified, error) {
	options.CachedChains = -1 // nothing would use it again
	return NewVerifier(options).Verify(ctx, in, at)
}

// Verify verifies evidence, as the function of the same name does.
func (v *Verifier) Verify(ctx context.Context, in Input, at time.Time) (*Verified, error) {
	r := &run{verifier: v, options: &v.options, in: in, at: at, got: Decoded{Form: detect(in.Report)}}
	verified, err := procedure.Run(ctx, r, at)
	if err != nil {
		return nil, err
	}
	key := r.chain.vek
	return &Verified{
		Verified: verified,
		form:     r.got.Form,
		report:   r.got.Report.Bytes(),
		signer:   key.signer,
		product:  key.product,
		name:     key.name,
		chipID:   key.hwid,
		cspID:    key.cspID,

		identity:    r.identity,
		endorsement: r.endorsed,
	}, nil
}

// Evidence returns the input together with the verifier, in the form that package
// attest takes.
func (v *Verifier) Evidence(in Input) Evidence { return Evidence{v, in} }

// Evidence is what one guest sent, with the verifier that is to judge it.
type Evidence struct {
	verifier *Verifier
	input    Input
}

// Verify verifies the evidence as of a time, as Verifier.Verify does. The zero
// Evidence is refused.
func (e Evidence) Verify(ctx context.Context, at time.Time) (evidence.Verified, error) {
	v := e.verifier
	if v == nil {
		v = NewVerifier(Options{})
	}
	verified, err := v.Verify(ctx, e.input, at)
	if err != nil {
		return evidence.Verified{}, err
	}
	return verified.Verified, nil
}

package snp

import (
	"context"
	"time"

	"github.com/assay-policy/assay/evidence"
)

// Input is what one verification works on.
type Input struct {
	// Evidence is a report, the service's request form, or an HCL report.
	Evidence []byte
	// Time is the time of verification; zero is an error (E1.3).
	Time time.Time
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
	// Endorsements of the launch measurement (E6.11) are refused: this version
	// can't verify them.
	Endorsements []byte
}

// Options say how evidence is verified. The zero value checks everything against
// AMD's roots, with the default limits.
type Options struct {
	Limits evidence.Limits
	// Anchors stand in for AMD's built-in certificates, all of them (E1.4). Empty
	// means the built-in ones.
	Anchors []Anchor
	// Compliance lists give x-ms-compliance-status; the first that holds counts
	// (E6.10). Without a list there is no such claim.
	Compliance []Compliance
	// CachedChains bounds how many verified chains and lists a Verifier keeps
	// (E1.11): 0 means DefaultCachedChains, less than 0 none.
	CachedChains int
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
	chains  cache[*chain]
	lists   cache[*evidence.CRL]
}

// NewVerifier makes a Verifier.
func NewVerifier(options Options) *Verifier {
	size := options.CachedChains
	if size == 0 {
		size = DefaultCachedChains
	}
	v := &Verifier{options: options}
	v.chains.size, v.lists.size = size, min(size, cachedLists)
	return v
}

// Verify verifies evidence by the steps of E6.3. The error is an *evidence.Error
// that names the first step which failed, ErrNoTime, or the context's.
func Verify(ctx context.Context, in Input, options Options) (*Verified, error) {
	options.CachedChains = -1 // nothing would use it again
	return NewVerifier(options).Verify(ctx, in)
}

// Verify verifies evidence, as the function of the same name does.
func (v *Verifier) Verify(ctx context.Context, in Input) (*Verified, error) {
	if in.Time.IsZero() {
		return nil, evidence.ErrNoTime
	}
	run := &run{verifier: v, in: in, got: Evidence{Form: Detect(in.Evidence)}}
	for _, s := range steps {
		if s.kind == evidence.HCL && run.got.Form != FormHCL {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		detail, err := s.check(run)
		if err != nil {
			return nil, evidence.Wrap(s.kind, s.name, s.clause, err)
		}
		run.passed = append(run.passed, evidence.Step{Name: s.name, Clause: s.clause, Detail: detail})
	}
	return run.verified(), nil
}

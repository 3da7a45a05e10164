package dcap

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/assay-policy/assay/evidence/internal/cache"
	"github.com/assay-policy/assay/evidence/internal/pki"
)

// Input is what one verification works on.
type Input struct {
	Quote      []byte
	Collateral Collateral
	// Baseline says that the collateral is that of a TCB baseline (E4.7): its TCB
	// info and QE identity hold beyond their time, with a signing chain that was
	// valid when they were issued, and a platform is refused only if it is below
	// them. Its revocation lists expire like others.
	Baseline bool
}

// Options say how quotes are verified. The zero value checks everything against
// Intel's root, with the default limits.
type Options struct {
	Limits Limits
	// Only refuses quotes of another technology; the zero value takes both.
	Only TEE
	// Anchors replace Intel's root (E1.4), which an empty list stands for.
	Anchors []Anchor
	// Accept names statuses that are acceptable beside UpToDate and
	// SWHardeningNeeded (E3.11), under a baseline beside those which aren't below it
	// (E4.7). Revoked isn't accepted by being named here.
	Accept []Status
	// MinEvaluationNumber refuses TCB infos and QE identities of an older TCB
	// evaluation (E3.10).
	MinEvaluationNumber int64
	// CachedChains bounds how many verified PCK chains a Verifier keeps, and how
	// many sets of collateral and lists (E1.11): 0 means DefaultCachedChains, less
	// than 0 none.
	CachedChains int
	// RefuseDebuggable refuses enclaves and TDs whose memory the host may read before
	// any policy is asked (E1.11).
	RefuseDebuggable bool
	// InsecureSkipRevocation lets quotes pass without revocation lists (E1.10). Those
	// that are given are checked all the same.
	InsecureSkipRevocation bool
	// InsecureAcceptRevoked accepts platforms that Intel calls Revoked (E3.11).
	InsecureAcceptRevoked bool
}

// DefaultCachedChains is how many verified PCK chains a Verifier keeps, of a few
// KiB each.
const DefaultCachedChains = 256

// cachedCollateral bounds the sets of documents and the lists that are kept: there
// are few at a time, and they may be long.
const cachedCollateral = 32

// Verifier verifies quotes under the same options. It keeps verified chains and
// collateral, so that a further quote of the same platform costs two signature
// checks. It is safe for many goroutines.
type Verifier struct {
	options   Options
	chains    *cache.Cache[*pckChain]
	documents *cache.Cache[*documents]
	lists     *cache.Cache[*pki.CRL]
}

// NewVerifier makes a Verifier.
func NewVerifier(options Options) *Verifier {
	if len(options.Anchors) == 0 {
		options.Anchors = []Anchor{intelRoot}
	}
	// What a Verifier keeps was judged by these lists, so that they stay as they are.
	options.Anchors, options.Accept = slices.Clone(options.Anchors), slices.Clone(options.Accept)
	size := cmp.Or(options.CachedChains, DefaultCachedChains)
	return &Verifier{
		options:   options,
		chains:    cache.New[*pckChain](size),
		documents: cache.New[*documents](min(size, cachedCollateral)),
		lists:     cache.New[*pki.CRL](min(size, cachedCollateral)),
	}
}

// Verify verifies a quote as of a time, by the steps of E3.4. The error is an
// *evidence.Error that names the first step which failed, ErrNoTime for a zero
// time, or the context's. Where collateral is missing, the error wraps
// a *MissingError.
func Verify(ctx context.Context, in Input, at time.Time, options Options) (*Verified, error) {
	options.CachedChains = -1 // nothing would use it again
	return NewVerifier(options).Verify(ctx, in, at)
}

// Verify verifies a quote, as the function of the same name does.
func (v *Verifier) Verify(ctx context.Context, in Input, at time.Time) (*Verified, error) {
	r := &run{verifier: v, options: &v.options, in: in, at: at}
	verified, err := procedure.Run(ctx, r, at)
	if err != nil {
		return nil, err
	}
	return &Verified{Verified: verified, quote: r.quote, pck: r.chain.pck, tcb: r.tcb}, nil
}

package cose_test

import (
	"testing"

	"github.com/assay-policy/assay/evidence/cose"
	. "github.com/assay-policy/assay/evidence/cose/cosetest"
)

// TestNoAlgorithm wants a message whose algorithm is none of E6.11, which only a
// caller can make, to be refused.
func TestNoAlgorithm(t *testing.T) {
	t.Parallel()
	for _, a := range []cose.Algorithm{0, -7, 5} {
		m := parse(t, message(t).Sign(t))
		m.Algorithm = a
		want(t, m.Verify(issuer(t).Issuer(), Now), "expected one of [PS256 (-37) PS384 (-38) PS512 (-39) ES384 (-35)]")
	}
}

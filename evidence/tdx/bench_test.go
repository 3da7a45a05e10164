package tdx_test

import (
	"testing"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/vectors"
	"github.com/assay-policy/assay/evidence/tdx"
)

// BenchmarkVerify compares, in one run: evidence with its claims, PCK chain and
// collateral cached (at most 1.3 times the floor), a quote alone and one with the HCL
// report of an Azure VM; that quote by package dcap, which makes no claims; without a
// cache; and the floor, which is the two signatures of a quote by the standard library.
func BenchmarkVerify(b *testing.B) {
	in, e := azure(b)
	quote := in
	quote.HCL = nil
	verify := func(b *testing.B, v *tdx.Verifier, in tdx.Input, claims int) {
		b.ReportAllocs()
		for b.Loop() {
			got, err := v.Verify(b.Context(), in, e.Time)
			if err != nil || len(got.Claims()) != claims {
				b.Fatal(got, err)
			}
		}
	}
	b.Run("floor", func(b *testing.B) { vectors.BenchmarkFloor(b, in.Quote) })
	b.Run("cached", func(b *testing.B) { verify(b, tdx.NewVerifier(tdx.Options{}), quote, len(e.Claims)) })
	b.Run("cached HCL report", func(b *testing.B) { verify(b, tdx.NewVerifier(tdx.Options{}), in, len(e.Claims)+1) })
	b.Run("dcap", func(b *testing.B) {
		v := dcap.NewVerifier(dcap.Options{Accept: dcap.AllButRevoked()})
		b.ReportAllocs()
		for b.Loop() {
			if _, err := v.Verify(b.Context(), dcap.Input{Quote: in.Quote, Collateral: in.Collateral}, e.Time); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("uncached", func(b *testing.B) { verify(b, tdx.NewVerifier(tdx.Options{CachedChains: -1}), in, len(e.Claims)+1) })
}

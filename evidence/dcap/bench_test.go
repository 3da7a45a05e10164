package dcap_test

import (
	"context"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/vectors"
)

// benchmarked are a real quote of SGX and one of TDX, with the collateral of their
// time.
var benchmarked = []struct{ name, quote, collateral string }{
	{"SGX", "sgx/dcap-qvl/sgx_quote", "sgx/dcap-qvl/sgx_quote_collateral.json"},
	{"TDX", "tdx/dcap-qvl/tdx_quote", "tdx/dcap-qvl/tdx_quote_collateral.json"},
}

// dayOfQVL is when both verify.
var dayOfQVL = time.Date(2025, 7, 1, 12, 0, 0, 0, time.UTC)

// BenchmarkParse: less than 1 µs and at most 2 allocations.
func BenchmarkParse(b *testing.B) {
	for _, c := range benchmarked {
		data := read(b, c.quote)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := dcap.ParseQuote(data, dcap.Limits{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestParseAllocations holds what BenchmarkParse measures.
func TestParseAllocations(t *testing.T) {
	for _, c := range benchmarked {
		data := read(t, c.quote)
		allocations := testing.AllocsPerRun(100, func() {
			if _, err := dcap.ParseQuote(data, dcap.Limits{}); err != nil {
				t.Fatal(err)
			}
		})
		if allocations > 2 {
			t.Errorf("%s: got %v allocations, expected 2 at most", c.name, allocations)
		}
	}
}

// BenchmarkVerify compares, in one run: with PCK chain and collateral cached (at
// most 1.3 times the floor), 1,000 quotes of one platform by a new verifier (a run
// of it at most 1,100 times the cached one), without a cache, and the floor, which
// is the two signatures of a quote by the standard library.
func BenchmarkVerify(b *testing.B) {
	for _, c := range benchmarked {
		collateral, err := dcap.ReadCollateral(read(b, c.collateral), dcap.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		in := dcap.Input{Quote: read(b, c.quote), Collateral: collateral}
		options := dcap.Options{Accept: dcap.AllButRevoked()}
		verify := func(b *testing.B, v *dcap.Verifier) {
			if _, err := v.Verify(context.Background(), in, dayOfQVL); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(c.name+"/floor", func(b *testing.B) { vectors.BenchmarkFloor(b, in.Quote) })
		b.Run(c.name+"/cached", func(b *testing.B) {
			v := dcap.NewVerifier(options)
			b.ReportAllocs()
			for b.Loop() {
				verify(b, v)
			}
		})
		b.Run(c.name+"/1000", func(b *testing.B) {
			for b.Loop() {
				v := dcap.NewVerifier(options)
				for range 1000 {
					verify(b, v)
				}
			}
		})
		b.Run(c.name+"/uncached", func(b *testing.B) {
			uncached := options
			uncached.CachedChains = -1
			v := dcap.NewVerifier(uncached)
			b.ReportAllocs()
			for b.Loop() {
				verify(b, v)
			}
		})
	}
}

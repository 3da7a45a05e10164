package sgx_test

import (
	"context"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/vectors"
	"github.com/assay-policy/assay/evidence/sgx"
)

// BenchmarkVerify compares, in one run: evidence with its claims and bound data, PCK
// chain and collateral cached (at most 1.3 times the floor); the quote alone, as package
// dcap verifies it; and the floor, which is the two signatures of a quote by the standard
// library.
func BenchmarkVerify(b *testing.B) {
	c, err := dcap.ReadCollateral(read(b, "sgx/dcap-qvl/sgx_quote_collateral.json"), dcap.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	day := time.Date(2025, 7, 1, 12, 0, 0, 0, time.UTC)
	options := dcap.Options{Accept: dcap.AllButRevoked()}
	quote := read(b, "sgx/dcap-qvl/sgx_quote")
	b.Run("floor", func(b *testing.B) { vectors.BenchmarkFloor(b, quote) })
	b.Run("quote", func(b *testing.B) {
		v, in := dcap.NewVerifier(options), dcap.Input{Quote: quote, Collateral: c}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := v.Verify(context.Background(), in, day); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("evidence", func(b *testing.B) {
		benchmark(b, sgx.Options{Options: options}, sgx.Input{Quote: quote, Collateral: c}, day)
	})
	b.Run("report with runtime data", func(b *testing.B) {
		benchmark(b, sgx.Options{Options: options}, sgx.Input{
			Quote: read(b, "maa-sgx/azure-sdk-cpp/evidence.oe-report.debug.bin"), Form: sgx.FormOpenEnclave, Collateral: pluginCollateral(b),
			RuntimeData: &evidence.Data{Bytes: read(b, "maa-sgx/azure-sdk-cpp/runtime-data.bin")},
		}, dayOfPlugin)
	})
}

func benchmark(b *testing.B, options sgx.Options, in sgx.Input, at time.Time) {
	v := sgx.NewVerifier(options)
	b.ReportAllocs()
	for b.Loop() {
		got, err := v.Verify(context.Background(), in, at)
		if err != nil || len(got.Claims()) == 0 {
			b.Fatal(got, err)
		}
	}
}

package tdx_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"testing"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/tdx"
)

// BenchmarkVerify compares, in one run: with PCK chain and collateral cached, the
// same by package dcap, which makes no claims, without a cache, and the floor, which
// is the two signatures of a quote by the standard library.
func BenchmarkVerify(b *testing.B) {
	in, e := azure(b)
	verify := func(b *testing.B, v *tdx.Verifier) {
		got, err := v.Verify(b.Context(), in, e.Time)
		if err != nil || len(got.Claims()) != len(e.Claims)+1 {
			b.Fatal(got, err)
		}
	}
	b.Run("floor", func(b *testing.B) { benchmarkFloor(b, in.Quote) })
	b.Run("cached", func(b *testing.B) {
		v := tdx.NewVerifier(tdx.Options{})
		b.ReportAllocs()
		for b.Loop() {
			verify(b, v)
		}
	})
	b.Run("dcap", func(b *testing.B) {
		v := dcap.NewVerifier(dcap.Options{Accept: dcap.AllButRevoked()})
		b.ReportAllocs()
		for b.Loop() {
			if _, err := v.Verify(b.Context(), dcap.Input{Quote: in.Quote, Collateral: in.Collateral}, e.Time); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("uncached", func(b *testing.B) {
		v := tdx.NewVerifier(tdx.Options{CachedChains: -1})
		b.ReportAllocs()
		for b.Loop() {
			verify(b, v)
		}
	})
}

// benchmarkFloor checks both signatures of a quote and does nothing else: the PCK is
// known, the attestation key isn't.
func benchmarkFloor(b *testing.B, data []byte) {
	q, err := dcap.ParseQuote(data, dcap.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	block, _ := pem.Decode(q.CertificationData)
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		b.Fatal(err)
	}
	pck := cert.PublicKey.(*ecdsa.PublicKey)
	const size = 48 + dcap.TDReportSize
	report, signed := data[size+4+64+64+6:][:dcap.EnclaveReportSize], data[:size]
	number := func(b []byte) *big.Int { return new(big.Int).SetBytes(b) }
	b.ReportAllocs()
	for b.Loop() {
		key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append([]byte{4}, q.AttestationKey...))
		if err != nil {
			b.Fatal(err)
		}
		first, second := sha256.Sum256(report), sha256.Sum256(signed)
		if !ecdsa.Verify(pck, first[:], number(q.QEReportSignature[:32]), number(q.QEReportSignature[32:])) ||
			!ecdsa.Verify(key, second[:], number(q.Signature[:32]), number(q.Signature[32:])) {
			b.Fatal("a signature doesn't hold")
		}
	}
}

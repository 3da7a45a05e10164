package dcap_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence/dcap"
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
		b.Run(c.name+"/floor", func(b *testing.B) { benchmarkFloor(b, in.Quote) })
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

// benchmarkFloor checks both signatures of a quote and does nothing else: the PCK
// is known, the attestation key isn't.
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
	report, signed := signedParts(q)
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

// signedParts returns what the two signatures of a quote before version 5 are over:
// the QE report, and header and body.
func signedParts(q *dcap.Quote) (report, signed []byte) {
	data := q.Bytes()
	size := 48 + dcap.EnclaveReportSize
	if q.TEE == dcap.TDX {
		size = 48 + dcap.TDReportSize
	}
	at := size + 4 + 64 + 64
	if q.Version > 3 {
		at += 6
	}
	return data[at : at+dcap.EnclaveReportSize], data[:size]
}

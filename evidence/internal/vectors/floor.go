package vectors

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"testing"

	"github.com/assay-policy/assay/evidence/dcap"
)

// BenchmarkFloor is the least that a quote can cost: it checks both signatures, with the
// standard library, and does nothing else. The PCK is known, the attestation key isn't.
func BenchmarkFloor(b *testing.B, data []byte) {
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
	report, signed := SignedParts(q)
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

// SignedParts returns what the two signatures of a quote before version 5 are over:
// the QE report, and header and body.
func SignedParts(q *dcap.Quote) (report, signed []byte) {
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

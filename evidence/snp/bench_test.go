package snp_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/sha512"
	"testing"
	"time"

	"github.com/google/go-sev-guest/abi"
	pb "github.com/google/go-sev-guest/proto/sevsnp"
	gosev "github.com/google/go-sev-guest/verify"
	"github.com/google/go-sev-guest/verify/trust"

	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// BenchmarkParse: at most 1 µs and 2 allocations.
func BenchmarkParse(b *testing.B) {
	data := raw(b, "azure-hcl/trustee/snp.hcl-report.bin")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := snp.Parse(data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkVerify compares, in one run: with the chain cached (at most 1.15 times
// the bare signature check), also with a CRL, an ID block or an endorsement,
// without (at most 1.05 times go-sev-guest, which checks less), the bare check, and
// go-sev-guest's chain and signature.
func BenchmarkVerify(b *testing.B) {
	in := azureInput(b)
	virtual := vendor(b, snp.Milan).Guest(b, snp.VCEK)
	owner := snptest.NewOwner(b, true)
	block := owner.Launch(virtual)
	owned := virtual.Input(b)
	owned.IDBlock, owned.IDAuth = block, owner.Auth(b, block)
	bare := in
	bare.Report = in.Report[0x20:0x4C0]
	for _, c := range []struct {
		name     string
		verifier *snp.Verifier
		in       snp.Input
		at       time.Time
	}{
		{"cached", snp.NewVerifier(snp.Options{InsecureSkipRevocation: true}), bare, azureTime},
		{"cached HCL report", snp.NewVerifier(snp.Options{InsecureSkipRevocation: true}), in, azureTime},
		{"cached with CRL", snp.NewVerifier(virtual.Vendor.Options()), virtual.Input(b), snptest.Now},
		{"cached with ID block", snp.NewVerifier(virtual.Vendor.Options()), owned, snptest.Now},
		{"cached with endorsement", snp.NewVerifier(snp.Options{InsecureSkipRevocation: true}), aci(b), aciTime},
		{"uncached", snp.NewVerifier(snp.Options{InsecureSkipRevocation: true, CachedChains: -1}), bare, azureTime},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.verifier.Verify(context.Background(), c.in, c.at); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("bare P-384", func(b *testing.B) { benchmarkBare(b, in) })
	b.Run("go-sev-guest", func(b *testing.B) { benchmarkGoSevGuest(b, in) })
}

// benchmarkBare hashes and checks one signature, and does nothing else.
func benchmarkBare(b *testing.B, in snp.Input) {
	data := in.Report[0x20:0x4C0]
	key := leaf(b, in.Chain).PublicKey.(*ecdsa.PublicKey)
	der, err := abi.ReportToSignatureDER(data)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		sum := sha512.Sum384(data[:0x2A0])
		if !ecdsa.VerifyASN1(key, sum[:], der) {
			b.Fatal("the signature doesn't hold")
		}
	}
}

// benchmarkGoSevGuest verifies the same report and VCEK.
func benchmarkGoSevGuest(b *testing.B, in snp.Input) {
	data, vcek := in.Report[0x20:0x4C0], leaf(b, in.Chain).Raw
	options := &gosev.Options{
		DisableCertFetching: true,
		Now:                 time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC),
		Product:             &pb.SevProduct{Name: pb.SevProduct_SEV_PRODUCT_MILAN},
		TrustedRoots:        map[string][]*trust.AMDRootCerts{"Milan": {trust.DefaultRootCerts["Milan"]}},
	}
	b.ReportAllocs()
	for b.Loop() {
		report, err := abi.ReportToProto(data)
		if err != nil {
			b.Fatal(err)
		}
		chain := &pb.CertificateChain{VcekCert: vcek,
			AskCert: trust.DefaultRootCerts["Milan"].ProductCerts.Ask.Raw, ArkCert: trust.DefaultRootCerts["Milan"].ProductCerts.Ark.Raw}
		if err := gosev.SnpAttestation(&pb.Attestation{Report: report, CertificateChain: chain}, options); err != nil {
			b.Fatal(err)
		}
	}
}

package snp_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-sev-guest/abi"
	pb "github.com/google/go-sev-guest/proto/sevsnp"
	gosev "github.com/google/go-sev-guest/verify"

	"github.com/assay-policy/assay/evidence/snp"
)

// reports are those of the corpus that are in files of their own, with the
// file whose first certificate signed them.
var reports = map[string]string{
	"snp/go-sev-guest/attestation.bin":     "snp/go-sev-guest/vcek.testcer",
	"snp/trustee/test-report.bin":          "snp/trustee/test-vcek.der",
	"snp/trustee/test-vlek-report.bin":     "snp/trustee/test-vlek.der",
	"maa-snp/azure-samples/snp-report.bin": "maa-snp/azure-samples/vcek-chain.pem",
	"maa-snp/sidecar-aci/snp_report.bin":   "maa-snp/sidecar-aci/uvm_host_amd_certificate.pem",
	"azure-hcl/trustee/snp.hcl-report.bin": "azure-hcl/trustee/snp.vcek.pem",
	"azure-hcl/kinvolk/hcl-report-snp.bin": "",
}

// raw returns the report of a file, unwrapped.
func raw(t testing.TB, name string) []byte {
	t.Helper()
	data := read(t, name)
	if len(data) > snp.ReportSize {
		data = data[0x20:0x4C0]
	}
	return data
}

// asProto returns the fields of a report under the names of go-sev-guest.
func asProto(r *snp.Report) *pb.Report {
	tcb := func(t snp.TCB) uint64 { return binary.LittleEndian.Uint64(t[:]) }
	p := &pb.Report{
		Version: r.Version, GuestSvn: r.GuestSVN, Policy: uint64(r.Policy), FamilyId: r.FamilyID, ImageId: r.ImageID,
		Vmpl: r.VMPL, SignatureAlgo: 1, CurrentTcb: tcb(r.CurrentTCB), PlatformInfo: uint64(r.PlatformInfo),
		SignerInfo: abi.ComposeSignerInfo(abi.SignerInfo{SigningKey: abi.ReportSigner(r.SigningKey),
			MaskChipKey: r.MaskChipKey, AuthorKeyEn: r.AuthorKeyEnabled}),
		ReportData: r.ReportData, Measurement: r.Measurement, HostData: r.HostData, IdKeyDigest: r.IDKeyDigest,
		AuthorKeyDigest: r.AuthorKeyDigest, ReportId: r.ReportID, ReportIdMa: r.ReportIDMA, ReportedTcb: tcb(r.ReportedTCB),
		ChipId: r.ChipID, CommittedTcb: tcb(r.CommittedTCB),
		CurrentMajor: uint32(r.Current.Major), CurrentMinor: uint32(r.Current.Minor), CurrentBuild: uint32(r.Current.Build),
		CommittedMajor: uint32(r.Committed.Major), CommittedMinor: uint32(r.Committed.Minor), CommittedBuild: uint32(r.Committed.Build),
		LaunchTcb: tcb(r.LaunchTCB), LaunchMitVector: r.LaunchMitigation, CurrentMitVector: r.CurrentMitigation,
		Signature: r.Bytes()[0x2A0:],
	}
	if r.Version >= 3 {
		p.Cpuid1EaxFms = abi.FmsToCpuid1Eax(r.CPUID.Family, r.CPUID.Model, r.CPUID.Stepping)
	}
	return p
}

// TestParseAgainstGoSevGuest compares every field with what Google's parser reads.
func TestParseAgainstGoSevGuest(t *testing.T) {
	t.Parallel()
	all := make(map[string][]byte)
	for name := range reports {
		all[name] = raw(t, name)
	}
	numbered := guest(t, snp.Turin, snp.VLEK) // every field another value
	set(numbered, 0, 5)
	for i, from := range []int{0x04, 0x10, 0x38, 0x50, 0x188, 0x1E0, 0x1EC, 0x1F0} {
		for at := from; at < []int{0x08, 0x30, 0x40, 0x188, 0x18B, 0x1EB, 0x1EF, 0x208}[i]; at++ {
			numbered.Report[at] = byte(at*7 + 1)
		}
	}
	set(numbered, 0x30, 3)
	set(numbered, 0x40, 0xBF)
	set(numbered, 0x48, 1<<2|1)
	all["virtual"] = numbered.Sign(t)
	for name, data := range all {
		ours, err := snp.Parse(data)
		if err != nil {
			t.Fatal(name, err)
		}
		theirs, err := abi.ReportToProto(data)
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(abiBytes(t, theirs), abiBytes(t, asProto(ours))); diff != "" {
			t.Errorf("%s (-go-sev-guest +ours):\n%s", name, diff)
		}
	}
}

// abiBytes writes the fields in their places again: comparing those compares all.
func abiBytes(t *testing.T, r *pb.Report) []byte {
	t.Helper()
	b, err := abi.ReportToAbiBytes(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestSignatureAgainstGoSevGuest checks signatures of real reports, whole and
// with each 61st bit changed, by Google's code too.
func TestSignatureAgainstGoSevGuest(t *testing.T) {
	t.Parallel()
	for name, vek := range reports {
		if vek == "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := raw(t, name)
			cert := leaf(t, read(t, vek))
			if err := gosev.SnpReportSignature(data, cert); err != nil {
				t.Fatal(err)
			}
			for bit := 0; bit < 8*len(data); bit += 61 {
				// It doesn't look after the signature, where we want zeros (E6.2).
				if err := gosev.SnpReportSignature(flip(data, bit), cert); (err == nil) != (bit >= 8*0x330) {
					t.Errorf("bit %d: go-sev-guest says %v", bit, err)
				}
				in := snp.Input{Report: flip(data, bit), Chain: cert.Raw}
				if _, err := snp.Verify(context.Background(), in, cert.NotBefore, snp.Options{InsecureSkipRevocation: true}); err == nil {
					t.Errorf("bit %d: Verify accepts the report", bit)
				}
			}
		})
	}
}

// leaf returns the first certificate of a file.
func leaf(t testing.TB, data []byte) *x509.Certificate {
	t.Helper()
	if bytes.HasPrefix(data, []byte("-----")) {
		data = firstBlock(data)
	}
	cert, err := x509.ParseCertificate(data)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

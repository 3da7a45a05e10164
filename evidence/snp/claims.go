package snp

import (
	"bytes"
	"encoding/hex"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// attestationType has the value of x-ms-attestation-type (E2.5), and the prefix of
// the names of E6.9.
var attestationType, _ = catalog.LookupType(catalog.SevSnpVm)

// Names of claims that don't come from the report alone.
const (
	claimAttestationType = "x-ms-attestation-type"
	claimRuntime         = "x-ms-runtime"
	claimInitTime        = "x-ms-inittime"
	claimCompliance      = "x-ms-compliance-status"
)

// fields returns the claims of E6.9, in the order of its table. The security
// version numbers are left out for an unknown product.
func (r *Report) fields(p Product) []claim.Claim {
	fields := make([]claim.Claim, 0, 24)
	add := func(name string, v claim.Value) { fields = append(fields, frame.Claim(attestationType.Prefix+name, v)) }
	digits := func(name string, b []byte) { add(name, claim.String(hex.EncodeToString(b))) }
	if p != "" {
		svns := r.ReportedTCB.SVNs(p)
		add("bootloader-svn", claim.Int(int64(svns.Bootloader)))
		add("tee-svn", claim.Int(int64(svns.TEE)))
		add("snpfw-svn", claim.Int(int64(svns.SNP)))
		add("microcode-svn", claim.Int(int64(svns.Microcode)))
	}
	add("guestsvn", claim.Int(int64(r.GuestSVN)))
	add("vmpl", claim.Int(int64(r.VMPL)))
	digits("familyId", r.FamilyID)
	digits("imageId", r.ImageID)
	digits("hostdata", r.HostData)
	digits("reportid", r.ReportID)
	digits("launchmeasurement", r.Measurement)
	digits("idkeydigest", r.IDKeyDigest)
	digits("authorkeydigest", r.AuthorKeyDigest)
	digits("reportdata", r.ReportData)
	add("smt-allowed", claim.Bool(r.Policy.SMTAllowed()))
	add("migration-allowed", claim.Bool(r.Policy.MigrationAllowed()))
	add("is-debuggable", claim.Bool(r.Policy.Debuggable()))
	if r.Version >= 3 {
		add("singlesocket", claim.Bool(r.Policy.SingleSocket()))
		add("cxl-allowed", claim.Bool(r.Policy.CXLAllowed()))
		add("mem-aes256-xts-required", claim.Bool(r.Policy.AES256Required()))
		add("rapl-disabled", claim.Bool(r.Policy.RAPLDisabled()))
		add("ciphertext-hiding-dram-enabled", claim.Bool(r.Policy.CiphertextHiding()))
		add("page-swap-disabled", claim.Bool(r.Policy.PageSwapDisabled()))
	}
	return fields
}

// typeClaim says of which type the evidence is (E2.5).
func typeClaim() claim.Claim {
	return frame.Claim(claimAttestationType, claim.String(attestationType.ClaimValue))
}

// Digest is a SHA-384 hash as reports carry it.
type Digest [48]byte

// Compliance lists what makes a guest compliant: x-ms-compliance-status gets the
// status if the report has one of the measurements or of the digests of the key
// that signed the launch (E6.10). What the service itself compares isn't public.
type Compliance struct {
	Status       string // "azure-compliant-cvm", "azure-compliant-uvm"
	Measurements []Digest
	IDKeyDigests []Digest
}

// holds reports whether the report is on the list. A digest of zeros stands for
// no key and matches nothing.
func (c Compliance) holds(r *Report) bool {
	listed := func(field []byte, among []Digest) bool {
		for _, d := range among {
			if d != (Digest{}) && bytes.Equal(d[:], field) {
				return true
			}
		}
		return false
	}
	return c.Status != "" && (listed(r.Measurement, c.Measurements) || listed(r.IDKeyDigest, c.IDKeyDigests))
}

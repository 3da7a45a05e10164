package snp

import (
	"bytes"

	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// attestationType has the value of x-ms-attestation-type (E2.5).
var attestationType, _ = catalog.LookupType(catalog.SevSnpVm)

// Names of claims that don't come from the report alone.
const (
	claimAttestationType = "x-ms-attestation-type"
	claimRuntime         = "x-ms-runtime"
	claimInitTime        = "x-ms-inittime"
	claimCompliance      = "x-ms-compliance-status"
)

// usual is how many claims evidence gives.
const usual = 28

// fields returns the type (E2.5) and the claims of E6.9, in the order of its table. The
// security version numbers are left out for an unknown product.
func (r *Report) fields(p Product) frame.Claims {
	fields := make(frame.Claims, 0, usual)
	fields.Text(claimAttestationType, attestationType.ClaimValue)
	if p != "" {
		svns := r.ReportedTCB.SVNs(p)
		fields.Number("x-ms-sevsnpvm-bootloader-svn", uint32(svns.Bootloader))
		fields.Number("x-ms-sevsnpvm-tee-svn", uint32(svns.TEE))
		fields.Number("x-ms-sevsnpvm-snpfw-svn", uint32(svns.SNP))
		fields.Number("x-ms-sevsnpvm-microcode-svn", uint32(svns.Microcode))
	}
	fields.Number("x-ms-sevsnpvm-guestsvn", r.GuestSVN)
	fields.Number("x-ms-sevsnpvm-vmpl", r.VMPL)
	fields.Hex("x-ms-sevsnpvm-familyId", r.FamilyID)
	fields.Hex("x-ms-sevsnpvm-imageId", r.ImageID)
	fields.Hex("x-ms-sevsnpvm-hostdata", r.HostData)
	fields.Hex("x-ms-sevsnpvm-reportid", r.ReportID)
	fields.Hex("x-ms-sevsnpvm-launchmeasurement", r.Measurement)
	fields.Hex("x-ms-sevsnpvm-idkeydigest", r.IDKeyDigest)
	fields.Hex("x-ms-sevsnpvm-authorkeydigest", r.AuthorKeyDigest)
	fields.Hex("x-ms-sevsnpvm-reportdata", r.ReportData)
	fields.Bool("x-ms-sevsnpvm-smt-allowed", r.Policy.SMTAllowed())
	fields.Bool("x-ms-sevsnpvm-migration-allowed", r.Policy.MigrationAllowed())
	fields.Bool("x-ms-sevsnpvm-is-debuggable", r.Policy.Debuggable())
	if r.Version >= 3 {
		fields.Bool("x-ms-sevsnpvm-singlesocket", r.Policy.SingleSocket())
		fields.Bool("x-ms-sevsnpvm-cxl-allowed", r.Policy.CXLAllowed())
		fields.Bool("x-ms-sevsnpvm-mem-aes256-xts-required", r.Policy.AES256Required())
		fields.Bool("x-ms-sevsnpvm-rapl-disabled", r.Policy.RAPLDisabled())
		fields.Bool("x-ms-sevsnpvm-ciphertext-hiding-dram-enabled", r.Policy.CiphertextHiding())
		fields.Bool("x-ms-sevsnpvm-page-swap-disabled", r.Policy.PageSwapDisabled())
	}
	return fields
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

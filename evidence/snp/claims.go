package snp

import (
	"bytes"
	"encoding/hex"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence"
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

// Reported returns what the report says, under the names of the claims that it
// would give once verified (E6.9). It is for showing unverified evidence (E1.1).
//
// Without a certificate the layout of the TCB follows from the processor that
// the report names; a report of version 2 names none and is read as Milan or
// Genoa, as all of that version are. For an unknown processor, the security
// version numbers are left out.
func (r *Report) Reported() []evidence.Field {
	product := Milan
	if r.Version >= 3 {
		product = r.CPUID.Product()
	}
	return r.fields(product)
}

// fields returns the fields of E6.9, in the order of its table.
func (r *Report) fields(p Product) []evidence.Field {
	var fields []evidence.Field
	add := func(name string, v claim.Value) {
		fields = append(fields, evidence.Field{Name: attestationType.Prefix + name, Value: v})
	}
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

// claims returns the claims of a verified report of a product (E6.9).
func (r *Report) claims(p Product) []claim.Claim {
	fields := r.fields(p)
	claims := make([]claim.Claim, 0, len(fields)+4)
	claims = append(claims, service(claimAttestationType, claim.String(attestationType.ClaimValue)))
	for _, f := range fields {
		claims = append(claims, service(f.Name, f.Value))
	}
	return claims
}

// service makes a claim of the service (E2.1).
func service(name string, v claim.Value) claim.Claim {
	return claim.Claim{Type: name, Value: v, Issuer: claim.AttestationService}
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

package tdx

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// attestationType has the value of x-ms-attestation-type (E2.5), and the prefix of
// the names of E5.2.
var attestationType, _ = catalog.LookupType(catalog.TdxVm)

// Names of claims that aren't fields of the TD's report.
const (
	claimAttestationType = "x-ms-attestation-type"
	claimProfile         = "eat_profile"
	claimIntendedUse     = "intuse"
	claimDebugStatus     = "dbgstat"
	claimStatus          = "attester_tcb_status"
	claimRuntime         = "x-ms-runtime"
	claimCompliance      = "x-ms-compliance-status"
)

// profile is the EAT profile of tokens (E5.3).
const profile = "https://aka.ms/maa-eat-profile-tdxvm"

// The bits of TDATTRIBUTES that become claims (E5.2).
const (
	attributeSEPTVEDisable  = 1 << 28
	attributeProtectionKeys = 1 << 30
	attributeKeyLocker      = 1 << 31
	attributePerfmon        = 1 << 63
)

// common returns the claims that every TD gives (E2.5, E5.3), save the status.
func common(t *dcap.TDReport) []claim.Claim {
	debug := "disabled"
	if t.Debuggable() {
		debug = "enabled"
	}
	return []claim.Claim{
		frame.Claim(claimAttestationType, claim.String(attestationType.ClaimValue)),
		frame.Claim(claimProfile, claim.String(profile)),
		frame.Claim(claimIntendedUse, claim.String("generic")),
		frame.Claim(claimDebugStatus, claim.String(debug)),
	}
}

// fields returns the claims of E5.2.
func fields(t *dcap.TDReport) []claim.Claim {
	fields := make([]claim.Claim, 0, 21)
	add := func(name string, v claim.Value) { fields = append(fields, frame.Claim(attestationType.Prefix+name, v)) }
	digits := func(name string, b []byte) { add(name, claim.String(hex.EncodeToString(b))) }
	digits("tee_tcb_svn", t.TEETCBSVN)
	add("seamsvn", claim.Int(int64(binary.LittleEndian.Uint16(t.TEETCBSVN))))
	digits("mrseam", t.MRSEAM)
	digits("mrsignerseam", t.MRSignerSEAM)
	digits("seam_attributes", t.SEAMAttributes)
	digits("td_attributes", t.TDAttributes)
	flag := func(name string, bit uint64) { add("td_attributes_"+name, claim.Bool(t.Attributes()&bit != 0)) }
	add("td_attributes_debug", claim.Bool(t.Debuggable()))
	flag("septve_disable", attributeSEPTVEDisable)
	flag("protection_keys", attributeProtectionKeys)
	flag("key_locker", attributeKeyLocker)
	flag("perfmon", attributePerfmon)
	digits("xfam", t.XFAM)
	digits("mrtd", t.MRTD)
	digits("mrconfigid", t.MRConfigID)
	digits("mrowner", t.MROwner)
	digits("mrownerconfig", t.MROwnerConfig)
	for i, register := range t.RTMR {
		digits(fmt.Sprintf("rtmr%d", i), register)
	}
	digits("report_data", t.ReportData)
	return fields
}

// Digest is a SHA-384 hash as reports carry it.
type Digest [48]byte

// Compliance lists what makes a TD compliant: x-ms-compliance-status gets the status
// if MRTD is one of the measurements (E6.10). What the service itself compares isn't
// public.
type Compliance struct {
	Status       string // "azure-compliant-cvm"
	Measurements []Digest
}

// holds reports whether the TD is on the list.
func (c Compliance) holds(t *dcap.TDReport) bool {
	for _, d := range c.Measurements {
		if c.Status != "" && d != (Digest{}) && bytes.Equal(d[:], t.MRTD) {
			return true
		}
	}
	return false
}

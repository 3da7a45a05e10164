package tdx

import (
	"bytes"
	"encoding/binary"

	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// attestationType has the value of x-ms-attestation-type (E2.5).
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

// usual is how many claims evidence gives.
const usual = 28

// common returns the claims that every TD gives (E2.5, E5.3), save the status.
func common(t *dcap.TDReport) frame.Claims {
	debug := "disabled"
	if t.Debuggable() {
		debug = "enabled"
	}
	claims := make(frame.Claims, 0, usual)
	claims.Text(claimAttestationType, attestationType.ClaimValue)
	claims.Text(claimProfile, profile)
	claims.Text(claimIntendedUse, "generic")
	claims.Text(claimDebugStatus, debug)
	return claims
}

// addFields adds the claims of E5.2.
func addFields(claims *frame.Claims, t *dcap.TDReport) {
	attribute := func(bit uint64) bool { return t.Attributes()&bit != 0 }
	claims.Hex("tdx_tee_tcb_svn", t.TEETCBSVN)
	claims.Number("tdx_seamsvn", uint32(binary.LittleEndian.Uint16(t.TEETCBSVN)))
	claims.Hex("tdx_mrseam", t.MRSEAM)
	claims.Hex("tdx_mrsignerseam", t.MRSignerSEAM)
	claims.Hex("tdx_seam_attributes", t.SEAMAttributes)
	claims.Hex("tdx_td_attributes", t.TDAttributes)
	claims.Bool("tdx_td_attributes_debug", t.Debuggable())
	claims.Bool("tdx_td_attributes_septve_disable", attribute(attributeSEPTVEDisable))
	claims.Bool("tdx_td_attributes_protection_keys", attribute(attributeProtectionKeys))
	claims.Bool("tdx_td_attributes_key_locker", attribute(attributeKeyLocker))
	claims.Bool("tdx_td_attributes_perfmon", attribute(attributePerfmon))
	claims.Hex("tdx_xfam", t.XFAM)
	claims.Hex("tdx_mrtd", t.MRTD)
	claims.Hex("tdx_mrconfigid", t.MRConfigID)
	claims.Hex("tdx_mrowner", t.MROwner)
	claims.Hex("tdx_mrownerconfig", t.MROwnerConfig)
	claims.Hex("tdx_rtmr0", t.RTMR[0])
	claims.Hex("tdx_rtmr1", t.RTMR[1])
	claims.Hex("tdx_rtmr2", t.RTMR[2])
	claims.Hex("tdx_rtmr3", t.RTMR[3])
	claims.Hex("tdx_report_data", t.ReportData)
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

package sgx

import (
	"encoding/base64"
	"sync"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// attestationType has the value of x-ms-attestation-type (E2.5). That of OpenEnclave
// is the same.
var attestationType, _ = catalog.LookupType(catalog.SgxEnclave)

// Names of claims that don't come from the report alone.
const (
	claimAttestationType = "x-ms-attestation-type"
	claimRuntime         = "x-ms-runtime"
	claimInitTime        = "x-ms-inittime"
	claimHeldData        = "x-ms-sgx-ehd"
	claimCollateral      = "x-ms-sgx-collateral"
	claimTCBIdentifier   = "x-ms-sgx-tcbidentifier"
)

// usual is how many claims evidence gives, with their twins.
const usual = 32

// fields returns the claims of an enclave's report, the type first (E2.5), in the order
// of E4.3.
func fields(e *dcap.EnclaveReport) []claim.Claim {
	fields := make(frame.Claims, 0, usual)
	fields.Text(claimAttestationType, attestationType.ClaimValue)
	fields.Bool("x-ms-sgx-is-debuggable", e.Debuggable())
	fields.Number("x-ms-sgx-product-id", uint32(e.ISVProdID))
	fields.Number("x-ms-sgx-svn", uint32(e.ISVSVN))
	fields.Hex("x-ms-sgx-mrenclave", e.MREnclave)
	fields.Hex("x-ms-sgx-mrsigner", e.MRSigner)
	fields.Hex("x-ms-sgx-report-data", e.ReportData)
	if e.KSS() {
		fields.Hex("x-ms-sgx-config-id", e.ConfigID)
		fields.Number("x-ms-sgx-config-svn", uint32(e.ConfigSVN))
		fields.Hex("x-ms-sgx-isv-extended-product-id", e.ISVExtProdID)
		fields.Hex("x-ms-sgx-isv-family-id", e.ISVFamilyID)
	}
	return fields
}

// heldData is the claim of runtime data that is not JSON (E2.3).
func heldData(data []byte) claim.Claim {
	return frame.Claim(claimHeldData, claim.String(base64.RawURLEncoding.EncodeToString(data)))
}

// claims returns the claims of a run that passed all steps.
func (r *run) claims() []claim.Claim {
	quote := r.quote.Quote()
	claims := append(fields(quote.Enclave), r.data...)
	claims = append(claims, frame.JSONClaim(claimCollateral, r.hashes.with(r.head, quote.Sent())))
	if r.property != nil {
		claims = append(claims, frame.Claim(claimTCBIdentifier, *r.property))
	}
	return withTwins(claims)
}

// twins are the deprecated names under which a claim comes in once more, by its
// current name (E2.6, S2.4).
var twins = sync.OnceValue(func() map[string][]string {
	names := make(map[string][]string)
	for _, e := range catalog.For(catalog.SgxEnclave) {
		if e.Twin != "" && e.Use.Has(catalog.Incoming) {
			names[e.Twin] = append(names[e.Twin], e.Name)
		}
	}
	return names
})

// withTwins adds the deprecated twins of claims after them.
func withTwins(claims []claim.Claim) []claim.Claim {
	names := twins()
	for _, c := range claims {
		for _, name := range names[c.Type] {
			c.Type = name
			claims = append(claims, c)
		}
	}
	return claims
}

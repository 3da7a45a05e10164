package token

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// kind says what the tokens of one attestation type look like: the one table
// that issuing and expectations share (S2).
type kind struct {
	of catalog.Type // its row there has the name (S2.1) and the debug claim

	// twins are deprecated names under which claims are written once more (S2.4).
	twins []twin

	// The claims that expectations are about (S3.10); "" where there is none.
	debug       string // boolean; filled in from the row
	measurement string // hex: what runs
	signer      string // hex: who signed that
	productID   string // integer
	svn         string // integer
	heldData    string // base64url of Binary runtime data (S2.5)
	reportData  string // hex: SHA-256 of the runtime data and zeros (S2.6)
	compliance  string // string: the service's own verdict about an image (S2.7)

	// within is the member that holds the claims of a TEE around the attested one,
	// with an attestation type of its own (S2.9).
	within string
}

// twin is a claim and the name of its copy.
type twin struct{ of, name string }

// kinds is the table. TPM and VBS tokens are signed in another form (S2.10) that
// this package doesn't write; none of the claims here is in them.
var kinds = [...]kind{
	{
		of: catalog.SgxEnclave,
		twins: []twin{
			{"x-ms-sgx-collateral", "maa-attestationcollateral"},
			{"x-ms-sgx-ehd", "aas-ehd"},
			{"x-ms-sgx-ehd", "maa-ehd"},
		},
		measurement: "x-ms-sgx-mrenclave",
		signer:      "x-ms-sgx-mrsigner",
		productID:   "x-ms-sgx-product-id",
		svn:         "x-ms-sgx-svn",
		heldData:    "x-ms-sgx-ehd",
		reportData:  "x-ms-sgx-report-data",
	},
	{
		of:          catalog.SevSnpVm,
		measurement: "x-ms-sevsnpvm-launchmeasurement",
		signer:      "x-ms-sevsnpvm-idkeydigest",
		svn:         "x-ms-sevsnpvm-guestsvn",
		reportData:  "x-ms-sevsnpvm-reportdata",
		compliance:  "x-ms-compliance-status",
	},
	{
		of:          catalog.TdxVm,
		measurement: "tdx_mrtd",
		reportData:  "tdx_report_data",
		compliance:  "x-ms-compliance-status",
	},
	{of: catalog.AzureGuest, within: "x-ms-isolation-tee"},
}

// kindOf returns the row of what x-ms-attestation-type says.
func kindOf(attestationType string) (kind, bool) {
	row, known := catalog.LookupClaimValue(attestationType)
	for _, k := range kinds {
		if known && k.of == row.Type {
			k.debug = row.DebugClaim
			return k, true
		}
	}
	return kind{of: row.Type}, false
}

// issuable returns the row of a type that Issue can write (S2.1).
func issuable(attestationType string) (kind, error) {
	k, ok := kindOf(attestationType)
	if ok {
		return k, nil
	}
	var names []string
	for _, row := range kinds {
		names = append(names, fmt.Sprintf("%q", row.of.ClaimValue()))
	}
	return kind{}, fmt.Errorf("found attestation type %q, expected one of %s", attestationType, strings.Join(names, ", "))
}

// tee returns the claims that expectations about a TEE are about, and their
// kind: those of the payload itself, or those of the TEE around (S2.9).
func tee(payload jsondoc.Value, k kind) (jsondoc.Value, kind) {
	if k.within == "" {
		return payload, k
	}
	inner, ok := payload.Member(k.within)
	if !ok {
		return payload, k
	}
	name, _ := inner.Member(attestationType)
	around, _ := kindOf(name.Text())
	return inner, around
}

// Names that the service writes into tokens of every type (S1, S2.1).
const (
	attestationType = "x-ms-attestation-type"
	policyClaims    = "x-ms-policy"
	policyHash      = "x-ms-policy-hash"
	policySigner    = "x-ms-policy-signer"
	runtimeClaims   = "x-ms-runtime"
	initTimeClaims  = "x-ms-inittime"
	serviceVersion  = "x-ms-ver"
	nonceClaim      = "nonce"
)

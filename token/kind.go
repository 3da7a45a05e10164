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

	// confirmation is an object with the attested key of the request (S2.10).
	confirmation string

	// within is the member that holds the claims of a TEE around the attested one,
	// with an attestation type of its own (S2.9).
	within string

	// certified says that a CA certifies the key of such tokens, which have another
	// form (S2.10): we verify them (S3.7), but don't issue them.
	certified bool
}

// twin is a claim and the name of its copy.
type twin struct{ of, name string }

// kinds is the table.
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
	{of: catalog.Tpm, certified: true, confirmation: "cnf"},
	{of: catalog.VBS, certified: true, confirmation: "cnf"},
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
	if ok && !k.certified {
		return k, nil
	}
	var names []string
	for _, row := range kinds {
		if !row.certified {
			names = append(names, fmt.Sprintf("%q", row.of.ClaimValue()))
		}
	}
	return kind{}, fmt.Errorf("found attestation type %q, expected one of %s", attestationType, strings.Join(names, ", "))
}

// tee returns the claims that expectations about a TEE are about, and their
// kind: those of the payload itself, or those of the TEE around (S2.9). That TEE
// must be of a type with a debug mode: of any other, nobody could say that it is
// off (S3.10).
func tee(payload jsondoc.Value, k kind) (jsondoc.Value, kind, error) {
	if k.within == "" {
		return payload, k, nil
	}
	inner, given := payload.Member(k.within)
	if !given {
		return payload, k, nil
	}
	if inner.Kind() != jsondoc.Object {
		return inner, k, fmt.Errorf("found a JSON %s as %s, expected an object", inner.Kind(), k.within)
	}
	name := lookup(inner, attestationType)
	around, _ := kindOf(text(inner, attestationType))
	if around.debug == "" {
		return inner, k, fmt.Errorf("found %s %s in %s, expected the type of a TEE", attestationType, describe(name), k.within)
	}
	return inner, around, nil
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

package attest

import "github.com/assay-policy/assay/claim/catalog"

// DefaultPolicy returns the text of the policy in force for an attestation type
// if none is set (S4.7), and whether there is one.
func DefaultPolicy(t catalog.Type) (text string, ok bool) {
	row, _ := catalog.LookupType(t)
	return row.DefaultPolicy, row.DefaultPolicy != ""
}

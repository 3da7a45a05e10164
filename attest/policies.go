package attest

import (
	_ "embed"

	"github.com/assay-policy/assay/claim/catalog"
)

// defaultSevSnpVm is the service's default policy for SevSnpVm, recovered from
// its hash in a recorded token (S4.7). Its bytes are its identity (L1.1).
//
//go:embed defaults/sevsnpvm.maa
var defaultSevSnpVm string

// DefaultPolicy returns the text of the policy in force for an attestation type
// if nobody sets one (S4.7), and whether there is one.
func DefaultPolicy(t catalog.Type) (text string, ok bool) {
	if t == catalog.SevSnpVm {
		return defaultSevSnpVm, true
	}
	return "", false
}

package evidence

import (
	"slices"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence/internal/seal"
)

// Verified is evidence that passed the steps of its kind. Only the packages of
// the kinds can make one, by running those steps: its claims may be used as
// claims of the attestation service (E1.1). The zero value is empty and proves nothing.
type Verified struct {
	slot // filled by evidence/internal/frame
}

// slot is an alias, so that the field it is embedded as has an unexported name.
type slot = seal.Slot[Step]

// Empty reports whether nothing was verified: the value is the zero one.
func (v Verified) Empty() bool { return len(seal.Open(v.slot).Steps) == 0 }

// Kind returns the kind of the evidence.
func (v Verified) Kind() Kind { return Kind(seal.Open(v.slot).Kind) }

// Type returns the attestation type that the evidence is for.
func (v Verified) Type() catalog.Type { return seal.Open(v.slot).Type }

// Time returns the time as of which the evidence was verified (E1.3).
func (v Verified) Time() time.Time { return seal.Open(v.slot).Time }

// Steps returns the steps in their order: those that were passed, with what each
// established, and those that were skipped, with the reason (E1.5).
func (v Verified) Steps() []Step { return slices.Clone(seal.Open(v.slot).Steps) }

// Claims returns what the evidence proves: claims of AttestationService (E2.1).
func (v Verified) Claims() []claim.Claim { return slices.Clone(seal.Open(v.slot).Claims) }

package snp

import (
	"bytes"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
)

// Verified is evidence that passed every step (E1.1). Its claims are those of
// E6.9, in the order of its table, then those of bound data (E2.3, E2.4) and the
// compliance status (E6.10).
type Verified struct {
	evidence.Verified
	form    Form
	report  []byte
	signer  Signer
	product Product
	name    string
	chipID  []byte
	cspID   string

	identity    *Identity
	endorsement *Endorsement
}

// claims returns the claims of a run that passed all steps.
func (r *run) claims() []claim.Claim {
	claims := append(r.got.Report.fields(r.chain.vek.product), r.data...)
	for _, c := range r.options.Compliance {
		if c.holds(r.got.Report) {
			claims.Text(claimCompliance, c.Status)
			break
		}
	}
	return claims
}

// Form returns how the evidence was wrapped.
func (v *Verified) Form() Form { return v.form }

// Report returns the 1,184 bytes of the report that was verified.
func (v *Verified) Report() []byte { return bytes.Clone(v.report) }

// Signer returns which kind of key signed the report.
func (v *Verified) Signer() Signer { return v.signer }

// Product returns the line of the processor.
func (v *Verified) Product() Product { return v.product }

// ProductName returns the product as the certificate has it, like "Milan-B0".
func (v *Verified) ProductName() string { return v.name }

// ChipID returns the identifier of the chip: 64 bytes, 8 for Turin; nil if a VLEK
// signed, which is bound to no chip (E6.8).
func (v *Verified) ChipID() []byte { return bytes.Clone(v.chipID) }

// CSPID returns the identifier of the cloud provider whose VLEK signed; "" if a
// VCEK did (E6.8).
func (v *Verified) CSPID() string { return v.cspID }

// Identity returns the keys that vouch for what was launched; false if no ID block
// was given.
func (v *Verified) Identity() (Identity, bool) {
	if v.identity == nil {
		return Identity{}, false
	}
	return *v.identity, true
}

// Endorsement returns what the endorsement of the launch measurement established;
// false if none was given (E6.11).
func (v *Verified) Endorsement() (Endorsement, bool) {
	if v.endorsement == nil {
		return Endorsement{}, false
	}
	return *v.endorsement, true
}

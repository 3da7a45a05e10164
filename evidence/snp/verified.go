package snp

import (
	"bytes"
	"slices"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
)

// Verified is evidence that passed every step. Only Verify makes one: its claims
// may stand as those of the attestation service (E1.1).
type Verified struct {
	claims  []claim.Claim
	steps   []evidence.Step
	form    Form
	report  []byte
	signer  Signer
	product Product
	name    string
	chipID  []byte
	cspID   string
}

// verified makes the result of a run that passed all steps.
func (r *run) verified() *Verified {
	key := r.chain.vek
	v := &Verified{
		claims:  append(r.got.Report.claims(key.product), r.data...),
		steps:   r.passed,
		form:    r.got.Form,
		report:  r.got.Report.Bytes(),
		signer:  key.signer,
		product: key.product,
		name:    key.name,
		chipID:  key.hwid,
		cspID:   key.cspID,
	}
	for _, c := range r.verifier.options.Compliance {
		if c.holds(r.got.Report) {
			v.claims = append(v.claims, service(claimCompliance, claim.String(c.Status)))
			break
		}
	}
	return v
}

// Claims returns the claims of E6.9, in the order of its table, then those of
// bound data (E2.3, E2.4) and the compliance status (E6.10).
func (v *Verified) Claims() []claim.Claim { return slices.Clone(v.claims) }

// Steps returns the steps passed, in order, and what each established (E1.5).
func (v *Verified) Steps() []evidence.Step { return slices.Clone(v.steps) }

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

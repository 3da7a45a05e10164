package tdx

import (
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
)

// Verified is evidence that passed every step (E1.1). Its claims are those of E5.3,
// then those of E5.2, of runtime data (E2.3), and the compliance status (E6.10).
type Verified struct {
	evidence.Verified
	quote *dcap.Verified
}

// claims returns the claims of a run that passed all steps.
func (r *run) claims() []claim.Claim {
	report := r.quote.Quote().TD
	claims := common(report)
	claims.Text(claimStatus, string(r.quote.TCB().Status))
	addFields(&claims, report)
	claims = append(claims, r.data...)
	for _, c := range r.options.Compliance {
		if c.holds(report) {
			claims.Text(claimCompliance, c.Status)
			break
		}
	}
	return claims
}

// Quote returns the quote that was verified, which is a copy of the input.
func (v *Verified) Quote() *dcap.Quote { return v.quote.Quote() }

// Report returns the TD's report in the quote.
func (v *Verified) Report() *dcap.TDReport { return v.quote.Quote().TD }

// PCK returns what the certificate says of the platform.
func (v *Verified) PCK() dcap.PCK { return v.quote.PCK() }

// TCB returns how good the platform is, by the collateral. Its status is a claim; the
// advisories, for example, are only here.
func (v *Verified) TCB() dcap.TCB { return v.quote.TCB() }

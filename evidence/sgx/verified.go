package sgx

import (
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
)

// Verified is evidence that passed every step (E1.1). Its claims are those of E4.3,
// in the order of its table, then their deprecated twins (E2.6). Among them are those
// that only policies see: tokens have no claim whose name begins with "$".
type Verified struct {
	evidence.Verified
	form     Form
	quote    *dcap.Verified
	baseline string
}

// Form returns how the evidence was wrapped.
func (v *Verified) Form() Form { return v.form }

// Quote returns the quote that was verified, which is a copy of the input.
func (v *Verified) Quote() *dcap.Quote { return v.quote.Quote() }

// Report returns the enclave's report in the quote.
func (v *Verified) Report() *dcap.EnclaveReport { return v.quote.Quote().Enclave }

// PCK returns what the certificate says of the platform.
func (v *Verified) PCK() dcap.PCK { return v.quote.PCK() }

// TCB returns how good the platform is, by the collateral. No claim says it (E4.4).
func (v *Verified) TCB() dcap.TCB { return v.quote.TCB() }

// Baseline returns the identifier of the TCB baseline that the platform was judged by,
// like "17"; "" if it was judged by collateral that was given (E4.7).
func (v *Verified) Baseline() string { return v.baseline }

package tdx

import (
	"bytes"
	"encoding/json"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// Form says what a file of evidence is.
type Form string

// The forms. An HCL report is only a part of evidence: it goes with a quote.
const (
	FormQuote Form = "quote" // TD quote (E3.1)
	FormHCL   Form = "hcl"   // Azure HCL report (E7)
)

// Decoded is what a file of evidence holds. It proves nothing (E1.1).
type Decoded struct {
	Form  Form
	Quote *dcap.Quote // nil for an HCL report
	HCL   *hcl.Report // nil for a quote
}

// Decode reads a TD quote, or an HCL report of TDX, to show it. Nothing is verified.
func Decode(data []byte, limits Limits) (*Decoded, error) {
	if bytes.HasPrefix(data, []byte(hcl.Magic)) {
		report, err := readHCL(data, limits)
		if err != nil {
			return nil, err
		}
		return &Decoded{Form: FormHCL, HCL: report}, nil
	}
	quote, err := dcap.ParseQuote(data, limits.Limits)
	if err != nil {
		return nil, err
	}
	if quote.TEE != dcap.TDX {
		return nil, frame.ErrorfAt(dcap.Kind, dcap.StepParse, "E3.1", 4, "found a quote of %s, expected one of TDX", quote.TEE)
	}
	return &Decoded{Form: FormQuote, Quote: quote}, nil
}

// readHCL reads an HCL report of TDX (E7).
func readHCL(data []byte, limits Limits) (*hcl.Report, error) {
	report, err := hcl.Parse(data, limits.hcl())
	if err != nil {
		return nil, err
	}
	if report.Hardware != hcl.TDX {
		return nil, frame.ErrorfAt(hcl.Kind, hcl.StepHeader, "E7", 0x4C8, "found a report of %s, expected TDX", report.Hardware)
	}
	return report, nil
}

// Reported returns what the evidence says of itself: an object with the claims that
// it would give once verified, under their names (E5.2, E5.3, E7.3). The status of the
// platform isn't among them, which only the verification finds. It is for showing
// unverified evidence (E1.1).
func (d *Decoded) Reported() json.RawMessage {
	var claims frame.Claims
	if d.Quote != nil && d.Quote.TD != nil {
		claims = common(d.Quote.TD)
		addFields(&claims, d.Quote.TD)
	}
	if d.HCL != nil {
		// What is not an object gives no claim, and will be refused.
		if more, err := frame.DataClaims(claimRuntime, &evidence.Data{Bytes: d.HCL.RuntimeData}, evidence.Limits{}); err == nil {
			claims = append(claims, more...)
		}
	}
	return claim.ShapeToken(claims)
}

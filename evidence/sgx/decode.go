package sgx

import (
	"encoding/json"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// Decoded is what a file of evidence holds, unwrapped. It proves nothing (E1.1).
type Decoded struct {
	Form  Form
	Quote *dcap.Quote // of SGX
}

// Decode unwraps evidence of either form, to show it. Nothing is verified.
func Decode(data []byte, limits dcap.Limits) (*Decoded, error) {
	d := &Decoded{Form: formOf(data)}
	if d.Form == FormOpenEnclave {
		var err error
		if data, err = cutHeader(data); err != nil {
			return nil, err
		}
	}
	var err error
	if d.Quote, err = dcap.ParseQuote(data, limits); err != nil {
		return nil, err
	}
	if d.Quote.TEE != dcap.SGX {
		return nil, frame.ErrorfAt(Kind, dcap.StepParse, "E3.1", 4, "found a quote of %s, expected one of SGX", d.Quote.TEE)
	}
	return d, nil
}

// Reported returns what the evidence says of itself: an object with the claims that
// it would give once verified, under their names (E4.3). It is for showing
// unverified evidence (E1.1).
func (d *Decoded) Reported() json.RawMessage {
	if d.Quote == nil || d.Quote.Enclave == nil { // Decode didn't make it
		return json.RawMessage("{}")
	}
	return claim.ShapeToken(fields(d.Quote.Enclave))
}

package snp

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// Form says how evidence is wrapped.
type Form string

// The forms.
const (
	FormReport  Form = "report"  // the 1,184 bytes (E6.2)
	FormRequest Form = "request" // the service's request: JSON, or that in base64url (E6.1)
	FormHCL     Form = "hcl"     // Azure HCL report (E7)
)

// Evidence is what a file of evidence holds, unwrapped. It proves nothing (E1.1).
type Evidence struct {
	Form         Form
	Report       *Report
	Chain        []byte      // of a request: certificates, VEK first; nil if there are none
	Endorsements string      // of a request: as received; "" if there are none
	HCL          *hcl.Report // of an HCL report
}

// Detect tells the forms apart: an HCL report by its magic, text by the absence
// of zero bytes, of which every report has hundreds. What is no known form is
// called a report, and will fail as one.
func Detect(data []byte) Form {
	switch {
	case bytes.HasPrefix(data, []byte(hcl.Magic)):
		return FormHCL
	case len(data) == 0 || bytes.IndexByte(data, 0) >= 0:
		return FormReport
	case isObject(data) || isBase64URL(data[0]):
		return FormRequest
	}
	return FormReport
}

// isObject reports whether the first byte that is no white space opens an object.
func isObject(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{"))
}

func isBase64URL(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// Decode unwraps evidence of any form, as a first step of verification or to
// show it. Nothing is verified: not even that an HCL report's runtime data is
// bound to the hardware report beside it.
func Decode(data []byte, limits evidence.Limits) (*Evidence, error) {
	e := &Evidence{Form: Detect(data)}
	if e.Form == FormHCL {
		if err := e.readHCL(data, limits); err != nil {
			return nil, err
		}
		data = e.HCL.Raw
	}
	if err := e.read(data, limits); err != nil {
		return nil, err
	}
	return e, nil
}

// readHCL unwraps an HCL report down to the hardware report (E7).
func (e *Evidence) readHCL(data []byte, limits evidence.Limits) (err error) {
	if e.HCL, err = hcl.Parse(data, limits); err != nil {
		return err
	}
	if e.HCL.Hardware != hcl.SNP {
		return evidence.ErrorfAt(evidence.HCL, hcl.StepHeader, "E7", 0x4C8,
			"found a report of %s, expected SEV-SNP", e.HCL.Hardware)
	}
	return nil
}

// read reads the report, and of a request what stands beside it.
func (e *Evidence) read(data []byte, limits evidence.Limits) (err error) {
	if e.Form == FormRequest {
		return e.readRequest(data, limits.OrDefaults())
	}
	e.Report, err = Parse(data)
	return err
}

// readRequest reads {SnpReport, VcekCertChain, Endorsements?}, which may be
// wrapped in base64url itself, as the request's member "report" is (E6.1).
// Other members are refused: they could be meant to be verified.
func (e *Evidence) readRequest(data []byte, limits evidence.Limits) error {
	if err := evidence.CheckSize("the request", len(data), limits.Request); err != nil {
		return evidence.Wrap(evidence.SNP, StepParse, "E1.8", err)
	}
	if !isObject(data) {
		text, err := evidence.DecodeBase64URL(string(data))
		if err != nil {
			return evidence.Wrap(evidence.SNP, StepParse, "E6.1", fmt.Errorf("the request: %w", err))
		}
		data = text
	}
	members, err := requestMembers(string(data), limits)
	if err != nil {
		return err
	}
	report, err := evidence.DecodeBase64URL(members["SnpReport"])
	if err != nil {
		return evidence.Wrap(evidence.SNP, StepParse, "E6.1", fmt.Errorf("SnpReport: %w", err))
	}
	if e.Report, err = Parse(report); err != nil {
		return err
	}
	if e.Chain, err = evidence.DecodeBase64URL(members["VcekCertChain"]); err != nil {
		return evidence.Wrap(evidence.SNP, StepChain, "E6.4", fmt.Errorf("VcekCertChain: %w", err))
	}
	e.Endorsements = members["Endorsements"]
	return nil
}

// requestMembers returns the members of a request, which all are strings.
func requestMembers(text string, limits evidence.Limits) (map[string]string, error) {
	v, err := jsondoc.Parse(text, jsondoc.Options{MaxDepth: limits.JSONDepth})
	if bad := (*jsondoc.Error)(nil); errors.As(err, &bad) {
		return nil, evidence.ErrorfAt(evidence.SNP, StepParse, "E6.1", bad.Offset, "the request: %s, at %s", bad.Message, bad.Path)
	}
	if v.Kind() != jsondoc.Object {
		return nil, badRequest(v, "request is JSON of type %s, expected an object", v.Kind())
	}
	members := make(map[string]string, v.Len())
	for i := range v.Len() {
		switch name := v.Name(i); name {
		case "SnpReport", "VcekCertChain", "Endorsements":
			if v.At(i).Kind() != jsondoc.String {
				return nil, badRequest(v.At(i), "%q is JSON of type %s, expected a string", name, v.At(i).Kind())
			}
			members[name] = v.At(i).Text()
		default:
			return nil, badRequest(v.At(i), "unknown member %q, expected SnpReport, VcekCertChain, Endorsements", name)
		}
	}
	if members["SnpReport"] == "" {
		return nil, badRequest(v, "request has no SnpReport")
	}
	return members, nil
}

func badRequest(at jsondoc.Value, format string, args ...any) error {
	return evidence.ErrorfAt(evidence.SNP, StepParse, "E6.1", at.Offset(), format, args...)
}

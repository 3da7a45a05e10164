package snp

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/cose"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/evidence/internal/frame"
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

// DefaultRequest is the default limit of a request, in bytes: the largest form of
// evidence.
const DefaultRequest = 1 << 20

// Limits bound what is read (E1.8). A zero field means its default.
type Limits struct {
	evidence.Limits
	HCL         int // bytes of an HCL report, padding included; hcl.DefaultReport if zero
	Request     int // bytes of a request: report, chain and endorsements as text
	Endorsement int // bytes of an endorsement, cose.DefaultMessage if zero; twice as many as text
}

// hcl returns the limits that matter to an HCL report.
func (l Limits) hcl() hcl.Limits { return hcl.Limits{Limits: l.Limits, Report: l.HCL} }

// cose returns the limits that matter to an endorsement.
func (l Limits) cose() cose.Limits { return cose.Limits{Limits: l.Limits, Message: l.endorsement()} }

func (l Limits) endorsement() int { return cmp.Or(l.Endorsement, cose.DefaultMessage) }

// Decoded is what a file of evidence holds, unwrapped. It proves nothing (E1.1).
type Decoded struct {
	Form         Form
	Report       *Report
	Chain        []byte      // of a request: certificates, VEK first; nil if there are none
	Endorsements string      // of a request: as received; "" if there are none
	HCL          *hcl.Report // of an HCL report
}

// detect tells the forms apart: an HCL report by its magic, text by the absence
// of zero bytes, of which every report has hundreds. What has no known form is
// called a report, and will fail as one.
func detect(data []byte) Form {
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

// isObject reports whether the first byte that is not white space opens an object.
func isObject(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{"))
}

func isBase64URL(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// Decode unwraps evidence of any form, as a first step of verification or to
// show it. Nothing is verified: not even that an HCL report's runtime data is
// bound to the hardware report with it.
func Decode(data []byte, limits Limits) (*Decoded, error) {
	d := &Decoded{Form: detect(data)}
	if d.Form == FormHCL {
		if err := d.readHCL(data, limits); err != nil {
			return nil, err
		}
		data = d.HCL.Raw
	}
	if err := d.read(data, limits); err != nil {
		return nil, err
	}
	return d, nil
}

// Reported returns what the evidence says of itself: an object with the claims
// that it would give once verified, under their names, and the runtime data of an
// HCL report (E6.9, E7.3). It is for showing unverified evidence (E1.1).
//
// Without a certificate the layout of the TCB follows from the processor that the
// report names. For an unknown one, the security version numbers are left out.
func (d *Decoded) Reported() json.RawMessage {
	if d.Report == nil { // Decode didn't make it
		return json.RawMessage("{}")
	}
	claims := d.Report.fields(productOfReport(d.Report.Version, d.Report.CPUID))
	if d.HCL != nil {
		// What is not an object gives no claim, and will be refused.
		if more, err := frame.DataClaims(claimRuntime, &evidence.Data{Bytes: d.HCL.RuntimeData}, evidence.Limits{}); err == nil {
			claims = append(claims, more...)
		}
	}
	return claim.ShapeToken(claims)
}

// readHCL unwraps an HCL report down to the hardware report (E7).
func (d *Decoded) readHCL(data []byte, limits Limits) (err error) {
	if d.HCL, err = hcl.Parse(data, limits.hcl()); err != nil {
		return err
	}
	if d.HCL.Hardware != hcl.SNP {
		return frame.ErrorfAt(hcl.Kind, hcl.StepHeader, "E7", 0x4C8,
			"found a report of %s, expected SEV-SNP", d.HCL.Hardware)
	}
	return nil
}

// read reads the report, and of a request what comes with it.
func (d *Decoded) read(data []byte, limits Limits) (err error) {
	if d.Form == FormRequest {
		return d.readRequest(data, limits)
	}
	d.Report, err = Parse(data)
	return err
}

// readRequest reads {SnpReport, VcekCertChain, Endorsements?}, which may be
// wrapped in base64url itself, as the request's member "report" is (E6.1).
// Other members are refused: they could be meant to be verified.
func (d *Decoded) readRequest(data []byte, limits Limits) error {
	if err := frame.CheckSize("the request", len(data), cmp.Or(limits.Request, DefaultRequest)); err != nil {
		return frame.Wrap(Kind, StepParse, "E1.8", err)
	}
	if !isObject(data) {
		text, err := frame.DecodeBase64URL(string(data))
		if err != nil {
			return frame.Wrap(Kind, StepParse, "E6.1", fmt.Errorf("the request: %w", err))
		}
		data = text
	}
	members, err := requestMembers(string(data), limits)
	if err != nil {
		return err
	}
	report, err := frame.DecodeBase64URL(members["SnpReport"])
	if err != nil {
		return frame.Wrap(Kind, StepParse, "E6.1", fmt.Errorf("SnpReport: %w", err))
	}
	if d.Report, err = Parse(report); err != nil {
		return err
	}
	if d.Chain, err = frame.DecodeBase64URL(members["VcekCertChain"]); err != nil {
		return frame.Wrap(Kind, StepChain, "E6.4", fmt.Errorf("VcekCertChain: %w", err))
	}
	d.Endorsements = members["Endorsements"]
	return nil
}

// maxValues bounds the JSON values of a request, and of endorsements: there are four at
// most that aren't refused.
const maxValues = 100

// requestMembers returns the members of a request, which all are strings.
func requestMembers(text string, limits Limits) (map[string]string, error) {
	v, err := frame.ParseJSON(text, maxValues, limits.Limits)
	if bad := (*jsondoc.Error)(nil); errors.As(err, &bad) {
		return nil, frame.ErrorfAt(Kind, StepParse, "E6.1", bad.Offset, "the request: %s, at %s", bad.Message, bad.Path)
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
			return nil, badRequest(v.At(i), "unknown member %q, expected SnpReport, VcekCertChain, Endorsements", clip(name))
		}
	}
	if members["SnpReport"] == "" {
		return nil, badRequest(v, "request has no SnpReport")
	}
	return members, nil
}

func badRequest(at jsondoc.Value, format string, args ...any) error {
	return frame.ErrorfAt(Kind, StepParse, "E6.1", at.Offset(), format, args...)
}

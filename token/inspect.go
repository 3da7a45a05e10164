package token

import (
	"encoding/json"
	"time"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// Unverified is a token taken apart and nothing more: whoever made it can have
// written anything into it. To trust a token, use a Verifier.
type Unverified struct {
	Header    json.RawMessage // objects, as they are in the token
	Payload   json.RawMessage
	Signature []byte // empty in a draft

	header, payload jsondoc.Value
}

// Inspect takes a token apart, without verifying anything but its form (S3.2).
func Inspect(text string) (*Unverified, error) {
	var p proof
	if err := p.checkForm(text); err != nil {
		return nil, err
	}
	return &Unverified{
		Header: json.RawMessage(p.headerText), Payload: json.RawMessage(p.payloadText), Signature: p.signature,
		header: p.header, payload: p.payload,
	}, nil
}

// Draft reports whether the token calls itself unsigned (S1.9).
func (u *Unverified) Draft() bool { return text(u.header, "alg") == "none" }

// Issuer returns who the token says has issued it; "" if it doesn't.
func (u *Unverified) Issuer() string { return text(u.payload, "iss") }

// Time returns a member like "exp" as a time, and whether it is one (S1.5).
func (u *Unverified) Time(name string) (time.Time, bool) {
	n, err := seconds(u.payload, name)
	if err != nil {
		return time.Time{}, false
	}
	return time.Unix(n, 0).UTC(), true
}

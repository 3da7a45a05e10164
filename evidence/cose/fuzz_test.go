package cose_test

import (
	"bytes"
	"testing"

	"github.com/assay-policy/assay/evidence/cose"
	. "github.com/assay-policy/assay/evidence/cose/cosetest"
)

// FuzzParse: what is read is inside what went in, a message is all of it, and none
// but the issuer's own verifies.
func FuzzParse(f *testing.F) {
	for _, data := range real(f) {
		f.Add(data)
	}
	good := message(f).Sign(f)
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(withProtected(Map(Int(1), Int(-38), Int(2), Array(Int(1)), Int(7), Array(Array(Tag(1, Map(Int(1), []byte("\xF5"))))))))
	f.Add(withProtected(Map(Text("signingtime"), Tag(0, Text("2025-06-01T12:00:00Z")))))
	f.Add([]byte("\xD2\x9F\x5F\xFF"))
	anchor, payload := issuer(f).Issuer(), message(f).Payload
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := cose.Parse(data, cose.Limits{})
		if err != nil {
			return
		}
		for _, part := range append(m.Chain, m.Payload, []byte(m.Issuer), []byte(m.Feed)) {
			if !bytes.Contains(data, part) {
				t.Errorf("%q is not in the message", part)
			}
		}
		if _, err := cose.Parse(append(bytes.Clone(data), 0), cose.Limits{}); err == nil {
			t.Error("a byte more is accepted")
		}
		if m.Verify(anchor, Now) == nil && !bytes.Equal(m.Payload, payload) {
			t.Errorf("verified another payload: %q", m.Payload)
		}
	})
}

// FuzzParseIssuer: what is read is written in the same way.
func FuzzParseIssuer(f *testing.F) {
	f.Add(microsoft)
	f.Add("did:x509:0:sha256:I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s::eku:1.3::subject:CN:x")
	f.Fuzz(func(t *testing.T, text string) {
		if i, err := cose.ParseIssuer(text); err == nil && i.String() != text {
			t.Errorf("%q is written as %q", text, i)
		}
	})
}

package frame

import (
	"encoding/hex"
	"encoding/json"

	"github.com/assay-policy/assay/claim"
)

// Claim makes a claim of the service, which is what verified evidence gives (E2.1).
func Claim(name string, v claim.Value) claim.Claim {
	return claim.Claim{Type: name, Value: v, Issuer: claim.AttestationService}
}

// JSONClaim makes the string claim that holds a JSON value, marked so that a
// token gets the value itself (E2.1).
func JSONClaim(name string, value json.RawMessage) claim.Claim {
	c := Claim(name, claim.String(string(value)))
	c.JSON = true
	return c
}

// Claims are claims of the service in their order, to which those of the fields of
// a report are added under their full names.
type Claims []claim.Claim

// Text adds a claim of text.
func (c *Claims) Text(name, text string) { *c = append(*c, Claim(name, claim.String(text))) }

// Bool adds a claim of a flag.
func (c *Claims) Bool(name string, b bool) { *c = append(*c, Claim(name, claim.Bool(b))) }

// Number adds a claim of a number that has 32 bits at most.
func (c *Claims) Number(name string, n uint32) { *c = append(*c, Claim(name, claim.Int(int64(n)))) }

// Hex adds a claim of bytes: lower-case hex (E2.1).
func (c *Claims) Hex(name string, b []byte) {
	var digits [128]byte // of the longest fields, 64 bytes
	c.Text(name, string(hex.AppendEncode(digits[:0], b)))
}

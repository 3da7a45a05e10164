package ast

import (
	"crypto/sha256"
	"encoding/base64"
)

// PolicyHash returns the policy hash of a text, as tokens carry it in
// x-ms-policy-hash: BASE64URL(SHA256(UTF8(BASE64URL(UTF8(text))))), without
// padding (L8.1). It is a hash of the bytes: comments and white space count.
func PolicyHash(text string) string {
	// Encoded piece by piece, in thirds without padding: no second copy of the text.
	var piece [3 * 256]byte
	var encoded [4 * 256]byte
	h := sha256.New()
	for len(text) > 0 {
		n := copy(piece[:], text)
		text = text[n:]
		base64.RawURLEncoding.Encode(encoded[:], piece[:n])
		h.Write(encoded[:base64.RawURLEncoding.EncodedLen(n)])
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

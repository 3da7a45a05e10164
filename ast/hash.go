package ast

import (
	"crypto/sha256"
	"encoding/base64"
)

// PolicyHash returns the policy hash of a text, as tokens carry it in
// x-ms-policy-hash: BASE64URL(SHA256(UTF8(BASE64URL(UTF8(text))))), without
// padding (L8.1). It is a hash of the bytes: comments and white space count.
func PolicyHash(text string) string {
	sum := sha256.Sum256([]byte(base64.RawURLEncoding.EncodeToString([]byte(text))))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

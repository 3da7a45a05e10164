package frame

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// DecodeBase64URL decodes base64url without padding (RFC 4648 section 5) and
// takes one spelling only: no line breaks, and no bits after the last byte.
func DecodeBase64URL(text string) ([]byte, error) {
	return decodeBase64(base64.RawURLEncoding.Strict(), "base64url", "-_", text)
}

// DecodeBase64 decodes standard base64 in the same strict way.
func DecodeBase64(text string) ([]byte, error) {
	return decodeBase64(base64.StdEncoding.Strict(), "base64", "+/=", text)
}

// decodeBase64 decodes text of letters, digits and the other characters named.
// It looks for more itself, as encoding/base64 passes over line breaks.
func decodeBase64(e *base64.Encoding, name, others, text string) ([]byte, error) {
	for i := range len(text) {
		if c := text[i]; !isAlphanumeric(c) && strings.IndexByte(others, c) < 0 {
			return nil, fmt.Errorf("found %q at character %d, expected %s", c, i, name)
		}
	}
	data, err := e.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("found %d characters of %s that end in the middle of a byte", len(text), name)
	}
	return data, nil
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
}

package token

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// MaxToken is the greatest length of a token in bytes (S3.2).
const MaxToken = 1 << 20

// strictBase64 is base64url without padding that refuses trailing bits. It still
// skips line ends: use decodePart.
var strictBase64 = base64.RawURLEncoding.Strict()

// compact is a JWS in compact form, taken apart but not verified.
type compact struct {
	text        string // as received
	signed      string // header and payload as received: the bytes that are signed (S3.8)
	headerText  string // decoded
	payloadText string // decoded
	signature   []byte
	header      jsondoc.Value // an object
}

// parseCompact takes a compact JWS of at most limit bytes apart: exactly three
// parts, strict base64url, the header a JSON object (S3.2). The payload's JSON is
// left to the caller, since an envelope may have none.
func parseCompact(text string, limit int) (compact, error) {
	c := compact{text: text}
	if len(text) > limit {
		return c, fmt.Errorf("found %d bytes, expected at most %d", len(text), limit)
	}
	header, rest, two := strings.Cut(text, ".")
	payload, signature, three := strings.Cut(rest, ".")
	if !two || !three || strings.Contains(signature, ".") {
		return c, fmt.Errorf("found %d parts, expected three with a dot between them", 1+strings.Count(text, "."))
	}
	c.signed = text[:len(header)+1+len(payload)]
	var err error
	if c.headerText, err = decodeText("header", header); err != nil {
		return c, err
	}
	if c.payloadText, err = decodeText("payload", payload); err != nil {
		return c, err
	}
	if c.signature, err = decodePart("signature", signature); err != nil {
		return c, err
	}
	c.header, err = parseObject("header", c.headerText)
	return c, err
}

func decodeText(name, part string) (string, error) {
	data, err := decodePart(name, part)
	return string(data), err
}

// decodePart decodes base64url without padding, other characters or non-zero
// trailing bits (S3.2), so that one value has one text.
func decodePart(name, part string) ([]byte, error) {
	data, err := strictBase64.DecodeString(part)
	if err == nil && !strings.ContainsAny(part, "\r\n") {
		return data, nil
	}
	if i := strings.IndexFunc(part, notBase64URL); i >= 0 {
		r, _ := utf8.DecodeRuneInString(part[i:])
		return nil, fmt.Errorf("found %q at offset %d of the %s, expected base64url without padding", r, i, name)
	}
	return nil, fmt.Errorf("found %d characters with an end that no encoder writes as %s, expected base64url", len(part), name)
}

func notBase64URL(r rune) bool {
	return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

// parseObject parses a JSON object without duplicate members at any depth (S3.2).
func parseObject(name, text string) (jsondoc.Value, error) {
	v, err := jsondoc.Parse(text, jsondoc.Options{})
	if err != nil {
		return v, fmt.Errorf("%s: %w", name, err)
	}
	if v.Kind() != jsondoc.Object {
		return v, fmt.Errorf("found a JSON %s as %s, expected an object", v.Kind(), name)
	}
	return v, nil
}

// isNull reports whether JSON that a caller gave is nothing, or null.
func isNull(raw json.RawMessage) bool {
	text := bytes.TrimSpace(raw)
	return len(text) == 0 || string(text) == "null"
}

// parseGiven parses JSON that a caller gave; null if it is none. It must be of one
// of the kinds, which the error calls what.
func parseGiven(name string, raw json.RawMessage, what string, kinds ...jsondoc.Kind) (jsondoc.Value, error) {
	if isNull(raw) {
		return jsondoc.Value{}, nil
	}
	v, err := jsondoc.Parse(string(raw), jsondoc.Options{})
	if err != nil {
		return v, fmt.Errorf("%s: %w", name, err)
	}
	if !slices.Contains(kinds, v.Kind()) {
		return v, fmt.Errorf("found a JSON %s as %s, expected %s", v.Kind(), name, what)
	}
	return v, nil
}

// stringMember returns a member that must be a string if it is there.
func stringMember(object jsondoc.Value, name string) (text string, present bool, err error) {
	v, present := object.Member(name)
	if present && v.Kind() != jsondoc.String {
		return "", true, fmt.Errorf("found a JSON %s as %q, expected a string", v.Kind(), name)
	}
	return v.Text(), present, nil
}

// checkNoExtension refuses a header with extensions that must be understood, and
// b64, which would change what is signed (S3.3, S4.2).
func checkNoExtension(header jsondoc.Value) error {
	for _, name := range []string{"crit", "b64"} {
		if _, given := header.Member(name); given {
			return fmt.Errorf("found %q in the header, which is refused", name)
		}
	}
	return nil
}

// serialize joins header and payload, both JSON, and a signature made over them.
// A nil sign leaves the signature empty.
func serialize(header, payload []byte, sign func(input []byte) ([]byte, error)) (string, error) {
	enc := base64.RawURLEncoding
	out := make([]byte, 0, enc.EncodedLen(len(header)+len(payload))+maxRSABits/6+8)
	out = enc.AppendEncode(out, header)
	out = append(out, '.')
	out = enc.AppendEncode(out, payload)
	var signature []byte
	if sign != nil {
		var err error
		if signature, err = sign(out); err != nil {
			return "", fmt.Errorf("signing: %w", err)
		}
	}
	out = append(out, '.')
	return string(enc.AppendEncode(out, signature)), nil
}

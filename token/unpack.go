package token

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// DefaultMaxPolicy is the greatest length of a policy text (section 9 of the
// language), in bytes.
const DefaultMaxPolicy = 1 << 20

// UnpackOptions are the limits of Unpack. The zero value has the defaults.
type UnpackOptions struct {
	MaxText int // bytes of the policy text; 0 is DefaultMaxPolicy
}

// Unpack takes a policy out of its envelope, unsigned or signed; a signature is
// checked over the bytes received (L8.2, L8.3, S4.1, S4.2). Whether the signer may
// set policies is not asked here, see PolicySigner.Check. White space around the
// envelope is not part of it. Errors are *EnvelopeError.
func Unpack(text string, opts UnpackOptions) (*Envelope, error) {
	if opts.MaxText <= 0 {
		opts.MaxText = DefaultMaxPolicy
	}
	text = trim(text)
	limit := envelopeLimit(opts.MaxText)
	if len(text) > limit {
		return nil, malformed("L9", fmt.Errorf("found %d bytes, expected at most %d", len(text), limit))
	}
	if err := checkShape(text); err != nil {
		return nil, err
	}
	c, err := parseCompact(text, limit)
	if err != nil {
		return nil, malformed("L8.2", err)
	}
	signer, err := envelopeSigner(c)
	if err != nil {
		return nil, err
	}
	if c.payloadText == "" {
		return nil, mistaken(EmptyEnvelope, "found an envelope without a policy, as one that resets it has")
	}
	envelope := &Envelope{TokenHash: hash(text), Signer: signer}
	if err := envelope.open(c.payloadText, opts.MaxText); err != nil {
		return nil, err
	}
	return envelope, nil
}

// envelopeLimit bounds an envelope: base64 twice over the text, and room for a
// header with certificates.
func envelopeLimit(maxText int) int {
	const header, most = 256 << 10, 1 << 30
	return int(min(int64(min(maxText, most))*16/9+header, math.MaxInt32))
}

// open reads the payload (L8.2).
func (e *Envelope) open(payloadText string, maxText int) error {
	payload, err := parseObject("payload", payloadText)
	if err != nil {
		return malformed("L8.2", err)
	}
	encoded, err := policyString(payload)
	if err != nil {
		return err
	}
	if err := e.decode(encoded); err != nil {
		return err
	}
	if len(e.Text) > maxText {
		return malformed("L9", fmt.Errorf("found a policy text of %d bytes, expected at most %d", len(e.Text), maxText))
	}
	if !utf8.ValidString(e.Text) {
		return malformed("L1.1", errors.New("found bytes that are not UTF-8 in the policy text"))
	}
	// The hash is over the string as it is, to which padding belongs (L8.3).
	e.PolicyHash = hash(encoded)
	if own := ast.PolicyHash(e.Text); own != e.PolicyHash {
		e.Warnings = append(e.Warnings, Warning{Clause: "S4.6", Message: fmt.Sprintf(
			"found padding in %q, which makes the policy hash %s, not %s", policyMember, e.PolicyHash, own)})
	}
	return nil
}

// policyString returns the member that holds the policy.
func policyString(payload jsondoc.Value) (string, error) {
	encoded, given, err := stringMember(payload, policyMember)
	if err != nil {
		return "", malformed("L8.2", err)
	}
	if given {
		return encoded, nil
	}
	for i := range payload.Len() {
		if name := payload.Name(i); strings.EqualFold(name, policyMember) {
			return "", malformed("L8.2", fmt.Errorf("found %q in the payload, expected %q", name, policyMember))
		}
	}
	return "", malformed("L8.2", fmt.Errorf("found no %q in the payload", policyMember))
}

// decode decodes the policy string. Padding is accepted; all else that is not
// strict base64url has its own message (S4.6).
func (e *Envelope) decode(encoded string) error {
	plain := strings.TrimRight(encoded, "=")
	if padding := len(encoded) - len(plain); padding > 0 && (padding > 2 || len(encoded)%4 != 0) {
		return malformed("L8.2", fmt.Errorf("found %d padding characters after %d others in %q", padding, len(plain), policyMember))
	}
	if i := strings.IndexFunc(plain, notCompact); i >= 0 && looksLikePolicy(plain) {
		return mistaken(PlainPolicy, "found plain text in %q, expected its base64url", policyMember)
	}
	if i := strings.IndexAny(plain, "+/"); i >= 0 {
		if _, err := base64.RawStdEncoding.DecodeString(plain); err == nil {
			return mistaken(StandardBase64, "found %q at offset %d of %q, which is standard base64, expected base64url",
				plain[i], i, policyMember)
		}
	}
	data, err := decodePart(policyMember, plain)
	if err != nil {
		return malformed("L8.2", err)
	}
	e.Text = string(data)
	return nil
}

package token

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Mistake is a common way to get an envelope wrong (S4.6).
type Mistake uint8

// The mistakes. The zero value is any other failure.
const (
	OtherMistake    Mistake = iota
	PolicyText              // policy text without an envelope
	PlainPolicy             // AttestationPolicy holds the policy text itself
	StandardBase64          // AttestationPolicy is in standard base64
	CertificateText         // a certificate in place of an envelope
	PEMText                 // PEM other than a certificate, such as a key
	JSONText                // the payload's JSON without an envelope around it
	QuotedEnvelope          // a JSON string that holds the envelope
	EncodedPolicy           // the policy text in base64, without an envelope
	EmptyEnvelope           // an envelope without payload, which resets a policy (S4.8)
)

// EnvelopeError says why a text is not an envelope that can be used.
type EnvelopeError struct {
	Mistake Mistake // OtherMistake if it is none of the common ones
	Clause  string  // of the specification
	Err     error
}

// Error returns what was found and what was expected.
func (e *EnvelopeError) Error() string { return "policy envelope: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *EnvelopeError) Unwrap() error { return e.Err }

func mistaken(m Mistake, format string, args ...any) error {
	return &EnvelopeError{Mistake: m, Clause: "S4.6", Err: fmt.Errorf(format, args...)}
}

// malformed wraps an error at a clause, if there is one.
func malformed(clause string, err error) error {
	if err == nil {
		return nil
	}
	return &EnvelopeError{Clause: clause, Err: err}
}

// IsEnvelope reports whether a text looks like an envelope rather than like a
// policy: base64 characters and dots, and white space only around it. A policy
// can't look like that, since it has a semicolon.
func IsEnvelope(text string) bool {
	text = trim(text)
	return strings.Contains(text, ".") && strings.IndexFunc(text, notCompact) < 0
}

// notCompact reports whether a character belongs neither to a kind of base64 nor
// between the parts of a compact JWS.
func notCompact(r rune) bool {
	return notBase64URL(r) && r != '.' && r != '=' && r != '+' && r != '/'
}

// trim removes the white space that files and pipes put around an envelope.
func trim(text string) string { return strings.Trim(text, " \t\r\n") }

// checkShape recognises what people take for an envelope (S4.6).
func checkShape(text string) error {
	switch {
	case text == "":
		return mistaken(OtherMistake, "found an empty text")
	case strings.HasPrefix(text, "-----BEGIN "):
		return pemMistake(text)
	case isCertificate(text):
		return mistaken(CertificateText, "found a certificate in place of an envelope")
	case text[0] == '{':
		return mistaken(JSONText, "found JSON, expected it as the payload of a JWS")
	case text[0] == '"':
		return mistaken(QuotedEnvelope, "found a JSON string, expected the envelope without quotes")
	case strings.IndexFunc(text, notCompact) >= 0:
		return mistaken(PolicyText, "found a policy text, expected it in an envelope")
	case !strings.Contains(text, "."):
		if decoded, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "=")); err == nil && looksLikePolicy(string(decoded)) {
			return mistaken(EncodedPolicy, "found a policy text in base64, expected it in an envelope")
		}
		return mistaken(OtherMistake, "found no dot, expected three parts with a dot between them")
	}
	return nil
}

func pemMistake(text string) error {
	block, _ := pem.Decode([]byte(text))
	switch {
	case block == nil:
		return mistaken(PEMText, "found damaged PEM in place of an envelope")
	case block.Type == "CERTIFICATE":
		return mistaken(CertificateText, "found a certificate as PEM in place of an envelope")
	}
	return mistaken(PEMText, "found PEM (%q) in place of an envelope", block.Type)
}

// isCertificate reports whether a text is a certificate, as DER or as the base64
// of that, which is the form of certificates in x5c.
func isCertificate(text string) bool {
	der := []byte(text)
	if strings.HasPrefix(text, "MII") {
		text = strings.NewReplacer("\r", "", "\n", "").Replace(text)
		var err error
		if der, err = base64.StdEncoding.DecodeString(text); err != nil {
			return false
		}
	} else if text[0] != 0x30 || utf8.ValidString(text) {
		return false
	}
	_, err := x509.ParseCertificate(der)
	return err == nil
}

// looksLikePolicy reports whether a text could be a policy's.
func looksLikePolicy(text string) bool {
	return utf8.ValidString(text) && strings.ContainsAny(text, ";{}=")
}

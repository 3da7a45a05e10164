package token

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// policyMember is the one member of an envelope's payload (L8.2).
const policyMember = "AttestationPolicy"

// unsignedHeader is the header of envelopes that are not signed (L8.2).
const unsignedHeader = `{"alg":"none"}`

// Envelope is a policy as it is uploaded and stored (L8.2 to L8.4).
type Envelope struct {
	Text       string        // of the policy
	PolicyHash string        // x-ms-policy-hash, over the text's encoding as it is (L8.3)
	TokenHash  string        // x-ms-policy-token-hash, over the envelope as it is (L8.4)
	Signer     *PolicySigner // nil if the envelope is unsigned
	Warnings   []Warning     // what is accepted, but deserves a word
}

// Warning is a remark about an envelope that is accepted.
type Warning struct {
	Clause  string
	Message string
}

// Pack puts a policy text into an unsigned envelope (L8.2).
func Pack(text string) (string, error) {
	payload, err := policyPayload(text)
	if err != nil {
		return "", err
	}
	return serialize([]byte(unsignedHeader), payload, nil)
}

// PackSigned puts a policy text into an envelope signed with the key of the first
// certificate, and the certificates into its header (S4.1). The key decides the
// algorithm: RSA of 2048 bits or more RS256, P-256 ES256 (S4.2).
func PackSigned(text string, key crypto.Signer, certs []*x509.Certificate) (string, error) {
	payload, err := policyPayload(text)
	if err != nil {
		return "", err
	}
	if len(certs) == 0 || len(certs) > maxChain || slices.Contains(certs, nil) {
		return "", fmt.Errorf("found %d certificates, expected 1 to %d", len(certs), maxChain)
	}
	if key == nil || !sameKey(certs[0].PublicKey, key.Public()) {
		return "", errors.New("the first certificate is not that of the key")
	}
	algorithm, err := policyAlgorithm(key.Public())
	if err != nil {
		return "", err
	}
	header := jsondoc.NewObject([]string{"alg", "x5c"},
		[]jsondoc.Value{jsondoc.NewString(string(algorithm)), chainValue(certs)})
	return serialize(jsondoc.AppendSorted(nil, header), payload, func(input []byte) ([]byte, error) {
		return algorithm.sign(key, input)
	})
}

// policyPayload returns the payload of a policy's envelope (L8.2).
func policyPayload(text string) ([]byte, error) {
	if !utf8.ValidString(text) {
		return nil, errors.New("found bytes that are not UTF-8 in the policy text")
	}
	encoded := base64.RawURLEncoding.EncodeToString([]byte(text))
	return jsondoc.AppendSorted(nil, jsondoc.NewObject([]string{policyMember}, []jsondoc.Value{jsondoc.NewString(encoded)})), nil
}

// hash is the form of both policy hashes (L8.1, L8.4).
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

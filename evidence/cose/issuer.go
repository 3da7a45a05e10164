package cose

import (
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/assay-policy/assay/evidence/internal/frame"
)

// Issuer says who may sign: the holder of a certificate for a purpose, which
// chains to a certificate authority. It is a did:x509 with one predicate, of the
// kind eku (E6.11).
type Issuer struct {
	CA  [sha256.Size]byte // SHA-256 of the authority's certificate in DER
	EKU string            // OID of the extended key usage, like "1.3.6.1.4.1.311.76.59.1.2"
}

const (
	didPrefix = "did:x509:0:sha256:"
	didEKU    = "::eku:"
)

// ParseIssuer reads a did:x509.
func ParseIssuer(text string) (Issuer, error) {
	rest, ok := strings.CutPrefix(text, didPrefix)
	if !ok {
		return Issuer{}, fmt.Errorf("issuer is %q, expected one that begins with %q", clip(text), didPrefix)
	}
	fingerprint, eku, ok := strings.Cut(rest, didEKU)
	if !ok || strings.Contains(eku, ":") {
		return Issuer{}, fmt.Errorf("issuer is %q, expected one predicate, of the kind eku", clip(text))
	}
	ca, err := frame.DecodeBase64URL(fingerprint)
	if err != nil || len(ca) != sha256.Size {
		return Issuer{}, fmt.Errorf("issuer is %q, expected the SHA-256 of a certificate in base64url", clip(text))
	}
	if _, err := parseOID(eku); err != nil {
		return Issuer{}, fmt.Errorf("issuer is %q: %w", clip(text), err)
	}
	return Issuer{CA: [sha256.Size]byte(ca), EKU: eku}, nil
}

// String writes the did:x509.
func (i Issuer) String() string {
	return didPrefix + base64.RawURLEncoding.EncodeToString(i.CA[:]) + didEKU + i.EKU
}

// parseOID reads an OID in dots, in its one spelling.
func parseOID(text string) (asn1.ObjectIdentifier, error) {
	var id asn1.ObjectIdentifier
	for part := range strings.SplitSeq(text, ".") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("found %q, expected an OID", clip(text))
		}
		id = append(id, n)
	}
	if len(id) < 2 || id.String() != text {
		return nil, fmt.Errorf("found %q, expected an OID", clip(text))
	}
	return id, nil
}

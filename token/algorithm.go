package token

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"fmt"
	"slices"
)

// Algorithm is a signature algorithm by its JOSE name. The zero value is none.
type Algorithm string

// The algorithms of tokens (S3.3). Envelopes use RS256 and ES256 only (S4.2).
const (
	RS256 Algorithm = "RS256" // RSASSA-PKCS1-v1_5 with SHA-256, what the service signs with
	PS256 Algorithm = "PS256" // RSASSA-PSS with SHA-256
	ES256 Algorithm = "ES256" // ECDSA with P-256 and SHA-256
	ES384 Algorithm = "ES384" // ECDSA with P-384 and SHA-384
)

// Bounds of RSA keys in bits: below, they prove too little (S3.6); above, one
// signature check costs whoever sends the key too little and us too much (E1.9).
const (
	minRSABits = 2048
	maxRSABits = 8192
)

// Algorithms returns the algorithms that this package signs and verifies with.
func Algorithms() []Algorithm { return []Algorithm{RS256, PS256, ES256, ES384} }

// ParseAlgorithm returns the algorithm of that JOSE name.
func ParseAlgorithm(name string) (Algorithm, error) {
	if a := Algorithm(name); slices.Contains(Algorithms(), a) {
		return a, nil
	}
	return "", fmt.Errorf("found algorithm %q, expected one of %q", name, Algorithms())
}

// algorithmFor returns the algorithm that a key signs with if none is named.
func algorithmFor(public crypto.PublicKey) (Algorithm, error) {
	for _, a := range []Algorithm{RS256, ES256, ES384} {
		if a.fits(public) == nil {
			return a, nil
		}
	}
	return "", fmt.Errorf("found %s, expected RSA of %d to %d bits, P-256 or P-384", describeKey(public), minRSABits, maxRSABits)
}

// fits reports why the key can't be used with the algorithm (S3.3, S3.6).
func (a Algorithm) fits(public crypto.PublicKey) error {
	ok := false
	switch key := public.(type) {
	case *rsa.PublicKey:
		bits := key.N.BitLen()
		ok = (a == RS256 || a == PS256) && minRSABits <= bits && bits <= maxRSABits
	case *ecdsa.PublicKey:
		ok = a == ES256 && key.Curve == elliptic.P256() || a == ES384 && key.Curve == elliptic.P384()
	}
	if !ok {
		return fmt.Errorf("found %s, which doesn't fit algorithm %q", describeKey(public), a)
	}
	return nil
}

// describeKey names a key's kind and size for messages.
func describeKey(public crypto.PublicKey) string {
	switch key := public.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("an RSA key of %d bits", key.N.BitLen())
	case *ecdsa.PublicKey:
		return "a key on curve " + key.Curve.Params().Name
	}
	return fmt.Sprintf("a key of type %T", public)
}

// sameKey reports whether two public keys are one.
func sameKey(a, b crypto.PublicKey) bool {
	key, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && key.Equal(b)
}

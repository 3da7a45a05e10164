package token

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	"slices"
	"strings"
	"testing"
)

// E1.9: neither a broken hash nor a key that only costs time certifies anything.
func TestE1_9CertificateSignatures(t *testing.T) {
	t.Parallel()
	rsaKey, err := generateKey(RS256)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := generateKey(ES256)
	if err != nil {
		t.Fatal(err)
	}
	huge := new(big.Int).SetBit(big.NewInt(1), maxRSABits, 1) // one bit too many
	for _, tc := range []struct {
		name      string
		algorithm x509.SignatureAlgorithm
		public    crypto.PublicKey
		message   string
	}{
		{"RSA with SHA-1", x509.SHA1WithRSA, rsaKey.Public(), "found a signature with SHA1-RSA"},
		{"ECDSA with SHA-1", x509.ECDSAWithSHA1, ecKey.Public(), "found a signature with ECDSA-SHA1"},
		{"too large", x509.SHA256WithRSA, &rsa.PublicKey{N: huge, E: 65537}, "found an RSA key of 8193 bits"},
		{"RSA with MD5", x509.MD5WithRSA, rsaKey.Public(), "found a signature with MD5-RSA"},
		{"ECDSA with SHA-512", x509.ECDSAWithSHA512, ecKey.Public(), "found a signature with ECDSA-SHA512"},
		{"too small", x509.SHA256WithRSA, &rsa.PublicKey{N: new(big.Int).SetBit(big.NewInt(1), minRSABits-2, 1), E: 65537}, "found an RSA key of 2047 bits"},
		{"wrong", x509.SHA256WithRSA, rsaKey.Public(), "verification error"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			child := &x509.Certificate{SignatureAlgorithm: tc.algorithm, Signature: make([]byte, maxRSABits/8+1)}
			parent := &x509.Certificate{PublicKey: tc.public}
			if err := signedBy(child, parent); err == nil || !strings.Contains(err.Error(), tc.message) {
				t.Errorf("found %v, expected %q", err, tc.message)
			}
		})
	}
}

// S3.3, E1.9: the sizes of keys that sign.
func TestE1_9KeySizes(t *testing.T) {
	t.Parallel()
	for bits, want := range map[int]bool{minRSABits - 1: false, minRSABits: true, maxRSABits: true, maxRSABits + 1: false} {
		key := &rsa.PublicKey{N: new(big.Int).SetBit(big.NewInt(1), bits-1, 1), E: 65537}
		for _, a := range []Algorithm{RS256, PS256} {
			if err := a.fits(key); (err == nil) != want {
				t.Errorf("%s with %d bits: found %v", a, bits, err)
			}
		}
	}
}

// S3.7: case is ignored for ASCII letters, and only for them.
func TestS3_7NameCase(t *testing.T) {
	t.Parallel()
	const name, want = "HTTPS://AZ[\\]^_`@{\u212a\u00c9", "https://az[\\]^_`@{\u212a\u00c9"
	if got := lowerASCII(name); got != want {
		t.Errorf("found %q, expected %q", got, want)
	}
}

// S3.8: r and s are as long as the field, so that one signature has one text.
func TestS3_8SignatureLength(t *testing.T) {
	t.Parallel()
	key, err := generateKey(ES256)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := ES256.sign(key, []byte("x"))
	if err != nil || ES256.verify(key.Public(), []byte("x"), signature) != nil {
		t.Fatal(err)
	}
	r, s := signature[:32], signature[32:]
	for name, changed := range map[string][]byte{
		"zero before s": slices.Concat(r, []byte{0}, s), "zero before r": slices.Concat([]byte{0}, r, s),
		"zero after": slices.Concat(signature, []byte{0}), "cut short": signature[:63], "r alone": r, "nothing": nil,
	} {
		if ES256.verify(key.Public(), []byte("x"), changed) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

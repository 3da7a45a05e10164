package token

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"
)

// KeyID returns the kid of a self-signed key: standard base64 of SHA-256 over
// the key's PEM text and one NUL byte (S1.3).
func KeyID(public crypto.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return "", fmt.Errorf("key id: %w", err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	sum := sha256.Sum256(append(text, 0))
	return base64.StdEncoding.EncodeToString(sum[:]), nil
}

// CertificateKeyID returns the kid of a key certified by a CA: base64url of
// SHA-1 over the certificate (S1.3).
func CertificateKeyID(cert *x509.Certificate) string {
	sum := sha1.Sum(cert.Raw)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// certificateYears is how long a certificate of ours is valid from now (S6.2).
const certificateYears = 10

// firstDay is when the certificates of token-signing keys begin, so that a token
// issued as of an earlier time needs no key of its own (S6.2).
var firstDay = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// issuerCertificate makes the self-signed certificate of a token-signing key:
// subject and issuer are CN= and the attest URI, serial 1, no CA (S6.2).
func issuerCertificate(key crypto.Signer, issuer string, now time.Time) (*x509.Certificate, error) {
	return selfSign(key, issuer, false, firstDay, now.AddDate(certificateYears, 0, 0))
}

// PolicyCertificate makes a self-signed certificate for a key that signs
// policies. It is a CA by its basic constraints, which the root of a policy
// signer must be (S4.3). It begins a little before now, since the clock of whoever
// checks it may be late by as much as the greatest skew (S3.9).
func PolicyCertificate(key crypto.Signer, commonName string, now time.Time) (*x509.Certificate, error) {
	start := now.Add(-MaxSkew)
	return selfSign(key, commonName, true, start, start.AddDate(certificateYears, 0, 0))
}

func selfSign(key crypto.Signer, commonName string, ca bool, from, until time.Time) (*x509.Certificate, error) {
	if key == nil {
		return nil, errors.New("found no key")
	}
	algorithm, err := algorithmFor(key.Public())
	if err != nil {
		return nil, err
	}
	id, err := subjectKeyID(key.Public())
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: commonName},
		NotBefore:             from.UTC().Truncate(time.Second),
		NotAfter:              until.UTC().Truncate(time.Second),
		BasicConstraintsValid: true,
		IsCA:                  ca,
		SubjectKeyId:          id,
		AuthorityKeyId:        id,
		SignatureAlgorithm:    certificateAlgorithm(algorithm),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("making a certificate: %w", err)
	}
	return x509.ParseCertificate(der)
}

// subjectKeyID is the leftmost 160 bits of the key's SHA-256 (RFC 7093, method 1).
func subjectKeyID(public crypto.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(der)
	return sum[:20], nil
}

func certificateAlgorithm(a Algorithm) x509.SignatureAlgorithm {
	switch a {
	case ES256:
		return x509.ECDSAWithSHA256
	case ES384:
		return x509.ECDSAWithSHA384
	}
	return x509.SHA256WithRSA
}

// checkSelfSigned reports why a certificate is not the self-signed one of some
// issuer: one name, the common name alone, twice, and its own signature (S3.7).
// Neither the name nor the time is judged. Basic constraints are not either: the
// service's certificates are no CAs, and sign themselves all the same.
func checkSelfSigned(cert *x509.Certificate) error {
	if !bytes.Equal(cert.RawSubject, cert.RawIssuer) {
		return fmt.Errorf("found issuer %q and subject %q, expected one name", cert.Issuer, cert.Subject)
	}
	if len(cert.Subject.Names) != 1 || cert.Subject.CommonName == "" {
		return fmt.Errorf("found subject %q, expected a common name alone", cert.Subject)
	}
	if err := signedBy(cert, cert); err != nil {
		return errors.New("the self-signed certificate's signature does not hold")
	}
	return nil
}

// signedBy reports whether child carries a signature of parent's key, both from
// the list (E1.9). What parent may do by its constraints and key usage is for the
// caller to judge.
func signedBy(child, parent *x509.Certificate) error {
	if err := checkSignatureListed(child); err != nil {
		return err
	}
	if err := checkKeyListed(parent); err != nil {
		return err
	}
	return parent.CheckSignature(child.SignatureAlgorithm, child.RawTBSCertificate, child.Signature)
}

// signatureAlgorithms are those that certificates may be signed with (E1.9).
var signatureAlgorithms = [...]x509.SignatureAlgorithm{
	x509.ECDSAWithSHA256, x509.ECDSAWithSHA384,
	x509.SHA256WithRSA, x509.SHA384WithRSA, x509.SHA512WithRSA,
	x509.SHA256WithRSAPSS, x509.SHA384WithRSAPSS, x509.SHA512WithRSAPSS,
}

// checkListed reports why a certificate's key or signature is not from the list
// of algorithms (E1.9).
func checkListed(cert *x509.Certificate) error {
	if err := checkKeyListed(cert); err != nil {
		return err
	}
	return checkSignatureListed(cert)
}

// checkKeyListed: a key that is too small proves too little, one that is too large
// costs minutes for each signature (E1.9).
func checkKeyListed(cert *x509.Certificate) error {
	if _, err := algorithmFor(cert.PublicKey); err != nil {
		return fmt.Errorf("certificate of %q: %w", cert.Subject, err)
	}
	return nil
}

func checkSignatureListed(cert *x509.Certificate) error {
	if !slices.Contains(signatureAlgorithms[:], cert.SignatureAlgorithm) {
		return fmt.Errorf("certificate of %q: found a signature with %s, expected RSA or ECDSA with SHA-256, SHA-384 or, for RSA, SHA-512",
			cert.Subject, cert.SignatureAlgorithm)
	}
	return nil
}

// checkAnyListed reports why none of the chains has keys and signatures from the
// list. The signature of a root is nobody's proof, only its key counts.
func checkAnyListed(chains [][]*x509.Certificate) error {
	var err error
	for _, chain := range chains {
		if err = checkChainListed(chain); err == nil {
			return nil
		}
	}
	return err
}

func checkChainListed(chain []*x509.Certificate) error {
	for _, cert := range chain[:len(chain)-1] {
		if err := checkListed(cert); err != nil {
			return err
		}
	}
	return checkKeyListed(chain[len(chain)-1])
}

// checkName reports whether a certificate is named CN= and the issuer. Case is
// ignored for ASCII letters, and only for them (S3.7).
func checkName(cert *x509.Certificate, issuer string) error {
	if lowerASCII(cert.Subject.CommonName) != lowerASCII(issuer) {
		return fmt.Errorf("found a certificate for %q, expected one for %q", cert.Subject.CommonName, issuer)
	}
	return nil
}

func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// checkValidity reports whether a time lies in a certificate's validity, whose
// limits belong to it (S3.7).
func checkValidity(cert *x509.Certificate, at time.Time) error {
	if at.Before(cert.NotBefore) || at.After(cert.NotAfter) {
		return fmt.Errorf("found a certificate valid from %s to %s, expected it to be valid at %s",
			stamp(cert.NotBefore), stamp(cert.NotAfter), stamp(at))
	}
	return nil
}

// stamp writes a time as messages do.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

package tokentest

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"testing"
	"time"

	"github.com/assay-policy/assay/token"
)

// Certificate makes a certificate for a key, self-signed and right for the
// authority's tokens but for the edit.
func Certificate(t testing.TB, key crypto.Signer, edit func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	return Certify(t, key, nil, key, edit)
}

// Certify makes a certificate for a key, signed by another one; a nil parent
// makes it self-signed.
func Certify(t testing.TB, key crypto.Signer, parent *x509.Certificate, by crypto.Signer, edit func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: Issuer},
		NotBefore:             time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:              time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC),
		BasicConstraintsValid: true,
	}
	if edit != nil {
		edit(template)
	}
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), by)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// ServiceEntry is the entry of a key set for certificates as the service writes
// it: x5c, kid and kty, nothing else (S6.1).
func ServiceEntry(t testing.TB, certs ...*x509.Certificate) Entry {
	t.Helper()
	id, err := token.KeyID(certs[0].PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	var chain []string
	for _, cert := range certs {
		chain = append(chain, base64.StdEncoding.EncodeToString(cert.Raw))
	}
	return Entry{"kid": id, "kty": "RSA", "x5c": chain}
}

package cosetest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence/cose"
)

// Now is a time at which everything made here is valid.
var Now = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)

// EKU is the purpose of leaves: that of real endorsements.
const EKU = "1.3.6.1.4.1.311.76.59.1.2"

// purpose is EKU, as templates have it.
var purpose = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 311, 76, 59, 1, 2}

// Authority is a certificate with the key to sign in its name.
type Authority struct {
	Cert *x509.Certificate
	Key  crypto.Signer
}

// Issuer holds a root, an authority below it, and a leaf that signs messages.
type Issuer struct {
	Root, CA, Leaf *Authority
}

// NewIssuer makes an issuer with RSA keys. It takes a moment; tests share the
// result.
func NewIssuer() (*Issuer, error) {
	i := &Issuer{}
	var err error
	if i.Root, err = newAuthority(authority("Virtual Supply Chain Root"), nil); err != nil {
		return nil, err
	}
	if i.CA, err = newAuthority(authority("Virtual Products CA"), i.Root); err != nil {
		return nil, err
	}
	i.Leaf, err = newAuthority(LeafTemplate(), i.CA)
	return i, err
}

// authority is the template of a certificate that signs others.
func authority(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             Now.AddDate(-5, 0, 0),
		NotAfter:              Now.AddDate(20, 0, 0),
		BasicConstraintsValid: true,
		IsCA:                  true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
}

// LeafTemplate is the template of a leaf, which lives one year around Now.
func LeafTemplate() *x509.Certificate {
	return &x509.Certificate{
		SerialNumber:          big.NewInt(2),
		Subject:               pkix.Name{CommonName: "Virtual Container Platform"},
		NotBefore:             Now.AddDate(0, -6, 0),
		NotAfter:              Now.AddDate(0, 6, 0),
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		UnknownExtKeyUsage:    []asn1.ObjectIdentifier{purpose},
	}
}

// newAuthority makes a key, and its certificate.
func newAuthority(template *x509.Certificate, by *Authority) (*Authority, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	if by == nil {
		by = &Authority{Cert: template, Key: key}
	}
	return certify(template, key, by)
}

// certify makes a certificate of a key.
func certify(template *x509.Certificate, key crypto.Signer, by *Authority) (*Authority, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, by.Cert, key.Public(), by.Key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	return &Authority{Cert: cert, Key: key}, err
}

// Certify makes a certificate of a key, signed by another authority.
func Certify(t testing.TB, template *x509.Certificate, key crypto.Signer, by *Authority) *Authority {
	t.Helper()
	a, err := certify(template, key, by)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// WithLeaf returns an issuer whose leaf has another certificate for its key,
// changed from the usual one.
func (i *Issuer) WithLeaf(t testing.TB, change func(*x509.Certificate)) *Issuer {
	t.Helper()
	template := LeafTemplate()
	change(template)
	return &Issuer{Root: i.Root, CA: i.CA, Leaf: Certify(t, template, i.Leaf.Key, i.CA)}
}

// Issuer returns what a verifier pins: the root.
func (i *Issuer) Issuer() cose.Issuer {
	return cose.Issuer{CA: sha256.Sum256(i.Root.Cert.Raw), EKU: EKU}
}

// Chain returns the certificates, the leaf first.
func (i *Issuer) Chain() [][]byte { return [][]byte{i.Leaf.Cert.Raw, i.CA.Cert.Raw, i.Root.Cert.Raw} }

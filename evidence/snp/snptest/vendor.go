package snptest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence/snp"
)

// keyBits is half of what AMD uses: generating the keys takes most of a test's
// time, and the verifier doesn't care.
const keyBits = 2048

// Now is a time at which everything made here is valid.
var Now = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)

// Authority is a certificate with the key to sign in its name.
type Authority struct {
	Cert *x509.Certificate
	Key  *rsa.PrivateKey
}

// Vendor holds the authorities of a product.
type Vendor struct {
	Product        snp.Product
	ARK, ASK, ASVK *Authority
}

// NewVendor makes the authorities of a product: a root, the issuer of VCEKs and
// the issuer of VLEKs. It takes a while; tests share the result.
func NewVendor(product snp.Product) (*Vendor, error) {
	v := &Vendor{Product: product}
	var err error
	if v.ARK, err = NewAuthority("ARK-"+string(product), 0x10000, nil); err != nil {
		return nil, err
	}
	if v.ASK, err = NewAuthority("SEV-"+string(product), 0x10001, v.ARK); err != nil {
		return nil, err
	}
	v.ASVK, err = NewAuthority("SEV-VLEK-"+string(product), 0x10101, v.ARK)
	return v, err
}

// NewAuthority makes a certificate signed by another authority, or by itself.
func NewAuthority(name string, serial int64, by *Authority) (*Authority, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(serial),
		Subject:               Name(name),
		NotBefore:             Now.AddDate(-5, 0, 0),
		NotAfter:              Now.AddDate(20, 0, 0),
		SignatureAlgorithm:    x509.SHA384WithRSAPSS,
		BasicConstraintsValid: true,
		IsCA:                  true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	if by == nil {
		template.KeyUsage |= x509.KeyUsageCRLSign
		by = &Authority{Cert: template, Key: key}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, by.Cert, &key.PublicKey, by.Key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	return &Authority{Cert: cert, Key: key}, err
}

// Name returns a subject as AMD's certificates have it.
func Name(common string) pkix.Name {
	return pkix.Name{
		OrganizationalUnit: []string{"Engineering"},
		Country:            []string{"US"},
		Locality:           []string{"Santa Clara"},
		Province:           []string{"CA"},
		Organization:       []string{"Advanced Micro Devices"},
		CommonName:         common,
	}
}

// Anchor returns what a verifier needs to know of the vendor.
func (v *Vendor) Anchor() snp.Anchor {
	return snp.Anchor{Product: v.Product, ARK: v.ARK.Cert, ASK: v.ASK.Cert, ASVK: v.ASVK.Cert}
}

// Options returns options under which the vendor's guests verify.
func (v *Vendor) Options() snp.Options { return snp.Options{Anchors: []snp.Anchor{v.Anchor()}} }

// CRL returns a list of the root, in DER, that is valid for a month around Now.
func (v *Vendor) CRL(t testing.TB, revoked ...*big.Int) []byte {
	t.Helper()
	return v.ARK.CRL(t, &x509.RevocationList{ThisUpdate: Now.AddDate(0, 0, -15), NextUpdate: Now.AddDate(0, 0, 15)}, revoked...)
}

// CRL signs a list, in DER, which names those serial numbers.
func (a *Authority) CRL(t testing.TB, template *x509.RevocationList, revoked ...*big.Int) []byte {
	t.Helper()
	list := *template
	list.Number = big.NewInt(1)
	if list.SignatureAlgorithm == 0 {
		list.SignatureAlgorithm = x509.SHA384WithRSAPSS
	}
	for _, serial := range revoked {
		list.RevokedCertificateEntries = append(list.RevokedCertificateEntries,
			x509.RevocationListEntry{SerialNumber: serial, RevocationTime: list.ThisUpdate})
	}
	// CreateRevocationList wants a subject key and the right to sign lists; a test
	// may need a list by an authority that lacks the latter.
	signer := *a.Cert
	signer.KeyUsage |= x509.KeyUsageCRLSign
	if len(signer.SubjectKeyId) == 0 {
		signer.SubjectKeyId = []byte{1}
	}
	der, err := x509.CreateRevocationList(rand.Reader, &list, &signer, a.Key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

package dcaptest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence/dcap"
)

// Now is a time at which everything made here is valid.
var Now = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)

// Authority is a certificate with the key to sign in its name.
type Authority struct {
	Cert *x509.Certificate
	Key  *ecdsa.PrivateKey
}

// Intel holds the authorities.
type Intel struct {
	Root      *Authority
	Processor *Authority // issues PCK certificates of single-package platforms
	Platform  *Authority // issues those of multi-package platforms
	Signing   *Authority // signs TCB infos and QE identities
}

// NewIntel makes the authorities, with keys of their own.
func NewIntel(t testing.TB) *Intel {
	t.Helper()
	root := NewAuthority(t, AuthorityTemplate("Intel SGX Root CA"), nil)
	signing := AuthorityTemplate("Intel SGX TCB Signing")
	signing.IsCA, signing.KeyUsage = false, x509.KeyUsageDigitalSignature
	return &Intel{
		Root:      root,
		Processor: NewAuthority(t, AuthorityTemplate("Intel SGX PCK Processor CA"), root),
		Platform:  NewAuthority(t, AuthorityTemplate("Intel SGX PCK Platform CA"), root),
		Signing:   NewAuthority(t, signing, root),
	}
}

// AuthorityTemplate returns the template of an authority of that name, with a
// serial number that follows from it.
func AuthorityTemplate(name string) *x509.Certificate {
	sum := sha256.Sum256([]byte(name))
	return &x509.Certificate{
		SerialNumber:          new(big.Int).SetBytes(sum[:19]),
		Subject:               Name(name),
		NotBefore:             Now.AddDate(-5, 0, 0),
		NotAfter:              Now.AddDate(10, 0, 0),
		SignatureAlgorithm:    x509.ECDSAWithSHA256,
		BasicConstraintsValid: true,
		IsCA:                  true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		SubjectKeyId:          sum[:20],
	}
}

// NewAuthority makes a certificate signed by another authority, or by itself, with
// a key on P-256.
func NewAuthority(t testing.TB, template *x509.Certificate, by *Authority) *Authority {
	t.Helper()
	return WithKey(t, NewKey(t), template, by)
}

// WithKey makes a certificate of a key.
func WithKey(t testing.TB, key *ecdsa.PrivateKey, template *x509.Certificate, by *Authority) *Authority {
	t.Helper()
	if by == nil {
		by = &Authority{Cert: template, Key: key}
	}
	// The issuer's certificate may be made up by a test, with another key in it.
	issuer := *by.Cert
	issuer.PublicKey = &by.Key.PublicKey
	der, err := x509.CreateCertificate(rand.Reader, template, &issuer, &key.PublicKey, by.Key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &Authority{Cert: cert, Key: key}
}

// NewKey makes a key on P-256.
func NewKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Name returns a subject as Intel's certificates have it.
func Name(common string) pkix.Name {
	return pkix.Name{
		CommonName:   common,
		Organization: []string{"Intel Corporation"},
		Locality:     []string{"Santa Clara"},
		Province:     []string{"CA"},
		Country:      []string{"US"},
	}
}

// Anchor returns what a verifier needs to know of the root.
func (i *Intel) Anchor() dcap.Anchor { return sha256.Sum256(i.Root.Cert.RawSubjectPublicKeyInfo) }

// Options returns options under which quotes of the platforms verify.
func (i *Intel) Options() dcap.Options { return dcap.Options{Anchors: []dcap.Anchor{i.Anchor()}} }

// PEM writes certificates in PEM.
func PEM(certs ...*x509.Certificate) []byte {
	var out []byte
	for _, c := range certs {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return out
}

// CRL signs a list of the authority, in DER, that is valid for a month around Now
// and names those serial numbers.
func (a *Authority) CRL(t testing.TB, revoked ...*big.Int) []byte {
	t.Helper()
	return a.SignCRL(t, &x509.RevocationList{ThisUpdate: Now.AddDate(0, 0, -15), NextUpdate: Now.AddDate(0, 0, 15)}, revoked...)
}

// SignCRL signs a list by a template, in DER.
func (a *Authority) SignCRL(t testing.TB, template *x509.RevocationList, revoked ...*big.Int) []byte {
	t.Helper()
	list := *template
	list.Number = big.NewInt(1)
	for _, serial := range revoked {
		list.RevokedCertificateEntries = append(list.RevokedCertificateEntries,
			x509.RevocationListEntry{SerialNumber: serial, RevocationTime: list.ThisUpdate})
	}
	signer := *a.Cert // which may lack the right, if that is the point of a test
	signer.KeyUsage |= x509.KeyUsageCRLSign
	der, err := x509.CreateRevocationList(rand.Reader, &list, &signer, a.Key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// Sign signs data as quotes and documents are signed: r and s, 32 bytes each.
func Sign(t testing.TB, key *ecdsa.PrivateKey, data []byte) []byte {
	t.Helper()
	sum := sha256.Sum256(data)
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	out := make([]byte, 64)
	r.FillBytes(out[:32])
	s.FillBytes(out[32:])
	return out
}

package pki_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/pki"
)

var (
	now = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)
	// rsaKey takes a while to make.
	rsaKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })
)

func newRSA(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := rsaKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newEC(t testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// certify makes a certificate from a template, signed by a parent, or by itself
// without one.
func certify(t testing.TB, template, parent *x509.Certificate, key, signer crypto.Signer) *x509.Certificate {
	t.Helper()
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// authority is the template of a certificate that may sign both.
func authority(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: now, NotAfter: now.AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, SubjectKeyId: []byte{1},
	}
}

// TestE1_9 signs lists with algorithms that are on the list, and with others.
func TestE1_9(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		key       crypto.Signer
		algorithm x509.SignatureAlgorithm
		good      bool
	}{
		{"RSA with SHA-256", newRSA(t), x509.SHA256WithRSA, true},
		{"RSA-PSS with SHA-512", newRSA(t), x509.SHA512WithRSAPSS, true},
		{"RSA with SHA-1", newRSA(t), x509.SHA1WithRSA, false},
		{"P-256", newEC(t, elliptic.P256()), x509.ECDSAWithSHA256, true},
		{"P-384", newEC(t, elliptic.P384()), x509.ECDSAWithSHA384, true},
		{"P-256 with SHA-1", newEC(t, elliptic.P256()), x509.ECDSAWithSHA1, false},
		{"P-384 with SHA-512", newEC(t, elliptic.P384()), x509.ECDSAWithSHA512, false},
		{"P-521", newEC(t, elliptic.P521()), x509.ECDSAWithSHA384, false},
		{"P-224", newEC(t, elliptic.P224()), x509.ECDSAWithSHA256, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			issuer := certify(t, authority("issuer"), nil, c.key, c.key)
			_, err := pki.ReadCRL(list(t, issuer, c.key, func(l *x509.RevocationList) { l.SignatureAlgorithm = c.algorithm }),
				issuer, evidence.Limits{})
			if (err == nil) != c.good {
				t.Errorf("got %v", err)
			}
		})
	}
}

// list signs a list that is valid now.
func list(t testing.TB, issuer *x509.Certificate, key crypto.Signer, change func(*x509.RevocationList)) []byte {
	t.Helper()
	l := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: now, NextUpdate: now.AddDate(0, 1, 0)}
	if change != nil {
		change(l)
	}
	der, err := x509.CreateRevocationList(rand.Reader, l, issuer, key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// TestE1_10 reads and applies lists.
func TestE1_10(t *testing.T) {
	t.Parallel()
	key, other := newEC(t, elliptic.P256()), newEC(t, elliptic.P256())
	issuer := certify(t, authority("issuer"), nil, key, key)
	leafTemplate := &x509.Certificate{SerialNumber: big.NewInt(1 << 40), Subject: pkix.Name{CommonName: "leaf"}, NotBefore: now, NotAfter: now}
	leaf := certify(t, leafTemplate, issuer, other, key)
	stranger := certify(t, leafTemplate, nil, other, other)
	noCRLs := authority("issuer")
	noCRLs.KeyUsage = x509.KeyUsageCertSign
	revoke := func(serial *big.Int) func(*x509.RevocationList) {
		return func(l *x509.RevocationList) {
			l.RevokedCertificateEntries = []x509.RevocationListEntry{{SerialNumber: serial, RevocationTime: now}}
		}
	}
	critical := func(l *x509.RevocationList) {
		l.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 28}, Critical: true, Value: []byte{0x30, 0}}}
	}
	good := list(t, issuer, key, nil)
	for _, c := range []struct {
		name    string
		data    []byte
		issuer  *x509.Certificate
		covered *x509.Certificate
		at      time.Time
		err     string // part of the message; "" for none
	}{
		{"good", good, issuer, leaf, now, ""},
		{"good in PEM", pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: good}), issuer, leaf, now, ""},
		{"until its end", good, issuer, leaf, now.AddDate(0, 1, 0), ""},
		{"too early", good, issuer, leaf, now.Add(-1), "the CRL is valid from"},
		{"too late", good, issuer, leaf, now.AddDate(0, 1, 0).Add(1), "the CRL is valid until"},
		{"another serial number", list(t, issuer, key, revoke(big.NewInt(5))), issuer, leaf, now, ""},
		{"revoked", list(t, issuer, key, revoke(leaf.SerialNumber)), issuer, leaf, now, `"leaf" was revoked at 2025-06-01T12:00:00Z`},
		{"certificate of another issuer", good, issuer, stranger, now, `says nothing about "leaf"`},
		{"another name", good, certify(t, authority("other"), nil, key, key), leaf, now, `issuer of the CRL is "CN=issuer", expected "CN=other"`},
		{"another key", good, certify(t, authority("issuer"), nil, other, other), leaf, now, "was not signed"},
		{"issuer that may sign no lists", good, certify(t, noCRLs, nil, key, key), leaf, now, "was not signed"},
		{"partial list", list(t, issuer, key, critical), issuer, leaf, now, "critical extension 2.5.29.28"},
		{"empty", nil, issuer, leaf, now, "is empty"},
		{"another label", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: good}), issuer, leaf, now, "stray bytes"},
		{"bytes after it", append(good[:len(good):len(good)], 1, 2), issuer, leaf, now, "found 2 bytes after the CRL"},
		{"certificate", issuer.Raw, issuer, leaf, now, "malformed"},
		{"too long", make([]byte, 8<<20+1), issuer, leaf, now, "the CRL has 8388609 bytes, the limit is 8388608"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			crl, err := pki.ReadCRL(c.data, c.issuer, evidence.Limits{})
			if err == nil {
				err = crl.Check(c.at, c.covered)
			}
			if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("got %v, expected %q", err, c.err)
			}
		})
	}
}

// TestCheckIssued takes what makes one certificate the issuer of another apart.
func TestCheckIssued(t *testing.T) {
	t.Parallel()
	key, other := newEC(t, elliptic.P256()), newEC(t, elliptic.P256())
	parent := certify(t, authority("parent"), nil, key, key)
	child := certify(t, authority("child"), parent, other, key)
	noCA, noUse := authority("parent"), authority("parent")
	noCA.IsCA, noUse.KeyUsage = false, x509.KeyUsageCRLSign
	for _, c := range []struct {
		name    string
		parent  *x509.Certificate
		allowed []x509.SignatureAlgorithm
		err     string
	}{
		{"good", parent, nil, ""},
		{"good by that algorithm", parent, []x509.SignatureAlgorithm{x509.ECDSAWithSHA256}, ""},
		{"another algorithm", parent, []x509.SignatureAlgorithm{x509.SHA384WithRSAPSS}, "found the algorithm ECDSA-SHA256"},
		{"another name", certify(t, authority("other"), nil, key, key), nil, `issuer of "child" is "CN=parent", expected "CN=other"`},
		{"another key", certify(t, authority("parent"), nil, other, other), nil, `"child" was not signed by "parent"`},
		{"no authority", certify(t, noCA, nil, key, key), nil, `"parent" is not a certificate authority`},
		{"key for other uses", certify(t, noUse, nil, key, key), nil, `"child" was not signed by "parent"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := pki.CheckIssued(child, c.parent, c.allowed...)
			if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("got %v, expected %q", err, c.err)
			}
		})
	}
}

// TestE1_9KeySizes gives the issuer RSA keys at the limits and beyond.
func TestE1_9KeySizes(t *testing.T) {
	t.Parallel()
	key := newRSA(t)
	parent := certify(t, authority("parent"), nil, key, key)
	child := certify(t, authority("child"), parent, newEC(t, elliptic.P256()), key)
	if err := pki.CheckIssued(child, parent); err != nil {
		t.Error(err)
	}
	for bits, want := range map[int]string{
		2047: "found an RSA key of 2047 bits, expected 2048 to 8192",
		8192: "was not signed by", // by that key, that is
		8193: "found an RSA key of 8193 bits, expected 2048 to 8192",
	} {
		other := *parent
		other.PublicKey = &rsa.PublicKey{N: new(big.Int).SetBit(big.NewInt(1), bits-1, 1), E: 65537}
		if err := pki.CheckIssued(child, &other); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d bits: got %v, expected %q", bits, err, want)
		}
	}
}

// TestCheckCertificate refuses critical extensions that are not handled.
func TestCheckCertificate(t *testing.T) {
	t.Parallel()
	key := newEC(t, elliptic.P256())
	plain := certify(t, authority("plain"), nil, key, key)
	template := authority("critical")
	template.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3}, Critical: true, Value: []byte{5, 0}}}
	critical := certify(t, template, nil, key, key)
	if err := pki.CheckCertificate(plain, now); err != nil {
		t.Error(err)
	}
	if err := pki.CheckCertificate(critical, now); err == nil || !strings.Contains(err.Error(), "1.2.3") {
		t.Errorf("got %v", err)
	}
	if err := pki.CheckCertificate(plain, now.Add(-1)); err == nil {
		t.Error("accepts a certificate before its time")
	}
}

package cose_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/cose"
	. "github.com/assay-policy/assay/evidence/cose/cosetest"
)

// by returns a message of an issuer with another leaf.
func by(t *testing.T, i *Issuer) *Message {
	t.Helper()
	return i.Message("Feed", []byte("{}"), signed)
}

// TestE6_11Verify changes one thing about a message that would verify.
func TestE6_11Verify(t *testing.T) {
	t.Parallel()
	good := issuer(t)
	other, err := NewIssuer()
	if err != nil {
		t.Fatal(err)
	}
	leaf := func(change func(*x509.Certificate)) func(*testing.T) *Message {
		return func(t *testing.T) *Message { return by(t, good.WithLeaf(t, change)) }
	}
	for _, c := range []struct {
		name    string
		message func(*testing.T) *Message
		text    string
	}{
		{"as it is", func(t *testing.T) *Message { return message(t) }, ""},
		{"another issuer's, in this one's name", func(t *testing.T) *Message {
			m := by(t, other)
			m.Set(Text("iss"), Text(good.Issuer().String()))
			return m
		}, "x5chain has no certificate whose SHA-256 is"},
		{"another issuer's", func(t *testing.T) *Message { return by(t, other) }, "issuer is \"did:x509"},
		{"another issuer's leaf", func(t *testing.T) *Message {
			return by(t, &Issuer{Root: good.Root, CA: good.CA, Leaf: other.Leaf})
		}, "was not signed by \"Virtual Products CA\""},
		{"authority of another root", func(t *testing.T) *Message {
			return by(t, &Issuer{Root: good.Root, CA: other.CA, Leaf: other.Leaf})
		}, "was not signed by \"Virtual Supply Chain Root\""},
		{"no authority between", chainOf(good.Leaf, good.Root), `issuer of "Virtual Container Platform" is`},
		{"root first", chainOf(good.Root, good.CA, good.Leaf), "x5chain has no certificate whose SHA-256 is"},
		{"root alone", chainOf(good.Root), "x5chain has no certificate whose SHA-256 is"},
		{"no root", chainOf(good.Leaf, good.CA), "x5chain has no certificate whose SHA-256 is"},
		{"a certificate beyond the root", chainOf(good.Leaf, good.CA, good.Root, good.CA), `issuer of "Virtual Supply Chain Root" is`},
		{"another purpose", leaf(func(c *x509.Certificate) {
			c.UnknownExtKeyUsage = []asn1.ObjectIdentifier{{1, 3, 6, 1, 4, 1, 311, 76, 59, 1, 5}}
		}), "expected the extended key usage 1.3.6.1.4.1.311.76.59.1.2"},
		{"no purpose", leaf(func(c *x509.Certificate) { c.UnknownExtKeyUsage = nil }), "expected the extended key usage"},
		{"any purpose", leaf(func(c *x509.Certificate) {
			c.UnknownExtKeyUsage, c.ExtKeyUsage = nil, []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
		}), "expected the extended key usage"},
		{"two purposes", leaf(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning} }), ""},
		{"not for signatures", leaf(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }), "is not for signatures"},
		{"no key usage", leaf(func(c *x509.Certificate) { c.KeyUsage = 0 }), ""},
		{"critical purpose", leaf(func(c *x509.Certificate) {
			c.ExtraExtensions, c.UnknownExtKeyUsage = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: purpose}}, nil
		}), ""},
		{"unknown critical extension", leaf(func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3}, Critical: true}}
		}), "has the unknown critical extension 1.2.3"},
		{"leaf begins later", leaf(func(c *x509.Certificate) { c.NotBefore = signed.Add(time.Second) }), "is valid from"},
		{"leaf begins when signed", leaf(func(c *x509.Certificate) { c.NotBefore = signed }), ""},
		{"leaf ended before", leaf(func(c *x509.Certificate) { c.NotAfter = signed.Add(-time.Second) }), "is valid until"},
		{"leaf ended since", leaf(func(c *x509.Certificate) { c.NotAfter = signed }), ""},
		{"signed now", signedAt(Now), ""},
		{"signed later", signedAt(Now.Add(time.Second)), "the message was signed at 2025-06-01T12:00:01Z, the time of verification is 2025-06-01T12:00:00Z"},
		{"another payload", func(t *testing.T) *Message {
			m := by(t, good)
			m.Key = other.Leaf.Key
			return m
		}, "the signature was not made by the key of the first certificate of x5chain"},
		{"certificate that is none", func(t *testing.T) *Message {
			m := by(t, good)
			m.Set(Int(33), Array(Bytes(good.Leaf.Cert.Raw), Bytes([]byte("x"))))
			return m
		}, "certificate 2 of x5chain is malformed"},
		{"no did:x509", issuedBy("https://example.com"), `issuer is "https://example.com", expected one that begins with "did:x509:0:sha256:"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			want(t, parse(t, c.message(t).Sign(t)).Verify(good.Issuer(), Now), c.text)
		})
	}
}

// chainOf makes messages with another chain.
func chainOf(authorities ...*Authority) func(*testing.T) *Message {
	return func(t *testing.T) *Message {
		var certs [][]byte
		for _, a := range authorities {
			certs = append(certs, Bytes(a.Cert.Raw))
		}
		m := message(t)
		m.Set(Int(33), Array(certs...))
		return m
	}
}

func signedAt(at time.Time) func(*testing.T) *Message {
	return func(t *testing.T) *Message {
		m := message(t)
		m.Set(Text("signingtime"), Tag(1, Int(at.Unix())))
		return m
	}
}

func issuedBy(name string) func(*testing.T) *Message {
	return func(t *testing.T) *Message {
		m := message(t)
		m.Set(Text("iss"), Text(name))
		return m
	}
}

// TestE6_11Algorithms signs with every algorithm, and names another one.
func TestE6_11Algorithms(t *testing.T) {
	t.Parallel()
	good := issuer(t)
	p384, p256 := ecdsaKey(t, elliptic.P384()), ecdsaKey(t, elliptic.P256())
	for _, c := range []struct {
		name         string
		key          crypto.Signer
		signs, named cose.Algorithm
		text         string
	}{
		{"PS256", good.Leaf.Key, cose.PS256, cose.PS256, ""},
		{"PS384", good.Leaf.Key, cose.PS384, cose.PS384, ""},
		{"PS512", good.Leaf.Key, cose.PS512, cose.PS512, ""},
		{"ES384", p384, cose.ES384, cose.ES384, ""},
		{"PS384 as PS256", good.Leaf.Key, cose.PS384, cose.PS256, "the signature was not made"},
		{"PS384 as ES384", good.Leaf.Key, cose.PS384, cose.ES384, "found the algorithm ES384 (-35) with an RSA key"},
		{"ES384 as PS384", p384, cose.ES384, cose.PS384, "found the algorithm PS384 (-38) with a key on P-384"},
		{"P-256", p256, cose.ES384, cose.ES384, "found the algorithm ES384 (-35) with a key on P-256"},
		{"RSA of 1024 bits", shortKey(t), cose.PS384, cose.PS384, "found an RSA key of 1024 bits, expected 2048 to 8192"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			i := &Issuer{Root: good.Root, CA: good.CA, Leaf: Certify(t, LeafTemplate(), c.key, good.CA)}
			m := by(t, i)
			m.Algorithm = c.signs
			m.Set(Int(1), Int(int64(c.named)))
			want(t, parse(t, m.Sign(t)).Verify(good.Issuer(), Now), c.text)
		})
	}
}

// TestE6_11Signature breaks signatures by ES384, and hashes of long payloads.
func TestE6_11Signature(t *testing.T) {
	t.Parallel()
	good := issuer(t)
	key := ecdsaKey(t, elliptic.P384())
	i := &Issuer{Root: good.Root, CA: good.CA, Leaf: Certify(t, LeafTemplate(), key, good.CA)}
	for _, size := range []int{0, 23, 24, 255, 256, 65535, 65536} {
		m := i.Message("Feed", bytes.Repeat([]byte("x"), size), signed)
		m.Algorithm = cose.ES384
		m.Set(Int(1), Int(int64(cose.ES384)))
		data := m.Sign(t)
		want(t, parse(t, data).Verify(good.Issuer(), Now), "")
		data[len(data)-1] ^= 1
		want(t, parse(t, data).Verify(good.Issuer(), Now), "the signature was not made")
		want(t, parse(t, m.Write(Map(m.Protected...), make([]byte, 95))).Verify(good.Issuer(), Now), "found a signature of 95 bytes, expected 96")
	}
}

// TestE6_11PathLength builds a chain that is longer than an authority allows.
func TestE6_11PathLength(t *testing.T) {
	t.Parallel()
	good := issuer(t)
	for most, text := range map[int]string{0: "allows 0 authorities below it, x5chain has 1", 1: ""} {
		template := *good.Root.Cert
		template.MaxPathLen, template.MaxPathLenZero = most, most == 0
		root := Certify(t, &template, good.Root.Key, &Authority{Cert: &template, Key: good.Root.Key})
		i := &Issuer{Root: root, CA: good.CA, Leaf: good.Leaf}
		want(t, parse(t, by(t, i).Sign(t)).Verify(i.Issuer(), Now), text)
	}
}

// TestE6_11Constraints gives the authority critical extensions that narrow whom it
// may certify. Nothing here applies them, so they are refused (RFC 5280 section 4.2).
func TestE6_11Constraints(t *testing.T) {
	t.Parallel()
	good := issuer(t)
	for _, c := range []struct {
		name   string
		change func(*x509.Certificate)
		text   string
	}{
		{"none", func(*x509.Certificate) {}, ""},
		{"names", func(c *x509.Certificate) {
			c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{"example.com"}, true
		},
			`"Virtual Products CA" has the unknown critical extension 2.5.29.30`},
		{"policies", func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 36}, Critical: true, Value: []byte{0x30, 3, 0x80, 1, 0}}}
		}, `"Virtual Products CA" has the unknown critical extension 2.5.29.36`},
		{"purposes", func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: purpose}}
		}, `"Virtual Products CA" has the unknown critical extension 2.5.29.37`},
	} {
		template := *good.CA.Cert
		template.ExtraExtensions = nil
		c.change(&template)
		ca := Certify(t, &template, good.CA.Key, good.Root)
		m := by(t, &Issuer{Root: good.Root, CA: ca, Leaf: good.Leaf})
		want(t, parse(t, m.Sign(t)).Verify(good.Issuer(), Now), c.text)
	}
}

// purpose is the value of an extension that lists EKU.
var purpose = []byte("\x30\x0D\x06\x0B\x2B\x06\x01\x04\x01\x82\x37\x4C\x3B\x01\x02")

// TestParseIssuer reads a did:x509 of every shape.
func TestParseIssuer(t *testing.T) {
	t.Parallel()
	got := parseIssuer(t, microsoft)
	if got.String() != microsoft || got.EKU != EKU || got.CA[0] != 0x23 {
		t.Errorf("got %s", got)
	}
	const ca = "did:x509:0:sha256:I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s"
	for _, text := range []string{
		"", "did:web:example.com", "did:x509:1:sha256:x::eku:1.2", ca, ca + "::eku:", ca + "::eku:1", ca + "::eku:1.2x", ca + "::eku:1.02",
		ca + "::eku:1.-2", ca + "::eku:1.2:1.3", ca + "::subject:CN:x", ca + "::eku:1.2::eku:1.3", ca + "=::eku:1.2", ca[:60] + "::eku:1.2",
		"did:x509:0:sha384:I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s::eku:1.2",
	} {
		if got, err := cose.ParseIssuer(text); err == nil {
			t.Errorf("%q: got %s, expected an error", text, got)
		}
	}
}

// TestZero wants values that nothing filled in to be refused.
func TestZero(t *testing.T) {
	t.Parallel()
	if err := new(cose.Message).Verify(cose.Issuer{}, Now); err == nil {
		t.Error("the zero message is accepted")
	}
	m := parse(t, message(t).Sign(t))
	if err := m.Verify(issuer(t).Issuer(), time.Time{}); err != evidence.ErrNoTime {
		t.Errorf("got %v, expected ErrNoTime", err)
	}
	m.Chain = nil
	want(t, m.Verify(issuer(t).Issuer(), Now), "the message has no x5chain")
	anything := cose.Issuer{CA: sha256.Sum256(issuer(t).Root.Cert.Raw)}
	want(t, parse(t, message(t).Sign(t)).Verify(anything, Now), "issuer is")
}

func ecdsaKey(t *testing.T, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func shortKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

package token_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/token"
	"github.com/assay-policy/assay/token/tokentest"
)

// S6.2: the certificate of a new key.
func TestS6_2Certificate(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	for algorithm, want := range map[token.Algorithm]x509.SignatureAlgorithm{
		"": x509.SHA256WithRSA, token.RS256: x509.SHA256WithRSA, token.PS256: x509.SHA256WithRSA,
		token.ES256: x509.ECDSAWithSHA256, token.ES384: x509.ECDSAWithSHA384,
	} {
		s, err := token.Generate(token.SignerOptions{Algorithm: algorithm, Issuer: "https://example.org:8443/tenant/"}, now)
		if err != nil {
			t.Fatal(err)
		}
		cert := s.Certificate()
		if s.Issuer() != "https://example.org:8443/tenant" || cert.Subject.String() != "CN=https://example.org:8443/tenant" ||
			!bytes.Equal(cert.RawSubject, cert.RawIssuer) {
			t.Errorf("found issuer %q, subject %q", s.Issuer(), cert.Subject)
		}
		if cert.SerialNumber.Int64() != 1 || !cert.BasicConstraintsValid || cert.IsCA || cert.SignatureAlgorithm != want ||
			len(cert.SubjectKeyId) != 20 || !bytes.Equal(cert.SubjectKeyId, cert.AuthorityKeyId) {
			t.Errorf("found %+v", cert)
		}
		if !cert.NotBefore.Equal(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)) || !cert.NotAfter.Equal(now.AddDate(10, 0, 0).Truncate(time.Second)) {
			t.Errorf("valid from %s to %s", cert.NotBefore, cert.NotAfter)
		}
		if key, ok := cert.PublicKey.(*rsa.PublicKey); ok && key.N.BitLen() != 2048 {
			t.Errorf("found an RSA key of %d bits", key.N.BitLen())
		}
	}
}

// S1.4: iss is an attest URI without a trailing slash.
func TestS1_4Issuer(t *testing.T) {
	t.Parallel()
	for uri, want := range map[string]string{
		"https://localhost":        "https://localhost",
		"https://localhost/":       "https://localhost",
		"https://a.b:1/c//":        "https://a.b:1/c",
		"https://[::1]:8443":       "https://[::1]:8443",
		"":                         "",
		"localhost":                "",
		"http://localhost":         "",
		"https://":                 "",
		"https://user@localhost":   "",
		"https://localhost?a":      "",
		"https://localhost?":       "",
		"https://localhost#a":      "",
		"https://localhost#":       "",
		"https://local host":       "",
		"https://l\u00f6calhost":   "",
		"https://localhost/\x00":   "",
		"https://localhost:port":   "",
		"https:localhost":          "",
		" https://localhost":       "",
		"https://localhost/%zz":    "",
		"https://localhost/a%2fb/": "https://localhost/a%2fb",
	} {
		got, err := token.ParseIssuer(uri)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: found %q, %v", uri, got, err)
		}
	}
}

// S3.3, S3.7: what no token could be verified with is refused before it signs.
func TestS3_7SignerRefused(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p521, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	type O = token.SignerOptions
	for _, tc := range []struct {
		name, message string
		key           crypto.Signer
		opts          O
	}{
		{"Ed25519", "found a key of type ed25519.PublicKey", edwards, O{}},
		{"P-521", "found a key on curve P-521, expected RSA of 2048 to 8192 bits, P-256 or P-384", p521, O{}},
		{"algorithm unknown", `found algorithm "HS256", expected one of ["RS256" "PS256" "ES256" "ES384"]`, a.Key, O{Algorithm: "HS256"}},
		{"algorithm of another key", `found an RSA key of 2048 bits, which doesn't fit algorithm "ES256"`, a.Key, O{Algorithm: token.ES256}},
		{"issuer", `found issuer "x"`, a.Key, O{Issuer: "x"}},
		{"certificate of another key", "the certificate is not that of the key", a.Key,
			O{Certificate: tokentest.New(t, token.ES256).Signer.Certificate(), Issuer: tokentest.Issuer}},
		{"certificate of another name", `found a certificate for "https://tokentest.example", expected one for "https://localhost"`, a.Key,
			O{Certificate: a.Signer.Certificate()}},
		{"certificate of a CA", "found issuer", a.Key, O{Issuer: tokentest.Issuer, Certificate: tokentest.Certify(t, a.Key,
			tokentest.Certificate(t, p521, func(c *x509.Certificate) { c.Subject.CommonName = "ca" }), p521, nil)}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if _, err := token.NewSigner(tc.key, tc.opts, a.At); err == nil || !strings.Contains(err.Error(), tc.message) {
				t.Errorf("found %v, expected %q", err, tc.message)
			}
		})
	}
	if _, err := token.NewSigner(nil, O{}, a.At); err == nil {
		t.Error("a signer without a key")
	}
	if _, err := token.Generate(O{Certificate: a.Signer.Certificate()}, a.At); err == nil {
		t.Error("a certificate for a key that doesn't exist")
	}
	if _, err := token.Generate(O{Algorithm: "none"}, a.At); err == nil {
		t.Error("a key for alg none")
	}
}

// S6.6: a key that can do nothing but sign will do, as one in hardware.
func TestS6_4HardwareKey(t *testing.T) {
	t.Parallel()
	for _, algorithm := range token.Algorithms() {
		key := tokentest.Key(t, algorithm)
		at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		s, err := token.NewSigner(opaque{key}, token.SignerOptions{Algorithm: algorithm, Issuer: tokentest.Issuer}, at)
		if err != nil {
			t.Fatal(err)
		}
		a := &tokentest.Authority{Key: key, Signer: s, At: at}
		if _, err := a.Verifier().Verify(context.Background(), a.Token(t), a.Want(), at); err != nil {
			t.Errorf("%s: %v", algorithm, err)
		}
	}
}

type opaque struct{ key crypto.Signer }

func (o opaque) Public() crypto.PublicKey { return o.key.Public() }
func (o opaque) Sign(r io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return o.key.Sign(r, digest, opts)
}

// PS256 has a salt as long as the hash (RFC 7518 section 3.5).
func TestS3_3SaltLength(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.PS256)
	text := a.Token(t)
	signed := text[:strings.LastIndexByte(text, '.')]
	hash := crypto.SHA256.New()
	hash.Write([]byte(signed))
	err := rsa.VerifyPSS(a.Key.Public().(*rsa.PublicKey), crypto.SHA256, hash.Sum(nil), inspect(t, text).Signature,
		&rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	if err != nil {
		t.Error(err)
	}
	longer, err := rsa.SignPSS(rand.Reader, a.Key.(*rsa.PrivateKey), crypto.SHA256, hash.Sum(nil), &rsa.PSSOptions{SaltLength: 64})
	if err != nil {
		t.Fatal(err)
	}
	refused(t, a.Verifier(), signed+"."+base64.RawURLEncoding.EncodeToString(longer), a.Want(), a.At, token.StepSignature)
}

func pemOf(t *testing.T, kind string, der []byte, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// S6.6: private keys are PEM in the usual forms, with certificates or without.
func TestS6_4KeyFiles(t *testing.T) {
	t.Parallel()
	rs, ec := tokentest.New(t, token.RS256), tokentest.New(t, token.ES256)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(rs.Key)
	rsaPEM := pemOf(t, "PRIVATE KEY", pkcs8, err)
	pkcs1 := pemOf(t, "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rs.Key.(*rsa.PrivateKey)), nil)
	sec1, err := x509.MarshalECPrivateKey(ec.Key.(*ecdsa.PrivateKey))
	ecPEM := pemOf(t, "EC PRIVATE KEY", sec1, err)
	rsaCert := pemOf(t, "CERTIFICATE", rs.Signer.Certificate().Raw, nil)
	ecCert := pemOf(t, "CERTIFICATE", ec.Signer.Certificate().Raw, nil)
	for name, text := range map[string]string{
		"PKCS#8":                 rsaPEM,
		"PKCS#1":                 pkcs1,
		"SEC 1":                  ecPEM,
		"SEC 1 after parameters": pemOf(t, "EC PARAMETERS", []byte{6, 0}, nil) + ecPEM,
		"certificate after":      rsaPEM + rsaCert,
		"certificate ahead":      "some words\n" + ecCert + ecPEM,
		"chain":                  rsaPEM + rsaCert + ecCert,
	} {
		pair, err := token.ParseKeyPair([]byte(text))
		if err != nil || pair.Key == nil || len(pair.Certificates) != strings.Count(text, "BEGIN CERTIFICATE") {
			t.Errorf("%s: found %v, %v", name, pair, err)
		}
	}
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ed25519Key, err := x509.MarshalPKCS8PrivateKey(edwards)
	for name, tc := range map[string]struct{ text, message string }{
		"empty":               {"", "found no private key"},
		"no PEM":              {"MIIEvQ", "found no private key"},
		"certificate alone":   {rsaCert, "found no private key"},
		"two keys":            {rsaPEM + ecPEM, "found two private keys"},
		"another certificate": {rsaPEM + ecCert, "the first certificate is not that of the key"},
		"encrypted":           {pemOf(t, "ENCRYPTED PRIVATE KEY", pkcs8, nil), "found an encrypted private key"},
		"encrypted, old form": {"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n", "found an encrypted private key"},
		"public key":          {pemOf(t, "PUBLIC KEY", nil, nil), `found a PEM block "PUBLIC KEY"`},
		"damaged key":         {pemOf(t, "PRIVATE KEY", pkcs8[:100], nil), `PEM block "PRIVATE KEY"`},
		"damaged certificate": {rsaPEM + pemOf(t, "CERTIFICATE", []byte{1}, nil), `PEM block "CERTIFICATE"`},
		"damaged block":       {rsaPEM + "-----BEGIN CERTIFICATE-----\n", "found a damaged PEM block"},
		"Ed25519":             {pemOf(t, "PRIVATE KEY", ed25519Key, err), "found a key of type ed25519.PublicKey"},
		"bits without end":    {pemOf(t, "RSA PRIVATE KEY", make([]byte, 25032), nil), "found a private key of 25032 bytes, expected at most 5120"},
		"too large":           {rsaPEM + strings.Repeat("\n", 64<<10), "expected at most 65536"},
	} {
		if pair, err := token.ParseKeyPair([]byte(tc.text)); err == nil || !strings.Contains(err.Error(), tc.message) {
			t.Errorf("%s: found %v, %v, expected %q", name, pair, err, tc.message)
		}
	}
}

// Values that nobody filled are refused, and nothing panics on them.
func TestZeroValues(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	if _, err := token.Issue(&token.Signer{}, a.Body(), a.At); err == nil {
		t.Error("a zero signer signs")
	}
	if _, err := token.PolicyCertificate(nil, "x", a.At); err == nil {
		t.Error("found a certificate of no key")
	}
	for name, pair := range map[string]*token.KeyPair{
		"none": nil, "zero": {}, "no certificate": {Key: a.Key, Certificates: []*x509.Certificate{nil}},
		"another's": {Key: a.Key, Certificates: []*x509.Certificate{tokentest.New(t, token.ES384).Signer.Certificate()}},
	} {
		if set, err := pair.KeySet(); err == nil {
			t.Errorf("%s: found the key set %v", name, set)
		}
	}
	if jwk := (&token.PolicySigner{Certificates: []*x509.Certificate{nil}}).JWK(); jwk != nil {
		t.Errorf("found the JWK %s of no certificate", jwk)
	}
}

// S6.6: a key file that others can read is refused, and the message says why.
func TestS6_4KeyFileMode(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Log("file modes say nothing there; the rest of the test holds")
	}
	path := filepath.Join(t.TempDir(), "key.pem")
	key, err := x509.MarshalPKCS8PrivateKey(tokentest.Key(t, token.ES256))
	if err := os.WriteFile(path, []byte(pemOf(t, "PRIVATE KEY", key, err)), 0o600); err != nil {
		t.Fatal(err)
	}
	if pair, err := token.ReadKeyPair(path); err != nil || pair.Key == nil {
		t.Errorf("found %v, %v", pair, err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o644} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := token.ReadKeyPair(path)
		if runtime.GOOS != "windows" && (err == nil || !strings.Contains(err.Error(), "which gives others access to the private key, expected 0600")) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	if _, err := token.ReadKeyPair(filepath.Join(t.TempDir(), "none.pem")); !os.IsNotExist(unwrapAll(err)) {
		t.Errorf("found %v", err)
	}
	if _, err := token.ReadKeyPair(t.TempDir()); err == nil {
		t.Error("a directory is read as a key")
	}
}

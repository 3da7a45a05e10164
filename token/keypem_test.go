package token_test

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/token"
	"github.com/assay-policy/assay/token/tokentest"
)

// S3.1: a relying party may have the issuer's certificates or bare keys as PEM, and
// verifies with them alone.
func TestS3_1KeySetPEM(t *testing.T) {
	t.Parallel()
	for _, algorithm := range []token.Algorithm{token.RS256, token.ES384} {
		a := tokentest.New(t, algorithm)
		other := tokentest.Certificate(t, tokentest.Key(t, token.ES256), nil)
		cert := pemOf(t, "CERTIFICATE", a.Signer.Certificate().Raw, nil)
		der, err := x509.MarshalPKIXPublicKey(a.Key.Public())
		bare := pemOf(t, "PUBLIC KEY", der, err)
		texts := map[string]string{
			"certificate":            cert,
			"bare key":               bare,
			"certificate among more": "Some words\n" + pemOf(t, "CERTIFICATE", other.Raw, nil) + cert,
			"both":                   bare + cert,
		}
		if public, ok := a.Key.Public().(*rsa.PublicKey); ok {
			texts["PKCS#1"] = pemOf(t, "RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(public), nil)
		}
		for name, text := range texts {
			t.Run(string(algorithm)+" "+name, func(t *testing.T) {
				t.Parallel()
				set, err := token.ParseKeySetPEM([]byte(text))
				if err != nil {
					t.Fatal(err)
				}
				v := a.Verifier()
				v.Keys = set
				verified, err := v.Verify(context.Background(), a.Token(t), a.Want(), a.At)
				if err != nil {
					t.Fatal(err)
				}
				bareKey := !strings.Contains(text, "CERTIFICATE")
				if i := slices.IndexFunc(verified.Steps(), func(s token.Step) bool { return s.Name == token.StepCertificate }); i < 0 ||
					strings.HasPrefix(verified.Steps()[i].Detail, "none, ") != bareKey {
					t.Errorf("found steps %v", verified.Steps())
				}
				refused(t, v, a.Forge(t, tokentest.SetHeader("kid", `"other"`)), a.Want(), a.At, token.StepKey)
				// A certificate that can't be compared proves nothing; with a key alone there is none.
				late := time.Date(2041, 1, 1, 0, 0, 0, 0, time.UTC)
				if !bareKey {
					refused(t, v, a.Token(t), a.Want(), late, token.StepCertificate)
					return
				}
				for _, header := range []string{"x5c", "x5t", "x5t#S256"} {
					refused(t, v, a.Forge(t, tokentest.SetHeader(header, `"AAAA"`)), a.Want(), a.At, token.StepKey)
				}
				v.Roots = x509.NewCertPool()
				tpm := a.Forge(t, tokentest.Set("x-ms-attestation-type", `"tpm"`))
				refused(t, v, tpm, token.Expectations{AttestationType: "tpm"}, a.At, token.StepCertificate)
			})
		}
	}
}

// S3.7: of a chain in PEM, the leaf's key verifies TPM tokens, if the root is trusted.
func TestS3_7ChainPEM(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	caKey := tokentest.Key(t, token.ES384)
	root := tokentest.Certificate(t, caKey, func(c *x509.Certificate) { c.Subject.CommonName, c.IsCA = "root", true })
	middleKey := tokentest.Key(t, token.ES256)
	middle := tokentest.Certify(t, middleKey, root, caKey, func(c *x509.Certificate) { c.Subject.CommonName, c.IsCA = "middle", true })
	leaf := tokentest.Certify(t, a.Key, middle, middleKey, nil)
	text := pemOf(t, "CERTIFICATE", leaf.Raw, nil) + pemOf(t, "CERTIFICATE", middle.Raw, nil) + pemOf(t, "CERTIFICATE", root.Raw, nil)
	set, err := token.ParseKeySetPEM([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	v := a.Verifier()
	v.Keys, v.Roots = set, x509.NewCertPool()
	v.Roots.AddCert(root)
	tpm := a.Forge(t, tokentest.SetHeader("kid", tokentest.Quote(token.CertificateKeyID(leaf))), tokentest.Set("x-ms-attestation-type", `"tpm"`))
	if _, err := v.Verify(context.Background(), tpm, token.Expectations{AttestationType: "tpm"}, a.At); err != nil {
		t.Error(err)
	}
}

// What no key set can be made of.
func TestS3_6KeySetPEMRefused(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	cert := pemOf(t, "CERTIFICATE", a.Signer.Certificate().Raw, nil)
	private, err := x509.MarshalPKCS8PrivateKey(a.Key)
	for name, tc := range map[string]struct{ text, message string }{
		"nothing":        {"", "found no public key or certificate"},
		"no PEM":         {"MIIB", "found no public key or certificate"},
		"private key":    {cert + pemOf(t, "PRIVATE KEY", private, err), `found a PEM block "PRIVATE KEY", expected public keys or certificates`},
		"damaged":        {cert + "-----BEGIN CERTIFICATE-----\n", "found a damaged PEM block"},
		"no certificate": {pemOf(t, "CERTIFICATE", []byte{1}, nil), `PEM block "CERTIFICATE": `},
		"no key":         {pemOf(t, "PUBLIC KEY", []byte{1}, nil), `PEM block "PUBLIC KEY": `},
		"1024 bits":      {pemOf(t, "CERTIFICATE", weakCertificate(t).Raw, nil), "found no key that can be used: found an RSA key of 1024 bits"},
		"too many":       {strings.Repeat(cert, 257), "found more than 256 keys"},
		"too many bytes": {cert + strings.Repeat("\n", 1<<20), "expected at most 1048576"},
	} {
		set, err := token.ParseKeySetPEM([]byte(tc.text))
		if set != nil || stepOf(err) != token.StepKeySet || !strings.Contains(err.Error(), tc.message) {
			t.Errorf("%s: found %v, expected %q", name, err, tc.message)
		}
	}
}

// The public half of a pair, written as PEM or as JSON, holds no private key, and
// verifies what the pair signed.
func TestKeyPairKeySet(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	for name, pair := range map[string]token.KeyPair{
		"certified": {Key: a.Key, Certificates: []*x509.Certificate{a.Signer.Certificate()}}, "bare": {Key: a.Key},
	} {
		set, err := pair.KeySet()
		if err != nil {
			t.Fatal(err)
		}
		text, err := set.PEM()
		if err != nil || strings.Contains(string(text)+string(set.JSON()), "PRIVATE") || strings.Contains(string(set.JSON()), `"d":`) {
			t.Errorf("%s: found %s, %v", name, text, err)
		}
		v := a.Verifier()
		if v.Keys, err = token.ParseKeySetPEM(text); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Verify(context.Background(), a.Token(t), a.Want(), a.At); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if set, err := (&token.KeyPair{}).KeySet(); err == nil {
		t.Errorf("found %v of no key", set)
	}
}

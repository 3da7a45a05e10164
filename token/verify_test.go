package token_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/token"
	"github.com/assay-policy/assay/token/tokentest"
)

// stepOf returns the step of a VerifyError; "" for another error, or none.
func stepOf(err error) string {
	var failed *token.VerifyError
	if !errors.As(err, &failed) {
		return ""
	}
	return failed.Step
}

// refused fails the test unless verification stops at a step.
func refused(t *testing.T, v token.Verifier, text string, want token.Expectations, at time.Time, step string) error {
	t.Helper()
	verified, err := v.Verify(context.Background(), text, want, at)
	if verified != nil || stepOf(err) != step {
		t.Errorf("got %v, want it refused at step %q", err, step)
	}
	var failed *token.VerifyError
	if errors.As(err, &failed) && !strings.HasPrefix(failed.Clause, "S3.") {
		t.Errorf("found clause %q", failed.Clause)
	}
	return err
}

// S3.3: with each algorithm a good token verifies, if the caller accepts it.
func TestS3_3Algorithms(t *testing.T) {
	t.Parallel()
	for _, algorithm := range token.Algorithms() {
		t.Run(string(algorithm), func(t *testing.T) {
			t.Parallel()
			a := tokentest.New(t, algorithm)
			verified, err := a.Verifier().Verify(context.Background(), a.Token(t), a.Want(), a.At)
			if err != nil {
				t.Fatal(err)
			}
			if verified.Issuer() != tokentest.Issuer || verified.KeyID() != a.Signer.KeyID() || verified.Algorithm() != algorithm ||
				verified.PolicyHash() != tokentest.PolicyHash || verified.AttestationType() != "sevsnpvm" || len(verified.TokenID()) != 64 {
				t.Errorf("found %+v", verified)
			}
			if got := verified.Facts(); got != (token.Facts{Debug: token.DebugOff, Measurement: tokentest.Measurement, ProductID: -1, SVN: 7}) {
				t.Errorf("found facts %+v", got)
			}
			if got := len(verified.Steps()); got != 12 {
				t.Errorf("found %d steps: %v", got, verified.Steps())
			}
			strict := token.Verifier{Issuer: tokentest.Issuer, Keys: a.Signer.KeySet()}
			if _, err := strict.Verify(context.Background(), a.Token(t), a.Want(), a.At); (err == nil) != (algorithm == token.RS256) {
				t.Errorf("by default: %v", err)
			}
		})
	}
}

// publicPEM returns a key as PEM, the secret of a well-known confusion of
// algorithms.
func publicPEM(t *testing.T, key crypto.PublicKey) []byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

// Tokens that are really signed, but wrong: each is refused at its step. S3.16
// lists what public verifiers let pass of these.
func TestS3ForgedTokens(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	mallory, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	malloryCert := base64.StdEncoding.EncodeToString(tokentest.Certificate(t, mallory, nil).Raw)
	malloryPrint := token.CertificateKeyID(tokentest.Certificate(t, mallory, nil))
	set, setHeader, drop := tokentest.Set, tokentest.SetHeader, tokentest.Drop
	for _, tc := range []struct {
		name string
		edit tokentest.Edit
		step string
	}{
		{"S3.2 duplicate claim", tokentest.Twice("nonce", `"123"`), token.StepForm},
		{"S3.2 duplicate header member", tokentest.TwiceHeader("alg", `"RS256"`), token.StepForm},
		{"S3.2 duplicate member below", set("x-ms-runtime", `{"a":{"b":1,"b":1}}`), token.StepForm},
		{"S3.2 duplicate by escape", tokentest.Payload(`{"iss":"a","\u0069ss":"b"}`), token.StepForm},
		{"S3.2 payload not an object", tokentest.Payload(`["iss"]`), token.StepForm},
		{"S3.2 payload not JSON", tokentest.Payload(`iss`), token.StepForm},
		{"S3.2 payload not UTF-8", tokentest.Payload("{\"iss\":\"\xff\"}"), token.StepForm},
		{"S3.2 text after the payload", tokentest.Payload(`{} {}`), token.StepForm},
		{"S3.2 header not an object", tokentest.Header(`"RS256"`), token.StepForm},
		{"S3.3 none", tokentest.SignAs("none", nil), token.StepAlgorithm},
		{"S3.3 none, signed", setHeader("alg", `"none"`), token.StepAlgorithm},
		{"S3.3 None", setHeader("alg", `"None"`), token.StepAlgorithm},
		{"S3.3 HS256 with the public key", tokentest.SignAs("HS256", publicPEM(t, a.Key.Public())), token.StepAlgorithm},
		{"S3.3 RS384", tokentest.SignAs("RS384", a.Key), token.StepAlgorithm},
		{"S3.3 PS256 not listed", tokentest.SignAs("PS256", a.Key), token.StepAlgorithm},
		{"S3.3 alg not a string", setHeader("alg", `["RS256"]`), token.StepAlgorithm},
		{"S3.3 no alg", tokentest.DropHeader("alg"), token.StepAlgorithm},
		{"S3.3 crit", setHeader("crit", `["exp"]`), token.StepAlgorithm},
		{"S3.3 crit empty", setHeader("crit", `[]`), token.StepAlgorithm},
		{"S3.3 b64", setHeader("b64", `false`), token.StepAlgorithm},
		{"S3.3 typ", setHeader("typ", `"at+jwt"`), token.StepAlgorithm},
		{"S3.3 typ not a string", setHeader("typ", `1`), token.StepAlgorithm},
		{"S3.4 another issuer", set("iss", `"https://other.example"`), token.StepIssuer},
		{"S3.4 another case", set("iss", `"https://Tokentest.example"`), token.StepIssuer},
		{"S3.4 a trailing slash", set("iss", `"https://tokentest.example/"`), token.StepIssuer},
		{"S3.4 an array", set("iss", `["https://tokentest.example"]`), token.StepIssuer},
		{"S3.4 no iss", drop("iss"), token.StepIssuer},
		{"S3.5 another address", setHeader("jku", `"https://evil.example/certs"`), token.StepKeyAddress},
		{"S3.5 jku not a string", setHeader("jku", `null`), token.StepKeyAddress},
		{"S3.1 x5u", setHeader("x5u", `"https://evil.example/cert.pem"`), token.StepKeyAddress},
		{"S3.6 unknown kid", setHeader("kid", `"other"`), token.StepKey},
		{"S3.6 no kid", tokentest.DropHeader("kid"), token.StepKey},
		{"S3.6 kid not a string", setHeader("kid", `7`), token.StepKey},
		{"S3.1 another x5c", setHeader("x5c", `["`+malloryCert+`"]`), token.StepKey},
		{"S3.1 x5c no certificate", setHeader("x5c", `["AAAA"]`), token.StepKey},
		{"S3.1 another jwk", setHeader("jwk", `{"kty":"RSA","e":"AQAB","n":"AQAB"}`), token.StepKey},
		{"S3.1 jwk not an object", setHeader("jwk", `"k"`), token.StepKey},
		{"S3.1 another x5t", setHeader("x5t", `"`+malloryPrint+`"`), token.StepKey},
		{"S3.1 another x5t#S256", setHeader("x5t#S256", `"AAAA"`), token.StepKey},
		{"S3.8 another key", tokentest.SignAs("RS256", mallory), token.StepSignature},
		{"S3.8 signed as PS256", tokentest.SignSilentlyAs("PS256", a.Key), token.StepSignature},
		{"S3.8 signature of nothing", tokentest.SignSilentlyAs("none", nil), token.StepSignature},
		{"S3.9 no iat", drop("iat"), token.StepTime},
		{"S3.9 no nbf", drop("nbf"), token.StepTime},
		{"S3.9 no exp", drop("exp"), token.StepTime},
		{"S3.9 exp a fraction", set("exp", `1893456000.5`), token.StepTime},
		{"S3.9 exp with an exponent", set("exp", `18e8`), token.StepTime},
		{"S3.9 exp a string", set("exp", `"1893456000"`), token.StepTime},
		{"S3.9 nbf a string", set("nbf", `"1577836800"`), token.StepTime},
		{"S3.9 iat a fraction", set("iat", `1577836800.5`), token.StepTime},
		{"S3.9 exp past all calendars", set("exp", `9223372036854775807`), token.StepTime},
		{"S3.9 nbf negative", set("nbf", `-1`), token.StepTime},
		{"S3.9 expired", set("exp", `1577836800`), token.StepTime},
		{"S3.9 not yet", set("nbf", `1893456000`), token.StepTime},
		{"S3.9 issued later", tokentest.Set("iat", "1767323106"), token.StepTime}, // 61 seconds
		{"S3.9 exp as nbf", func(d *tokentest.Draft) { set("nbf", "1767323050")(d); set("exp", "1767323050")(d) }, token.StepTime},
		{"S3.9 exp before nbf, all within the skew", func(d *tokentest.Draft) { set("nbf", "1767323050")(d); set("exp", "1767323049")(d) }, token.StepTime},
		{"S3.9 exp as iat", func(d *tokentest.Draft) { set("nbf", "1767323000")(d); set("exp", "1767323045")(d) }, token.StepTime},
		{"S3.10 another type", set("x-ms-attestation-type", `"sgx"`), token.StepAttestationType},
		{"S3.10 no type", drop("x-ms-attestation-type"), token.StepAttestationType},
		{"S3.10 another policy", set("x-ms-policy-hash", `"bROrN897ZfWmWY2V0FLUlu3uwk5xatGnKYHn3zBbSlw"`), token.StepPolicyHash},
		{"S3.10 no policy", drop("x-ms-policy-hash"), token.StepPolicyHash},
		{"S3.10 debuggable", set("x-ms-sevsnpvm-is-debuggable", `true`), token.StepDebug},
		{"S3.10 debug unknown", drop("x-ms-sevsnpvm-is-debuggable"), token.StepDebug},
		{"S3.10 debug a string", set("x-ms-sevsnpvm-is-debuggable", `"false"`), token.StepDebug},
		{"S3.10 another measurement", set("x-ms-sevsnpvm-launchmeasurement", `"00"`), token.StepMeasurement},
		{"S3.10 no measurement", drop("x-ms-sevsnpvm-launchmeasurement"), token.StepMeasurement},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			err := refused(t, a.Verifier(), a.Forge(t, tc.edit), a.Want(), a.At, tc.step)
			if draft := strings.HasPrefix(tc.name, "S3.3 none"); errors.Is(err, token.ErrDraft) != draft {
				t.Errorf("found %v, expected a draft to be named so, and nothing else", err)
			}
		})
	}
}

// What a token may hold besides the usual, as long as it agrees with the key set
// (S3.1, S3.3, S3.5).
func TestS3_1HintsThatAgree(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	leaf := base64.StdEncoding.EncodeToString(a.Signer.Certificate().Raw)
	for name, edit := range map[string]tokentest.Edit{
		"no jku":        tokentest.DropHeader("jku"),
		"no typ":        tokentest.DropHeader("typ"),
		"x5u":           tokentest.SetHeader("x5u", tokentest.Quote(tokentest.Issuer+"/certs")),
		"x5c":           tokentest.SetHeader("x5c", `["`+leaf+`"]`),
		"x5t":           tokentest.SetHeader("x5t", tokentest.Quote(token.CertificateKeyID(a.Signer.Certificate()))),
		"unknown":       tokentest.SetHeader("x-other", `{"a":[1]}`),
		"aud":           tokentest.Set("aud", `["x"]`),
		"white space":   tokentest.Header(` {"alg" : "RS256", "kid":` + tokentest.Quote(a.Signer.KeyID()) + `}`),
		"escaped names": tokentest.Header(`{"\u0061lg":"RS\u0032\u0035\u0036","kid":` + tokentest.Quote(a.Signer.KeyID()) + `}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := a.Verifier().Verify(context.Background(), a.Forge(t, edit), a.Want(), a.At); err != nil {
				t.Error(err)
			}
		})
	}
}

// S3.2: the parts are base64url without padding, other characters or trailing
// bits; exactly three; at most 1 MiB.
func TestS3_2Form(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	good := a.Token(t)
	header, rest, _ := strings.Cut(good, ".")
	payload, signature, _ := strings.Cut(rest, ".")
	// 256 bytes are 342 characters, the last of which has four bits of nothing.
	last := strings.IndexByte(base64url, signature[len(signature)-1])
	for name, text := range map[string]string{
		"empty":             "",
		"one part":          header,
		"two parts":         header + "." + payload,
		"four parts":        good + ".",
		"padding":           good + "==",
		"line end after":    good + "\n",
		"line end inside":   header + "." + payload[:8] + "\n" + payload[8:] + "." + signature,
		"white space ahead": " " + good,
		"standard base64":   header + "." + payload + "." + "+" + signature[1:],
		"trailing bits":     good[:len(good)-1] + string(base64url[last|1]),
		"not ASCII":         header + "." + payload + ".é" + signature[1:],
		"JSON form":         `{"payload":"` + payload + `","protected":"` + header + `","signature":"` + signature + `"}`,
		"more than 1 MiB":   good + strings.Repeat("A", token.MaxToken),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refused(t, a.Verifier(), text, a.Want(), a.At, token.StepForm)
			if _, err := token.Inspect(text); stepOf(err) != token.StepForm {
				t.Errorf("inspected: %v", err)
			}
		})
	}
}

const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// S3.1: what the caller must give, and may not.
func TestS3_1Inputs(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	text := a.Token(t)
	edit := func(change func(*token.Verifier)) token.Verifier {
		v := a.Verifier()
		change(&v)
		return v
	}
	for name, v := range map[string]token.Verifier{
		"zero":            {},
		"no issuer":       edit(func(v *token.Verifier) { v.Issuer = "" }),
		"no keys":         edit(func(v *token.Verifier) { v.Keys = nil }),
		"issuer no URI":   edit(func(v *token.Verifier) { v.Issuer = "tokentest.example" }),
		"skew too large":  edit(func(v *token.Verifier) { v.Skew = token.MaxSkew + 1 }),
		"skew negative":   edit(func(v *token.Verifier) { v.Skew = -time.Second }),
		"alg none listed": edit(func(v *token.Verifier) { v.Algorithms = []token.Algorithm{"none"} }),
		"alg HS256":       edit(func(v *token.Verifier) { v.Algorithms = []token.Algorithm{"HS256"} }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refused(t, v, text, a.Want(), a.At, token.StepInput)
		})
	}
	refused(t, a.Verifier(), text, a.Want(), time.Time{}, token.StepInput)
	refused(t, a.Verifier(), text, token.Expectations{}, a.At, token.StepInput)
	slash := edit(func(v *token.Verifier) { v.Issuer += "/" })
	if _, err := slash.Verify(context.Background(), text, a.Want(), a.At); err != nil {
		t.Errorf("an attest URI with a slash after it: %v", err)
	}
	var zero token.Verified
	if zero.KeyID() != "" || zero.Steps() != nil || zero.Facts().Debug != token.DebugUnknown || zero.Claims() != nil {
		t.Error("the zero value proves something")
	}
}

// S3.9: nbf − skew ≤ now < exp + skew, 60 s if nothing is said.
func TestS3_9Time(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	text := a.Token(t)
	end := a.At.Add(token.TokenLifetime)
	for _, tc := range []struct {
		name string
		skew time.Duration
		at   time.Time
		good bool
	}{
		{"default, just early enough", 0, a.At.Add(-60 * time.Second), true},
		{"default, too early", 0, a.At.Add(-60*time.Second - 1), false},
		{"default, just late enough", 0, end.Add(60*time.Second - 1), true},
		{"default, too late", 0, end.Add(60 * time.Second), false},
		{"none, first moment", token.NoSkew, a.At, true},
		{"none, before", token.NoSkew, a.At.Add(-1), false},
		{"none, last moment", token.NoSkew, end.Add(-1), true},
		{"none, at the end", token.NoSkew, end, false},
		{"most, early", token.MaxSkew, a.At.Add(-token.MaxSkew), true},
		{"most, late", token.MaxSkew, end.Add(token.MaxSkew), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v := a.Verifier()
			v.Skew = tc.skew
			_, err := v.Verify(context.Background(), text, a.Want(), tc.at)
			if (err == nil) != tc.good || err != nil && stepOf(err) != token.StepTime {
				t.Errorf("at %s: %v", tc.at, err)
			}
		})
	}
}

// S3.8: no change of any character of a signed token goes unnoticed.
func TestS3_8EveryCharacterCounts(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	text := a.Token(t)
	for i := range len(text) {
		changed := []byte(text)
		changed[i] ^= 1
		if _, err := a.Verifier().Verify(context.Background(), string(changed), a.Want(), a.At); err == nil {
			t.Errorf("changed character %d of %d and nobody noticed", i, len(text))
		}
	}
}

// S3.6: an algorithm must fit the key, and what the set says of it.
func TestS3_6AlgorithmAndKey(t *testing.T) {
	t.Parallel()
	rs, ps, ec := tokentest.New(t, token.RS256), tokentest.New(t, token.PS256), tokentest.New(t, token.ES256)
	v := rs.Verifier()
	v.Algorithms = token.Algorithms()
	// Both authorities have the same RSA key, so the same kid.
	refused(t, v, ps.Token(t), ps.Want(), ps.At, token.StepKey)
	asRSA := ec.Forge(t, tokentest.SetHeader("alg", `"RS256"`))
	refused(t, ec.Verifier(), asRSA, ec.Want(), ec.At, token.StepKey)
	asP384 := ec.Forge(t, tokentest.SetHeader("alg", `"ES384"`))
	v = ec.Verifier()
	v.Algorithms = token.Algorithms()
	refused(t, v, asP384, ec.Want(), ec.At, token.StepKey)
	// A set that doesn't say, as the service's, leaves the choice to the caller, but
	// for what the key is: else alg would be a label that nobody holds to.
	v.Keys = keySet(t, tokentest.KeySet(t, tokentest.ServiceEntry(t, ps.Signer.Certificate())))
	for _, alg := range []string{"ES256", "ES384"} {
		mislabelled := rs.Forge(t, tokentest.SetHeader("alg", tokentest.Quote(alg)))
		refused(t, v, mislabelled, rs.Want(), rs.At, token.StepKey)
	}
	if _, err := v.Verify(context.Background(), ps.Token(t), ps.Want(), ps.At); err != nil {
		t.Error(err)
	}
}

// S3.7: the certificate is self-signed, named after the issuer, in time, and its
// signature holds.
func TestS3_7Certificate(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ca := tokentest.Certificate(t, other, func(c *x509.Certificate) { c.IsCA = true })
	self := func(edit func(*x509.Certificate)) *x509.Certificate { return tokentest.Certificate(t, a.Key, edit) }
	for _, tc := range []struct {
		name string
		cert *x509.Certificate
		good bool
	}{
		{"right", self(nil), true},
		{"another case", self(func(c *x509.Certificate) { c.Subject.CommonName = "HTTPS://TokenTest.Example" }), true},
		{"another name", self(func(c *x509.Certificate) { c.Subject.CommonName = "https://other.example" }), false},
		{"not ASCII case", self(func(c *x509.Certificate) { c.Subject.CommonName = "https://to\u212aentest.example" }), false},
		{"more names", self(func(c *x509.Certificate) { c.Subject.Organization = []string{"x"} }), false},
		{"no name", self(func(c *x509.Certificate) { c.Subject.CommonName = ""; c.Subject.Country = []string{"x"} }), false},
		{"over", self(func(c *x509.Certificate) { c.NotAfter = a.At.Add(-time.Second) }), false},
		{"last moment", self(func(c *x509.Certificate) { c.NotAfter = a.At }), true},
		{"not yet", self(func(c *x509.Certificate) { c.NotBefore = a.At.Add(time.Second) }), false},
		{"first moment", self(func(c *x509.Certificate) { c.NotBefore = a.At }), true},
		{"signed by another key", tokentest.Certify(t, a.Key, nil, other, func(c *x509.Certificate) {
			c.SignatureAlgorithm = x509.ECDSAWithSHA256
		}), false},
		{"certified by a CA of that name", tokentest.Certify(t, a.Key, ca, other, nil), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v := a.Verifier()
			v.Keys = keySet(t, tokentest.KeySet(t, tokentest.ServiceEntry(t, tc.cert)))
			if !tc.good {
				refused(t, v, a.Token(t), a.Want(), a.At, token.StepCertificate)
				return
			}
			if _, err := v.Verify(context.Background(), a.Token(t), a.Want(), a.At); err != nil {
				t.Error(err)
			}
		})
	}
}

// S3.7: TPM tokens may be signed with a key certified by a root of the caller,
// others may not; and without a root nobody may.
func TestS3_7Roots(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	caKey := tokentest.Key(t, token.ES384)
	ca := tokentest.Certificate(t, caKey, func(c *x509.Certificate) {
		c.Subject.CommonName, c.IsCA, c.KeyUsage = "root", true, x509.KeyUsageCertSign
	})
	leaf := tokentest.Certify(t, a.Key, ca, caKey, func(c *x509.Certificate) { c.Subject.CommonName = "Attestation" })
	entry := tokentest.ServiceEntry(t, leaf, ca)
	entry["kid"] = token.CertificateKeyID(leaf)
	v := a.Verifier()
	v.Keys = keySet(t, tokentest.KeySet(t, entry))
	text := func(attestationType string) string {
		return a.Forge(t, tokentest.SetHeader("kid", tokentest.Quote(token.CertificateKeyID(leaf))),
			tokentest.Set("x-ms-attestation-type", tokentest.Quote(attestationType)))
	}
	tpm := token.Expectations{AttestationType: "tpm"}
	refused(t, v, text("tpm"), tpm, a.At, token.StepCertificate)
	// No roots are no roots, not those of the system.
	if _, err := v.Verify(context.Background(), text("tpm"), tpm, a.At); err == nil || !strings.Contains(err.Error(), "trusts no root") {
		t.Errorf("found %v", err)
	}
	v.Roots = x509.NewCertPool()
	refused(t, v, text("tpm"), tpm, a.At, token.StepCertificate)
	v.Roots.AddCert(ca)
	if _, err := v.Verify(context.Background(), text("tpm"), tpm, a.At); err != nil {
		t.Error(err)
	}
	refused(t, v, text("sevsnpvm"), a.Want(), a.At, token.StepCertificate)
	// E1.9: a root with a key that isn't on the list is none.
	odd, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	oddRoot := tokentest.Certificate(t, odd, func(c *x509.Certificate) { c.Subject.CommonName, c.IsCA = "odd", true })
	oddLeaf := tokentest.Certify(t, a.Key, oddRoot, odd, func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA256 })
	entry = tokentest.ServiceEntry(t, oddLeaf)
	w := a.Verifier()
	w.Keys, w.Roots = keySet(t, tokentest.KeySet(t, entry)), x509.NewCertPool()
	w.Roots.AddCert(oddRoot)
	refused(t, w, a.Forge(t, tokentest.Set("x-ms-attestation-type", `"tpm"`)), tpm, a.At, token.StepCertificate)
	for _, kind := range []string{"tpm", "vbs"} { // self-signed ones need a root as well
		self := a.Forge(t, tokentest.Set("x-ms-attestation-type", tokentest.Quote(kind)))
		want := token.Expectations{AttestationType: kind}
		w := a.Verifier()
		refused(t, w, self, want, a.At, token.StepCertificate)
		w.Roots = v.Roots
		refused(t, w, self, want, a.At, token.StepCertificate)
		w.Roots = x509.NewCertPool()
		w.Roots.AddCert(a.Signer.Certificate())
		if _, err := w.Verify(context.Background(), self, want, a.At); err != nil {
			t.Error(err)
		}
	}
	refused(t, v, text("tpm"), tpm, time.Date(2041, 1, 1, 0, 0, 0, 0, time.UTC), token.StepCertificate)
}

// S3.11, S1.8: in an answer, x-ms-policy is a string; it verifies without
// expectations.
func TestS3_11Answer(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	text := a.Forge(t, tokentest.Drop("x-ms-attestation-type"), tokentest.Set("x-ms-policy", `"eyJhbGciOiJub25lIn0.."`))
	answer, err := a.Verifier().VerifyAnswer(context.Background(), text, a.At)
	if err != nil {
		t.Fatal(err)
	}
	if policy, _ := parse(t, answer.Claims()).Member("x-ms-policy"); policy.Text() != "eyJhbGciOiJub25lIn0.." || answer.KeyID() == "" {
		t.Errorf("found %v", policy)
	}
	if _, err := a.Verifier().VerifyAnswer(context.Background(), text+"A", a.At); err == nil {
		t.Error("a longer signature is accepted")
	}
}

// A policy that issues what a relying party looks for can't have it believed
// (L6.6), whatever the evidence lacks.
func TestL6_6NothingForged(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	body := a.Body()
	body.Nonce, body.Runtime = nil, nil
	for _, name := range []string{"nonce", "x-ms-compliance-status", "x-ms-sevsnpvm-idkeydigest"} {
		body.Issued = append(body.Issued, claim.Claim{Type: name, Value: claim.String("1"), Issuer: claim.AttestationPolicy})
	}
	text, err := token.Issue(a.Signer, body, a.At)
	if err != nil {
		t.Fatal(err)
	}
	type E = token.Expectations
	refused(t, a.Verifier(), text, E{AttestationType: "sevsnpvm", Nonce: "1"}, a.At, token.StepNonce)
	refused(t, a.Verifier(), text, E{AttestationType: "sevsnpvm", ComplianceStatus: "1"}, a.At, token.StepCompliance)
	refused(t, a.Verifier(), text, E{AttestationType: "sevsnpvm", Signers: []token.Allowed{{Value: "1"}}}, a.At, token.StepSigner)
}

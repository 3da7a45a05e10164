package token_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/token"
	"github.com/assay-policy/assay/token/tokentest"
)

// policyText returns a policy of the corpus by its number.
func policyText(t testing.TB, number string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "testdata", "policies", number+"-*.maa"))
	if err != nil || len(files) != 1 {
		t.Fatalf("found %v, %v", files, err)
	}
	return readFile(t, "policies", filepath.Base(files[0]))
}

func unpack(t testing.TB, text string) *token.Envelope {
	t.Helper()
	e, err := token.Unpack(text, token.UnpackOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func pack(t testing.TB, text string) string {
	t.Helper()
	packed, err := token.Pack(text)
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

// L8.1: every row of the corpus's table of hashes: the hash of the text, as it is
// and out of its envelope.
func TestL8_1PolicyHashes(t *testing.T) {
	t.Parallel()
	row := regexp.MustCompile("(?m)^\\| `?([0-9]{3})`? \\| `([A-Za-z0-9_-]{43})` \\|")
	rows := row.FindAllStringSubmatch(readFile(t, "policies", "README.md"), -1)
	if len(rows) != 7 {
		t.Fatalf("found %d rows, expected 7", len(rows))
	}
	for _, r := range rows {
		text := policyText(t, r[1])
		if got := ast.PolicyHash(text); got != r[2] {
			t.Errorf("%s: found hash %q, expected %q", r[1], got, r[2])
		}
		if e := unpack(t, pack(t, text)); e.PolicyHash != r[2] || e.Text != text || e.Signer != nil || len(e.Warnings) != 0 {
			t.Errorf("%s: unpacked %+v", r[1], e)
		}
	}
}

// L8.4: the token hashes that the service gave.
func TestL8_4TokenHashes(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"401": "c6sEJQItV50OeP9IrP_bzywAMOVvj5uDPbklA_bwdYQ",
		"402": "LlaME2vJofMlr8jmZ3v0Mq7t_QClom5FLCX8j_9BF6o",
	} {
		if got := unpack(t, pack(t, policyText(t, number))).TokenHash; got != want {
			t.Errorf("%s: found %q, expected %q", number, got, want)
		}
	}
}

// L8.2, L8.3, S4.1: the envelopes in the recordings, unsigned and signed, hold the
// policies of the corpus; ours are theirs, byte for byte.
func TestL8_2RecordedEnvelopes(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	for _, number := range []string{"401", "402"} {
		text := policyText(t, number)
		texts[ast.PolicyHash(text)] = text
	}
	unsigned, signed, empty := 0, 0, 0
	hashes := map[string]bool{}
	for _, a := range answers(t) {
		u := inspect(t, a.token)
		if hash, ok := u.Payload.Member("x-ms-policy-token-hash"); ok {
			hashes[hash.Text()] = true
		}
		policy, _ := u.Payload.Member("x-ms-policy")
		if policy.Kind() != jsondoc.String {
			continue
		}
		e, err := token.Unpack(policy.Text(), token.UnpackOptions{})
		var failed *token.EnvelopeError
		switch {
		case errors.As(err, &failed) && failed.Mistake == token.EmptyEnvelope:
			empty++
			continue
		case err != nil:
			t.Errorf("%s: %v", a.name, err)
			continue
		case texts[e.PolicyHash] != e.Text:
			t.Errorf("%s: found the policy %q", a.name, e.Text)
		case e.Signer == nil:
			unsigned++
			if again := pack(t, e.Text); again != policy.Text() {
				t.Errorf("%s: packed again:\n got %s\nwant %s", a.name, again, policy.Text())
			}
			continue
		}
		signed++
		checkRecordedSigner(t, e, hashes, a)
	}
	if unsigned < 8 || signed != 1 || empty != 2 {
		t.Errorf("found %d unsigned, %d signed, %d empty envelopes", unsigned, signed, empty)
	}
}

// checkRecordedSigner holds the one signed envelope against what the service said
// of it (S1.10, S4.3).
func checkRecordedSigner(t *testing.T, e *token.Envelope, hashes map[string]bool, a recorded) {
	t.Helper()
	if !hashes[e.TokenHash] {
		t.Errorf("found token hash %q, the service said %v", e.TokenHash, hashes)
	}
	if e.Signer.Algorithm != "RS256" || len(e.Signer.Certificates) != 1 {
		t.Errorf("found signer %+v", e.Signer)
	}
	for _, b := range answers(t) {
		if signer, ok := inspect(t, b.token).Payload.Member("x-ms-policy-signer"); ok {
			if got, want := string(e.Signer.JWK()), string(jsondoc.AppendSorted(nil, signer)); got != want {
				t.Errorf("found JWK %s, the service said %s", got, want)
			}
		}
	}
	issued, _ := inspect(t, a.token).Time("iat")
	if err := e.Signer.Check(issued, nil); err != nil {
		t.Errorf("at the upload: %v", err)
	}
	if err := e.Signer.Check(issued.AddDate(1, 0, 0), nil); err == nil {
		t.Error("a year later its certificate is still valid")
	}
}

// S4.1, S4.2: signed envelopes, packed and unpacked.
func TestS4_1Signed(t *testing.T) {
	t.Parallel()
	text := policyText(t, "402")
	for algorithm, name := range map[token.Algorithm]string{token.RS256: "RSA", token.ES256: "EC"} {
		key, at := tokentest.Key(t, algorithm), time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		cert, err := token.PolicyCertificate(key, "Contoso policies", at)
		if err != nil {
			t.Fatal(err)
		}
		packed, err := token.PackSigned(text, key, []*x509.Certificate{cert})
		if err != nil {
			t.Fatal(err)
		}
		header, _, _ := strings.Cut(packed, ".")
		decoded, err := base64.RawURLEncoding.DecodeString(header)
		want := fmt.Sprintf(`{"alg":%q,"x5c":[%q]}`, algorithm, base64.StdEncoding.EncodeToString(cert.Raw))
		if err != nil || string(decoded) != want {
			t.Errorf("found header %s, expected %s", decoded, want)
		}
		e := unpack(t, packed)
		if e.Text != text || e.Signer == nil || !e.Signer.Certificates[0].Equal(cert) || e.TokenHash == unpack(t, pack(t, text)).TokenHash {
			t.Errorf("found %+v", e)
		}
		if kty, _ := parse(t, e.Signer.JWK()).Member("kty"); kty.Text() != name {
			t.Errorf("found kty %q", kty.Text())
		}
		if err := e.Signer.Check(at, nil); err != nil {
			t.Error(err)
		}
	}
	if jwk := (&token.PolicySigner{}).JWK(); jwk != nil {
		t.Errorf("found %v of no signer", jwk)
	}
}

// forgeEnvelope signs an envelope of any header and payload.
func forgeEnvelope(t *testing.T, header, payload, alg string, key any) string {
	t.Helper()
	enc := base64.RawURLEncoding.EncodeToString
	signed := enc([]byte(header)) + "." + enc([]byte(payload))
	signature, err := tokentest.Sign(alg, key, []byte(signed))
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + enc(signature)
}

// S4.2: the key decides the algorithm; the Python SDK's names are known; crit is
// refused; the signature is over the bytes received.
func TestS4_2Headers(t *testing.T) {
	t.Parallel()
	rs, ec := tokentest.Key(t, token.RS256), tokentest.Key(t, token.ES256)
	chain := func(key crypto.Signer) string {
		return `["` + base64.StdEncoding.EncodeToString(tokentest.Certificate(t, key, nil).Raw) + `"]`
	}
	rsChain, ecChain, p384Chain := chain(rs), chain(ec), chain(tokentest.Key(t, token.ES384))
	payload := `{"AttestationPolicy":"dmVyc2lvbj0xLjA7"}`
	for _, tc := range []struct {
		name, header, alg string
		key               any
		message           string // "" if it is good
	}{
		{"RS256", `{"alg":"RS256","x5c":` + rsChain + `}`, "RS256", rs, ""},
		{"RSA256", `{"alg":"RSA256","x5c":` + rsChain + `}`, "RS256", rs, ""},
		{"ES256", `{"alg":"ES256","x5c":` + ecChain + `}`, "ES256", ec, ""},
		{"ECDH256 with DER", `{"alg":"ECDH256","x5c":` + ecChain + `}`, "ECDH256", ec, ""},
		{"jwk of certificates alone", `{"alg":"RS256","jwk":{"x5c":` + rsChain + `}}`, "RS256", rs, ""},
		{"jwk with kty", `{"jwk":{"kty":"EC","x5c":` + ecChain + `,"crv":"P-256"},"alg":"ES256"}`, "ES256", ec, ""},
		{"white space and order", "{ \"x5c\" :\n" + rsChain + " ,\"typ\":\"JWT\",\t\"alg\" : \"RS256\" }", "RS256", rs, ""},
		{"ECDH256 with r and s", `{"alg":"ECDH256","x5c":` + ecChain + `}`, "ES256", ec, "the signature was not made"},
		{"ES256 with DER", `{"alg":"ES256","x5c":` + ecChain + `}`, "ECDH256", ec, "the signature was not made"},
		{"another key", `{"alg":"ES256","x5c":` + chain(otherKey(t)) + `}`, "ES256", ec, "the signature was not made"},
		{"PS256", `{"alg":"PS256","x5c":` + rsChain + `}`, "PS256", rs, `found alg "PS256", expected "RS256"`},
		{"alg of another key", `{"alg":"RS256","x5c":` + ecChain + `}`, "ES256", ec, `found alg "RS256", expected "ES256"`},
		{"P-384", `{"alg":"ES384","x5c":` + p384Chain + `}`, "ES384", tokentest.Key(t, token.ES384), "found a key on curve P-384"},
		{"1024 bits", `{"alg":"RS256","x5c":["` + base64.StdEncoding.EncodeToString(weakCertificate(t).Raw) + `"]}`, "RS256", rs, "found an RSA key of 1024 bits"},
		{"HS256", `{"alg":"HS256","x5c":` + rsChain + `}`, "HS256", []byte("k"), `found alg "HS256"`},
		{"crit", `{"alg":"RS256","crit":["x"],"x5c":` + rsChain + `}`, "RS256", rs, `found "crit"`},
		{"b64", `{"alg":"RS256","b64":true,"x5c":` + rsChain + `}`, "RS256", rs, `found "b64"`},
		{"b64, unsigned", `{"alg":"none","b64":false}`, "none", nil, `found "b64"`},
		{"crit, unsigned", `{"alg":"none","crit":["x"]}`, "none", nil, `found "crit"`},
		{"no alg", `{"x5c":` + rsChain + `}`, "RS256", rs, "found no alg"},
		{"alg null", `{"alg":null}`, "RS256", rs, `found a JSON null as "alg"`},
		{"no certificate", `{"alg":"RS256"}`, "RS256", rs, "found no certificates"},
		{"jwk without certificates", `{"alg":"RS256","jwk":{"kty":"RSA","n":"AQAB","e":"AQAB"}}`, "RS256", rs, "found no certificates"},
		{"jwk of another key", `{"alg":"RS256","jwk":{"n":"AQAB","x5c":` + rsChain + `}}`, "RS256", rs, `found a key in "n" other than that of the certificate`},
		{"both forms", `{"alg":"RS256","jwk":{"x5c":` + rsChain + `},"x5c":` + rsChain + `}`, "RS256", rs, "found both x5c and jwk"},
		{"none with a signature", `{"alg":"none"}`, "RS256", rs, "found a signature"},
		{"RS256 without a signature", `{"alg":"RS256","x5c":` + rsChain + `}`, "none", nil, "the signature was not made"},
		{"duplicate alg", `{"alg":"none","alg":"RS256"}`, "RS256", rs, "second member"},
		{"no object", `["alg"]`, "RS256", rs, "found a JSON array as header"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			e, err := token.Unpack(forgeEnvelope(t, tc.header, payload, tc.alg, tc.key), token.UnpackOptions{})
			if tc.message == "" {
				if err != nil || e.Text != "version=1.0;" || e.Signer == nil {
					t.Errorf("found %+v, %v", e, err)
				}
				return
			}
			var failed *token.EnvelopeError
			if e != nil || !errors.As(err, &failed) || !strings.Contains(err.Error(), tc.message) {
				t.Errorf("found %v, expected %q", err, tc.message)
			}
		})
	}
}

func otherKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// S4.6: common mistakes have messages of their own.
func TestS4_6Mistakes(t *testing.T) {
	t.Parallel()
	text := policyText(t, "402")
	der := tokentest.Certificate(t, tokentest.Key(t, token.ES256), nil).Raw
	enc := base64.RawURLEncoding.EncodeToString
	envelope := func(policy string) string {
		return enc([]byte(`{"alg":"none"}`)) + "." + enc([]byte(`{"AttestationPolicy":`+tokentest.Quote(policy)+`}`)) + "."
	}
	// A text whose base64 has one of the characters that differ.
	standard := base64.StdEncoding.EncodeToString([]byte("version=1.0;//???~~~>>>"))
	if !strings.ContainsAny(standard, "+/") {
		t.Fatal(standard)
	}
	for _, tc := range []struct {
		name, text string
		mistake    token.Mistake
		message    string
	}{
		{"policy text", text, token.PolicyText, "policy envelope: found a policy text, expected it in an envelope"},
		{"plain text inside", envelope(text), token.PlainPolicy, `found plain text in "AttestationPolicy", expected its base64url`},
		{"standard base64 inside", envelope(standard), token.StandardBase64, "which is standard base64, expected base64url"},
		{"certificate, base64", base64.StdEncoding.EncodeToString(der), token.CertificateText, "found a certificate in place of an envelope"},
		{"certificate, DER", string(der), token.CertificateText, "found a certificate in place of an envelope"},
		{"certificate, PEM", pemOf(t, "CERTIFICATE", der, nil), token.CertificateText, "found a certificate as PEM"},
		{"key, PEM", pemOf(t, "PRIVATE KEY", der, nil), token.PEMText, `found PEM ("PRIVATE KEY")`},
		{"PEM, damaged", "-----BEGIN CERT", token.PEMText, "found damaged PEM"},
		{"payload alone", `{"AttestationPolicy":"dmVyc2lvbj0xLjA7"}`, token.JSONText, "found JSON, expected it as the payload of a JWS"},
		{"in quotes", `"` + pack(t, text) + `"`, token.QuotedEnvelope, "found a JSON string, expected the envelope without quotes"},
		{"base64 alone", enc([]byte(text)), token.EncodedPolicy, "found a policy text in base64"},
		{"standard base64 alone", base64.StdEncoding.EncodeToString([]byte("version=1.0;;")), token.EncodedPolicy, "found a policy text in base64"},
		{"reset", "eyJhbGciOiJub25lIn0..", token.EmptyEnvelope, "found an envelope without a policy"},
		{"empty", " \n", token.OtherMistake, "found an empty text"},
		{"no dot", "abcd", token.OtherMistake, "found no dot, expected three parts"},
		{"two parts", "eyJhbGciOiJub25lIn0.e30", token.OtherMistake, "found 2 parts, expected three"},
		{"padding outside", "eyJhbGciOiJub25lIn0=.e30.", token.OtherMistake, `found '=' at offset 19 of the header`},
		{"no member", "eyJhbGciOiJub25lIn0.e30.", token.OtherMistake, `found no "AttestationPolicy"`},
		{"member in another case", enc([]byte(`{"alg":"none"}`)) + "." + enc([]byte(`{"attestationPolicy":"AA"}`)) + ".", token.OtherMistake,
			`found "attestationPolicy" in the payload, expected "AttestationPolicy"`},
		{"member no string", enc([]byte(`{"alg":"none"}`)) + "." + enc([]byte(`{"AttestationPolicy":1}`)) + ".", token.OtherMistake,
			`found a JSON number as "AttestationPolicy"`},
		{"payload no JSON", enc([]byte(`{"alg":"none"}`)) + "." + enc([]byte(`x`)) + ".", token.OtherMistake, "payload: json at byte 0"},
		{"line end inside", envelope("dmVy\nc2lvbj0xLjA7"), token.OtherMistake, `found '\n' at offset 4 of the AttestationPolicy`},
		{"trailing bits inside", envelope("dmVyc2lvbj0xLjB"), token.OtherMistake, "an end that no encoder writes"},
		{"too much padding", envelope("dmVyc2lvbj0xLjA7===="), token.OtherMistake, "found 4 padding characters"},
		{"padding that doesn't fit", envelope("dmVyc2lvbj0xLjA7="), token.OtherMistake, "found 1 padding characters"},
		{"not UTF-8", envelope("_w"), token.OtherMistake, "found bytes that are not UTF-8"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := token.Unpack(tc.text, token.UnpackOptions{})
			var failed *token.EnvelopeError
			if !errors.As(err, &failed) || failed.Mistake != tc.mistake || failed.Clause == "" || !strings.Contains(err.Error(), tc.message) {
				t.Errorf("found %v, expected %q", err, tc.message)
			}
		})
	}
}

// S4.6, L8.3: padding inside is accepted; it changes the hash, which a warning says.
func TestS4_6Padding(t *testing.T) {
	t.Parallel()
	text := "version=1.0;a"
	padded := base64.URLEncoding.EncodeToString([]byte(text))
	if !strings.HasSuffix(padded, "=") {
		t.Fatal(padded)
	}
	enc := base64.RawURLEncoding.EncodeToString
	e := unpack(t, enc([]byte(`{"alg":"none"}`))+"."+enc([]byte(`{"AttestationPolicy":"`+padded+`"}`))+".")
	if e.Text != text || e.PolicyHash == ast.PolicyHash(text) || len(e.Warnings) != 1 {
		t.Fatalf("found %+v", e)
	}
	want := `found padding in "AttestationPolicy", which makes the policy hash ` + e.PolicyHash + ", not " + ast.PolicyHash(text)
	if e.Warnings[0].Message != want {
		t.Errorf("found %q, expected %q", e.Warnings[0].Message, want)
	}
}

// L9: a text that is too long has an error that names the limit.
func TestL9TextLimit(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", token.DefaultMaxPolicy+1)
	for _, tc := range []struct {
		text string
		max  int
		good bool
	}{
		{long, 0, false}, {long[1:], 0, true}, {long, len(long), true}, {"abc", 3, true}, {"abcd", 3, false},
		{strings.Repeat("a", 4<<20), 0, false},
	} {
		_, err := token.Unpack(pack(t, tc.text), token.UnpackOptions{MaxText: tc.max})
		if (err == nil) != tc.good || err != nil && !strings.Contains(err.Error(), "expected at most") {
			t.Errorf("%d bytes, at most %d: %v", len(tc.text), tc.max, err)
		}
	}
}

// L8.4: white space that files have around an envelope is not part of it.
func TestL8_4WhiteSpaceRound(t *testing.T) {
	t.Parallel()
	packed := pack(t, "version=1.0;")
	if e := unpack(t, "\n "+packed+"\r\n"); e.TokenHash != unpack(t, packed).TokenHash {
		t.Errorf("found %+v", e)
	}
}

// An envelope is told from a policy text.
func TestIsEnvelope(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "testdata", "policies", "*.maa"))
	if err != nil || len(files) < 70 {
		t.Fatalf("found %d policies, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if token.IsEnvelope(string(text)) {
			t.Errorf("%s is taken for an envelope", file)
		}
		packed, err := token.Pack(string(text))
		if err == nil && !token.IsEnvelope(packed+"\n") {
			t.Errorf("%s in an envelope is taken for a policy", file)
		}
	}
	for _, text := range []string{"", " ", "version", "-----BEGIN CERTIFICATE-----", `{"AttestationPolicy":"a.b"}`, "a.b c"} {
		if token.IsEnvelope(text) {
			t.Errorf("%q is taken for an envelope", text)
		}
	}
}

// What can't be packed.
func TestS4_1PackRefused(t *testing.T) {
	t.Parallel()
	key := tokentest.Key(t, token.RS256)
	cert := tokentest.Certificate(t, key, nil)
	p384 := tokentest.Key(t, token.ES384)
	if _, err := token.Pack("\xff"); err == nil {
		t.Error("packed bytes that are no UTF-8")
	}
	for name, f := range map[string]func() (string, error){
		"no UTF-8":              func() (string, error) { return token.PackSigned("\xff", key, []*x509.Certificate{cert}) },
		"no certificate":        func() (string, error) { return token.PackSigned("a", key, nil) },
		"nine certificates":     func() (string, error) { return token.PackSigned("a", key, make([]*x509.Certificate, 9)) },
		"another's certificate": func() (string, error) { return token.PackSigned("a", p384, []*x509.Certificate{cert}) },
		"a key of another curve": func() (string, error) {
			return token.PackSigned("a", p384, []*x509.Certificate{tokentest.Certificate(t, p384, nil)})
		},
	} {
		if text, err := f(); err == nil {
			t.Errorf("%s: packed %q", name, text)
		}
	}
}

// S4.3, S4.4: whose signature counts.
func TestS4_3SignerChecks(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	caKey, key := tokentest.Key(t, token.ES384), tokentest.Key(t, token.ES256)
	named := func(name string, ca bool) func(*x509.Certificate) {
		// A signer that was accepted has keyCertSign alone: key usage doesn't count.
		return func(c *x509.Certificate) { c.Subject.CommonName, c.IsCA, c.KeyUsage = name, ca, x509.KeyUsageCRLSign }
	}
	root := tokentest.Certificate(t, caKey, named("root", true))
	weakRoot := tokentest.Certificate(t, caKey, named("root", false))
	leaf := tokentest.Certify(t, key, root, caKey, named("leaf", false))
	alone := tokentest.Certificate(t, key, named("alone", true))
	noCA := tokentest.Certificate(t, key, named("alone", false))
	expired := tokentest.Certificate(t, key, func(c *x509.Certificate) { c.IsCA, c.NotAfter = true, at.Add(-1) })
	oldRoot := tokentest.Certificate(t, caKey, func(c *x509.Certificate) {
		c.Subject.CommonName, c.IsCA, c.NotAfter = "root", true, at.AddDate(0, 0, -1)
	})
	rsaKey := tokentest.Key(t, token.RS256)
	sha1 := tokentest.Certificate(t, rsaKey, func(c *x509.Certificate) { c.IsCA, c.SignatureAlgorithm = true, x509.SHA1WithRSA })
	type certs = []*x509.Certificate
	for _, tc := range []struct {
		name           string
		chain, trusted certs
		message        string
	}{
		{"alone, anybody", certs{alone}, nil, ""},
		{"chain, anybody", certs{leaf, root}, nil, ""},
		{"alone, no CA", certs{noCA}, nil, "whose basic constraints don't make it a CA"},
		{"chain, root no CA", certs{leaf, weakRoot}, nil, "unable to find issuer certificate CN=root"},
		{"chain without root", certs{leaf}, nil, "unable to find issuer certificate CN=root"},
		{"chain broken", certs{leaf, alone}, nil, "unable to find issuer certificate CN=root"},
		{"expired", certs{expired}, nil, "expected it to be valid at 2026-01-02T03:04:05Z"},
		{"signed with SHA-1", certs{sha1}, nil, "found a signature with SHA1-RSA"},
		{"nobody", nil, nil, "found no certificate"},
		{"trusted itself", certs{noCA}, certs{alone, noCA}, ""},
		{"trusted root sent", certs{leaf, root}, certs{root}, ""},
		{"trusted root not sent", certs{leaf}, certs{root}, ""},
		{"not trusted", certs{alone}, certs{root}, "is not, and doesn't chain to, one of the 1 policy certificates"},
		{"trusted root no CA", certs{leaf}, certs{weakRoot}, "is not, and doesn't chain to"},
		{"trusted root expired", certs{leaf}, certs{oldRoot}, "is not, and doesn't chain to"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			err := (&token.PolicySigner{Algorithm: "ES256", Certificates: tc.chain}).Check(at, tc.trusted)
			if (err == nil) != (tc.message == "") || err != nil && !strings.Contains(err.Error(), tc.message) {
				t.Errorf("found %v, expected %q", err, tc.message)
			}
		})
	}
}

// S4.3, E1.9: a signer's chain is one by RFC 5280, with keys and signatures from
// the list: what S4.3 waives is key usage, nothing else.
func TestS4_3SignerPath(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	rootKey, caKey, key := tokentest.Key(t, token.ES384), tokentest.Key(t, token.RS256), tokentest.Key(t, token.ES256)
	p521, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	type edit = func(*x509.Certificate)
	type certs = []*x509.Certificate
	name := func(name string, ca bool, more edit) edit {
		return func(c *x509.Certificate) {
			c.Subject.CommonName, c.IsCA, c.KeyUsage = name, ca, x509.KeyUsageCRLSign
			if more != nil {
				more(c)
			}
		}
	}
	// three returns the chain of a leaf, a CA and a root, each edited.
	three := func(leafEdit, caEdit, rootEdit edit) certs {
		root := tokentest.Certificate(t, rootKey, name("root", true, rootEdit))
		ca := tokentest.Certify(t, caKey, root, rootKey, name("ca", true, caEdit))
		return certs{tokentest.Certify(t, key, ca, caKey, name("leaf", false, leafEdit)), ca, root}
	}
	critical := func(c *x509.Certificate) {
		c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
	}
	unknown := func(c *x509.Certificate) {
		c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Value: []byte{5, 0}}}
	}
	named := func(c *x509.Certificate) { c.DNSNames = []string{"policies.other.example"} }
	permitted := func(c *x509.Certificate) {
		c.PermittedDNSDomainsCritical, c.PermittedDNSDomains = true, []string{"example.org"}
	}
	noneBelow := func(c *x509.Certificate) { c.MaxPathLenZero = true }
	sha512 := func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA512 }
	alone := func(key crypto.Signer, e edit) certs {
		return certs{tokentest.Certificate(t, key, name("alone", true, e))}
	}
	for _, tc := range []struct {
		name    string
		chain   certs
		message string
	}{
		{"good", three(nil, nil, nil), ""},
		{"unknown extension", three(unknown, unknown, unknown), ""},
		{"unknown critical extension in the leaf", three(critical, nil, nil), "unhandled critical extension"},
		{"unknown critical extension in the CA", three(nil, critical, nil), "unhandled critical extension"},
		{"unknown critical extension in the root", three(nil, nil, critical), "unhandled critical extension"},
		{"alone with an unknown critical extension", alone(key, critical), "unhandled critical extension"},
		{"path length", three(nil, nil, noneBelow), "too many intermediates"},
		{"path length kept", three(nil, noneBelow, nil), ""},
		{"name constraint of the CA", three(named, permitted, nil), "is not permitted by any constraint"},
		{"name constraint of the root", three(named, nil, permitted), "is not permitted by any constraint"},
		{"ECDSA with SHA-512", alone(key, sha512), "found a signature with ECDSA-SHA512"},
		{"P-521", alone(p521, nil), "found a key on curve P-521"},
		{"1024 bits in the end", certs{weakCertificate(t)}, "found an RSA key of 1024 bits"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			last := tc.chain[len(tc.chain)-1]
			for trust, trusted := range map[string]certs{"anybody": nil, "its end": {last}, "its leaf": {tc.chain[0]}} {
				err := (&token.PolicySigner{Algorithm: "ES256", Certificates: tc.chain}).Check(at, trusted)
				if (err == nil) != (tc.message == "") || err != nil && !strings.Contains(err.Error(), tc.message) {
					t.Errorf("trusting %s: found %v, expected %q", trust, err, tc.message)
				}
			}
			if len(tc.chain) == 1 {
				return
			}
			// The same with the root as an anchor that isn't sent.
			err := (&token.PolicySigner{Algorithm: "ES256", Certificates: tc.chain[:2]}).Check(at, certs{last})
			if (err == nil) != (tc.message == "") || err != nil && !strings.Contains(err.Error(), tc.message) {
				t.Errorf("root not sent: found %v, expected %q", err, tc.message)
			}
		})
	}
}

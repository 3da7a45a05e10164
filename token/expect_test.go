package token_test

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/token"
	"github.com/assay-policy/assay/token/tokentest"
)

// S3.10: expectations that hold, and ones that don't.
func TestS3_10Expectations(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	sgx := a.Forge(t,
		tokentest.Set("x-ms-attestation-type", `"sgx"`), tokentest.Set("x-ms-sgx-is-debuggable", `false`),
		tokentest.Set("x-ms-sgx-mrsigner", `"aa"`), tokentest.Set("x-ms-sgx-product-id", `4639`),
		tokentest.Set("x-ms-sgx-svn", `3`), tokentest.Set("x-ms-policy-signer", `{"kty":"RSA"}`), tokentest.Set("x-ms-sgx-ehd", `"AQID"`))
	snp := a.Forge(t,
		tokentest.Set("x-ms-compliance-status", `"azure-compliant-uvm"`), tokentest.Set("nonce", `18446744073709551615`),
		tokentest.Set("x-ms-runtime", `{"a":{"c":1.0,"b":[]},"d":"e"}`),
		tokentest.Set("x-ms-policy-signer", `{"x5c":["`+base64.StdEncoding.EncodeToString(a.Signer.Certificate().Raw)+`"]}`),
		tokentest.Set("x-ms-sevsnpvm-reportdata",
			`"039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81`+strings.Repeat("0", 64)+`"`))
	nested := a.Forge(t, tokentest.Set("x-ms-runtime", `"`+strings.Repeat("long", 99)+`"`), tokentest.Set("x-ms-policy-signer",
		`{"jwk":{"x5c":["`+base64.StdEncoding.EncodeToString(a.Signer.Certificate().Raw)+`"]}}`))
	tdx := a.Forge(t, tokentest.Set("x-ms-attestation-type", `"tdxvm"`), tokentest.Set("tdx_td_attributes_debug", `true`))
	plain := a.Token(t)
	object := func(text string) json.RawMessage { return json.RawMessage(text) }
	allow := func(values ...string) (list []token.Allowed) {
		for _, v := range values {
			list = append(list, token.Allowed{Value: v})
		}
		return list
	}
	other := tokentest.Certificate(t, a.Key, nil)
	type E = token.Expectations
	for _, tc := range []struct {
		name string
		text string
		want E
		step string // "" if it holds
	}{
		{"no runtime data", snp, E{AttestationType: "sevsnpvm", Runtime: object("")}, token.StepInput},
		{"null as runtime data", snp, E{AttestationType: "sevsnpvm", Runtime: object(" null\n")}, token.StepInput},
		{"negative SVN", snp, E{AttestationType: "sevsnpvm", LowestSVN: -1}, token.StepInput},
		{"type alone", plain, E{AttestationType: "sevsnpvm"}, ""},
		{"signer", sgx, E{AttestationType: "sgx", Signers: allow("bb", "aa")}, ""},
		{"another signer", sgx, E{AttestationType: "sgx", Signers: allow("bb")}, token.StepSigner},
		{"product", sgx, E{AttestationType: "sgx", ProductIDs: []int64{1, 4639}}, ""},
		{"another product", sgx, E{AttestationType: "sgx", ProductIDs: []int64{1}}, token.StepProductID},
		{"no product", plain, E{AttestationType: "sevsnpvm", ProductIDs: []int64{0}}, token.StepProductID},
		{"svn", sgx, E{AttestationType: "sgx", LowestSVN: 3}, ""},
		{"svn too low", sgx, E{AttestationType: "sgx", LowestSVN: 4}, token.StepSVN},
		{"held data", sgx, E{AttestationType: "sgx", RuntimeData: []byte{1, 2, 3}}, ""},
		{"other held data", sgx, E{AttestationType: "sgx", RuntimeData: []byte{1, 2}}, token.StepRuntimeData},
		{"report data", snp, E{AttestationType: "sevsnpvm", RuntimeData: []byte{1, 2, 3}}, ""},
		{"other report data", snp, E{AttestationType: "sevsnpvm", RuntimeData: []byte{1, 2}}, token.StepRuntimeData},
		{"no report data", plain, E{AttestationType: "sevsnpvm", RuntimeData: []byte{1}}, token.StepRuntimeData},
		{"runtime member", snp, E{AttestationType: "sevsnpvm", Runtime: object(`{"a":{"b":[],"c":1}}`)}, ""},
		{"another runtime member", snp, E{AttestationType: "sevsnpvm", Runtime: object(`{"d":"f"}`)}, token.StepRuntimeData},
		{"no such runtime member", snp, E{AttestationType: "sevsnpvm", Runtime: object(`{"x":null}`)}, token.StepRuntimeData},
		{"no runtime", sgx, E{AttestationType: "sgx", Runtime: object(`{"x":1}`)}, token.StepRuntimeData},
		{"data without a byte is data", snp, E{AttestationType: "sevsnpvm", RuntimeData: []byte{}}, token.StepRuntimeData},
		{"runtime no JSON", snp, E{AttestationType: "sevsnpvm", Runtime: object(`{"a"`)}, token.StepInput},
		{"hex in upper case", plain, E{AttestationType: "sevsnpvm", Measurements: allow(strings.ToUpper(tokentest.Measurement))}, ""},
		{"age", plain, E{AttestationType: "sevsnpvm", MaxAge: time.Second}, ""},
		{"negative age", plain, E{AttestationType: "sevsnpvm", MaxAge: -1}, token.StepInput},
		{"a key of cnf where there is none", plain, E{AttestationType: "sevsnpvm", ConfirmationKeys: []string{"x"}}, token.StepConfirmationKey},
		{"runtime no object", snp, E{AttestationType: "sevsnpvm", Runtime: object(`[]`)}, token.StepInput},
		{"nonce", plain, E{AttestationType: "sevsnpvm", Nonce: "123"}, ""},
		{"nonce a number", snp, E{AttestationType: "sevsnpvm", Nonce: "18446744073709551615"}, ""},
		{"another nonce", plain, E{AttestationType: "sevsnpvm", Nonce: "124"}, token.StepNonce},
		{"compliance", snp, E{AttestationType: "sevsnpvm", ComplianceStatus: "azure-compliant-uvm"}, ""},
		{"no compliance", plain, E{AttestationType: "sevsnpvm", ComplianceStatus: "azure-compliant-uvm"}, token.StepCompliance},
		{"policy signer", snp, E{AttestationType: "sevsnpvm", PolicySigners: []*x509.Certificate{nil, a.Signer.Certificate()}}, ""},
		{"policy signer inside jwk", nested, E{AttestationType: "sevsnpvm", PolicySigners: []*x509.Certificate{a.Signer.Certificate()}}, ""},
		{"policy signer no key", sgx, E{AttestationType: "sgx", PolicySigners: []*x509.Certificate{other}}, token.StepPolicySigner},
		{"runtime a string", nested, E{AttestationType: "sevsnpvm", Runtime: object(`{"x":1}`)}, token.StepRuntimeData},
		{"another policy signer", snp, E{AttestationType: "sevsnpvm", PolicySigners: []*x509.Certificate{other}}, token.StepPolicySigner},
		{"policy not signed", plain, E{AttestationType: "sevsnpvm", PolicySigners: []*x509.Certificate{other}}, token.StepPolicySigner},
		{"tdx debug", tdx, E{AttestationType: "tdxvm"}, token.StepDebug},
		{"tdx debug allowed", tdx, E{AttestationType: "tdxvm", InsecureAllowDebuggable: true}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if tc.step != "" {
				refused(t, a.Verifier(), tc.text, tc.want, a.At, tc.step)
				return
			}
			if _, err := a.Verifier().Verify(context.Background(), tc.text, tc.want, a.At); err != nil {
				t.Error(err)
			}
		})
	}
}

// S3.10, S2.9: of a confidential VM, the expectations are about the TEE around it.
func TestS3_10IsolationTEE(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	vm := func(debug string) string {
		return a.Forge(t, tokentest.Set("x-ms-attestation-type", `"azurevm"`), tokentest.Set("x-ms-isolation-tee",
			`{"x-ms-attestation-type":"sevsnpvm","x-ms-sevsnpvm-is-debuggable":`+debug+`,"x-ms-sevsnpvm-launchmeasurement":"0a"}`))
	}
	want := token.Expectations{AttestationType: "azurevm", Measurements: []token.Allowed{{Value: "0a"}}}
	if _, err := a.Verifier().Verify(context.Background(), vm("false"), want, a.At); err != nil {
		t.Error(err)
	}
	refused(t, a.Verifier(), vm("true"), want, a.At, token.StepDebug)
	// What isn't a TEE of a type with a debug mode could hide one.
	for _, text := range []string{
		`{"x-ms-attestation-type":"newtee","x-ms-sevsnpvm-is-debuggable":false}`,
		`{"x-ms-attestation-type":"SevSnpVm","x-ms-sevsnpvm-is-debuggable":false}`,
		`{"x-ms-attestation-type":"azurevm"}`, `{"x-ms-attestation-type":["sevsnpvm"],"x-ms-sevsnpvm-is-debuggable":false}`,
		`{"x-ms-sevsnpvm-is-debuggable":false}`, `{}`, `[]`, `null`, `"sevsnpvm"`, `true`,
		`[{"x-ms-attestation-type":"sevsnpvm","x-ms-sevsnpvm-is-debuggable":false}]`,
	} {
		odd := a.Forge(t, tokentest.Set("x-ms-attestation-type", `"azurevm"`), tokentest.Set("x-ms-isolation-tee", text))
		refused(t, a.Verifier(), odd, token.Expectations{AttestationType: "azurevm"}, a.At, token.StepDebug)
	}
	// Without isolation there is no debug mode, and nothing is measured that way.
	plain := a.Forge(t, tokentest.Set("x-ms-attestation-type", `"azurevm"`), tokentest.Set("", `true`))
	verified, err := a.Verifier().Verify(context.Background(), plain, token.Expectations{AttestationType: "azurevm"}, a.At)
	if err != nil || verified.Facts().Debug != token.DebugUnknown {
		t.Errorf("found %v, %v", verified, err)
	}
	refused(t, a.Verifier(), plain, want, a.At, token.StepMeasurement)
}

// S3.10, S3.15: while an image changes, its old and its new measurement are allowed,
// each in its time, the limits with it.
func TestS3_15AllowedForATime(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	second := time.Second
	for _, tc := range []struct {
		name   string
		allow  token.Allowed
		good   bool
		detail string
	}{
		{"first moment", token.Allowed{NotBefore: a.At}, true, " from 2026-01-02T03:04:05Z"},
		{"too early", token.Allowed{NotBefore: a.At.Add(second)}, false, ""},
		{"last moment", token.Allowed{NotAfter: a.At}, true, " until 2026-01-02T03:04:05Z"},
		{"too late", token.Allowed{NotAfter: a.At.Add(-second)}, false, ""},
		{"in between", token.Allowed{NotBefore: a.At.Add(-second), NotAfter: a.At.Add(second)}, true,
			" from 2026-01-02T03:04:04Z until 2026-01-02T03:04:06Z"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.allow.Value = tokentest.Measurement
			want := token.Expectations{AttestationType: "sevsnpvm", Measurements: []token.Allowed{{Value: "00"}, tc.allow}}
			if !tc.good {
				err := refused(t, a.Verifier(), a.Token(t), want, a.At, token.StepMeasurement)
				if !strings.Contains(err.Error(), tc.allow.String()) {
					t.Errorf("found %v, expected it to say %q", err, tc.allow)
				}
				return
			}
			verified, err := a.Verifier().Verify(context.Background(), a.Token(t), want, a.At)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(verified.Steps(), func(s token.Step) bool { return s.Name == token.StepMeasurement })
			if i < 0 || verified.Steps()[i].Detail != tokentest.Measurement+tc.detail {
				t.Errorf("found %v, expected the measurement with %q", verified.Steps(), tc.detail)
			}
		})
	}
}

// S3.10: the greatest age counts from iat, to the second.
func TestS3_10Age(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	want := token.Expectations{AttestationType: "sevsnpvm", MaxAge: time.Minute}
	if _, err := a.Verifier().Verify(context.Background(), a.Token(t), want, a.At.Add(time.Minute)); err != nil {
		t.Error(err)
	}
	refused(t, a.Verifier(), a.Token(t), want, a.At.Add(time.Minute+time.Second), token.StepAge)
}

// S3.10, S2.10: TPM tokens confirm the key of the request; it is known by its
// thumbprint. The RSA key and its thumbprint are those of RFC 7638, section 3.1.
func TestS3_10ConfirmationKey(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	v := a.Verifier()
	v.Roots = x509.NewCertPool()
	v.Roots.AddCert(a.Signer.Certificate())
	const rsaKey = `{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhM` +
		`stn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbIS` +
		`D08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}`
	const print = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
	for _, tc := range []struct {
		name, cnf string
		step      string
	}{
		{"the key", `{"jwk":` + rsaKey + `}`, ""},
		{"another member", strings.Replace(`{"jwk":`+rsaKey+`}`, "AQAB", "AQAC", 1), token.StepConfirmationKey},
		{"no jwk", `{"x5t":"a"}`, token.StepConfirmationKey},
		{"no object", `"a"`, token.StepConfirmationKey},
		{"no n", `{"jwk":{"kty":"RSA","e":"AQAB"}}`, token.StepConfirmationKey},
		{"n a number", `{"jwk":{"kty":"RSA","e":"AQAB","n":1}}`, token.StepConfirmationKey},
		{"symmetric", `{"jwk":{"kty":"oct","k":"AA"}}`, token.StepConfirmationKey},
	} {
		for _, kind := range []string{"tpm", "vbs"} {
			text := a.Forge(t, tokentest.Set("x-ms-attestation-type", tokentest.Quote(kind)), tokentest.Set("cnf", tc.cnf))
			want := token.Expectations{AttestationType: kind, ConfirmationKeys: []string{"x", print}}
			if tc.step != "" {
				refused(t, v, text, want, a.At, tc.step)
			} else if _, err := v.Verify(context.Background(), text, want, a.At); err != nil {
				t.Errorf("%s: %v", tc.name, err)
			}
		}
	}
	// In tokens of another type, whoever wrote the policy can have issued it.
	text := a.Forge(t, tokentest.Set("cnf", `{"jwk":`+rsaKey+`}`))
	refused(t, v, text, token.Expectations{AttestationType: "sevsnpvm", ConfirmationKeys: []string{print}}, a.At, token.StepConfirmationKey)
}

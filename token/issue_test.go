package token_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/token"
	"github.com/assay-policy/assay/token/tokentest"
)

func issue(t *testing.T, a *tokentest.Authority, body token.Body) inspected {
	t.Helper()
	text, err := token.Issue(a.Signer, body, a.At)
	if err != nil {
		t.Fatal(err)
	}
	return inspect(t, text)
}

func issued(name string, v claim.Value) claim.Claim {
	return claim.Claim{Type: name, Value: v, Issuer: claim.AttestationPolicy}
}

func evidence(name string, v claim.Value) claim.Claim {
	return claim.Claim{Type: name, Value: v, Issuer: claim.AttestationService}
}

// S1.1 to S1.7: header and payload of a token, byte for byte.
func TestS1Token(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	u := issue(t, a, a.Body())
	header := `{"alg":"RS256","jku":"https://tokentest.example/certs","kid":"` + a.Signer.KeyID() + `","typ":"JWT"}`
	if u.HeaderText != header {
		t.Errorf("found header %s", u.HeaderText)
	}
	id, _ := u.Payload.Member("jti")
	if raw, err := hex.DecodeString(id.Text()); err != nil || len(raw) != 32 || strings.ToLower(id.Text()) != id.Text() {
		t.Errorf("found jti %q, %v", id.Text(), err)
	}
	want := `{"exp":1767351845,"iat":1767323045,"iss":"https://tokentest.example","jti":"JTI","level":3,"nbf":1767323045,` +
		`"nonce":"123","owner":"team","x-ms-attestation-type":"sevsnpvm","x-ms-policy":{"level":3,"owner":"team"},` +
		`"x-ms-policy-hash":"` + tokentest.PolicyHash + `","x-ms-runtime":{"payload":"data"},"x-ms-sevsnpvm-guestsvn":7,` +
		`"x-ms-sevsnpvm-is-debuggable":false,"x-ms-sevsnpvm-launchmeasurement":"` + tokentest.Measurement + `","x-ms-ver":"1.0"}`
	if diff := cmp.Diff(want, strings.Replace(u.PayloadText, id.Text(), "JTI", 1)); diff != "" {
		t.Errorf("payload (-want +got):\n%s", diff)
	}
	if again := issue(t, a, a.Body()); again.PayloadText == u.PayloadText {
		t.Error("found the same jti twice")
	}
}

// S1.9: a draft is the same, with alg none and an empty signature.
func TestS1_9Draft(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	text, err := token.IssueDraft(a.Signer, a.Body(), a.At)
	if err != nil {
		t.Fatal(err)
	}
	u := inspect(t, text)
	if !u.Draft() || !strings.HasSuffix(text, ".") || len(u.Signature) != 0 || !strings.HasPrefix(u.HeaderText, `{"alg":"none","jku":"`) {
		t.Errorf("found %s", text)
	}
	if exp, ok := u.Time("exp"); !ok || exp.Sub(a.At) != token.TokenLifetime {
		t.Errorf("found exp %s", exp)
	}
}

// Another JOSE library accepts what we sign.
func TestS1_1OtherLibrary(t *testing.T) {
	t.Parallel()
	for _, algorithm := range token.Algorithms() {
		a := tokentest.New(t, algorithm)
		jws, err := jose.ParseSignedCompact(a.Token(t), []jose.SignatureAlgorithm{jose.SignatureAlgorithm(algorithm)})
		if err != nil {
			t.Fatal(err)
		}
		var set jose.JSONWebKeySet
		unmarshal(t, string(a.Signer.KeySet().JSON()), &set)
		if _, err := jws.Verify(set.Key(a.Signer.KeyID())[0]); err != nil {
			t.Errorf("%s: %v", algorithm, err)
		}
	}
}

// S3.8: what another JOSE library signs, we accept.
func TestS3_8OtherLibrary(t *testing.T) {
	t.Parallel()
	for _, algorithm := range token.Algorithms() {
		a := tokentest.New(t, algorithm)
		signer, err := jose.NewSigner(
			jose.SigningKey{Algorithm: jose.SignatureAlgorithm(algorithm), Key: jose.JSONWebKey{Key: a.Key, KeyID: a.Signer.KeyID()}},
			(&jose.SignerOptions{}).WithType("JWT"))
		if err != nil {
			t.Fatal(err)
		}
		jws, err := signer.Sign([]byte(inspect(t, a.Token(t)).PayloadText))
		if err != nil {
			t.Fatal(err)
		}
		text, err := jws.CompactSerialize()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Verifier().Verify(context.Background(), text, a.Want(), a.At); err != nil {
			t.Errorf("%s: %v", algorithm, err)
		}
	}
}

// L9.1, L6.5: documents of the deepest nesting are written, also several of one type.
func TestL6_5DeepDocuments(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	deep := func(inside string) claim.Claim {
		text := strings.Repeat("[", jsondoc.DefaultMaxDepth-3) + inside + strings.Repeat("]", jsondoc.DefaultMaxDepth-3)
		return claim.Claim{Type: "d", Value: claim.String(text), Issuer: claim.AttestationPolicy, JSON: true}
	}
	body := a.Body()
	body.Issued = []claim.Claim{deep("1"), deep("2"), deep("1")}
	list, _ := issue(t, a, body).Payload.Member("d")
	if list.Len() != 2 || list.At(0).Kind() != jsondoc.Array || string(jsondoc.AppendCompact(nil, list.At(1))) != body.Issued[1].Value.Text() {
		t.Errorf("found %d documents", list.Len())
	}
}

// L6.6: what a policy can't issue at the top level is what the catalogue, and so
// the checker, says.
func TestL6_6Catalogue(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	names := []string{"invented"}
	for _, entry := range catalog.All() {
		names = append(names, entry.Name)
	}
	for _, row := range catalog.AttestationTypes() {
		names = append(names, row.Prefix+"invented")
	}
	for _, row := range catalog.AttestationTypes() {
		if row.Type == catalog.Tpm || row.Type == catalog.VBS {
			continue // tokens of another form (S2.10)
		}
		for _, name := range names {
			body := token.Body{AttestationType: row.ClaimValue, PolicyHash: "hash",
				Issued: []claim.Claim{issued(name, claim.String("issued"))}}
			payload := issue(t, a, body).Payload
			top, _ := payload.Member(name)
			if (top.Text() == "issued") == catalog.Reserved(name, row.Type) {
				t.Errorf("%q: found %s in tokens of %s", name, jsondoc.AppendCompact(nil, top), row.Type)
			}
			policy, _ := payload.Member("x-ms-policy")
			if inside, _ := policy.Member(name); inside.Text() != "issued" {
				t.Errorf("%q is not in x-ms-policy of tokens of %s", name, row.Type)
			}
		}
	}
}

// S1.7, L6.5: several values of one type form an array in order of issue; with
// nothing issued there is no x-ms-policy.
func TestS1_7IssuedClaims(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	body := a.Body()
	body.Issued = []claim.Claim{
		issued("z", claim.String("b")), issued("one", claim.Bool(true)), issued("z", claim.String("a")),
		issued("z", claim.String("b")), {Type: "doc", Value: claim.String(`{"b":1,"a":[2]}`), Issuer: claim.AttestationPolicy, JSON: true},
	}
	u := issue(t, a, body)
	policy, _ := u.Payload.Member("x-ms-policy")
	want := `{"doc":{"a":[2],"b":1},"one":true,"z":["b","a"]}`
	if got := string(jsondoc.AppendSorted(nil, policy)); got != want {
		t.Errorf("found x-ms-policy %s", got)
	}
	for i := range policy.Len() {
		if top, ok := u.Payload.Member(policy.Name(i)); !ok || !jsondoc.Equal(top, policy.At(i)) {
			t.Errorf("found %q otherwise at the top level", policy.Name(i))
		}
	}
	body.Issued = nil
	if _, given := issue(t, a, body).Payload.Member("x-ms-policy"); given {
		t.Error("found x-ms-policy with nothing issued")
	}
}

// L6.6: a name of the service is at the top level as the service has it; what
// the policy issued, only in x-ms-policy.
func TestL6_6NameClashes(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	forged := claim.String("forged")
	body := a.Body()
	body.Runtime, body.Nonce = nil, nil
	body.Issued = nil
	kept := map[string]string{ // what is at the top level; "" for nothing
		"iss": `"https://tokentest.example"`, "exp": "1767351845", "iat": "1767323045", "nbf": "1767323045",
		"x-ms-ver": `"1.0"`, "x-ms-attestation-type": `"sevsnpvm"`, "x-ms-policy-hash": `"` + tokentest.PolicyHash + `"`,
		"x-ms-sevsnpvm-guestsvn": "7", "x-ms-sevsnpvm-is-debuggable": "false",
		"x-ms-runtime": "", "x-ms-inittime": "", "x-ms-policy-signer": "", "nonce": "", "x-ms-sevsnpvm-invented": "",
		"x-ms-sevsnpvm-reportdata": "", "x-ms-compliance-status": "",
		"tee": `"forged"`, "is-debuggable": `"forged"`, "aas-ehd": `"forged"`, "tdx_mrtd": `"forged"`,
	}
	for name := range kept {
		body.Issued = append(body.Issued, issued(name, forged))
	}
	body.Issued = append(body.Issued, issued("x-ms-policy", forged), issued("jti", forged))
	u := issue(t, a, body)
	policy, _ := u.Payload.Member("x-ms-policy")
	if policy.Kind() != jsondoc.Object || policy.Len() != len(body.Issued) {
		t.Fatalf("found x-ms-policy %s", jsondoc.AppendCompact(nil, policy))
	}
	for name, want := range kept {
		top, given := u.Payload.Member(name)
		if got := string(jsondoc.AppendCompact(nil, top)); given != (want != "") || given && got != want {
			t.Errorf("found %s %s, expected %s", name, got, want)
		}
		if inner, _ := policy.Member(name); inner.Text() != "forged" {
			t.Errorf("found no %s in x-ms-policy", name)
		}
	}
	if id, _ := u.Payload.Member("jti"); len(id.Text()) != 64 {
		t.Errorf("found jti %q", id.Text())
	}
}

// S2.4: held data and collateral are under their deprecated names as well, and
// no policy can have those then; the twin of another type is a name like any.
func TestS2_4Twins(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	body := a.Body()
	body.AttestationType = "sgx"
	body.Evidence = []claim.Claim{evidence("x-ms-sgx-ehd", claim.String("AQID")),
		{Type: "x-ms-sgx-collateral", Value: claim.String(`{"b":1,"a":2}`), Issuer: claim.AttestationService, JSON: true}}
	body.Issued = []claim.Claim{issued("aas-ehd", claim.String("forged")), issued("maa-attestationcollateral", claim.Int(1))}
	u := issue(t, a, body)
	for name, want := range map[string]string{"x-ms-sgx-ehd": `"AQID"`, "aas-ehd": `"AQID"`, "maa-ehd": `"AQID"`,
		"x-ms-sgx-collateral": `{"a":2,"b":1}`, "maa-attestationcollateral": `{"a":2,"b":1}`} {
		v, _ := u.Payload.Member(name)
		if got := string(jsondoc.AppendSorted(nil, v)); got != want {
			t.Errorf("found %s %s, expected %s", name, got, want)
		}
	}
}

// What no token can be made of.
func TestS1Refused(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	for _, tc := range []struct {
		name, message string
		change        func(*token.Body)
	}{
		{"S2.10 type of another form", `found attestation type "tpm", expected one of "sgx"`, func(b *token.Body) { b.AttestationType = "tpm" }},
		{"S2.1 no type", `found attestation type ""`, func(b *token.Body) { b.AttestationType = "" }},
		{"L8.1 no policy hash", "found no policy hash", func(b *token.Body) { b.PolicyHash = "" }},
		{"S5.5 nonce an object", "found a JSON object as nonce", func(b *token.Body) { b.Nonce = json.RawMessage(`{}`) }},
		{"S2.5 runtime a string", "found a JSON string as x-ms-runtime, expected an object", func(b *token.Body) { b.Runtime = json.RawMessage(`"x"`) }},
		{"S2.6 init-time data a string", "found a JSON string as x-ms-inittime, expected an object", func(b *token.Body) { b.InitTime = json.RawMessage(`"x"`) }},
		{"S1.10 policy signer a string", "found a JSON string as x-ms-policy-signer, expected an object", func(b *token.Body) { b.PolicySigner = json.RawMessage(`"x"`) }},
		{"S1.2 no JSON", "x-ms-runtime: json at byte 5", func(b *token.Body) { b.Runtime = json.RawMessage(`{"a":`) }},
		{"S3.2 duplicate members", "second member", func(b *token.Body) { b.Runtime = json.RawMessage(`{"a":1,"a":2}`) }},
		{"E2.1 evidence of a policy", `found issuer "AttestationPolicy" of claim "a", expected "AttestationService"`, func(b *token.Body) {
			b.Evidence = append(b.Evidence, issued("a", claim.Int(1)))
		}},
		{"L5.2 issued by the client", `found issuer "CustomClaim" of claim "a", expected "AttestationPolicy"`, func(b *token.Body) {
			b.Issued = []claim.Claim{{Type: "a", Value: claim.Int(1)}}
		}},
		{"L5.4 read-only", `found the read-only claim "a"`, func(b *token.Body) {
			b.Issued = []claim.Claim{{Type: "a", Value: claim.Int(1), Issuer: claim.AttestationPolicy, ReadOnly: true}}
		}},
		{"S1.2 not UTF-8", "found bytes that are not UTF-8", func(b *token.Body) {
			b.Issued = []claim.Claim{issued("a", claim.String("\xff"))}
		}},
		{"S2.1 evidence of another type", `found the claim "x-ms-attestation-type" of the evidence, which differs`, func(b *token.Body) {
			b.Evidence = append(b.Evidence, evidence("x-ms-attestation-type", claim.String("sgx")))
		}},
		{"S1.7 evidence named x-ms-policy", `found a claim "x-ms-policy" in the evidence`, func(b *token.Body) {
			b.Evidence = append(b.Evidence, evidence("x-ms-policy", claim.String("x")))
		}},
		{"S3.2 too large", "expected at most 1048576", func(b *token.Body) {
			b.Issued = []claim.Claim{issued("a", claim.String(strings.Repeat("x", 1<<20)))}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			body := a.Body()
			tc.change(&body)
			if text, err := token.Issue(a.Signer, body, a.At); err == nil || !strings.Contains(err.Error(), tc.message) {
				t.Errorf("found %q, %v, expected %q", text, err, tc.message)
			}
		})
	}
	if _, err := token.Issue(nil, a.Body(), a.At); err == nil {
		t.Error("a token of no signer")
	}
	for _, at := range []time.Time{time.Date(2019, 12, 31, 23, 59, 59, 0, time.UTC), a.At.AddDate(10, 0, 0), time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if _, err := token.Issue(a.Signer, a.Body(), at); err == nil {
			t.Errorf("a token of %s, when no certificate was valid", at)
		}
	}
}

// S2.1: evidence may say again what the frame says.
func TestS2_1FrameInEvidence(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	body := a.Body()
	body.Evidence = append(body.Evidence, evidence("x-ms-attestation-type", claim.String("sevsnpvm")),
		claim.Claim{Type: "x-ms-runtime", Value: claim.String(`{"payload":"data"}`), Issuer: claim.AttestationService, JSON: true})
	issue(t, a, body)
}

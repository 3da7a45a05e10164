package token_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/token"
	"github.com/assay-policy/assay/token/tokentest"
)

// incoming returns the types that a token or payload holds for a policy, in their
// order.
func incoming(t *testing.T, text string) []string {
	t.Helper()
	claims, err := token.IncomingClaims(text)
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	for _, c := range claims {
		if c.Issuer != claim.AttestationService {
			t.Errorf("%s: found issuer %s, want AttestationService", c.Type, c.Issuer)
		}
		types = append(types, c.Type)
	}
	return types
}

// TestIncomingClaims: x-ms-policy and its members go, reserved names stay (T3.2, L6.6).
func TestIncomingClaims(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, payload, want string }{
		{"no policy", `{"iss":"x","t":1}`, "iss t"},
		{"members", `{"iss":"x","made":1,"own":2,"x-ms-policy":{"made":1}}`, "iss own"},
		{"another value", `{"made":1,"x-ms-policy":{"made":2}}`, ""},
		{"nothing issued", `{"t":1,"x-ms-policy":{}}`, "t"},
		{"reserved", `{"iss":"x","x-ms-attestation-type":"sgx","x-ms-sgx-svn":1,"x-ms-policy":{"x-ms-sgx-svn":9,"iss":"y"}}`,
			"iss x-ms-attestation-type x-ms-sgx-svn"},
		{"reserved for another type", `{"x-ms-attestation-type":"sgx","tdx_mrtd":"","x-ms-policy":{"tdx_mrtd":""}}`, "x-ms-attestation-type"},
		{"unknown type", `{"x-ms-attestation-type":"new","tdx_mrtd":"","x-ms-policy":{"tdx_mrtd":""}}`, "x-ms-attestation-type tdx_mrtd"},
		{"envelope", `{"t":1,"x-ms-policy":"e30.e30."}`, "t"},
		{"several values", `{"t":[1,2,2],"made":[3,4],"x-ms-policy":{"made":[3,4]}}`, "t t t"},
		{"null", `{"t":null,"u":1}`, "u"},
		{"space and mark", "\uFEFF\r\n {\"t\":1}\n", "t"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(incoming(t, tc.payload), " "); got != tc.want {
				t.Errorf("found %q, want %q", got, tc.want)
			}
		})
	}
}

// A token and its payload alone hold the same claims.
func TestIncomingClaimsOfToken(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	body := a.Body()
	body.Issued = []claim.Claim{{Type: "made", Value: claim.Int(1), Issuer: claim.AttestationPolicy}}
	text, err := token.Issue(a.Signer, body, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	u, err := token.Inspect(text)
	if err != nil {
		t.Fatal(err)
	}
	got := incoming(t, text+"\n")
	if want := incoming(t, string(u.Payload)); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	if slices.Contains(got, "made") || slices.Contains(got, "x-ms-policy") || !slices.Contains(got, "x-ms-sevsnpvm-is-debuggable") {
		t.Errorf("found %q", got)
	}
}

// What the service recorded is found whole: all that its policy issued goes.
func TestIncomingClaimsRecorded(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "tokens", "402-default-sgx-v10.sgxenclave.payload.json"))
	if err != nil {
		t.Fatal(err)
	}
	got := incoming(t, string(data))
	for _, made := range []string{"is-debuggable", "product-id", "sgx-mrenclave", "sgx-mrsigner", "svn", "tee", "x-ms-policy"} {
		if slices.Contains(got, made) {
			t.Errorf("found %s, which the policy issued", made)
		}
	}
	for _, evidence := range []string{"x-ms-sgx-is-debuggable", "x-ms-sgx-mrsigner", "x-ms-attestation-type", "maa-attestationcollateral"} {
		if !slices.Contains(got, evidence) {
			t.Errorf("found no %s", evidence)
		}
	}
}

// Claims without x-ms-policy stay where they are.
func TestWithoutPolicyKeeps(t *testing.T) {
	t.Parallel()
	claims := []claim.Claim{{Type: "t", Value: claim.Int(1), Issuer: claim.CustomClaim}}
	if got := token.WithoutPolicy(claims); &got[0] != &claims[0] || len(got) != 1 {
		t.Errorf("found %v, want the slice itself", got)
	}
}

// What is neither a token nor a payload is refused.
func TestIncomingClaimsRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"empty":         {"", "found 1 parts"},
		"two parts":     {"eyJhbGciOiJub25lIn0.e30", "found 2 parts"},
		"array":         {`[{"type":"t","value":1}]`, "found 1 parts"},
		"cut":           {`{"t":1`, "$.t"},
		"twice":         {`{"t":1,"t":2}`, "a second member"},
		"fraction":      {`{"t":1.5}`, "$.t"},
		"list in list":  {`{"t":[[1]]}`, "$.t[0]"},
		"no object":     {"eyJhbGciOiJub25lIn0.W10.", "payload"},
		"fraction made": {`{"t":1,"x-ms-policy":{"u":1.5},"v":2.5}`, "$.v"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			claims, err := token.IncomingClaims(tc.text)
			if err == nil || !strings.Contains(err.Error(), tc.want) || claims != nil {
				t.Errorf("found %v and error %v, want %q", claims, err, tc.want)
			}
		})
	}
}

// A policy is tried on what a token says of the evidence, not on what another policy
// made of it.
func ExampleIncomingClaims() {
	claims, err := token.IncomingClaims(`{"x-ms-sgx-svn":4,"svn":4,"x-ms-policy":{"svn":4}}`)
	fmt.Println(claims, err)
	// Output: [[type=="x-ms-sgx-svn", value==4, issuer=="AttestationService"]] <nil>
}

package attest_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/dcap/dcaptest"
	"github.com/assay-policy/assay/evidence/sgx"
	"github.com/assay-policy/assay/token"
)

// enclave is evidence of a virtual enclave, and a verifier with TCB baselines.
func enclave(t *testing.T, numbers ...string) sgx.Evidence {
	t.Helper()
	p := dcaptest.NewIntel(t).NewPlatform(t, dcap.SGX)
	store := fstest.MapFS{}
	for i, number := range numbers {
		p.TCBInfo.EvaluationNumber, p.QEIdentity.EvaluationNumber = 12+i, 12+i
		for _, f := range p.Collateral(t).Files() {
			store[number+"/"+f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	baselines, err := sgx.ReadBaselines(store, dcap.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return sgx.NewVerifier(sgx.Options{Options: p.Intel.Options(), Baselines: baselines}).Evidence(sgx.Input{Quote: p.Quote(t, 3).Sign(t)})
}

// L5.6, E4.6: the policy says which baseline judges, and it is a claim then. One that
// isn't there is a refusal, before the policy is asked for a decision.
func TestL5_6_Steered(t *testing.T) {
	t.Parallel()
	ev := enclave(t, "12", "13")
	for _, c := range []struct {
		name, configuration string
		want                string // the claim; "" for none
		refused             string
	}{
		{"no property", "", "", ""},
		{"azuredefault", `=> issueproperty(type="x-ms-sgx-tcbidentifier", value="azuredefault");`, "azuredefault", ""},
		{"a number", `=> issueproperty(type="x-ms-sgx-tcbidentifier", value="12");`, "12", ""},
		{"unknown", `=> issueproperty(type="x-ms-sgx-tcbidentifier", value="17");`, "", "found no TCB baseline 17, expected one of 12, 13"},
		{"malformed", `=> issueproperty(type="x-ms-sgx-tcbidentifier", value=AppendString("1", "x"));`, "", `found the TCB baseline "1x"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := verifier(t, "version=1.2;\nconfigurationrules{"+c.configuration+`};
authorizationrules{ [type=="x-ms-sgx-mrenclave", issuer=="AttestationService"] => permit(); };`)
			result, err := v.Attest(context.Background(), ev, dcaptest.Now)
			if c.refused != "" {
				var refused *evidence.Error
				if !errors.As(err, &refused) || refused.Step != dcap.StepCollateral || !strings.Contains(err.Error(), c.refused) {
					t.Errorf("got %v, expected %q", err, c.refused)
				}
				return
			}
			if err != nil || !result.Permitted() {
				t.Fatalf("got %v, %v", result, err)
			}
			claims := result.Verified.Claims()
			i := slices.IndexFunc(claims, func(c claim.Claim) bool { return c.Type == "x-ms-sgx-tcbidentifier" })
			if (i >= 0) != (c.want != "") || i >= 0 && claims[i].Value.Text() != c.want {
				t.Errorf("got the claims %v, expected %q", claims, c.want)
			}
		})
	}
}

// E2.6, S2.4: policies see the deprecated names, tokens have them only as far as the
// service writes them, and what the default policy issues.
func TestE2_6_DefaultPolicy(t *testing.T) {
	t.Parallel()
	text, _ := attest.DefaultPolicy(catalog.SgxEnclave)
	old := strings.ReplaceAll(strings.ReplaceAll(text, `"x-ms-sgx-is-debuggable"`, `"$is-debuggable"`), `"x-ms-attestation-type"`, `"$tee"`)
	for name, policy := range map[string]string{"default": text, "of old names": old} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, err := verifier(t, policy).Attest(context.Background(), enclave(t, "12"), dcaptest.Now)
			if err != nil || !result.Permitted() {
				t.Fatalf("got %v, %v", result, err)
			}
			payload := payloadOf(t, result, dcaptest.Now)
			for name, want := range map[string]any{"is-debuggable": false, "x-ms-sgx-is-debuggable": false, "tee": "sgx",
				"x-ms-attestation-type": "sgx", "x-ms-sgx-tcbidentifier": "azuredefault", "product-id": 4660.0} {
				if payload[name] != want {
					t.Errorf("%s is %v, expected %v", name, payload[name], want)
				}
			}
			collateral, _ := payload["maa-attestationcollateral"].(map[string]any)
			if len(collateral) != 7 {
				t.Errorf("maa-attestationcollateral is %v", payload["maa-attestationcollateral"])
			}
			for name := range payload {
				if strings.HasPrefix(name, "$") {
					t.Errorf("the token has %s", name)
				}
			}
		})
	}
}

// payloadOf issues a token for a result and returns its payload.
func payloadOf(t *testing.T, result *attest.Result, at time.Time) (payload map[string]any) {
	t.Helper()
	signer, err := token.Generate(token.SignerOptions{Algorithm: token.ES256}, at)
	if err != nil {
		t.Fatal(err)
	}
	text, err := result.Token(signer)
	if err != nil {
		t.Fatal(err)
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.Split(text, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &payload); err != nil {
		t.Fatal(err)
	}
	return payload
}

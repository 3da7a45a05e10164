package attest_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/token"
)

var at = time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)

func read(t *testing.T, path ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{"..", "testdata"}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// guest is the evidence of the Azure confidential VM.
func guest(t *testing.T) snp.Input {
	t.Helper()
	return snp.Input{
		Report: read(t, "evidence", "azure-hcl", "trustee", "snp.hcl-report.bin"),
		Chain:  read(t, "evidence", "azure-hcl", "trustee", "snp.vcek.pem"),
	}
}

// guests verifies it: no revocation list of its time is public.
var guests = snp.NewVerifier(snp.Options{InsecureSkipRevocation: true})

func verifier(t *testing.T, policy string) *attest.Verifier {
	t.Helper()
	program, findings := compile.Source("policy.maa", policy)
	if program == nil {
		t.Fatal(findings.Err())
	}
	v, err := attest.NewVerifier(program, attest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// S4.7: the default is the text whose hash is in recorded tokens.
func TestS4_7_DefaultPolicy(t *testing.T) {
	t.Parallel()
	text, ok := attest.DefaultPolicy(catalog.SevSnpVm)
	if want := string(read(t, "policies", "409-recovered-default-sevsnpvm-v10.maa")); !ok || text != want {
		t.Errorf("default policy %q, want %q", text, want)
	}
	if got, want := ast.PolicyHash(text), "9NY0VnTQ-IiBriBplVUpFbczcDaEBUwsiFYAzHu_gco"; got != want {
		t.Errorf("its hash is %s, want %s", got, want)
	}
	for _, row := range catalog.AttestationTypes() {
		text, ok := attest.DefaultPolicy(row.Type)
		if text != row.DefaultPolicy || ok != (text != "") {
			t.Errorf("%s: default policy %q, %v, want %q", row.Type, text, ok, row.DefaultPolicy)
		}
		if !ok {
			continue
		}
		opts := compile.Options{Check: check.Options{AttestationType: row.Type}}
		if program, findings := opts.Source("default", text); program == nil || len(findings) > 0 {
			t.Errorf("%s: the default policy has the findings %v", row.Type, findings)
		}
	}
	if _, ok := attest.DefaultPolicy(catalog.VBS); ok {
		t.Error("there is a default policy for VBS, want none")
	}
}

func TestAttest(t *testing.T) {
	t.Parallel()
	const issues = `version=1.0;
authorizationrules{ c:[type=="x-ms-sevsnpvm-guestsvn", value>=5] => permit(); };
issuancerules{
  c:[type=="x-ms-sevsnpvm-vmpl"] => issue(type="level", value=c.value);
  => issue(type="x-ms-sevsnpvm-is-debuggable", value="forged");
  => issue(type="iss", value="forged");
  => issue(type="x-ms-sevsnpvm-singlesocket", value=true);
};`
	result, err := verifier(t, issues).Attest(context.Background(), guests.Evidence(guest(t)), at)
	if err != nil {
		t.Fatal(err)
	}
	if !result.Permitted() || result.Verified.Type() != catalog.SevSnpVm || len(result.Verified.Claims()) < 18 {
		t.Fatalf("result %+v, want one that permits with all claims", result)
	}
	signer, err := token.Generate(token.SignerOptions{Algorithm: token.ES256}, at)
	if err != nil {
		t.Fatal(err)
	}
	text, err := result.Token(signer)
	if err != nil {
		t.Fatal(err)
	}
	var payload map[string]any
	body, err := base64.RawURLEncoding.DecodeString(strings.Split(text, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &payload); err != nil {
		t.Fatal(err)
	}
	issued, _ := payload["x-ms-policy"].(map[string]any)
	for _, c := range []struct {
		name      string
		got, want any
	}{
		{"level", payload["level"], 0.0},
		{"level in x-ms-policy", issued["level"], 0.0},
		{"forged debuggable", payload["x-ms-sevsnpvm-is-debuggable"], false},
		{"forged debuggable in x-ms-policy", issued["x-ms-sevsnpvm-is-debuggable"], "forged"},
		{"forged issuer", payload["iss"], "https://localhost"},
		{"forged claim that reports of version 2 lack", payload["x-ms-sevsnpvm-singlesocket"], nil},
		{"policy hash", payload["x-ms-policy-hash"], ast.PolicyHash(issues)},
		{"issued", payload["iat"], float64(at.Unix())}, // as of the verification
		{"expires", payload["exp"], float64(at.Add(token.TokenLifetime).Unix())},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
	if _, ok := payload["x-ms-runtime"].(map[string]any)["keys"]; !ok {
		t.Error("x-ms-runtime is no object with the keys, want the JSON value (E2.1)")
	}
}

// L6.2, L6.4: what does not permit gives a result without a token.
func TestAttestDenies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, policy string
		want         eval.Reason
	}{
		{"denied", `version=1.0; authorizationrules{ => permit(); => deny(); };`, eval.ReasonDenied},
		{"no permit", `version=1.0; authorizationrules{ [type=="absent"] => permit(); };`, eval.ReasonNoPermit},
		{"error", `version=1.2; authorizationrules{ => permit(); c:[type=="x-ms-sevsnpvm-familyId"] => add(type="a", value=JmesPath(c.value, "x")); };`, eval.ReasonError},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			result, err := verifier(t, c.policy).Attest(context.Background(), guests.Evidence(guest(t)), at)
			if err != nil {
				t.Fatal(err)
			}
			if result.Permitted() || result.Evaluation.Reason != c.want {
				t.Errorf("reason %v, want %v", result.Evaluation.Reason, c.want)
			}
			if _, err := result.Token(nil); !errors.Is(err, attest.ErrDenied) {
				t.Errorf("token: error %v, want ErrDenied", err)
			}
		})
	}
}

func TestAttestRefuses(t *testing.T) {
	t.Parallel()
	text, _ := attest.DefaultPolicy(catalog.SevSnpVm)
	v := verifier(t, text)
	cut := guest(t)
	cut.Report = cut.Report[:1000]
	bound := guest(t)
	bound.Report = bound.Report[0x20:0x4C0]
	bound.RuntimeData = &evidence.Data{Bytes: []byte(`{"other": 1}`)}
	for _, c := range []struct {
		name string
		ev   attest.Evidence
		at   time.Time
		step string
	}{
		{"cut short", guests.Evidence(cut), at, "hcl header"},
		{"other runtime data", guests.Evidence(bound), at, "runtime data"},
		{"before the certificate", guests.Evidence(guest(t)), at.AddDate(-10, 0, 0), "vcek chain"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := v.Attest(context.Background(), c.ev, c.at)
			var refusal *evidence.Error
			if !errors.As(err, &refusal) || refusal.Step != c.step {
				t.Errorf("error %v, want one of step %q", err, c.step)
			}
		})
	}
	if _, err := v.Attest(context.Background(), guests.Evidence(guest(t)), time.Time{}); err == nil {
		t.Error("a zero time passes, want an error (E1.3)")
	}
	if _, err := v.Attest(context.Background(), nil, at); err == nil {
		t.Error("no evidence passes, want an error")
	}
	if _, err := attest.NewVerifier(nil, attest.Options{}); err == nil {
		t.Error("no policy passes, want an error")
	}
	var none attest.Result
	if none.Permitted() {
		t.Error("the zero Result permits")
	}
}

// forged is evidence that no kind verified, or verified for another time.
type forged struct{ verified evidence.Verified }

func (f forged) Verify(context.Context, time.Time) (evidence.Verified, error) { return f.verified, nil }

// E1.1: only what the steps of a kind made, at this time, becomes claims.
func TestE1_1_AttestRefusesUnverified(t *testing.T) {
	t.Parallel()
	v := verifier(t, `version=1.0; authorizationrules{ => permit(); };`)
	old, err := guests.Evidence(guest(t)).Verify(context.Background(), at.AddDate(0, -1, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, want string
		ev         attest.Evidence
	}{
		{"empty", "the evidence was not verified", forged{}},
		{"of another time", "the evidence was verified as of 2023-12-01T12:00:00Z, expected 2024-01-01T12:00:00Z", forged{old}},
		{"zero snp.Evidence", "parse: report has 0 bytes", snp.Evidence{}},
	} {
		result, err := v.Attest(context.Background(), c.ev, at)
		if err == nil || !strings.Contains(err.Error(), c.want) || result != nil {
			t.Errorf("%s: got %v, %v, expected %q", c.name, result, err, c.want)
		}
	}
	good, err := v.Attest(context.Background(), guests.Evidence(guest(t)), at)
	if err != nil {
		t.Fatal(err)
	}
	good.Verified = evidence.Verified{}
	if text, err := good.Token(nil); err == nil || errors.Is(err, attest.ErrDenied) || text != "" {
		t.Errorf("a result without evidence: got the token %q, %v", text, err)
	}
	if r, err := v.Attest(context.Background(), forged{old}, old.Time()); err != nil || !r.Permitted() {
		t.Errorf("verified evidence: got %v, %v", r, err)
	}
}

// The token of an old verification is as old, unless the caller says otherwise.
func TestTokenTime(t *testing.T) {
	t.Parallel()
	result, err := verifier(t, `version=1.0; authorizationrules{ => permit(); };`).Attest(context.Background(), guests.Evidence(guest(t)), at)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := token.Generate(token.SignerOptions{Algorithm: token.ES256}, at)
	if err != nil {
		t.Fatal(err)
	}
	now := at.AddDate(2, 0, 0)
	for name, c := range map[string]struct {
		issue func() (string, error)
		want  time.Time
	}{
		"as of the verification": {func() (string, error) { return result.Token(signer) }, at},
		"as of now":              {func() (string, error) { return result.InsecureTokenAt(signer, now) }, now},
	} {
		text, err := c.issue()
		if err != nil {
			t.Fatal(err)
		}
		u, err := token.Inspect(text)
		if err != nil {
			t.Fatal(err)
		}
		for member, want := range map[string]time.Time{"iat": c.want, "nbf": c.want, "exp": c.want.Add(token.TokenLifetime)} {
			if got, ok := u.Time(member); !ok || !got.Equal(want) {
				t.Errorf("%s: %s is %v, expected %v", name, member, got, want)
			}
		}
	}
}

// A strict verifier wants a CRL (E1.10).
func TestAttestWantsRevocation(t *testing.T) {
	t.Parallel()
	text, _ := attest.DefaultPolicy(catalog.SevSnpVm)
	program, _ := compile.Source("policy.maa", text)
	v, err := attest.NewVerifier(program, attest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.Attest(context.Background(), snp.NewVerifier(snp.Options{}).Evidence(guest(t)), at)
	var refusal *evidence.Error
	if !errors.As(err, &refusal) || refusal.Step != snp.StepCRL {
		t.Errorf("error %v, want one of step crl", err)
	}
}

// One verifier serves many goroutines.
func TestAttestConcurrently(t *testing.T) {
	t.Parallel()
	text, _ := attest.DefaultPolicy(catalog.SevSnpVm)
	v, ev := verifier(t, text), guests.Evidence(guest(t))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if r, err := v.Attest(context.Background(), ev, at); err != nil || !r.Permitted() {
				t.Errorf("result %v, error %v", r, err)
			}
		})
	}
	wg.Wait()
}

func TestResultJSON(t *testing.T) {
	t.Parallel()
	text, _ := attest.DefaultPolicy(catalog.SevSnpVm)
	r, err := verifier(t, text).Attest(context.Background(), guests.Evidence(guest(t)), at)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		AttestationType, Time string
		Steps                 []struct{ Step, Clause, Established, Skipped string }
		Evidence              map[string]any
		Result                struct{ Decision string }
	}
	if err := json.Unmarshal(r.JSON(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.AttestationType != "SevSnpVm" || doc.Time != "2024-01-01T12:00:00Z" || len(doc.Steps) < 10 ||
		doc.Evidence["x-ms-sevsnpvm-microcode-svn"] != 115.0 || doc.Result.Decision != "permit" {
		t.Errorf("JSON has %+v", doc)
	}
}

func BenchmarkAttest(b *testing.B) {
	text, _ := attest.DefaultPolicy(catalog.SevSnpVm)
	program, _ := compile.Source("policy.maa", text)
	v, err := attest.NewVerifier(program, attest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	report, _ := os.ReadFile("../testdata/evidence/azure-hcl/trustee/snp.hcl-report.bin")
	chain, _ := os.ReadFile("../testdata/evidence/azure-hcl/trustee/snp.vcek.pem")
	b.ReportAllocs()
	for b.Loop() {
		if r, err := v.Attest(context.Background(), guests.Evidence(snp.Input{Report: report, Chain: chain}), at); err != nil || !r.Permitted() {
			b.Fatal(err)
		}
	}
}

// A Result that Attest didn't make permits nothing, and says so.
func TestZeroResult(t *testing.T) {
	t.Parallel()
	var zero attest.Result
	if _, err := zero.Token(nil); zero.Permitted() || !errors.Is(err, attest.ErrDenied) {
		t.Errorf("found %v of a zero Result", err)
	}
	if text, doc := zero.Explain(), string(zero.JSON()); text != "No policy was evaluated\n" || doc != "null" {
		t.Errorf("found %q and %s of a zero Result", text, doc)
	}
}

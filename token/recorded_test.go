package token_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/token"
)

// recorded is one answer of the live service with the key set of its time.
type recorded struct {
	name  string
	call  string // method and path
	token string
	keys  []byte
}

// readFile returns a file of the shared test data.
func readFile(t testing.TB, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{"..", "testdata"}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// answers returns the answers in the recordings that hold a token, drafts
// included.
func answers(t testing.TB) []recorded {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "testdata", "service", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d recordings: %v", len(files), err)
	}
	var all []recorded
	for _, file := range files {
		var recording struct {
			NetworkCallRecords []struct {
				Method, Url string
				Response    map[string]string
			}
		}
		unmarshal(t, readFile(t, "service", filepath.Base(file)), &recording)
		var keys []byte
		for _, call := range recording.NetworkCallRecords {
			path := call.Url[strings.Index(call.Url, ".net")+len(".net"):]
			body := call.Response["BODY"]
			if path == "/certs" {
				keys = []byte(body)
				continue
			}
			var answer struct{ Token string }
			unmarshal(t, body, &answer)
			if answer.Token != "" {
				all = append(all, recorded{filepath.Base(file), call.Method + " " + path, answer.Token, keys})
			}
		}
	}
	return all
}

func unmarshal(t testing.TB, text string, to any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), to); err != nil {
		t.Fatal(err)
	}
}

// inspected is a token taken apart, its JSON parsed.
type inspected struct {
	*token.Unverified
	HeaderText, PayloadText string
	Header, Payload         jsondoc.Value
}

func inspect(t testing.TB, text string) inspected {
	t.Helper()
	u, err := token.Inspect(text)
	if err != nil {
		t.Fatal(err)
	}
	return inspected{u, string(u.Header), string(u.Payload), parse(t, u.Header), parse(t, u.Payload)}
}

// parse parses JSON; nil is null.
func parse(t testing.TB, text json.RawMessage) jsondoc.Value {
	t.Helper()
	if text == nil {
		return jsondoc.Value{}
	}
	v, err := jsondoc.Parse(string(text), jsondoc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func keySet(t testing.TB, data []byte) *token.KeySet {
	t.Helper()
	set, err := token.ParseKeySet(data)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// The tokens of the live service verify with the keys of their time, and at no
// other time (S3.1 to S3.11).
func TestS3RecordedTokens(t *testing.T) {
	t.Parallel()
	signed, drafts := 0, 0
	for _, a := range answers(t) {
		u := inspect(t, a.token)
		issued, _ := u.Time("iat")
		v := token.Verifier{Issuer: u.Issuer(), Keys: keySet(t, a.keys), Skew: token.NoSkew}
		if u.Draft() {
			drafts++
			if _, err := v.VerifyAnswer(context.Background(), a.token, issued); stepOf(err) != token.StepAlgorithm {
				t.Errorf("%s: a draft: %v", a.name, err)
			}
			continue
		}
		signed++
		if strings.Contains(a.call, "/attest/") {
			verifyRecorded(t, a, v, issued)
			continue
		}
		answer, err := v.VerifyAnswer(context.Background(), a.token, issued)
		if err != nil {
			t.Errorf("%s, %s: %v", a.name, a.call, err)
			continue
		}
		if answer.KeyID() != "XxRc2vLh1E5FrsNawnRH3PzuFgqg3q7NvCdnjoJHBGE=" || len(answer.Steps()) != 8 {
			t.Errorf("%s: kid %q, %d steps", a.name, answer.KeyID(), len(answer.Steps()))
		}
		if _, err := v.VerifyAnswer(context.Background(), a.token, issued.Add(token.AnswerLifetime)); stepOf(err) != token.StepTime {
			t.Errorf("%s: after its end: %v", a.name, err)
		}
	}
	if signed != 31 || drafts != 3 {
		t.Errorf("found %d signed tokens and %d drafts, expected 31 and 3", signed, drafts)
	}
}

// verifyRecorded verifies one attestation token. The enclave of the recordings is
// a debug one, which the zero value refuses.
func verifyRecorded(t *testing.T, a recorded, v token.Verifier, issued time.Time) {
	t.Helper()
	ctx := context.Background()
	want := token.Expectations{
		AttestationType: "sgx",
		PolicyHashes:    []string{"bROrN897ZfWmWY2V0FLUlu3uwk5xatGnKYHn3zBbSlw"},
		Measurements:    []token.Allowed{{Value: "292a1f4b519e46627eb2478a3d9851405653c5b4b0a6925de843834d9216850e"}},
		Signers:         []token.Allowed{{Value: "4aea5f9a0ed04b11f889aadfe6a1d376213a29a95a85ce7337ae6f7fece6610c"}},
		ProductIDs:      []int64{1},
		LowestSVN:       1,
	}
	if strings.Contains(a.name, "AttestWithRuntimeData-") {
		want.RuntimeData = []byte(readFile(t, "maa-sgx", "runtime-data.bin"))
	}
	if _, err := v.Verify(ctx, a.token, want, issued); stepOf(err) != token.StepDebug {
		t.Errorf("%s: a debug enclave: %v", a.name, err)
	}
	want.InsecureAllowDebuggable = true
	verified, err := v.Verify(ctx, a.token, want, issued)
	if err != nil {
		t.Errorf("%s: %v", a.name, err)
		return
	}
	facts := verified.Facts()
	if facts.Debug != token.DebugOn || facts.SVN != 1 || facts.ProductID != 1 || facts.Measurement != want.Measurements[0].Value {
		t.Errorf("%s: found facts %+v", a.name, facts)
	}
	if verified.Expires().Sub(verified.IssuedAt()) != token.TokenLifetime {
		t.Errorf("%s: valid from %s to %s", a.name, verified.IssuedAt(), verified.Expires())
	}
	if _, err := v.Verify(ctx, a.token, want, issued.Add(token.TokenLifetime)); stepOf(err) != token.StepTime {
		t.Errorf("%s: after its end: %v", a.name, err)
	}
}

// Tokens and key sets of other months and another region verify as well.
func TestS3RecordedElsewhere(t *testing.T) {
	t.Parallel()
	type vector struct{ name, text, keys, attestationType, measurement string }
	comments := regexp.MustCompile(`(?m)^\s*//.*$`)
	vectors := []vector{{
		"azurevm", readFile(t, "maa-azurevm", "2022-12-23.ubuntu-cvm.sharedweu.jwt"),
		comments.ReplaceAllString(readFile(t, "maa-azurevm", "sharedweu.2023-04.jsonc"), ""), "azurevm",
		"ad6de16ac59ee52351c6038df58d1be5aeaf41cd0f7c81b2279ecca0df6ef43a2b69d663ad6973d6dbb9db0ffd7a9023",
	}}
	for _, name := range []string{"2022-01-31.SimpleAttestSgxEnclave.Aad.json", "2022-01-31.AttestSgxEnclaveWithRuntimeData.Aad.json"} {
		var file struct {
			Response struct{ Body struct{ Token string } }
		}
		unmarshal(t, readFile(t, "maa-sgx", name), &file)
		vectors = append(vectors, vector{name, file.Response.Body.Token, readFile(t, "maa-sgx", "jwks.460cd680.json"), "sgx",
			"292a1f4b519e46627eb2478a3d9851405653c5b4b0a6925de843834d9216850e"})
	}
	for _, tc := range vectors {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			u := inspect(t, tc.text)
			issued, _ := u.Time("iat")
			set := keySet(t, []byte(tc.keys))
			v := token.Verifier{Issuer: u.Issuer(), Keys: set}
			verified, err := v.Verify(context.Background(), tc.text, token.Expectations{
				AttestationType: tc.attestationType, Measurements: []token.Allowed{{Value: tc.measurement}},
				InsecureAllowDebuggable: tc.attestationType == "sgx",
			}, issued)
			if err != nil {
				t.Fatal(err)
			}
			if tc.attestationType == "azurevm" && verified.Facts().Debug != token.DebugOff {
				t.Errorf("found debug %s in the isolation TEE, expected false", verified.Facts().Debug)
			}
			if len(set.Skipped()) == 0 || !strings.Contains(set.Skipped()[0].Reason, "1024 bits") {
				t.Errorf("found %v skipped, expected a key of 1024 bits", set.Skipped())
			}
		})
	}
}

// S1.2: a recorded payload or header, parsed and printed again, gives the same
// bytes.
func TestS1_2RecordedBytes(t *testing.T) {
	t.Parallel()
	texts := map[string]string{"sevsnp": readFile(t, "service", "sevsnp-sample.jwt")}
	for _, name := range []string{"2022-04-14.windows-trusted-launch.sharedeus2", "2022-12-23.ubuntu-cvm.sharedweu", "2025-12-15.ubuntu-cvm.sharedeus2"} {
		texts[name] = readFile(t, "maa-azurevm", name+".jwt")
	}
	for _, a := range answers(t) {
		texts[a.name+" "+a.call] = a.token
	}
	for name, text := range texts {
		u := inspect(t, text)
		if got := string(jsondoc.AppendSorted(nil, u.Payload)); got != u.PayloadText {
			t.Errorf("%s:\n got %s\nwant %s", name, got, u.PayloadText)
		}
		if got := string(jsondoc.AppendSorted(nil, u.Header)); got != u.HeaderText {
			t.Errorf("%s:\n got %s\nwant %s", name, got, u.HeaderText)
		}
	}
}

// S1.3: the kids of recorded keys, self-signed and certified, computed again.
func TestS1_3RecordedKeyIDs(t *testing.T) {
	t.Parallel()
	sets := []string{readFile(t, "maa-sgx", "jwks.460cd680.json"),
		regexp.MustCompile(`(?m)^\s*//.*$`).ReplaceAllString(readFile(t, "maa-azurevm", "sharedweu.2023-04.jsonc"), "")}
	for _, a := range answers(t) {
		sets = append(sets, string(a.keys))
	}
	selfSigned, certified := map[string]bool{}, map[string]bool{}
	for _, text := range sets {
		for key := range keySet(t, []byte(text)).All() {
			leaf := key.Certificates()[0]
			if leaf.Issuer.String() != leaf.Subject.String() {
				certified[key.ID()] = true
				if got := token.CertificateKeyID(leaf); got != key.ID() {
					t.Errorf("found kid %q of a certified key, computed %q", key.ID(), got)
				}
				continue
			}
			selfSigned[key.ID()] = true
			if got, err := token.KeyID(key.Public()); got != key.ID() {
				t.Errorf("found kid %q, computed %q, %v", key.ID(), got, err)
			}
		}
	}
	if !selfSigned["XxRc2vLh1E5FrsNawnRH3PzuFgqg3q7NvCdnjoJHBGE="] || len(selfSigned) != 3 || len(certified) != 3 {
		t.Errorf("found kids %v and %v, expected the vector of the clause and 3 of each form", selfSigned, certified)
	}
}

// S1, S2, L6.5: what the service recorded, taken apart into evidence and issued
// claims and issued again by us, is the same payload but for the random jti.
func TestS1RecordedPayloadsIssuedAgain(t *testing.T) {
	t.Parallel()
	count := 0
	for _, a := range answers(t) {
		if !strings.Contains(a.call, "/attest/") {
			continue
		}
		count++
		u := inspect(t, a.token)
		issued, _ := u.Time("iat")
		signer, err := token.Generate(token.SignerOptions{Algorithm: token.ES256, Issuer: u.Issuer()}, issued)
		if err != nil {
			t.Fatal(err)
		}
		issue := token.Issue
		if u.Draft() {
			issue = token.IssueDraft
		}
		text, err := issue(signer, bodyOf(t, u.Payload), issued)
		if err != nil {
			t.Fatalf("%s: %v", a.name, err)
		}
		ours := inspect(t, text)
		id := func(u inspected) string { v, _ := u.Payload.Member("jti"); return v.Text() }
		if got := strings.ReplaceAll(ours.PayloadText, id(ours), id(u)); got != u.PayloadText {
			t.Errorf("%s:\n got %s\nwant %s", a.name, got, u.PayloadText)
		}
		if ours.Draft() != u.Draft() || ours.Draft() && strings.Index(ours.HeaderText, "kid") != strings.Index(u.HeaderText, "kid") {
			t.Errorf("%s: found header %s, recorded %s", a.name, ours.HeaderText, u.HeaderText)
		}
	}
	if count < 13 {
		t.Errorf("found %d tokens", count)
	}
}

// bodyOf takes a recorded SGX payload apart.
func bodyOf(t testing.TB, payload jsondoc.Value) token.Body {
	t.Helper()
	hash, _ := payload.Member("x-ms-policy-hash")
	body := token.Body{AttestationType: "sgx", PolicyHash: hash.Text()}
	if runtime, given := payload.Member("x-ms-runtime"); given {
		body.Runtime = jsondoc.AppendCompact(nil, runtime)
	}
	var evidence members
	for i := range payload.Len() {
		if name := payload.Name(i); strings.HasPrefix(name, "x-ms-sgx-") {
			evidence.add(name, payload.At(i))
		}
	}
	body.Evidence = evidence.claims(t)
	issued, _ := payload.Member("x-ms-policy")
	for _, c := range claimsOf(t, issued) {
		c.Issuer = claim.AttestationPolicy
		body.Issued = append(body.Issued, c)
	}
	return body
}

type members struct {
	names  []string
	values []jsondoc.Value
}

func (m *members) add(name string, v jsondoc.Value) {
	m.names, m.values = append(m.names, name), append(m.values, v)
}

func (m *members) claims(t testing.TB) []claim.Claim {
	return claimsOf(t, jsondoc.NewObject(m.names, m.values))
}

// claimsOf reads an object as a claims file (L10).
func claimsOf(t testing.TB, object jsondoc.Value) []claim.Claim {
	t.Helper()
	claims, err := claim.ParseFile(jsondoc.AppendCompact(nil, object), claim.FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return claims
}

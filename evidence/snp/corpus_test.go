package snp_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/snp"
)

// read returns a file of the corpus.
func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../../testdata/evidence/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// expectation is a case of expected-snp.json; its README explains the members.
type expectation struct {
	Name, Kind, Evidence, Container, VEK string
	Time                                 time.Time
	RuntimeData, HostDataOf, UVM         string
	Revocation, Outcome, Step            string
	Claims                               map[string]any
}

// member reads "file" or "file#member".
func member(t *testing.T, name string) []byte {
	t.Helper()
	file, member, ok := strings.Cut(name, "#")
	if !ok {
		return read(t, file)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(read(t, file), &members); err != nil {
		t.Fatal(err)
	}
	var text string
	if err := json.Unmarshal(members[member], &text); err == nil {
		return []byte(text)
	}
	var numbers []int
	if err := json.Unmarshal(members[member], &numbers); err != nil {
		t.Fatal(err)
	}
	data := make([]byte, len(numbers))
	for i, n := range numbers {
		data[i] = byte(n)
	}
	return data
}

// input turns a case into what Verify takes.
func (e expectation) input(t *testing.T) snp.Input {
	t.Helper()
	in := snp.Input{Chain: member(t, e.VEK)}
	if strings.HasSuffix(e.Evidence, ".json") {
		in.Report = member(t, e.Evidence+"#report")
	} else {
		in.Report = read(t, e.Evidence)
	}
	if e.RuntimeData != "" {
		in.RuntimeData = &evidence.Data{Bytes: read(t, e.RuntimeData)}
	}
	if e.HostDataOf != "" {
		in.InitTimeData = &evidence.Data{Bytes: unbase64(t, read(t, e.HostDataOf)), Type: evidence.Binary}
	}
	if e.UVM != "" {
		in.Endorsements = read(t, e.UVM)
	}
	return in
}

func unbase64(t *testing.T, text []byte) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func expectations(t *testing.T) []expectation {
	t.Helper()
	var file struct{ Cases []expectation }
	d := json.NewDecoder(bytes.NewReader(read(t, "expected-snp.json")))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) != 13 {
		t.Fatalf("found %d cases, expected 13", len(file.Cases))
	}
	return file.Cases
}

// TestExpected runs every case of the corpus. None has a CRL: each must be
// refused for that, then verified without revocation.
func TestExpected(t *testing.T) {
	t.Parallel()
	for _, e := range expectations(t) {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			in := e.input(t)
			got, err := snp.Verify(context.Background(), in, e.Time, snp.Options{InsecureSkipRevocation: e.Revocation == "skipped"})
			if e.Outcome == "error" {
				wantStep(t, err, e.Step)
				e.wantReported(t, in)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(e.Claims, asJSON(got.Claims(), "x-ms-runtime")); diff != "" {
				t.Errorf("claims (-want +got):\n%s", diff)
			}
			_, err = snp.Verify(context.Background(), in, e.Time, snp.Options{})
			wantStep(t, err, snp.StepCRL)
		})
	}
}

// wantReported compares what refused evidence says of itself with the claims that
// a case gives for it.
func (e expectation) wantReported(t *testing.T, in snp.Input) {
	t.Helper()
	if e.Claims == nil {
		return
	}
	report, err := snp.Parse(in.Report)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e.Claims, reported(t, report)); diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
}

// TestRealVLEK looks at what the result says of the report that a provider's key
// signed (E6.5, E6.8): it names the provider and no chip.
func TestRealVLEK(t *testing.T) {
	t.Parallel()
	got, err := snp.Verify(t.Context(), snp.Input{
		Report: read(t, "snp/trustee/test-vlek-report.bin"),
		Chain:  read(t, "snp/trustee/test-vlek.der"),
	}, time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC), snp.Options{InsecureSkipRevocation: true})
	if err != nil {
		t.Fatal(err)
	}
	if got.Signer() != snp.VLEK || got.Product() != snp.Milan || got.ChipID() != nil || got.CSPID() != "CN=cc-us-east-2.amazonaws.com" {
		t.Errorf("got %s of %s, chip %x, provider %q", got.Signer(), got.Product(), got.ChipID(), got.CSPID())
	}
	if got, want := detail(got, snp.StepChain), "signed by SEV-VLEK-Milan, signed by ARK-Milan (built in); valid until 2025-12-10"; got != want {
		t.Errorf("the chain says %q, expected %q", got, want)
	}
}

// asJSON returns claims as a JSON decoder would, but for those left out.
func asJSON(claims []claim.Claim, without ...string) map[string]any {
	out := make(map[string]any)
	for _, c := range claims {
		switch c.Value.Kind() {
		case claim.BooleanKind:
			out[c.Type] = c.Value.Bool()
		case claim.IntegerKind:
			out[c.Type] = json.Number(c.Value.String())
		case claim.StringKind:
			out[c.Type] = c.Value.Text()
		}
	}
	for _, name := range without {
		delete(out, name)
	}
	return out
}

// wantStep checks that err is the refusal of a step, with a clause and a reason.
func wantStep(t *testing.T, err error, step string) {
	t.Helper()
	var refused *evidence.Error
	if !errors.As(err, &refused) {
		t.Fatalf("got %v, expected a refusal at %q", err, step)
	}
	if refused.Step != step {
		t.Fatalf("got %v, expected a refusal at %q", err, step)
	}
	if refused.Kind == "" || refused.Clause == "" || refused.Err == nil {
		t.Errorf("refusal lacks a member: %#v", refused)
	}
}

// TestRecordedToken compares the claims with those of a token that the service
// issued for the same report (E6.9).
func TestRecordedToken(t *testing.T) {
	t.Parallel()
	parts := strings.Split(string(read(t, "maa-snp/azure-samples/token.jwt")), ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(payload))
	d.UseNumber()
	var token map[string]any
	if err := d.Decode(&token); err != nil {
		t.Fatal(err)
	}
	want := make(map[string]any)
	for name, v := range token {
		if strings.HasPrefix(name, "x-ms-sevsnpvm-") {
			want[name] = v
		}
	}
	if len(want) != 17 {
		t.Fatalf("the token has %d claims of E6.9, expected 17", len(want))
	}
	got, err := snp.Verify(context.Background(), snp.Input{
		Report: read(t, "maa-snp/azure-samples/report.b64url.txt"), // as it was sent
	}, time.Date(2025, 4, 8, 14, 28, 20, 0, time.UTC), // iat of the token
		snp.Options{InsecureSkipRevocation: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, asJSON(got.Claims(), "x-ms-attestation-type")); diff != "" {
		t.Errorf("claims (-token +got):\n%s", diff)
	}
}

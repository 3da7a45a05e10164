package sgx_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/vectors"
	"github.com/assay-policy/assay/evidence/sgx"
)

// read returns a file of the corpus, collateral the parts of a case.
var (
	read       = vectors.Read
	collateral = vectors.Collateral
)

// expectation is a case of the corpus.
type expectation struct{ vectors.Case }

type expectedTCB = vectors.TCB

func expectations(t testing.TB) (all []expectation) {
	t.Helper()
	for _, c := range vectors.Cases(t, "expected-sgx.json", 22) {
		all = append(all, expectation{c})
	}
	return all
}

// inputOf returns evidence as input, in the form that it has.
func inputOf(t testing.TB, name string) sgx.Input {
	t.Helper()
	in := sgx.Input{Quote: read(t, name)}
	if bytes.HasPrefix(in.Quote, []byte{1, 0, 0, 0, 2, 0, 0, 0}) {
		in.Form = sgx.FormOpenEnclave
	}
	return in
}

// input turns a case into what Verify takes.
func (e expectation) input(t testing.TB) sgx.Input {
	t.Helper()
	in := inputOf(t, e.Evidence)
	in.Collateral = collateral(t, e.Collateral)
	if e.RuntimeData != "" {
		in.RuntimeData = &evidence.Data{Bytes: read(t, e.RuntimeData), Type: evidence.Binary}
	}
	return in
}

// TestExpected runs every case of the corpus, with all statuses accepted (E3.10).
// Those whose status the defaults don't accept are refused with them (E3.11).
func TestExpected(t *testing.T) {
	t.Parallel()
	for _, e := range expectations(t) {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			in := e.input(t)
			checkReported(t, e, in.Quote)
			options := sgx.Options{Options: dcap.Options{Accept: dcap.AllButRevoked(), InsecureSkipRevocation: e.Revocation == "skipped"}}
			got, err := sgx.Verify(context.Background(), in, e.Time, options)
			if e.Outcome == "error" {
				wantStep(t, err, e.Step)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			checkVerified(t, e, in, got)
			options.Accept = nil
			_, err = sgx.Verify(context.Background(), in, e.Time, options)
			if s := e.TCB.Status; s != dcap.UpToDate && s != dcap.SWHardeningNeeded {
				wantStep(t, err, dcap.StepTCBStatus)
			} else if err != nil {
				t.Error(err)
			}
			if e.Revocation == "skipped" {
				options.InsecureSkipRevocation = false
				_, err = sgx.Verify(context.Background(), in, e.Time, options)
				wantStep(t, err, dcap.StepCRL)
			}
		})
	}
}

// checkReported compares what the evidence says of itself with the claims of a
// case, which it gives whether it verifies or not.
func checkReported(t *testing.T, e expectation, data []byte) {
	t.Helper()
	got, err := sgx.Decode(data, dcap.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(got.Reported()))
	d.UseNumber()
	var reported map[string]any
	if err := d.Decode(&reported); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e.Claims, reported); e.Claims != nil && diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
}

// checkVerified compares a result with a case: claims, twins, TCB and the hash of the
// evidence.
func checkVerified(t *testing.T, e expectation, in sgx.Input, got *sgx.Verified) {
	t.Helper()
	if diff := cmp.Diff(e.Claims, asJSON(got.Claims(), "x-ms-sgx-ehd", "x-ms-sgx-collateral")); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
	checkTwins(t, got.Claims())
	if hash := hashesIn(t, got.Claims())["quotehash"]; hash != e.QuoteHash {
		t.Errorf("quotehash is %s, expected %s", hash, e.QuoteHash)
	}
	if e.RuntimeData != "" && claimOf(got.Claims(), "x-ms-sgx-ehd").Value.Text() != base64URL(in.RuntimeData.Bytes) {
		t.Error("x-ms-sgx-ehd is not the runtime data")
	}
	tcb := got.TCB()
	summary := &expectedTCB{Status: tcb.Status, Platform: tcb.Platform, QE: tcb.QE, TCBDate: tcb.Date.Format(time.DateOnly),
		Evaluation: tcb.EvaluationNumber, Advisories: []string{}}
	for _, a := range tcb.Advisories {
		if !slices.Contains(summary.Advisories, a.ID) {
			summary.Advisories = append(summary.Advisories, a.ID)
		}
	}
	if diff := cmp.Diff(e.TCB, summary); diff != "" {
		t.Errorf("TCB (-want +got):\n%s", diff)
	}
	kind, of := sgx.Kind, catalog.SgxEnclave
	if in.Form == sgx.FormOpenEnclave {
		kind, of = sgx.KindOpenEnclave, catalog.OpenEnclave
	}
	if got.Kind() != kind || got.Type() != of || got.Form() != in.Form || got.Baseline() != "" || got.PCK().CA == "" ||
		!bytes.Equal(got.Report().MREnclave, got.Quote().Enclave.MREnclave) {
		t.Errorf("got kind %q, type %q, form %s", got.Kind(), got.Type(), got.Form())
	}
}

// checkTwins wants the deprecated names of all claims that have some, with the same
// value (E2.6, S2.4), and no others.
func checkTwins(t *testing.T, claims []claim.Claim) {
	t.Helper()
	for _, c := range claims {
		entry, ok := catalog.Lookup(c.Type)
		if !ok || !entry.Use.Has(catalog.Incoming) {
			t.Errorf("%s is no claim that comes in", c.Type)
		}
		if of := claimOf(claims, entry.Twin); entry.Twin != "" && (of.Value != c.Value || of.JSON != c.JSON) {
			t.Errorf("%s is %v, expected %v", c.Type, c, of)
		}
	}
	for old, of := range map[string]string{"$is-debuggable": "x-ms-sgx-is-debuggable", "$product-id": "x-ms-sgx-product-id",
		"$svn": "x-ms-sgx-svn", "$sgx-mrsigner": "x-ms-sgx-mrsigner", "$sgx-mrenclave": "x-ms-sgx-mrenclave", "$tee": "x-ms-attestation-type",
		"maa-attestationcollateral": "x-ms-sgx-collateral", "aas-ehd": "x-ms-sgx-ehd", "maa-ehd": "x-ms-sgx-ehd"} {
		if claimOf(claims, old).Value != claimOf(claims, of).Value {
			t.Errorf("%s is no twin of %s", old, of)
		}
	}
}

// asJSON returns claims as a JSON decoder would, but for deprecated ones and those
// left out.
func asJSON(claims []claim.Claim, without ...string) map[string]any {
	out := make(map[string]any)
	for _, c := range claims {
		if entry, _ := catalog.Lookup(c.Type); entry.Deprecated() || slices.Contains(without, c.Type) {
			continue
		}
		switch c.Value.Kind() {
		case claim.BooleanKind:
			out[c.Type] = c.Value.Bool()
		case claim.IntegerKind:
			out[c.Type] = json.Number(c.Value.String())
		case claim.StringKind:
			out[c.Type] = c.Value.Text()
		}
	}
	return out
}

func claimOf(claims []claim.Claim, name string) claim.Claim {
	for _, c := range claims {
		if c.Type == name {
			return c
		}
	}
	return claim.Claim{}
}

// hashesIn returns the members of x-ms-sgx-collateral.
func hashesIn(t testing.TB, claims []claim.Claim) (hashes map[string]string) {
	t.Helper()
	c := claimOf(claims, "x-ms-sgx-collateral")
	if !c.JSON {
		t.Error("x-ms-sgx-collateral is not marked as JSON")
	}
	if err := json.Unmarshal([]byte(c.Value.Text()), &hashes); err != nil {
		t.Fatal(err)
	}
	return hashes
}

// wantStep checks that err is the refusal of a step, with a clause and a reason.
func wantStep(t testing.TB, err error, step string) *evidence.Error {
	t.Helper()
	var refused *evidence.Error
	if !errors.As(err, &refused) || refused.Step != step {
		t.Fatalf("got %v, expected a refusal at %q", err, step)
	}
	if refused.Kind == "" || refused.Clause == "" || refused.Err == nil {
		t.Errorf("refusal lacks a member: %#v", refused)
	}
	return refused
}

// TestEnclaveInfo compares what is read of the sample enclaves with what their own
// tools say: an oracle that shares nothing with us.
func TestEnclaveInfo(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"intel-sdk.debug", "intel-sdk.release", "oe-sdk.debug", "oe-sdk.prodid", "oe-sdk.release"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sdk, enclave, _ := strings.Cut(name, ".")
			var info struct {
				SecurityVersion, Attributes                                           uint64
				MrEnclaveHex, MrSignerHex, ProductIDHex, QuoteHex, EnclaveHeldDataHex string
			}
			if err := json.Unmarshal(read(t, "maa-sgx/azure-samples/"+sdk+".enclave.info."+enclave+".json"), &info); err != nil {
				t.Fatal(err)
			}
			data := unhex(t, info.QuoteHex)
			if !bytes.Equal(data, read(t, "maa-sgx/azure-samples/"+name+".quote.bin")) {
				t.Error("the quote is not that of the file")
			}
			got, err := sgx.Decode(data, dcap.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			e := got.Quote.Enclave
			debug := map[string]uint64{"intel-sdk": 2, "oe-sdk": 1}[sdk]
			if !bytes.Equal(unhex(t, info.MrEnclaveHex), e.MREnclave) || !bytes.Equal(unhex(t, info.MrSignerHex), e.MRSigner) ||
				binary.LittleEndian.Uint16(unhex(t, info.ProductIDHex)) != e.ISVProdID || info.SecurityVersion != uint64(e.ISVSVN) ||
				(info.Attributes&debug != 0) != e.Debuggable() {
				t.Errorf("got %+v, expected %+v", e, info)
			}
			sum := sha256.Sum256(unhex(t, info.EnclaveHeldDataHex))
			if !bytes.Equal(sum[:], e.ReportData[:32]) {
				t.Error("the report data is not that of the held data")
			}
		})
	}
}

// recording is a request that the service answered, with what it said.
type recording struct {
	Request struct {
		Path string
		Body struct {
			Quote, Report string
			RuntimeData   *struct{ Data, DataType string }
		} `json:"body_reconstructed_from_test_source"`
	}
	Decoded struct{ Payload map[string]any }
}

// file returns the file that a member of a request names, like "@f (base64url)".
func (r *recording) file(t testing.TB, text string) []byte {
	t.Helper()
	name, _, _ := strings.Cut(strings.TrimPrefix(text, "@"), " ")
	return read(t, "maa-sgx/azure-sdk-cpp/"+name)
}

// dayOfPlugin is when Intel's collateral of 2022-05 is valid. That of the service, of
// evaluation 10, isn't public, but its root CRL and signing chain were the same.
var dayOfPlugin = time.Date(2022, 5, 1, 12, 0, 0, 0, time.UTC)

// TestRecordedTokens compares the claims with those of the tokens that the service
// issued for the same evidence: all that come from the evidence, and the hashes whose
// inputs are known (E4.3, E4.5).
func TestRecordedTokens(t *testing.T) {
	t.Parallel()
	names := []string{
		"2022-01-31.AttestSgxEnclaveWithRuntimeData.Aad", "2022-01-31.SimpleAttestSgxEnclave.Aad",
		"2022-12-05.AttestWithDraftPolicy.SgxEnclave_Aad", "2022-12-05.AttestWithDraftPolicy.SgxEnclave_Shared",
		"2022-12-05.AttestWithRuntimeData.SgxEnclave_Aad", "2022-12-05.AttestWithRuntimeData.SgxEnclave_Shared",
		"2022-12-05.AttestWithRuntimeDataJson.SgxEnclave_Aad", "2022-12-05.AttestWithRuntimeDataJson.SgxEnclave_Shared",
		"2022-12-05.SimpleAttest.OpenEnclave_Aad", "2022-12-05.SimpleAttest.SgxEnclave_Aad",
		"2022-12-05.SimpleAttest.SgxEnclave_Isolated", "2022-12-05.SimpleAttest.SgxEnclave_Shared",
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var r recording
			d := json.NewDecoder(bytes.NewReader(read(t, "maa-sgx/azure-sdk-cpp/"+name+".json")))
			d.UseNumber()
			if err := d.Decode(&r); err != nil {
				t.Fatal(err)
			}
			got, err := sgx.Verify(context.Background(), r.input(t), dayOfPlugin, sgx.Options{Options: dcap.Options{Accept: dcap.AllButRevoked()}})
			if err != nil {
				t.Fatal(err)
			}
			checkToken(t, &r, got.Claims())
		})
	}
}

// input is what was posted, with the collateral of the time.
func (r *recording) input(t testing.TB) sgx.Input {
	t.Helper()
	body := r.Request.Body
	in := sgx.Input{Quote: r.file(t, body.Quote+body.Report), Collateral: pluginCollateral(t)}
	if strings.Contains(r.Request.Path, "OpenEnclave") {
		in.Form = sgx.FormOpenEnclave
	}
	if d := body.RuntimeData; d != nil {
		in.RuntimeData = &evidence.Data{Bytes: r.file(t, d.Data)}
		if d.DataType == "Binary" {
			in.RuntimeData.Type = evidence.Binary
		}
	}
	return in
}

// checkToken compares claims with a token, but for what the policy issued. Of the
// hashes all members must be there, and those equal whose inputs are known.
func checkToken(t *testing.T, r *recording, claims []claim.Claim) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(claim.ShapeToken(claims)))
	d.UseNumber()
	var got map[string]any
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	want := maps.Clone(r.Decoded.Payload)
	for _, m := range []map[string]any{want, got} {
		maps.DeleteFunc(m, func(name string, _ any) bool {
			return !strings.HasPrefix(name, "x-ms-sgx-") && !slices.Contains(others, name)
		})
	}
	known := []string{"qeidcertshash", "tcbinfocertshash", "quotehash"}
	if !strings.Contains(t.Name(), "2022-01") { // whose root CRL is not public
		known = append(known, "qeidcrlhash", "tcbinfocrlhash")
	}
	for _, name := range []string{"x-ms-sgx-collateral", "maa-attestationcollateral"} {
		recorded, ours := want[name].(map[string]any), got[name].(map[string]any)
		for _, member := range slices.Collect(maps.Keys(recorded)) {
			if _, ok := ours[member]; ok && !slices.Contains(known, member) {
				delete(recorded, member)
				delete(ours, member)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) < 9 {
		t.Errorf("claims (-token +got):\n%s", diff)
	}
}

// others are the claims beside those of SGX that come from evidence.
var others = []string{"x-ms-attestation-type", "x-ms-runtime", "aas-ehd", "maa-ehd", "maa-attestationcollateral"}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	data, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

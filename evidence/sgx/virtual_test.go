package sgx_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/dcap/dcaptest"
	"github.com/assay-policy/assay/evidence/sgx"
)

// scene is evidence that would verify, and what a test changes about it: before all
// is signed, or after.
type scene struct {
	t       testing.TB
	p       *dcaptest.Platform
	q       *dcaptest.Quote
	in      sgx.Input
	at      time.Time
	options sgx.Options
}

func newScene(t testing.TB, version int) *scene {
	t.Helper()
	p := dcaptest.NewIntel(t).NewPlatform(t, dcap.SGX)
	return &scene{t: t, p: p, q: p.Quote(t, version), at: dcaptest.Now, options: sgx.Options{Options: p.Intel.Options()}}
}

// sign signs what is there.
func (s *scene) sign() {
	s.t.Helper()
	s.in.Quote, s.in.Collateral = s.q.Sign(s.t), s.p.Collateral(s.t)
	if s.in.Form == sgx.FormOpenEnclave {
		s.in.Quote = report(s.in.Quote)
	}
}

// verify verifies what was signed.
func (s *scene) verify() (*sgx.Verified, error) {
	return sgx.Verify(context.Background(), s.in, s.at, s.options)
}

// bind puts the hash of the data into the report data.
func (s *scene) bind(d *evidence.Data) {
	sum := sha256.Sum256(d.Bytes)
	s.q.SetReportData(sum[:])
	s.in.RuntimeData = d
}

// report wraps a quote as Open Enclave does (E4.1).
func report(quote []byte) []byte {
	header := binary.LittleEndian.AppendUint64([]byte{1, 0, 0, 0, 2, 0, 0, 0}, uint64(len(quote)))
	return append(header, quote...)
}

// want checks that err is the refusal of a step, none for "", and that its message
// has a text in it.
func want(t testing.TB, err error, step, text string) {
	t.Helper()
	if step == "" {
		if err != nil {
			t.Fatalf("got %v, expected none", err)
		}
		return
	}
	if refused := wantStep(t, err, step); !strings.Contains(refused.Error(), text) {
		t.Errorf("got %q, expected %q in it", refused, text)
	}
}

// E4.3: the claims of quotes of every version, with and without KSS, debuggable or
// not, bare or in a report.
func TestE4_3_Claims(t *testing.T) {
	t.Parallel()
	for version := 3; version <= 5; version++ {
		for i := range 8 {
			kss, debug, form := i&1 != 0, i&2 != 0, sgx.Form(i>>2)
			t.Run(fmt.Sprintf("version %d, KSS %v, debug %v, %s", version, kss, debug, form), func(t *testing.T) {
				t.Parallel()
				s := newScene(t, version)
				s.in.Form = form
				expected := map[string]any{
					"x-ms-attestation-type":  "sgx",
					"x-ms-sgx-is-debuggable": debug,
					"x-ms-sgx-product-id":    json.Number("4660"),
					"x-ms-sgx-svn":           json.Number("7"),
					"x-ms-sgx-mrenclave":     strings.Repeat("a1", 32),
					"x-ms-sgx-mrsigner":      strings.Repeat("b2", 32),
					"x-ms-sgx-report-data":   strings.Repeat("c33c", 8) + strings.Repeat("0", 96),
				}
				if kss {
					s.q.SetKSS()
					expected["x-ms-sgx-config-id"] = strings.Repeat("52", 64)
					expected["x-ms-sgx-config-svn"] = json.Number("21332")
					expected["x-ms-sgx-isv-extended-product-id"] = strings.Repeat("51", 16)
					expected["x-ms-sgx-isv-family-id"] = strings.Repeat("55", 16)
				}
				if debug {
					s.q.Body[48] |= 2
				}
				s.sign()
				got, err := s.verify()
				want(t, err, "", "")
				if diff := cmp.Diff(expected, asJSON(got.Claims(), "x-ms-sgx-collateral")); diff != "" {
					t.Errorf("claims (-want +got):\n%s", diff)
				}
				checkTwins(t, got.Claims())
				checkSteps(t, form, got)
				s.options.RefuseDebuggable = true
				_, err = s.verify()
				want(t, err, map[bool]string{true: dcap.StepParse}[debug], "debuggable")
			})
		}
	}
}

// checkSteps compares the steps of a result with the list of the form (E1.5).
func checkSteps(t *testing.T, form sgx.Form, got *sgx.Verified) {
	t.Helper()
	listed := sgx.Steps(form)
	if len(got.Steps()) != len(listed) {
		t.Fatalf("got %d steps, expected %d", len(got.Steps()), len(listed))
	}
	for i, step := range got.Steps() {
		if step.Name != listed[i].Name || step.Clause != listed[i].Clause || step.Detail == "" || listed[i].Detail == "" {
			t.Errorf("step %d is %+v, listed as %+v", i, step, listed[i])
		}
	}
}

// E3.4: each failure is the refusal of its step, row by row. What package dcap finds is
// tested there; here it is that it stands in the way.
func TestE3_4_Steps(t *testing.T) {
	t.Parallel()
	json, binary := &evidence.Data{Bytes: []byte(`{"a":1}`)}, &evidence.Data{Bytes: []byte{1, 2}, Type: evidence.Binary}
	oe := func(s *scene) { s.in.Form = sgx.FormOpenEnclave }
	for _, c := range []struct {
		name          string
		before, after func(*scene)
		step, text    string
	}{
		{name: "as it is"},
		{name: "padding", after: func(s *scene) { s.in.Quote = append(s.in.Quote, make([]byte, 70)...) }},
		{"bytes after it", nil, func(s *scene) { s.in.Quote = append(s.in.Quote, 0, 1) }, dcap.StepParse, "1 bytes after the quote"},
		{"empty", nil, func(s *scene) { s.in.Quote = nil }, dcap.StepParse, "0 bytes for the header"},
		{"too long", nil, func(s *scene) { s.in.Quote = make([]byte, 1<<20) }, dcap.StepParse, "the limit is 65536"},
		{"quote of TDX", nil, func(s *scene) {
			tdx := s.p.Intel.NewPlatform(s.t, dcap.TDX)
			s.in.Quote = tdx.Quote(s.t, 4).Sign(s.t)
		}, dcap.StepParse, "expected one of SGX"},
		{"report in place of a quote", nil, func(s *scene) { s.in.Quote = report(s.in.Quote) }, dcap.StepParse, "found a report of Open Enclave"},
		{"another root", func(s *scene) { s.options.Anchors = nil }, nil, dcap.StepPCKChain, "root"},
		{"another enclave", nil, func(s *scene) { s.in.Quote[48+64] ^= 1 }, dcap.StepQuoteSignature, "not made by"},
		{"no collateral", nil, func(s *scene) { s.in.Collateral = dcap.Collateral{} }, dcap.StepCollateral, "FMSPC 00A067110001"},
		{"no lists", nil, func(s *scene) { s.in.Collateral.RootCRL = nil }, dcap.StepCRL, "no root CRL"},
		{"later", nil, func(s *scene) { s.at = s.at.AddDate(0, 1, 0) }, dcap.StepCRL, "valid until"},
		{"out of date", func(s *scene) { s.p.PCK.PCESVN = 10 }, nil, dcap.StepTCBStatus, "OutOfDate"},
		{name: "out of date, accepted", before: func(s *scene) {
			s.p.PCK.PCESVN = 10
			s.options.Accept = []dcap.Status{dcap.OutOfDate}
		}},

		{name: "report", before: oe},
		{"quote in place of a report", nil, oe, sgx.StepHeader, "this is a bare quote"},
		{"report cut short", oe, func(s *scene) { s.in.Quote = s.in.Quote[:15] }, sgx.StepHeader, "found 15 bytes"},
		{"report of version 2", oe, func(s *scene) { s.in.Quote[0] = 2 }, sgx.StepHeader, "version is 2, expected 1 (at byte 0x0)"},
		{"local report", oe, func(s *scene) { s.in.Quote[4] = 1 }, sgx.StepHeader, "found a local report"},
		{"report of type 3", oe, func(s *scene) { s.in.Quote[4] = 3 }, sgx.StepHeader, "type is 3"},
		{"report that is longer", oe, func(s *scene) { s.in.Quote = append(s.in.Quote, 0) }, sgx.StepHeader, "size of the quote"},
		{"report with a huge size", oe, func(s *scene) { s.in.Quote[15] = 0xff }, sgx.StepHeader, "(at byte 0x8)"},
		{"newer evidence", nil, func(s *scene) {
			oe(s)
			s.in.Quote = append([]byte{3, 0, 0, 0, 0xa3, 0xa2, 0x1e, 0x87, 0x1b, 0x4d, 0x40, 0x14, 0xb7, 0x0a, 0xa1, 0x25, 0xd2, 0xfb, 0xcd, 0x8c, 0, 0, 0, 0}, s.in.Quote...)
		}, sgx.StepHeader, "newer evidence"},
		{"newer evidence as a quote", nil, func(s *scene) {
			s.in.Quote = append([]byte{3, 0, 0, 0, 0xa3, 0xa2, 0x1e, 0x87, 0x1b, 0x4d, 0x40, 0x14, 0xb7, 0x0a, 0xa1, 0x25, 0xd2, 0xfb, 0xcd, 0x8c, 0, 0, 0, 0}, s.in.Quote...)
		}, dcap.StepParse, "found a report of Open Enclave"},
		{"bad quote in a report", oe, func(s *scene) { s.in.Quote[16] = 9 }, dcap.StepParse, "quote version is 9"},

		{name: "JSON", before: func(s *scene) { s.bind(json) }},
		{name: "Binary", before: func(s *scene) { s.bind(binary) }},
		{name: "JSON as Binary", before: func(s *scene) { s.bind(&evidence.Data{Bytes: json.Bytes, Type: evidence.Binary}) }},
		{name: "own bytes after the hash", before: func(s *scene) {
			s.bind(json)
			copy(s.q.Body[352:], "own")
		}},
		{"Binary as JSON", func(s *scene) { s.bind(&evidence.Data{Bytes: binary.Bytes}) }, nil, sgx.StepRuntimeData, "json"},
		{"other runtime data", func(s *scene) { s.bind(json) }, func(s *scene) { s.in.RuntimeData = binary }, sgx.StepRuntimeData, "the report data begins with"},
		{"hash in the second half", func(s *scene) {
			s.bind(json)
			copy(s.q.Body[352:], s.q.Body[320:352])
			clear(s.q.Body[320:352])
		}, nil, sgx.StepRuntimeData, "begins with 0000"},
		{"too much runtime data", func(s *scene) { s.bind(&evidence.Data{Bytes: make([]byte, 1<<20+1), Type: evidence.Binary}) }, nil, sgx.StepRuntimeData, "the limit is"},

		{name: "init-time data", before: func(s *scene) { s.bindConfig(json) }},
		{name: "Binary init-time data", before: func(s *scene) { s.bindConfig(binary) }},
		{"init-time data without KSS", nil, func(s *scene) { s.in.InitTimeData = json }, sgx.StepHostData, "lack KSS"},
		{"init-time data, hash but no KSS", func(s *scene) {
			s.bindConfig(json)
			s.q.Body[48] &^= 0x80
		}, nil, sgx.StepHostData, "lack KSS"},
		{"other init-time data", func(s *scene) { s.bindConfig(json) }, func(s *scene) { s.in.InitTimeData = binary }, sgx.StepHostData, "the CONFIG_ID begins with"},
		{"Binary init-time data as JSON", func(s *scene) { s.bindConfig(&evidence.Data{Bytes: binary.Bytes}) }, nil, sgx.StepHostData, "json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, 3)
			if c.before != nil {
				c.before(s)
			}
			s.sign()
			if c.after != nil {
				c.after(s)
			}
			_, err := s.verify()
			want(t, err, c.step, c.text)
		})
	}
}

// bindConfig gives the enclave KSS, and puts the hash of the data into CONFIG_ID.
func (s *scene) bindConfig(d *evidence.Data) {
	s.q.SetKSS()
	sum := sha256.Sum256(d.Bytes)
	copy(s.q.Body[192:], sum[:])
	s.in.InitTimeData = d
}

// E2.3, E2.4: what bound data adds to the claims, by its type.
func TestE2_3_BoundData(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		runtime, init *evidence.Data
		want          map[string]string
	}{
		{name: "none", want: map[string]string{}},
		{"JSON", &evidence.Data{Bytes: []byte(" {\"b\":1,\"a\":\"x\"}\n\x00")}, nil, map[string]string{"x-ms-runtime": `{"a":"x","b":1}`}},
		{"Binary", &evidence.Data{Bytes: []byte("{\xfb\xff"), Type: evidence.Binary}, nil, map[string]string{"x-ms-sgx-ehd": "e_v_", "aas-ehd": "e_v_", "maa-ehd": "e_v_"}},
		{"init-time", nil, &evidence.Data{Bytes: []byte(`{"a":[]}`)}, map[string]string{"x-ms-inittime": `{"a":[]}`}},
		{"Binary init-time", nil, &evidence.Data{Type: evidence.Binary}, map[string]string{}},
		{"both", &evidence.Data{Bytes: []byte(`{}`)}, &evidence.Data{Bytes: []byte(`{"a":1}`)}, map[string]string{"x-ms-runtime": `{}`, "x-ms-inittime": `{"a":1}`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, 3)
			if c.runtime != nil {
				s.bind(c.runtime)
			}
			if c.init != nil {
				s.bindConfig(c.init)
			}
			s.sign()
			verified, err := s.verify()
			want(t, err, "", "")
			got := make(map[string]string)
			for _, name := range []string{"x-ms-runtime", "x-ms-sgx-ehd", "aas-ehd", "maa-ehd", "x-ms-inittime"} {
				if found := claimOf(verified.Claims(), name); found != (claim.Claim{}) {
					got[name] = found.Value.Text()
					if isJSON := name == "x-ms-runtime" || name == "x-ms-inittime"; found.JSON != isJSON {
						t.Errorf("%s is marked as JSON: %v", name, found.JSON)
					}
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("claims (-want +got):\n%s", diff)
			}
		})
	}
}

// E4.5: the hashes are of what arrived, whatever form the collateral has; that of a
// list that isn't there is left out.
func TestE4_5_Hashes(t *testing.T) {
	t.Parallel()
	s := newScene(t, 3)
	s.sign()
	padded := append(bytes.Clone(s.in.Quote), 0)
	want := hashesOf(t, s)
	hashText := func(text []byte) string {
		sum := sha256.Sum256(append(bytes.Clone(text), 0))
		return hex.EncodeToString(sum[:])
	}
	if len(want) != 7 || want["tcbinfohash"] != hashText(s.in.Collateral.TCBInfo) || want["qeidhash"] != hashText(s.in.Collateral.QEIdentity) ||
		want["tcbinfocertshash"] != hashText(s.in.Collateral.SigningChain) || want["qeidcertshash"] != want["tcbinfocertshash"] ||
		want["qeidcrlhash"] != want["tcbinfocrlhash"] {
		t.Errorf("got %v", want)
	}
	s.in.Collateral.RootCRL = []byte(hex.EncodeToString(s.in.Collateral.RootCRL))
	s.in.Collateral.IdentityChain = bytes.ReplaceAll(s.in.Collateral.SigningChain, []byte("\n"), []byte("\r\n"))
	if diff := cmp.Diff(want, hashesOf(t, s)); diff != "" {
		t.Errorf("in other forms (-want +got):\n%s", diff)
	}
	s.in.Quote = padded
	sum := sha256.Sum256(padded)
	want["quotehash"] = hex.EncodeToString(sum[:])
	s.in.Collateral.RootCRL, s.options.InsecureSkipRevocation = nil, true
	delete(want, "qeidcrlhash")
	delete(want, "tcbinfocrlhash")
	if diff := cmp.Diff(want, hashesOf(t, s)); diff != "" {
		t.Errorf("padded, without CRL (-want +got):\n%s", diff)
	}
}

func hashesOf(t *testing.T, s *scene) map[string]string {
	t.Helper()
	got, err := s.verify()
	want(t, err, "", "")
	return hashesIn(t, got.Claims())
}

// E1.3: a time is needed, and a context that has ended is nobody's refusal.
func TestE1_3_NoTime(t *testing.T) {
	t.Parallel()
	s := newScene(t, 3)
	s.sign()
	if _, err := sgx.Verify(context.Background(), s.in, time.Time{}, s.options); !errors.Is(err, evidence.ErrNoTime) {
		t.Errorf("got %v, expected %v", err, evidence.ErrNoTime)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := sgx.Verify(ctx, s.in, s.at, s.options); err != context.Canceled {
		t.Errorf("got %v, expected %v", err, context.Canceled)
	}
	_, err := sgx.Evidence{}.Verify(context.Background(), s.at)
	wantStep(t, err, dcap.StepParse)
}

// E1.1: what was verified doesn't change with the caller's bytes.
func TestE1_1_Copies(t *testing.T) {
	t.Parallel()
	for _, form := range []sgx.Form{sgx.FormQuote, sgx.FormOpenEnclave} {
		s := newScene(t, 3)
		s.in.Form = form
		s.sign()
		got, err := s.verify()
		want(t, err, "", "")
		clear(s.in.Quote)
		if got.Report().MREnclave[0] != 0xA1 || got.Quote().Version != 3 || got.TCB().Status != dcap.UpToDate {
			t.Errorf("got %x", got.Report().MREnclave)
		}
	}
}

// E1.11: a Verifier serves many goroutines, platforms and sets of collateral, and
// gives what a new one would.
func TestE1_11_Cached(t *testing.T) {
	t.Parallel()
	intel := dcaptest.NewIntel(t)
	verifier := sgx.NewVerifier(sgx.Options{Options: intel.Options()})
	var inputs []sgx.Input
	for number := range 3 {
		p := intel.NewPlatform(t, dcap.SGX)
		p.TCBInfo.EvaluationNumber = 20 + number
		inputs = append(inputs, sgx.Input{Quote: p.Quote(t, 3).Sign(t), Collateral: p.Collateral(t)})
	}
	for range 3 {
		for i, in := range inputs {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				got, err := verifier.Verify(context.Background(), in, dcaptest.Now)
				want(t, err, "", "")
				fresh, err := sgx.Verify(context.Background(), in, dcaptest.Now, sgx.Options{Options: intel.Options()})
				want(t, err, "", "")
				if diff := cmp.Diff(asJSON(fresh.Claims()), asJSON(got.Claims())); diff != "" || got.TCB().EvaluationNumber != int64(20+i) {
					t.Errorf("claims (-fresh +cached):\n%s", diff)
				}
			})
		}
	}
}

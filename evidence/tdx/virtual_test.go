package tdx_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/dcap/dcaptest"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/evidence/tdx"
)

// scene is a TD whose evidence would verify, and what a test changes about it: before
// all is signed, or after.
type scene struct {
	t       *testing.T
	p       *dcaptest.Platform
	q       *dcaptest.Quote
	in      tdx.Input
	at      time.Time
	options tdx.Options
}

func newScene(t *testing.T, version int) *scene {
	t.Helper()
	p := dcaptest.NewIntel(t).NewPlatform(t, dcap.TDX)
	return &scene{t: t, p: p, q: p.Quote(t, version), at: dcaptest.Now, options: tdx.Options{Anchors: []dcap.Anchor{p.Intel.Anchor()}}}
}

// sign signs what is there.
func (s *scene) sign() {
	s.t.Helper()
	in := s.p.Input(s.t, s.q)
	s.in.Quote, s.in.Collateral = in.Quote, in.Collateral
}

// verify verifies what was signed.
func (s *scene) verify() (*tdx.Verified, error) {
	s.t.Helper()
	return tdx.Verify(s.t.Context(), s.in, s.at, s.options)
}

// bind puts the hash of data into the first half of the report data, and other
// bytes into the second.
func (s *scene) bind(data []byte) {
	s.q.SetReportData(append(sum(data), bytes.Repeat([]byte{7}, 32)...))
}

func sum(data []byte) []byte {
	hash := sha256.Sum256(data)
	return hash[:]
}

// hclReport writes an HCL report with a TDREPORT that has nothing but report data.
func hclReport(reportData, runtime []byte, hash hcl.Hash) []byte {
	out := []byte(hcl.Magic)
	for _, n := range []int{2, 0x4D4 + len(runtime), 2, 0, 0, 0, 0} {
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
	}
	area := make([]byte, 0x4C0-len(out))
	copy(area[128:192], reportData)
	out = append(out, area...)
	for _, n := range []int{20 + len(runtime), 1, int(hcl.TDX), int(hash), len(runtime)} {
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
	}
	return append(out, runtime...)
}

// TestVirtualTD verifies a quote of every version and body; each field of the body
// comes out as the claim that E5.2 says.
func TestVirtualTD(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version int
		body    uint16
		debug   bool
	}{{4, 2, false}, {5, 2, false}, {5, 3, false}, {4, 2, true}, {5, 3, true}} {
		t.Run(fmt.Sprintf("version %d body %d debug %v", c.version, c.body, c.debug), func(t *testing.T) {
			t.Parallel()
			s := newScene(t, c.version)
			if c.body == 2 {
				s.q.BodyType, s.q.Body = 2, s.q.Body[:dcap.TDReportSize:dcap.TDReportSize]
			}
			copy(s.q.Body[120:128], []byte{0, 0, 0, 0x90, 0, 0, 0, 0}) // SEPT_VE_DISABLE, KEY_LOCKER
			if c.debug {
				s.q.Body[120] = 1
			}
			for i, at := range []int{184, 232, 280} {
				copy(s.q.Body[at:], bytes.Repeat([]byte{0xB0 + byte(i)}, 48))
			}
			s.sign()
			got, err := s.verify()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(wantClaims(c.debug), texts(got.Claims())); diff != "" {
				t.Errorf("claims (-want +got):\n%s", diff)
			}
			if got.Kind() != tdx.Kind || got.Type() != catalog.TdxVm || !got.Time().Equal(dcaptest.Now) || got.Quote().Version != uint16(c.version) {
				t.Errorf("got kind %q, type %q, time %v, quote %+v", got.Kind(), got.Type(), got.Time(), got.Quote())
			}
			if got.PCK().FMSPC != s.p.PCK.FMSPC || (got.Report().MRServiceTD != nil) != (c.body == 3) {
				t.Errorf("got %+v, %+v", got.PCK(), got.Report())
			}
		})
	}
}

// wantClaims are those of the TD of TestVirtualTD, with no field of the same value as
// another.
func wantClaims(debug bool) []string {
	digest := func(b string) string { return strings.Repeat(b, 48) }
	want := []string{
		"x-ms-attestation-type=tdxvm", "eat_profile=https://aka.ms/maa-eat-profile-tdxvm", "intuse=generic", "dbgstat=disabled",
		"attester_tcb_status=UpToDate", "tdx_tee_tcb_svn=06010300000000000000000000000000", "tdx_seamsvn=262", "tdx_mrseam=" + digest("d1"),
		"tdx_mrsignerseam=" + digest("00"), "tdx_seam_attributes=0000000000000000", "tdx_td_attributes=0000009000000000",
		"tdx_td_attributes_debug=false", "tdx_td_attributes_septve_disable=true", "tdx_td_attributes_protection_keys=false",
		"tdx_td_attributes_key_locker=true", "tdx_td_attributes_perfmon=false", "tdx_xfam=e700000000000000", "tdx_mrtd=" + digest("d2"),
		"tdx_mrconfigid=" + digest("b0"), "tdx_mrowner=" + digest("b1"), "tdx_mrownerconfig=" + digest("b2"), "tdx_rtmr0=" + digest("e0"),
		"tdx_rtmr1=" + digest("e1"), "tdx_rtmr2=" + digest("e2"), "tdx_rtmr3=" + digest("e3"),
		"tdx_report_data=" + strings.Repeat("c33c", 8) + strings.Repeat("00", 48),
	}
	if debug {
		want[3], want[10], want[11] = "dbgstat=enabled", "tdx_td_attributes=0100009000000000", "tdx_td_attributes_debug=true"
	}
	return want
}

// texts writes claims of the service as name=value.
func texts(claims []claim.Claim) (list []string) {
	for _, c := range claims {
		if c.Issuer != claim.AttestationService {
			list = append(list, "another issuer")
		}
		list = append(list, c.Type+"="+strings.Trim(c.Value.String(), `"`))
	}
	return list
}

// TestE5_2Attributes sets each bit of TDATTRIBUTES alone.
func TestE5_2Attributes(t *testing.T) {
	t.Parallel()
	names := map[int]string{0: "debug", 28: "septve_disable", 30: "protection_keys", 31: "key_locker", 63: "perfmon"}
	s := newScene(t, 4)
	quote := s.q.Sign(t)
	for bit := range 64 {
		changed := bytes.Clone(quote)
		clear(changed[48+120 : 48+128])
		decoded, err := tdx.Decode(flip(changed, 8*(48+120)+bit), tdx.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		reported := string(decoded.Reported())
		for b, name := range names {
			if want := fmt.Sprintf(`"tdx_td_attributes_%s":%v`, name, b == bit); !strings.Contains(reported, want) {
				t.Errorf("bit %d: found no %s in %s", bit, want, reported)
			}
		}
	}
}

// TestE5_2Catalogue: every claim of the catalogue that evidence can give comes out,
// and no other.
func TestE5_2Catalogue(t *testing.T) {
	t.Parallel()
	s := newScene(t, 5)
	s.bind([]byte("{}"))
	s.in.RuntimeData = &evidence.Data{Bytes: []byte("{}")}
	s.options.Compliance = []tdx.Compliance{{Status: "azure-compliant-cvm", Measurements: []tdx.Digest{tdx.Digest(s.q.Body[136:184])}}}
	s.sign()
	got, err := s.verify()
	if err != nil {
		t.Fatal(err)
	}
	given := make(map[string]bool)
	for _, c := range got.Claims() {
		given[c.Type] = true
		if e, ok := catalog.Lookup(c.Type); !ok || !e.Types.Has(catalog.TdxVm) {
			t.Errorf("%s is not in the catalogue for TdxVm", c.Type)
		}
	}
	for _, g := range catalog.Groups() {
		for _, e := range g.Entries {
			if g.Title == "TDX" && !given[e.Name] {
				t.Errorf("%s of the catalogue doesn't come out", e.Name)
			}
		}
	}
}

// TestE6_10 gives the compliance status from configured lists only; the first that
// holds counts.
func TestE6_10(t *testing.T) {
	t.Parallel()
	s := newScene(t, 4)
	zero := newScene(t, 4)
	clear(zero.q.Body[136:184])
	mrtd := tdx.Digest(s.q.Body[136:184])
	for _, c := range []struct {
		s     *scene
		lists []tdx.Compliance
		want  string
	}{
		{s, nil, ""},
		{s, []tdx.Compliance{{Status: "other", Measurements: []tdx.Digest{{1}}}, {Status: "one", Measurements: []tdx.Digest{{1}, mrtd}}, {Status: "two", Measurements: []tdx.Digest{mrtd}}}, "one"},
		{s, []tdx.Compliance{{Measurements: []tdx.Digest{mrtd}}}, ""},
		{zero, []tdx.Compliance{{Status: "zeros", Measurements: []tdx.Digest{{}}}}, ""},
	} {
		c.s.sign()
		c.s.options.Compliance = c.lists
		got, err := c.s.verify()
		if err != nil {
			t.Fatal(err)
		}
		status, _ := asJSON(got.Claims())["x-ms-compliance-status"].(string)
		if status != c.want {
			t.Errorf("got %q, expected %q", status, c.want)
		}
	}
	lists := []tdx.Compliance{{Status: "one", Measurements: []tdx.Digest{mrtd}}}
	s.options.Compliance = lists
	verifier := tdx.NewVerifier(s.options)
	lists[0].Status = "changed"
	if got, err := verifier.Verify(t.Context(), s.in, s.at); err != nil || asJSON(got.Claims())["x-ms-compliance-status"] != "one" {
		t.Errorf("got %v, expected the list as it was: %v", got, err)
	}
}

// statuses make a platform of each status.
var statuses = map[dcap.Status]func(*scene){
	dcap.UpToDate:                          func(*scene) {},
	dcap.SWHardeningNeeded:                 func(s *scene) { s.p.TCBInfo.Levels[0].Status = dcap.SWHardeningNeeded },
	dcap.ConfigurationNeeded:               func(s *scene) { s.p.TCBInfo.Levels[0].Status = dcap.ConfigurationNeeded },
	dcap.ConfigurationAndSWHardeningNeeded: func(s *scene) { s.p.TCBInfo.Levels[0].Status = dcap.ConfigurationAndSWHardeningNeeded },
	dcap.OutOfDate:                         func(s *scene) { s.q.QEReport[258] = 7 },
	dcap.OutOfDateConfigurationNeeded: func(s *scene) {
		s.p.TCBInfo.Levels[0].Status = dcap.ConfigurationNeeded
		s.q.QEReport[258] = 7
	},
	// The module that the TD was launched under is older than the one that runs.
	dcap.TDRelaunchAdvised: func(s *scene) { s.q.Body[0] = 4 },
	dcap.TDRelaunchAdvisedConfigurationNeeded: func(s *scene) {
		s.p.TCBInfo.Levels[0].Status = dcap.ConfigurationNeeded
		s.q.Body[0] = 4
	},
	dcap.Revoked: func(s *scene) { s.p.TCBInfo.Levels[0].Status = dcap.Revoked },
}

// TestE3_11 makes a platform of each status. By default all but Revoked are
// acceptable, and the status is a claim; options can accept fewer.
func TestE3_11(t *testing.T) {
	t.Parallel()
	for _, status := range dcap.Statuses() {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			s := newScene(t, 5)
			statuses[status](s)
			s.sign()
			for _, c := range []struct {
				name    string
				accept  []dcap.Status
				revoked bool
				good    bool
			}{
				{"default", nil, false, status != dcap.Revoked},
				{"empty list", []dcap.Status{}, false, status != dcap.Revoked},
				{"up to date alone", []dcap.Status{dcap.UpToDate}, false, status == dcap.UpToDate || status == dcap.SWHardeningNeeded},
				{"this one", []dcap.Status{status}, false, status != dcap.Revoked},
				{"revoked, too", nil, true, true},
			} {
				s.options.Accept, s.options.InsecureAcceptRevoked = c.accept, c.revoked
				got, err := s.verify()
				if !c.good {
					wantStep(t, err, dcap.StepTCBStatus)
					continue
				}
				if err != nil {
					t.Errorf("%s: %v", c.name, err)
				} else if claimed := asJSON(got.Claims())["attester_tcb_status"]; claimed != string(status) || got.TCB().Status != status {
					t.Errorf("%s: the claim is %q, the TCB %+v", c.name, claimed, got.TCB())
				}
			}
		})
	}
}

// TestE2_2 binds runtime data of each type. The second half of the report data is the
// TD's, but for that of an HCL report.
func TestE2_2(t *testing.T) {
	t.Parallel()
	text := []byte(" {\"b\": 1, \"a\": [true]}\n\x00")
	sorted := `{"a":[true],"b":1}`
	sum384 := sha512.Sum384(text)
	for _, c := range []struct {
		name   string
		change func(*scene)
		want   string // x-ms-runtime; "" for none
		step   string // that refuses
	}{
		{"none", func(s *scene) { s.in.RuntimeData = nil }, "", ""},
		{"JSON", func(*scene) {}, sorted, ""},
		{"JSON and zeros", func(s *scene) { s.q.SetReportData(sum(text)) }, sorted, ""},
		{"Binary", func(s *scene) { s.in.RuntimeData.Type = evidence.Binary }, "", ""},
		{"Binary that isn't JSON", func(s *scene) {
			s.in.RuntimeData = &evidence.Data{Bytes: []byte{1}, Type: evidence.Binary}
			s.bind([]byte{1})
		}, "", ""},
		{"JSON that isn't any", func(s *scene) {
			s.in.RuntimeData.Bytes = []byte{1}
			s.bind([]byte{1})
		}, "", tdx.StepRuntimeData},
		{"an array", func(s *scene) {
			s.in.RuntimeData.Bytes = []byte("[]")
			s.bind([]byte("[]"))
		}, "", tdx.StepRuntimeData},
		{"duplicate members", func(s *scene) {
			s.in.RuntimeData.Bytes = []byte(`{"a":1,"a":2}`)
			s.bind(s.in.RuntimeData.Bytes)
		}, "", tdx.StepRuntimeData},
		{"of another", func(s *scene) { s.bind([]byte("{}")) }, "", tdx.StepRuntimeData},
		{"Binary of another", func(s *scene) {
			s.in.RuntimeData.Type = evidence.Binary
			s.bind([]byte("{}"))
		}, "", tdx.StepRuntimeData},
		{"hash in the second half", func(s *scene) { s.q.SetReportData(append(make([]byte, 32), sum(text)...)) }, "", tdx.StepRuntimeData},
		{"too large", func(s *scene) { s.options.Limits.RuntimeData = 10 }, "", tdx.StepRuntimeData},
		{"init-time data", func(s *scene) { s.in.InitTimeData = &evidence.Data{Bytes: text} }, "", tdx.StepHostData},
		{"empty init-time data", func(s *scene) { s.in.InitTimeData = &evidence.Data{Type: evidence.Binary} }, "", tdx.StepHostData},
		{"HCL report", func(s *scene) {
			s.in.RuntimeData = nil
			s.q.SetReportData(sum(text))
			s.in.HCL = hclReport(sum(text), text, hcl.SHA256)
		}, sorted, ""},
		{"HCL report of SHA-384", func(s *scene) {
			s.in.RuntimeData = nil
			s.q.SetReportData(sum384[:])
			s.in.HCL = hclReport(sum384[:], text, hcl.SHA384)
		}, sorted, ""},
		{"HCL report of SHA-384, with runtime data", func(s *scene) {
			s.q.SetReportData(sum384[:])
			s.in.HCL = hclReport(sum384[:], text, hcl.SHA384)
		}, "", tdx.StepRuntimeData},
		{"HCL report, and more in the report data", func(s *scene) {
			s.in.RuntimeData = nil
			s.in.HCL = hclReport(sum(text), text, hcl.SHA256)
		}, "", tdx.StepRuntimeData},
		{"HCL report that isn't bound itself", func(s *scene) {
			s.q.SetReportData(sum(text))
			s.in.HCL = hclReport(make([]byte, 64), text, hcl.SHA256)
		}, "", hcl.StepRuntimeData},
		{"HCL report whose JSON isn't an object", func(s *scene) {
			s.q.SetReportData(sum([]byte("1")))
			s.in.HCL = hclReport(sum([]byte("1")), []byte("1"), hcl.SHA256)
		}, "", hcl.StepRuntimeData},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, 4)
			s.bind(text)
			s.in.RuntimeData = &evidence.Data{Bytes: slices.Clone(text)}
			c.change(s)
			s.sign()
			got, err := s.verify()
			if c.step != "" {
				wantStep(t, err, c.step)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			runtime, ok := runtimeClaim(got.Claims())
			if ok != (c.want != "") || ok && (runtime.Value != claim.String(c.want) || !runtime.JSON) {
				t.Errorf("got %v, expected %q", runtime, c.want)
			}
		})
	}
}

// failures is the table of failure and step: what is changed before signing, or
// after. Package dcap has the details of each step.
var failures = []struct {
	name   string
	before func(*scene)
	after  func(*scene)
	step   string
}{
	{"nothing wrong", nil, nil, ""},
	{"HCL report that is none", nil, func(s *scene) { s.in.HCL = []byte("HCLA") }, hcl.StepHeader},
	{"HCL report that isn't bound", nil, func(s *scene) { s.in.HCL = hclReport(nil, []byte("{}"), hcl.SHA256) }, hcl.StepRuntimeData},
	{"no quote", nil, func(s *scene) { s.in.Quote = nil }, dcap.StepParse},
	{"quote of an enclave", func(s *scene) {
		s.p = s.p.Intel.NewPlatform(s.t, dcap.SGX)
		s.q = s.p.Quote(s.t, 4)
	}, nil, dcap.StepParse},
	{"bytes after the quote", nil, func(s *scene) { s.in.Quote = append(s.in.Quote, 1) }, dcap.StepParse},
	{"quote too large", func(s *scene) { s.options.Limits.Quote = 100 }, nil, dcap.StepParse},
	{"debuggable, refused by option", func(s *scene) { s.q.Body[120] |= 1; s.options.RefuseDebuggable = true }, nil, dcap.StepParse},
	{"encrypted PPID", func(s *scene) { s.q.CertificationType, s.q.CertificationData = 3, make([]byte, 404) }, nil, dcap.StepCertificationData},
	{"Intel's own root", func(s *scene) { s.options.Anchors = nil }, nil, dcap.StepPCKChain},
	{"PCK expired", func(s *scene) { s.at = s.p.Cert.NotAfter.Add(time.Second) }, nil, dcap.StepPCKChain},
	{"QE report signed by another", func(s *scene) { s.q.CertificationData = s.p.Chain(s.t); s.p.Key = dcaptest.NewKey(s.t) }, nil, dcap.StepQEReportSignature},
	{"QE report without the key", func(s *scene) { s.q.Bind = false }, nil, dcap.StepQEReportData},
	{"body of another", nil, func(s *scene) { s.in.Quote[48+136] ^= 1 }, dcap.StepQuoteSignature},
	{"no collateral", nil, func(s *scene) { s.in.Collateral = dcap.Collateral{} }, dcap.StepCollateral},
	{"no lists", nil, func(s *scene) { s.in.Collateral.PCKCRL, s.in.Collateral.RootCRL = nil, nil }, dcap.StepCRL},
	{"no lists, skipped", func(s *scene) { s.options.InsecureSkipRevocation = true },
		func(s *scene) { s.in.Collateral.PCKCRL, s.in.Collateral.RootCRL = nil, nil }, ""},
	{"PCK revoked", func(s *scene) { s.p.RevokedPCK = append(s.p.RevokedPCK, s.p.Cert.SerialNumber) }, nil, dcap.StepCRL},
	{"TCB info expired", func(s *scene) { s.p.TCBInfo.NextUpdate = dcaptest.Now.Add(-time.Second) }, nil, dcap.StepValidity},
	{"TCB info of enclaves", nil, func(s *scene) {
		p := s.p.Intel.NewPlatform(s.t, dcap.SGX)
		s.in.Collateral.TCBInfo = p.Collateral(s.t).TCBInfo
	}, dcap.StepTCBInfoMatch},
	{"evaluation too old", func(s *scene) { s.options.MinEvaluationNumber = 20 }, nil, dcap.StepTCBInfoMatch},
	{"QE of another signer", func(s *scene) { s.q.QEReport[128] ^= 1 }, nil, dcap.StepQEIdentity},
	{"module of another signer", func(s *scene) { s.q.Body[64] = 1 }, nil, dcap.StepTDXModule},
	{"module of no known line", func(s *scene) { s.q.Body[1] = 9 }, nil, dcap.StepTDXModule},
	{"platform below every level", func(s *scene) { s.p.PCK.PCESVN = 1 }, nil, dcap.StepTCBLevel},
	{"platform revoked", func(s *scene) { s.p.TCBInfo.Levels[0].Status = dcap.Revoked }, nil, dcap.StepTCBStatus},
	{"platform out of date, not accepted", func(s *scene) {
		s.p.PCK.PCESVN = 10
		s.options.Accept = []dcap.Status{dcap.UpToDate}
	}, nil, dcap.StepTCBStatus},
	{"runtime data of another", nil, func(s *scene) { s.in.RuntimeData = &evidence.Data{Bytes: []byte("{}")} }, tdx.StepRuntimeData},
	{"init-time data", nil, func(s *scene) { s.in.InitTimeData = &evidence.Data{} }, tdx.StepHostData},
}

// TestE3_4 runs the table: each failure at its step, and a failure of each step.
func TestE3_4(t *testing.T) {
	t.Parallel()
	failed := make(map[string]bool)
	for _, c := range failures {
		failed[c.step] = true
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, 4)
			if c.before != nil {
				c.before(s)
			}
			s.sign()
			if c.after != nil {
				c.after(s)
			}
			_, err := s.verify()
			if c.step != "" {
				wantStep(t, err, c.step)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	for _, step := range tdx.Steps() {
		if !failed[step.Name] {
			t.Errorf("no failure of the table is one of step %q", step.Name)
		}
	}
}

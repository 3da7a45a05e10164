package snp_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// TestDetect names the form of files of the corpus and of others.
func TestDetect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		data []byte
		want snp.Form
	}{
		{"report", read(t, "snp/trustee/test-report.bin"), snp.FormReport},
		{"request", read(t, "maa-snp/azure-samples/report.json"), snp.FormRequest},
		{"request in base64url", read(t, "maa-snp/azure-samples/report.b64url.txt"), snp.FormRequest},
		{"HCL report of version 1", read(t, "azure-hcl/kinvolk/hcl-report-snp.bin"), snp.FormHCL},
		{"HCL report of version 2", read(t, "azure-hcl/trustee/tdx.hcl-report.bin"), snp.FormHCL},
		{"JSON after white space", []byte("\n {}"), snp.FormRequest},
		{"certificate in PEM", read(t, "azure-hcl/trustee/snp.vcek.pem"), snp.FormRequest},
		{"certificate in DER", read(t, "snp/trustee/test-vcek.der"), snp.FormReport},
		{"nothing", nil, snp.FormReport},
		{"a report that begins like text", append([]byte("{\x00\x00\x00"), make([]byte, 1180)...), snp.FormReport},
		{"punctuation", []byte("!!"), snp.FormReport},
	} {
		if got := snp.Detect(c.data); got != c.want {
			t.Errorf("%s: got %s, expected %s", c.name, got, c.want)
		}
	}
}

// TestDecode unwraps every form of the same report.
func TestDecode(t *testing.T) {
	t.Parallel()
	report, chain := read(t, "maa-snp/azure-samples/snp-report.bin"), read(t, "maa-snp/azure-samples/vcek-chain.pem")
	for name, c := range map[string]struct {
		data []byte
		form snp.Form
	}{
		"report":    {report, snp.FormReport},
		"request":   {read(t, "maa-snp/azure-samples/report.json"), snp.FormRequest},
		"as sent":   {read(t, "maa-snp/azure-samples/report.b64url.txt"), snp.FormRequest},
		"HCL":       {snptest.HCL(report, []byte(`{}`)), snp.FormHCL}, // not bound: Decode checks no hash
		"no chain":  {snptest.Request(report, nil), snp.FormRequest},
		"endorsed":  {[]byte(`{"Endorsements":"eyJ9","SnpReport":"` + base64.RawURLEncoding.EncodeToString(report) + `"}`), snp.FormRequest},
		"unadorned": {bytes.Clone(report), snp.FormReport},
	} {
		got, err := snp.Decode(c.data, snp.Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !bytes.Equal(got.Report.Bytes(), report) || got.Form != c.form {
			t.Errorf("%s: the report differs, or form %s, want %s", name, got.Form, c.form)
		}
		if (name == "request" || name == "as sent") != bytes.Equal(got.Chain, chain) {
			t.Errorf("%s: chain of %d bytes", name, len(got.Chain))
		}
		if (name == "HCL") != (got.HCL != nil) || (name == "endorsed") != (got.Endorsements == "eyJ9") {
			t.Errorf("%s: HCL %v, endorsements %q", name, got.HCL, got.Endorsements)
		}
	}
}

// TestE6_1 breaks the request form, and files that are no evidence.
func TestE6_1(t *testing.T) {
	t.Parallel()
	report := read(t, "snp/trustee/test-report.bin")
	good := string(snptest.Request(report, []byte("chain")))
	encode := base64.RawURLEncoding.EncodeToString
	for _, c := range []struct {
		name   string
		data   string
		step   string
		offset int64
		clause string
	}{
		{"nothing", "", snp.StepParse, 0, "E6.2"},
		{"a byte less", string(report[:1183]), snp.StepParse, 1183, "E6.2"},
		{"a byte more", string(report) + "\x00", snp.StepParse, 1184, "E6.2"},
		{"request cut short", good[:len(good)-1], snp.StepParse, int64(len(good) - 1), "E6.1"},
		{"text after it", good + "x", snp.StepParse, int64(len(good)), "E6.1"},
		{"unknown member", `{"snpReport":""}`, snp.StepParse, 13, "E6.1"},
		{"member of another type", `{"SnpReport":1}`, snp.StepParse, 13, "E6.1"},
		{"member twice", `{"SnpReport":"","SnpReport":""}`, snp.StepParse, 16, "E6.1"},
		{"no report", `{"VcekCertChain":""}`, snp.StepParse, 0, "E6.1"},
		{"padding", strings.Replace(good, `","V`, `==","V`, 1), snp.StepParse, -1, "E6.1"},
		{"standard base64", `{"SnpReport":"+/+/"}`, snp.StepParse, -1, "E6.1"},
		{"line break", strings.Replace(good, "AAAA", "AA\\nAA", 1), snp.StepParse, -1, "E6.1"},
		{"lax bits", `{"SnpReport":"AB"}`, snp.StepParse, -1, "E6.1"},
		{"report too short", string(snptest.Request(report[1:], nil)), snp.StepParse, 1183, "E6.2"},
		{"lax bits in the chain", strings.Replace(good, encode([]byte("chain")), "Y2hhaW5", 1), snp.StepChain, -1, "E6.4"},
		{"base64url of no object", encode([]byte("[]")), snp.StepParse, 0, "E6.1"},
		{"base64url with a line break", encode([]byte(good)) + "\n", snp.StepParse, -1, "E6.1"},
		{"PEM", "-----BEGIN CERTIFICATE-----", snp.StepParse, -1, "E6.1"},
		{"a limit", good + strings.Repeat(" ", 1<<20), snp.StepParse, -1, "E1.8"},
		{"TDX", string(read(t, "azure-hcl/kinvolk/hcl-report-tdx.bin")), hcl.StepHeader, 0x4C8, "E7"},
		{"HCL cut short", "HCLA", hcl.StepHeader, 4, "E7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := snp.Decode([]byte(c.data), snp.Limits{})
			wantStep(t, err, c.step)
			var refused *evidence.Error
			if errors.As(err, &refused); refused.Offset != c.offset || refused.Clause != c.clause {
				t.Errorf("got offset %d, clause %s: %v", refused.Offset, refused.Clause, err)
			}
		})
	}
}

// TestE1_8 sets limits that a good input passes by one.
func TestE1_8(t *testing.T) {
	t.Parallel()
	runtime := []byte(`{"a":[1]}`)
	g := guest(t, snp.Milan, snp.VCEK)
	g.Bind(runtime)
	in := g.Input(t)
	in.RuntimeData = &evidence.Data{Bytes: runtime}
	in.Report = snptest.HCL(in.Report, runtime)
	request := snptest.Request(g.Sign(t), nil)
	for _, c := range []struct {
		name        string
		limits      snp.Limits
		hcl, report string // steps at which the HCL report and the request fail
	}{
		{"all at the limit", snp.Limits{HCL: len(in.Report), Request: len(request), Limits: evidence.Limits{
			Chain: len(in.Chain), Certificates: 3, CRL: len(in.CRL), RuntimeData: len(runtime), JSONDepth: 2}}, "", ""},
		{"chain", snp.Limits{Limits: evidence.Limits{Chain: len(in.Chain) - 1}}, snp.StepChain, snp.StepChain},
		{"certificates", snp.Limits{Limits: evidence.Limits{Certificates: 2}}, snp.StepChain, snp.StepChain},
		{"CRL", snp.Limits{Limits: evidence.Limits{CRL: len(in.CRL) - 1}}, snp.StepCRL, snp.StepCRL},
		{"HCL", snp.Limits{HCL: len(in.Report) - 1}, hcl.StepHeader, ""},
		{"request", snp.Limits{Request: len(request) - 1}, "", snp.StepParse},
		{"runtime data", snp.Limits{Limits: evidence.Limits{RuntimeData: len(runtime) - 1}}, hcl.StepRuntimeData, snp.StepRuntimeData},
		{"JSON depth", snp.Limits{Limits: evidence.Limits{JSONDepth: 1}}, hcl.StepRuntimeData, snp.StepRuntimeData},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			options := g.Vendor.Options()
			options.Limits = c.limits
			_, err := snp.Verify(t.Context(), in, snptest.Now, options)
			want(t, err, c.hcl)
			if c.report == snp.StepRuntimeData && c.limits.RuntimeData > 0 { // Binary data is bounded before it is hashed
				binary := in
				binary.Report, binary.RuntimeData = g.Sign(t), &evidence.Data{Bytes: runtime, Type: evidence.Binary}
				_, err = snp.Verify(t.Context(), binary, snptest.Now, options)
				wantStep(t, err, snp.StepRuntimeData)
			}
			plain := in
			plain.Report = request
			_, err = snp.Verify(t.Context(), plain, snptest.Now, options)
			want(t, err, c.report)
		})
	}
}

// E7: only the paravisor, at VMPL 0, vouches for an HCL report; a guest at
// another level could put any header before a report of its own. Such a report
// by itself is good evidence: the policy sees its VMPL.
func TestE7_OnlyTheParavisor(t *testing.T) {
	t.Parallel()
	runtime := []byte(`{"keys":[]}`)
	for level, step := range map[byte]string{0: "", 1: snp.StepParse, 3: snp.StepParse} {
		g := guest(t, snp.Milan, snp.VCEK)
		g.Bind(runtime)
		g.Report[0x30] = level
		in := g.Input(t)
		_, err := snp.Verify(t.Context(), in, snptest.Now, g.Vendor.Options())
		want(t, err, "")
		in.Report = snptest.HCL(in.Report, runtime)
		_, err = snp.Verify(t.Context(), in, snptest.Now, g.Vendor.Options())
		want(t, err, step)
	}
}

// What Decode didn't make says nothing.
func TestZeroDecoded(t *testing.T) {
	t.Parallel()
	if got := string(new(snp.Decoded).Reported()); got != "{}" {
		t.Errorf("found %s, expected {}", got)
	}
}

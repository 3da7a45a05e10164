package tdx_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/evidence/tdx"
)

// azure is the evidence of a real Azure VM: its quote, and its HCL report.
func azure(t testing.TB) (in tdx.Input, e expectation) {
	t.Helper()
	e = expected(t, "azure TD quote")
	in = e.input(t)
	in.HCL = read(t, "azure-hcl/trustee/tdx.hcl-report.bin")
	return in, e
}

// azureJSON is the runtime data in its HCL report.
func azureJSON(t testing.TB) []byte {
	t.Helper()
	in, _ := azure(t)
	report, err := hcl.Parse(in.HCL, hcl.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return report.RuntimeData
}

// runtimeClaim returns x-ms-runtime; ok is false without.
func runtimeClaim(claims []claim.Claim) (c claim.Claim, ok bool) {
	for _, c := range claims {
		if c.Type == "x-ms-runtime" {
			return c, true
		}
	}
	return claim.Claim{}, false
}

// TestE7_1 binds the runtime data of a real Azure VM to its quote: in its HCL report,
// apart from it, and both.
func TestE7_1(t *testing.T) {
	t.Parallel()
	whole, e := azure(t)
	alone := whole
	alone.HCL, alone.RuntimeData = nil, &evidence.Data{Bytes: azureJSON(t)}
	both := whole
	both.RuntimeData = alone.RuntimeData
	for name, in := range map[string]tdx.Input{"HCL report": whole, "JSON alone": alone, "both": both} {
		got, err := tdx.Verify(t.Context(), in, e.Time, tdx.Options{})
		if err != nil {
			t.Fatal(name, err)
		}
		c, ok := runtimeClaim(got.Claims())
		if !ok || !c.JSON || c.Issuer != claim.AttestationService {
			t.Errorf("%s: got the claim %v", name, c)
		}
		var runtime struct {
			Keys []struct{ Kid string }
		}
		if err := json.Unmarshal([]byte(c.Value.Text()), &runtime); err != nil || len(runtime.Keys) != 2 || runtime.Keys[0].Kid != "HCLAkPub" {
			t.Errorf("%s: got %v, %v", name, runtime, err)
		}
		if n := strings.Count(c.Value.Text(), "HCLAkPub"); n != 1 || len(got.Claims()) != len(e.Claims)+1 {
			t.Errorf("%s: found %d claims, expected %d", name, len(got.Claims()), len(e.Claims)+1)
		}
	}
}

// TestE7_1Refusals: HCL reports that the quote isn't bound to, or that aren't any.
func TestE7_1Refusals(t *testing.T) {
	t.Parallel()
	whole, e := azure(t)
	for _, c := range []struct {
		name   string
		change func(*tdx.Input)
		step   string
		text   string
	}{
		{"of another VM", func(in *tdx.Input) { in.HCL = read(t, "azure-hcl/kinvolk/hcl-report-tdx.bin") },
			tdx.StepRuntimeData, "that of the HCL report"},
		{"of SEV-SNP", func(in *tdx.Input) { in.HCL = read(t, "azure-hcl/kinvolk/hcl-report-snp.bin") },
			hcl.StepHeader, "found a report of SEV-SNP, expected TDX"},
		{"empty", func(in *tdx.Input) { in.HCL = []byte{} }, hcl.StepHeader, "found 0 bytes"},
		{"too large", func(in *tdx.Input) { in.HCL = append(bytes.Clone(in.HCL), make([]byte, hcl.DefaultReport)...) },
			hcl.StepHeader, "the limit is 65536"},
		{"other JSON", func(in *tdx.Input) { in.HCL = flip(in.HCL, 8*0x500) }, hcl.StepRuntimeData, "SHA-256 of the JSON is"},
		{"other report data, JSON to it", func(in *tdx.Input) {
			in.HCL = bytes.Clone(in.HCL)
			report, err := hcl.Parse(in.HCL, hcl.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			report.RuntimeData[bytes.Index(report.RuntimeData, []byte("AkPub"))] = 'a' // which is a part of in.HCL
			copy(report.ReportData(), sum(report.RuntimeData))
		}, tdx.StepRuntimeData, "that of the HCL report"},
		{"other runtime data beside it", func(in *tdx.Input) { in.RuntimeData = &evidence.Data{Bytes: []byte("{}")} },
			tdx.StepRuntimeData, "SHA-256 of the runtime data is"},
		{"init-time data", func(in *tdx.Input) { in.InitTimeData = &evidence.Data{Bytes: []byte("{}")} }, tdx.StepHostData, "no field of a TD"},
		{"quote of another TD", func(in *tdx.Input) {
			in.Quote, in.Collateral = read(t, "tdx/go-tdx-guest/cos-113-tdx-quote.dat"), collateral(t, expected(t, "tdx cos-113").Collateral)
		}, tdx.StepRuntimeData, "that of the HCL report"},
		{"no quote", func(in *tdx.Input) { in.Quote = nil }, dcap.StepParse, "the header"},
	} {
		in := whole
		c.change(&in)
		_, err := tdx.Verify(t.Context(), in, e.Time, tdx.Options{})
		if refused := wantStep(t, err, c.step); !strings.Contains(refused.Error(), c.text) {
			t.Errorf("%s: got %q, expected %q in it", c.name, refused, c.text)
		}
	}
}

package tdx_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/evidence/tdx"
)

// TestDecode shows the quotes of the corpus: with the claims that they give once
// verified, save the status, which only collateral tells.
func TestDecode(t *testing.T) {
	t.Parallel()
	for _, e := range expectations(t) {
		got, err := tdx.Decode(read(t, e.Evidence), tdx.Limits{})
		if e.Step == dcap.StepParse {
			wantStep(t, err, e.Step)
			continue
		}
		if err != nil {
			t.Fatal(e.Name, err)
		}
		if got.Form != tdx.FormQuote || got.Quote == nil || got.HCL != nil {
			t.Errorf("%s: got %+v", e.Name, got)
		}
		if e.Claims == nil {
			continue
		}
		delete(e.Claims, "attester_tcb_status")
		if diff := cmp.Diff(e.Claims, decoded(t, got.Reported())); diff != "" {
			t.Errorf("%s: claims (-want +got):\n%s", e.Name, diff)
		}
	}
}

// decoded reads JSON with its numbers as they are written.
func decoded(t *testing.T, text []byte) (value map[string]any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// TestDecodeHCL shows the runtime data of HCL reports, which need a quote to prove
// anything.
func TestDecodeHCL(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"azure-hcl/trustee/tdx.hcl-report.bin", "azure-hcl/kinvolk/hcl-report-tdx.bin"} {
		got, err := tdx.Decode(read(t, name), tdx.Limits{})
		if err != nil {
			t.Fatal(name, err)
		}
		claims := decoded(t, got.Reported())
		if runtime, ok := claims["x-ms-runtime"].(map[string]any); got.Form != tdx.FormHCL || got.Quote != nil || !ok || runtime["keys"] == nil || len(claims) != 1 {
			t.Errorf("%s: got %s", name, got.Reported())
		}
	}
	got, err := tdx.Decode(hclReport(nil, []byte("[1]"), hcl.SHA256), tdx.Limits{})
	if err != nil || string(got.Reported()) != "{}" {
		t.Errorf("got %s, %v for JSON that is no object", got.Reported(), err)
	}
	if got := string((&tdx.Decoded{}).Reported()); got != "{}" {
		t.Errorf("got %s for nothing", got)
	}
}

// TestDecodeRefusals: evidence of other kinds.
func TestDecodeRefusals(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]string{
		"sgx/dcap-qvl/sgx_quote":                 dcap.StepParse,
		"azure-hcl/kinvolk/hcl-report-snp.bin":   hcl.StepHeader,
		"maa-snp/azure-samples/snp-report.bin":   dcap.StepParse,
		"tdx/dcap-qvl/tdx_quote_collateral.json": dcap.StepParse,
	} {
		_, err := tdx.Decode(read(t, name), tdx.Limits{})
		wantStep(t, err, step)
	}
	for _, c := range []struct {
		data   []byte
		limits tdx.Limits
		step   string
	}{
		{read(t, "tdx/dcap-qvl/tdx_quote"), tdx.Limits{Limits: dcap.Limits{Quote: 1000}}, dcap.StepParse},
		{read(t, "azure-hcl/trustee/tdx.hcl-report.bin"), tdx.Limits{HCL: 1000}, hcl.StepHeader},
	} {
		_, err := tdx.Decode(c.data, c.limits)
		wantStep(t, err, c.step)
	}
}

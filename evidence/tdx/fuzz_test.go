package tdx_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/tdx"
)

// FuzzDecode: what is shown of any bytes is an object.
func FuzzDecode(f *testing.F) {
	for _, e := range expectations(f) {
		f.Add(read(f, e.Evidence))
	}
	f.Add(read(f, "azure-hcl/trustee/tdx.hcl-report.bin"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := tdx.Decode(data, tdx.Limits{})
		if err != nil {
			return
		}
		var object map[string]any
		if err := json.Unmarshal(got.Reported(), &object); err != nil {
			t.Error(err)
		}
		if (got.Quote != nil) != (got.Form == tdx.FormQuote) || (got.HCL != nil) != (got.Form == tdx.FormHCL) {
			t.Errorf("got %+v", got)
		}
	})
}

// FuzzVerify: with a real quote nothing else is bound to it than what is, and no
// other quote verifies.
func FuzzVerify(f *testing.F) {
	original, e := azure(f)
	data := azureJSON(f)
	f.Add(original.Quote, original.HCL, []byte(nil), false)
	f.Add(original.Quote, []byte(nil), data, true)
	f.Add(original.Quote, original.HCL, data, false)
	verifier := tdx.NewVerifier(tdx.Options{})
	parsed, err := dcap.ParseQuote(original.Quote, dcap.Limits{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, quote, hcl, runtime []byte, binary bool) {
		in := original
		in.Quote, in.HCL, in.RuntimeData = quote, nil, nil
		if len(hcl) > 0 {
			in.HCL = hcl
		}
		if len(runtime) > 0 {
			in.RuntimeData = &evidence.Data{Bytes: runtime}
			if binary {
				in.RuntimeData.Type = evidence.Binary
			}
		}
		got, err := verifier.Verify(t.Context(), in, e.Time)
		if err != nil {
			return
		}
		if !bytes.Equal(got.Report().ReportData, parsed.TD.ReportData) || !bytes.Equal(got.Report().MRTD, parsed.TD.MRTD) {
			t.Error("another quote verified")
		}
		if len(hcl) > 0 && !bytes.Contains(hcl, data) || len(runtime) > 0 && !bytes.Equal(runtime, data) {
			t.Error("other data is bound")
		}
		if _, ok := runtimeClaim(got.Claims()); ok != (len(hcl) > 0 || len(runtime) > 0 && !binary) {
			t.Errorf("got the claims %v", got.Claims())
		}
	})
}

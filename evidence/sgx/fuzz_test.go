package sgx_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/sgx"
)

// FuzzDecode: what is read is inside what went in, which is a header, a quote and
// zeros; its claims are JSON; and nothing that differs from a real report in what is
// signed verifies, in either form.
func FuzzDecode(f *testing.F) {
	for _, name := range []string{"maa-sgx/azure-sdk-cpp/evidence.oe-report.debug.bin", "maa-sgx/azure-samples/intel-sdk.debug.quote.bin",
		"sgx/openenclave/sgx_report_bad.bin", "sgx/oasis/quote_v3_ecdsa_p256_eppid.bin"} {
		f.Add(read(f, name))
	}
	for version := 3; version <= 5; version++ {
		s := newScene(f, version)
		s.in.Form = sgx.FormOpenEnclave
		s.sign()
		f.Add(s.in.Quote)
	}
	f.Add([]byte{3, 0, 0, 0, 0xa3, 0xa2, 0x1e, 0x87, 0x1b, 0x4d, 0x40, 0x14, 0xb7, 0x0a, 0xa1, 0x25, 0xd2, 0xfb, 0xcd, 0x8c})
	f.Add([]byte{1, 0, 0, 0, 1, 0, 0, 0})
	original := read(f, "maa-sgx/azure-sdk-cpp/evidence.oe-report.debug.bin")
	signed := original[16 : 16+48+dcap.EnclaveReportSize]
	verifier := sgx.NewVerifier(sgx.Options{Options: dcap.Options{Accept: dcap.AllButRevoked()}})
	judge := pluginCollateral(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := sgx.Decode(data, dcap.Limits{})
		if err != nil {
			return
		}
		quote := data
		if got.Form == sgx.FormOpenEnclave {
			quote = data[16:]
		}
		if !bytes.HasPrefix(quote, got.Quote.Bytes()) || len(bytes.TrimLeft(quote[len(got.Quote.Bytes()):], "\x00")) > 0 {
			t.Error("the quote is not the input")
		}
		var claims map[string]any
		if err := json.Unmarshal(got.Reported(), &claims); err != nil || len(claims) != 7 && len(claims) != 11 {
			t.Errorf("got %d claims, %v", len(claims), err)
		}
		in := sgx.Input{Quote: data, Form: got.Form, Collateral: judge}
		if _, err := verifier.Verify(context.Background(), in, dayOfPlugin); err == nil && !bytes.HasPrefix(quote, signed) {
			t.Error("another quote verified")
		}
		in.Form ^= 1
		if _, err := verifier.Verify(context.Background(), in, dayOfPlugin); err == nil {
			t.Error("it verified in the other form")
		}
	})
}

package dcap_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/dcap/dcaptest"
	"github.com/assay-policy/assay/evidence/internal/vectors"
)

func hexOf(data []byte) string { return hex.EncodeToString(data) }

// quoteFiles are quotes of all versions that public vectors have.
var quoteFiles = []string{"sgx/dcap-qvl/sgx_quote", "sgx/oasis/quote_v3_ecdsa_p256_eppid.bin", "tdx/dcap-qvl/tdx_quote",
	"tdx/dcap-qvl/tdx_quote_outdated", "tdx/go-tdx-guest/tdx_prod_quote_SPR_E4.dat", "tdx/openenclave/tdx_quote.bin"}

// FuzzParseQuote: what is read is inside what went in, which is it and zeros; and
// nothing that differs from a vector in what is signed verifies.
func FuzzParseQuote(f *testing.F) {
	for _, name := range quoteFiles {
		f.Add(read(f, name))
	}
	platform := dcaptest.NewIntel(f).NewPlatform(f, dcap.SGX)
	for version := 3; version <= 5; version++ {
		f.Add(platform.Quote(f, version).Sign(f))
	}
	in := qvlInput(f, 0)
	original, err := dcap.ParseQuote(in.Quote, dcap.Limits{})
	if err != nil {
		f.Fatal(err)
	}
	_, signed := vectors.SignedParts(original)
	verifier := dcap.NewVerifier(dcap.Options{Accept: dcap.AllButRevoked()})
	f.Fuzz(func(t *testing.T, data []byte) {
		q, err := dcap.ParseQuote(data, dcap.Limits{})
		if err != nil {
			wantStep(t, err, dcap.StepParse)
			return
		}
		if !bytes.HasPrefix(data, q.Bytes()) || len(bytes.TrimLeft(data[len(q.Bytes()):], "\x00")) > 0 {
			t.Error("the quote is not the input")
		}
		if (q.Enclave == nil) == (q.TD == nil) || (q.TEE == dcap.TDX) != (q.TD != nil) || len(q.ReportData()) != 64 || len(q.Signature) != 64 {
			t.Errorf("got %+v", q)
		}
		in := in
		in.Quote = data
		if _, err := verifier.Verify(context.Background(), in, dayOfQVL); err == nil && !bytes.HasPrefix(data, signed) {
			t.Error("another quote verified")
		}
	})
}

// FuzzReadCollateral: what is read can be written as files and is the same then.
func FuzzReadCollateral(f *testing.F) {
	for _, name := range []string{"sgx/dcap-qvl/sgx_quote_collateral.json", "tdx/dcap-qvl/tdx_quote_collateral.json",
		"sgx/openenclave-plugin/endorsements.bin", "sgx/oasis/qe_identity_v2.json", "sgx/oasis/tcb_info_v3_fmspc_00606A000000.json"} {
		f.Add(read(f, name))
	}
	f.Add([]byte(`{"pck_crl":"00","root_ca_crl":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := dcap.ReadCollateral(data, dcap.Limits{})
		if err != nil {
			wantStep(t, err, dcap.StepCollateral)
			return
		}
		size := 0
		for _, file := range c.Files() {
			size += len(file.Data)
		}
		if size > 2*len(data)+1000 {
			t.Errorf("%d bytes came out of %d", size, len(data))
		}
		if diff := cmp.Diff(c, dcap.Collateral{}.With(c)); diff != "" && c.TCBInfo != nil && c.QEIdentity != nil && c.SigningChain != nil {
			t.Errorf("with nothing it is another:\n%s", diff)
		}
	})
}

// FuzzReadTCBInfo: no document verifies against a signature that isn't its own.
func FuzzReadTCBInfo(f *testing.F) {
	for _, name := range []string{"sgx/oasis/tcb_info_v3_fmspc_00606A000000.json", "sgx/openenclave/tcbInfoAdvisoryIds.json",
		"sgx/openenclave-plugin/tcb_info.json0", "tdx/go-tdx-guest/sample_tcbInfo_response", "tdx/automata/evm.0625.tcbinfov3_90C06F000000.json"} {
		f.Add(read(f, name))
	}
	for _, tee := range []dcap.TEE{dcap.SGX, dcap.TDX} {
		f.Add(dcaptest.NewIntel(f).NewPlatform(f, tee).TCBInfo.JSON(f))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		info, err := dcap.ReadTCBInfo(data, dcap.Limits{})
		if err == nil && (info.TEE != dcap.SGX && info.TEE != dcap.TDX || info.Version != 2 && info.Version != 3 || info.IssueDate.IsZero() && info.Version == 0) {
			t.Errorf("got %+v", info)
		}
		if err != nil && info != nil && info.TEE > dcap.TDX {
			t.Errorf("got %+v with %v", info, err)
		}
	})
}

// FuzzReadQEIdentity reads QE identities.
func FuzzReadQEIdentity(f *testing.F) {
	for _, name := range []string{"sgx/oasis/qe_identity_v2.json", "sgx/openenclave-plugin/qe_id_info.json0",
		"tdx/go-tdx-guest/sample_qeIdentity_response", "tdx/automata/evm.0625.qe_td.json"} {
		f.Add(read(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		q, err := dcap.ReadQEIdentity(data, dcap.Limits{})
		if err == nil && q.TEE != dcap.SGX && q.TEE != dcap.TDX {
			t.Errorf("got %+v", q)
		}
	})
}

// FuzzReadExtension: what is read of an extension, written again, reads the same.
func FuzzReadExtension(f *testing.F) {
	for _, tee := range []dcap.TEE{dcap.SGX, dcap.TDX} {
		f.Add(dcaptest.Sequence(f, dcaptest.Items(f, dcaptest.NewIntel(f).NewPlatform(f, tee).PCK)...))
	}
	f.Add([]byte{0x30, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		pck, err := dcap.ReadExtension(data)
		if err != nil {
			return
		}
		again, err := dcap.ReadExtension(dcaptest.Sequence(t, dcaptest.Items(t, pck)...))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(pck, again); diff != "" {
			t.Errorf("written again:\n%s", diff)
		}
	})
}

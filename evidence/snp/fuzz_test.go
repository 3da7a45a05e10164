package snp_test

import (
	"bytes"
	"crypto/x509/pkix"
	"encoding/base64"
	"testing"

	"github.com/google/go-sev-guest/abi"

	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// FuzzParse: what we accept, Google's parser accepts, and it reads the same.
func FuzzParse(f *testing.F) {
	for name := range reports {
		f.Add(raw(f, name))
	}
	g := guest(f, snp.Turin, snp.VLEK)
	for version := byte(2); version <= 6; version++ {
		set(g, 0, version)
		f.Add(g.Sign(f))
	}
	f.Add(g.Report[:snp.ReportSize-1])
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := snp.Parse(data)
		if err != nil {
			wantStep(t, err, snp.StepParse)
			return
		}
		if n := len(reported(t, r)); n != 14 && n != 18 && n != 20 && n != 24 {
			t.Errorf("found %d fields", n)
		}
		theirs, err := abi.ReportToProto(data)
		if err != nil {
			if r.SigningKey > snp.VLEK && r.SigningKey < 7 { // we refuse those with the certificate
				return
			}
			t.Fatalf("go-sev-guest refuses the report: %v", err)
		}
		if !bytes.Equal(abiBytes(t, theirs), abiBytes(t, asProto(r))) {
			t.Error("go-sev-guest reads another report")
		}
	})
}

// FuzzDecode: whatever comes out is inside what went in, and wrapping the report
// again gives the same.
func FuzzDecode(f *testing.F) {
	for _, name := range []string{"snp/trustee/test-report.bin", "maa-snp/azure-samples/report.json", "maa-snp/azure-samples/report.b64url.txt",
		"azure-hcl/trustee/snp.hcl-report.bin", "azure-hcl/kinvolk/hcl-report-snp.bin", "azure-hcl/kinvolk/hcl-report-tdx.bin"} {
		f.Add(read(f, name))
	}
	f.Add([]byte(`{"SnpReport":"AA","VcekCertChain":"AA","Endorsements":""}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := snp.Decode(data, snp.Limits{})
		if err != nil {
			return
		}
		report := got.Report.Bytes()
		switch got.Form {
		case snp.FormReport:
			if !bytes.Equal(data, report) {
				t.Error("the report is not the input")
			}
		case snp.FormHCL:
			if !bytes.Equal(data[0x20:0x4C0], report) {
				t.Error("the report is not that in the HCL report")
			}
		case snp.FormRequest:
			text := data
			if !bytes.ContainsRune(data, '{') {
				if text, err = base64.RawURLEncoding.DecodeString(string(data)); err != nil {
					t.Fatal(err)
				}
			}
			if len(got.Chain)+len(report)+len(got.Endorsements) > len(text) {
				t.Error("more came out than went in")
			}
		}
		again, err := snp.Decode(snptest.Request(report, got.Chain), snp.Limits{})
		if err != nil || !bytes.Equal(again.Report.Bytes(), report) || !bytes.Equal(again.Chain, got.Chain) {
			t.Errorf("wrapped again: %v", err)
		}
	})
}

// FuzzChain: no chain but the right one verifies, whatever its form.
func FuzzChain(f *testing.F) {
	g := guest(f, snp.Milan, snp.VCEK)
	in := g.Input(f)
	vek, report := g.VEK(f), in.Report
	for _, chain := range [][]byte{vek, in.Chain, snptest.PEM(vek), read(f, "azure-hcl/trustee/snp.vcek.pem"),
		read(f, "snp/virtee/vcek_turin.der"), read(f, "snp/trustee/test-vcek-invalid-legacy.der")} {
		f.Add(chain, in.CRL)
	}
	f.Add(in.Chain, crlPEM(in.CRL))
	verifier := snp.NewVerifier(g.Vendor.Options())
	f.Fuzz(func(t *testing.T, chain, crl []byte) {
		got, err := verifier.Verify(t.Context(), snp.Input{Report: report, Chain: chain, CRL: crl}, snptest.Now)
		if err == nil && !bytes.Equal(got.ChipID(), g.Report[0x1A0:0x1E0]) {
			t.Error("verified for another chip")
		}
	})
}

// FuzzIDAuth: only the authentication that both keys made is accepted.
func FuzzIDAuth(f *testing.F) {
	block, report := ownedBlock(f)
	auth := read(f, "snp/virtee/test_auth_block.bin")
	f.Add(block, auth)
	f.Add(block, auth[:len(auth)-1])
	f.Add(block, make([]byte, snp.IDAuthSize))
	f.Add(make([]byte, snp.IDBlockSize), auth)
	f.Fuzz(func(t *testing.T, b, a []byte) {
		if err := snp.CheckIDAuth(b, a, report); err == nil && (!bytes.Equal(b, block) || !bytes.Equal(a[0x240:0x644], auth[0x240:0x644])) {
			t.Error("another ID block, or another key, is accepted")
		}
	})
}

// FuzzEndorsements: whatever its form, nothing is accepted that says something
// else than the endorsement of the guest.
func FuzzEndorsements(f *testing.F) {
	g := guest(f, snp.Milan, snp.VCEK)
	in, options := g.Input(f), endorsedOptions(f, g.Vendor)
	message := g.Endorse(endorser(f), 7, lastMonth).Sign(f)
	f.Add(message)
	f.Add(snptest.UVM(message))
	f.Add([]byte(base64.StdEncoding.EncodeToString(message)))
	f.Add([]byte(base64.RawURLEncoding.EncodeToString(snptest.UVM(message))))
	f.Add(read(f, "maa-snp/sidecar-aci/body.uvm_reference_info.bin"))
	f.Add([]byte(`{"Uvm":["0oQ"]}`))
	verifier := snp.NewVerifier(options)
	f.Fuzz(func(t *testing.T, data []byte) {
		in := in
		in.Endorsements = data
		got, err := verifier.Verify(t.Context(), in, snptest.Now)
		if err != nil {
			if len(data) > 0 {
				wantStep(t, err, snp.StepEndorsement)
			}
			return
		}
		if e, ok := got.Endorsement(); ok && (e.SVN != 7 || e.Feed != snptest.Feed) {
			t.Errorf("accepted %+v", e)
		}
	})
}

// FuzzExtensions: what is read of AMD's extensions has the sizes of E6.5.
func FuzzExtensions(f *testing.F) {
	for _, file := range []string{"snp/virtee/vcek_turin.der", "snp/trustee/test-vlek.der", "snp/trustee/test-vcek.der", "snp/go-sev-guest/vcek.testcer"} {
		values := make(map[string][]byte)
		for _, ext := range leaf(f, read(f, file)).Extensions {
			values[ext.Id.String()] = ext.Value
		}
		const arc = "1.3.6.1.4.1.3704.1."
		f.Add(values[arc+"1"], values[arc+"2"], values[arc+"3.1"], values[arc+"4"], values[arc+"5"])
	}
	f.Fuzz(func(t *testing.T, structure, product, spl, hwid, csp []byte) {
		var extensions []pkix.Extension
		for n, value := range map[int][]byte{1: structure, 2: product, 4: hwid, 5: csp} {
			if value != nil {
				extensions = append(extensions, snptest.Extension(value, n))
			}
		}
		for n := 1; n <= 9; n++ {
			extensions = append(extensions, snptest.Extension(spl, 3, n))
		}
		p, id, err := snp.ReadExtensions(extensions)
		if err == nil && id != nil && len(id) != map[snp.Product]int{snp.Milan: 64, snp.Genoa: 64, snp.Turin: 8}[p] {
			t.Errorf("a HWID of %s has %d bytes", p, len(id))
		}
	})
}

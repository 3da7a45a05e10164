package snp_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// claimOf returns the claim of a name, the zero Claim if there is none.
func claimOf(v *snp.Verified, name string) claim.Claim {
	for _, c := range v.Claims() {
		if c.Type == name {
			return c
		}
	}
	return claim.Claim{}
}

// TestAzureHCL verifies a report that a real Azure VM held in its vTPM (E7): the
// 1,184 bytes from 0x20 with the 1,110 bytes from 0x4D4 bound to them.
func TestAzureHCL(t *testing.T) {
	t.Parallel()
	file := read(t, "azure-hcl/trustee/snp.hcl-report.bin")
	got, err := snp.Verify(context.Background(), snp.Input{
		Report: file,
		Chain:  read(t, "azure-hcl/trustee/snp.vcek.pem"),
	}, azureTime, snp.Options{InsecureSkipRevocation: true})
	if err != nil {
		t.Fatal(err)
	}
	if got.Form() != snp.FormHCL || string(got.Report()) != string(file[0x20:0x4C0]) {
		t.Errorf("form is %s, or another report", got.Form())
	}
	sum := sha256.Sum256(file[0x4D4 : 0x4D4+1110])
	if got, want := claimOf(got, "x-ms-sevsnpvm-reportdata").Value.Text(), fmt.Sprintf("%x%064x", sum, 0); got != want {
		t.Errorf("report data is %s, expected %s", got, want)
	}
	runtime := claimOf(got, "x-ms-runtime")
	if !runtime.JSON || runtime.Issuer != claim.AttestationService {
		t.Errorf("x-ms-runtime is %v", runtime)
	}
	for _, part := range []string{`{"keys":[{"e":"AQAB","key_ops":["sign"],"kid":"HCLAkPub","kty":"RSA","n":"`, `"kid":"HCLEkPub"`, `"vm-configuration":{`} {
		if !strings.Contains(runtime.Value.Text(), part) {
			t.Errorf("x-ms-runtime lacks %s: %s", part, runtime.Value.Text())
		}
	}
	want := []evidence.Step{
		{Name: "hcl header", Clause: "E7", Detail: "version 1, with a report of SEV-SNP and 1110 bytes of runtime data"},
		{Name: "hcl runtime data", Clause: "E7.1", Detail: "SHA-256 of 1110 bytes of JSON is the report data"},
		{Name: "parse", Clause: "E6.2", Detail: "report of version 2, VMPL 0, guest SVN 5"},
		{Name: "vcek certificate", Clause: "E6.5", Detail: "VCEK of chip 19752a447db501a3…, Milan-B0, issued by SEV-Milan"},
		{Name: "vcek chain", Clause: "E6.4", Detail: "signed by SEV-Milan, signed by ARK-Milan (built in); valid until 2030-05-02"},
		{Name: "crl", Clause: "E6.6", Detail: "no CRL was given, and InsecureSkipRevocation is set", Skipped: true},
		{Name: "tcb", Clause: "E6.7", Detail: "bootloader 3, TEE 0, SNP 8, microcode 115"},
		{Name: "chip id", Clause: "E6.8", Detail: "report and VCEK name chip 19752a447db501a3…"},
		{Name: "report signature", Clause: "E6.3", Detail: "made by the key of the VCEK over bytes 0 to 0x29f"},
		{Name: "id block", Clause: "E6.3", Detail: "no ID block was given", Skipped: true},
		{Name: "runtime data", Clause: "E2.2", Detail: "bound by the HCL report"},
		{Name: "host data", Clause: "E2.4", Detail: "no init-time data was given, nothing is bound to HOST_DATA", Skipped: true},
		{Name: "uvm endorsement", Clause: "E6.11", Detail: "none was given", Skipped: true},
	}
	if diff := cmp.Diff(want, got.Steps()); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

// TestE2_2 binds runtime data to a report and gives the verifier other data.
func TestE2_2(t *testing.T) {
	t.Parallel()
	runtime := []byte("{\"nonce\": \"1\", \"key\": {\"z\":1,\"a\":[1.0]}}\n\x00")
	for _, c := range []struct {
		name   string
		data   *evidence.Data
		change func(*snptest.Guest)
		step   string
		claim  string
	}{
		{"JSON", &evidence.Data{Bytes: runtime}, nil, "", `{"key":{"a":[1.0],"z":1},"nonce":"1"}`},
		{"Binary", &evidence.Data{Bytes: runtime, Type: evidence.Binary}, nil, "", ""},
		{"none", nil, nil, "", ""},
		{"a byte less", &evidence.Data{Bytes: runtime[:len(runtime)-1]}, nil, snp.StepRuntimeData, ""},
		{"empty", &evidence.Data{}, nil, snp.StepRuntimeData, ""},
		{"second half not zero", &evidence.Data{Bytes: runtime}, func(g *snptest.Guest) { g.Report[0x8F] = 1 }, snp.StepRuntimeData, ""},
		{"hash in the second half", &evidence.Data{Bytes: runtime}, func(g *snptest.Guest) {
			copy(g.Report[0x70:0x90], g.Report[0x50:0x70])
			clear(g.Report[0x50:0x70])
		}, snp.StepRuntimeData, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := guest(t, snp.Genoa, snp.VCEK)
			g.Bind(runtime)
			if c.change != nil {
				c.change(g)
			}
			in := g.Input(t)
			in.RuntimeData = c.data
			got, err := verify(t, g, in)
			want(t, err, c.step)
			if err == nil && claimOf(got, "x-ms-runtime").Value.Text() != c.claim {
				t.Errorf("x-ms-runtime is %v, expected %s", claimOf(got, "x-ms-runtime"), c.claim)
			}
		})
	}
}

// TestE2_3 gives bound data that is no object: refused as JSON, good as Binary.
func TestE2_3(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "1", "[{}]", "{", `{"a":1,"a":1}`, `{"a":{"b":1,"b":2}}`, "{}\x00\x00", "{}x",
		strings.Repeat(`{"a":`, 65) + "1" + strings.Repeat("}", 65), "{\"a\":\"\xff\"}"} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			g := guest(t, snp.Genoa, snp.VCEK)
			g.Bind([]byte(text))
			in := g.Input(t)
			in.RuntimeData = &evidence.Data{Bytes: []byte(text)}
			_, err := verify(t, g, in)
			wantStep(t, err, snp.StepRuntimeData)
			in.RuntimeData.Type = evidence.Binary
			_, err = verify(t, g, in)
			want(t, err, "")
		})
	}
}

// TestE2_4 binds init-time data to HOST_DATA.
func TestE2_4(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Milan, snp.VLEK)
	data := []byte(`{"b":1,"a":2}`)
	sum := sha256.Sum256(data)
	set(g, 0xC0, sum[:]...)
	in := g.Input(t)
	in.InitTimeData = &evidence.Data{Bytes: data}
	got, err := verify(t, g, in)
	want(t, err, "")
	if c := claimOf(got, "x-ms-inittime"); c.Value.Text() != `{"a":2,"b":1}` || !c.JSON {
		t.Errorf("x-ms-inittime is %v", c)
	}
	in.InitTimeData.Type = evidence.Binary
	got, err = verify(t, g, in)
	want(t, err, "")
	if c := claimOf(got, "x-ms-inittime"); c != (claim.Claim{}) {
		t.Errorf("x-ms-inittime is %v, expected none", c)
	}
	in.InitTimeData.Bytes = data[1:]
	_, err = verify(t, g, in)
	wantStep(t, err, snp.StepHostData)
	sum = sha256.Sum256([]byte("[]"))
	set(g, 0xC0, sum[:]...)
	in = g.Input(t)
	in.InitTimeData = &evidence.Data{Bytes: []byte("[]")}
	_, err = verify(t, g, in)
	wantStep(t, err, snp.StepHostData)
}

// TestE6_10 configures what is compliant.
func TestE6_10(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Milan, snp.VCEK)
	measurement, key := snp.Digest(g.Report[0x90:0xC0]), snp.Digest(g.Report[0xE0:0x110])
	for _, c := range []struct {
		name  string
		lists []snp.Compliance
		want  string
	}{
		{"no list", nil, ""},
		{"measurement", []snp.Compliance{{Status: "azure-compliant-uvm", Measurements: []snp.Digest{{1}, measurement}}}, "azure-compliant-uvm"},
		{"key", []snp.Compliance{{Status: "azure-compliant-cvm", IDKeyDigests: []snp.Digest{key}}}, "azure-compliant-cvm"},
		{"the first list that holds", []snp.Compliance{
			{Status: "a", Measurements: []snp.Digest{key}}, {Status: "b", IDKeyDigests: []snp.Digest{key}}, {Status: "c", Measurements: []snp.Digest{measurement}},
		}, "b"},
		{"measurement where a key is wanted", []snp.Compliance{{Status: "a", IDKeyDigests: []snp.Digest{measurement}}}, ""},
		{"no status", []snp.Compliance{{Measurements: []snp.Digest{measurement}}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			options := g.Vendor.Options()
			options.Compliance = c.lists
			got, err := snp.Verify(context.Background(), g.Input(t), snptest.Now, options)
			want(t, err, "")
			if got := claimOf(got, "x-ms-compliance-status"); got.Value.Text() != c.want || (got.Type == "") != (c.want == "") {
				t.Errorf("status is %v, expected %q", got, c.want)
			}
		})
	}
	t.Run("zeros stand for no key", func(t *testing.T) {
		t.Parallel()
		none := guest(t, snp.Milan, snp.VCEK)
		clear(none.Report[0xE0:0x110])
		options := none.Vendor.Options()
		options.Compliance = []snp.Compliance{{Status: "a", IDKeyDigests: []snp.Digest{{}}}}
		got, err := snp.Verify(context.Background(), none.Input(t), snptest.Now, options)
		want(t, err, "")
		if c := claimOf(got, "x-ms-compliance-status"); c != (claim.Claim{}) {
			t.Errorf("got %v, expected no claim", c)
		}
	})
}

// TestE6_9 looks at booleans one bit at a time; those of bits 20 to 25 exist from
// version 3 on.
func TestE6_9(t *testing.T) {
	t.Parallel()
	names := map[int]string{16: "smt-allowed", 18: "migration-allowed", 19: "is-debuggable", 20: "singlesocket", 21: "cxl-allowed",
		22: "mem-aes256-xts-required", 23: "rapl-disabled", 24: "ciphertext-hiding-dram-enabled", 25: "page-swap-disabled"}
	for bit, name := range names {
		for version := byte(2); version <= 5; version++ {
			g := guest(t, snp.Milan, snp.VCEK)
			set(g, 0, version)
			if version == 2 {
				set(g, 0x188, 0, 0, 0)
			}
			set(g, 0x08, 0, 0, 2, 0)
			g.Report[0x08+bit/8] |= 1 << (bit % 8)
			report, err := snp.Parse(g.Report[:])
			if err != nil {
				t.Fatal(err)
			}
			fields := reported(t, report)
			for field, v := range fields {
				if b, ok := v.(bool); ok && b != (field == "x-ms-sevsnpvm-"+name) {
					t.Errorf("bit %d: %s is %v", bit, field, v)
				}
			}
			if got, want := len(fields), map[bool]int{true: 18, false: 24}[version == 2]; got != want {
				t.Errorf("version %d gives %d fields, expected %d", version, got, want)
			}
		}
	}
}

// TestReported compares what unverified reports say with the claims of verified
// ones: the same, but for the layout of a processor that isn't known.
func TestReported(t *testing.T) {
	t.Parallel()
	for p := range vendors {
		g := guest(t, p, snp.VCEK)
		verified, err := verify(t, g, g.Input(t))
		want(t, err, "")
		report, err := snp.Parse(g.Report[:])
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(asJSON(verified.Claims()), reported(t, report)); diff != "" {
			t.Errorf("%s: fields (-claims +reported):\n%s", p, diff)
		}
	}
	g := guest(t, snp.Milan, snp.VCEK)
	set(g, 0x188, 0x1B)
	report, err := snp.Parse(g.Report[:])
	if err != nil {
		t.Fatal(err)
	}
	if fields := reported(t, report); len(fields) != 20 || fields["x-ms-sevsnpvm-tee-svn"] != nil {
		t.Errorf("found the fields %v", fields)
	}
}

// reported returns what an unverified report says of itself.
func reported(t *testing.T, r *snp.Report) map[string]any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader((&snp.Decoded{Form: snp.FormReport, Report: r}).Reported()))
	d.UseNumber()
	var fields map[string]any
	if err := d.Decode(&fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

// TestHCL wraps a virtual guest, and breaks what HCL adds.
func TestHCL(t *testing.T) {
	t.Parallel()
	runtime := []byte(`{"keys":[]}`)
	g := guest(t, snp.Milan, snp.VCEK)
	g.Bind(runtime)
	for _, c := range []struct {
		name string
		in   func(snp.Input) snp.Input
		step string
	}{
		{"as it is", func(in snp.Input) snp.Input { return in }, ""},
		{"the same runtime data with it", func(in snp.Input) snp.Input {
			in.RuntimeData = &evidence.Data{Bytes: runtime}
			return in
		}, ""},
		{"other runtime data with it", func(in snp.Input) snp.Input {
			in.RuntimeData = &evidence.Data{Bytes: []byte(`{"keys":[1]}`)}
			return in
		}, snp.StepRuntimeData},
		{"other runtime data inside", func(in snp.Input) snp.Input {
			in.Report[0x4D4+2] ^= 1
			return in
		}, hcl.StepRuntimeData},
		{"report of TDX", func(in snp.Input) snp.Input {
			in.Report[0x4C8] = 4
			clear(in.Report[0x420:0x4C0])
			return in
		}, hcl.StepHeader},
		{"bytes after it", func(in snp.Input) snp.Input {
			in.Report[2599] = 1
			return in
		}, hcl.StepHeader},
		{"bad report", func(in snp.Input) snp.Input {
			in.Report[0x20] = 9
			return in
		}, snp.StepParse},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := g.Input(t)
			in.Report = snptest.HCL(in.Report, runtime)
			got, err := verify(t, g, c.in(in))
			want(t, err, c.step)
			if err == nil && claimOf(got, "x-ms-runtime").Value.Text() != string(runtime) {
				t.Errorf("x-ms-runtime is %v", claimOf(got, "x-ms-runtime"))
			}
		})
	}
}

// TestRequest verifies the request form, and a chain in the wrong place.
func TestRequest(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Milan, snp.VCEK)
	in := g.Input(t)
	report, chain := in.Report, in.Chain
	in.Report, in.Chain = snptest.Request(report, chain), nil
	_, err := verify(t, g, in)
	want(t, err, "")
	in.Report = []byte(base64.RawURLEncoding.EncodeToString(in.Report))
	_, err = verify(t, g, in)
	want(t, err, "")
	in.Chain = chain
	_, err = verify(t, g, in)
	wantStep(t, err, snp.StepCertificate)
	in.Report = snptest.Request(report, nil)
	_, err = verify(t, g, in)
	want(t, err, "")
}

// TestContext wants the context's error if it is over.
func TestContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	g := guest(t, snp.Milan, snp.VCEK)
	if _, err := snp.Verify(ctx, g.Input(t), snptest.Now, g.Vendor.Options()); err != context.Canceled {
		t.Errorf("got %v, expected %v", err, context.Canceled)
	}
}

package snp_test

import (
	"encoding/base64"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/cose"
	"github.com/assay-policy/assay/evidence/cose/cosetest"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// endorsers are made once for all tests: their keys take a moment.
var endorsers = sync.OnceValues(cosetest.NewIssuer)

func endorser(t testing.TB) *cosetest.Issuer {
	t.Helper()
	i, err := endorsers()
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// endorsedOptions are those under which guests of a vendor verify with
// endorsements of the virtual endorser.
func endorsedOptions(t testing.TB, v *snptest.Vendor) snp.Options {
	t.Helper()
	options := v.Options()
	options.Endorser.Issuer = endorser(t).Issuer()
	return options
}

// lastMonth is when endorsements were signed.
var lastMonth = snptest.Now.AddDate(0, -1, 0)

// aci is what a real confidential container sends: its report, its utility VM's
// endorsement, and the policy that its HOST_DATA is the hash of.
func aci(t testing.TB) snp.Input {
	t.Helper()
	policy, err := base64.StdEncoding.DecodeString(string(read(t, "maa-snp/sidecar-aci/uvm_security_policy.base64")))
	if err != nil {
		t.Fatal(err)
	}
	return snp.Input{
		Report:       read(t, "maa-snp/sidecar-aci/snp_report.bin"),
		Chain:        read(t, "maa-snp/sidecar-aci/uvm_host_amd_certificate.pem"),
		InitTimeData: &evidence.Data{Bytes: policy, Type: evidence.Binary},
		Endorsements: read(t, "maa-snp/sidecar-aci/body.uvm_reference_info.bin"),
	}
}

// aciTime is a time at which that is valid.
var aciTime = time.Date(2023, 6, 1, 12, 0, 0, 0, time.UTC)

// TestE6_11Real verifies the evidence of a real confidential container, and
// swaps its parts.
func TestE6_11Real(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*snp.Input, *snp.Options)
		step   string
		text   string
	}{
		{"as it is", func(*snp.Input, *snp.Options) {}, "", ""},
		{"lowest SVN", func(_ *snp.Input, o *snp.Options) { o.Endorser.LowestSVN = 22 }, "", ""},
		{"lowest SVN above it", func(_ *snp.Input, o *snp.Options) { o.Endorser.LowestSVN = 23 },
			snp.StepEndorsement, "SVN of the endorsement is 22, expected 23 or more"},
		{"endorsement of another run", func(in *snp.Input, _ *snp.Options) {
			in.Endorsements = read(t, "maa-snp/sidecar-aci/ctx.reference-info-base64")
		},
			snp.StepEndorsement, `the endorsement is of the measurement "03fea02823189b25`},
		{"policy of another run", func(in *snp.Input, _ *snp.Options) {
			in.InitTimeData.Bytes = unbase64(t, read(t, "maa-snp/sidecar-aci/ctx.security-policy-base64"))
		}, snp.StepHostData, "SHA-256 of the init-time data is 4f4448c6"},
		{"feed of AKS", func(_ *snp.Input, o *snp.Options) { o.Endorser.Feed = "ConfAKS-AMD-UVM" },
			snp.StepEndorsement, `feed is "ContainerPlat-AMD-UVM", expected "ConfAKS-AMD-UVM"`},
		{"purpose of AKS", func(_ *snp.Input, o *snp.Options) { o.Endorser.Issuer.EKU = "1.3.6.1.4.1.311.76.59.1.5" },
			snp.StepEndorsement, "expected \"did:x509:0:sha256:I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s::eku:1.3.6.1.4.1.311.76.59.1.5\""},
		{"another authority", func(_ *snp.Input, o *snp.Options) { o.Endorser.Issuer = endorser(t).Issuer() },
			snp.StepEndorsement, "issuer is \"did:x509:0:sha256:I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s"},
		{"none", func(in *snp.Input, _ *snp.Options) { in.Endorsements = nil }, "", ""},
		{"none, but required", func(in *snp.Input, o *snp.Options) { in.Endorsements, o.RequireEndorsement = nil, true },
			snp.StepEndorsement, "no endorsement of the launch measurement was given, and RequireEndorsement is set"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in, options := aci(t), snp.Options{InsecureSkipRevocation: true}
			c.change(&in, &options)
			got, err := snp.Verify(t.Context(), in, aciTime, options)
			want(t, err, c.step)
			if err != nil {
				if !strings.Contains(err.Error(), c.text) {
					t.Errorf("got %q, expected %q", err, c.text)
				}
				return
			}
			found, ok := got.Endorsement()
			if ok != (in.Endorsements != nil) {
				t.Errorf("found endorsement %v: %+v", ok, found)
			}
			if expected := (snp.Endorsement{
				Issuer: "did:x509:0:sha256:I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s::eku:1.3.6.1.4.1.311.76.59.1.2",
				Feed:   "ContainerPlat-AMD-UVM", SVN: 22, SigningTime: time.Date(2023, 2, 8, 5, 42, 23, 0, time.UTC),
			}); ok && found != expected {
				t.Errorf("got %+v, expected %+v", found, expected)
			}
		})
	}
}

// TestE6_11Forms gives the same endorsement in every form.
func TestE6_11Forms(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Milan, snp.VCEK)
	in := g.Input(t)
	message := g.Endorse(endorser(t), 7, lastMonth).Sign(t)
	url, std := base64.RawURLEncoding.EncodeToString, base64.StdEncoding.EncodeToString
	for _, c := range []struct {
		name  string
		given []byte
		sent  []byte // in the request
		text  string
	}{
		{"message", message, nil, ""},
		{"message in base64", []byte(std(message)), nil, ""},
		{"message in base64url", []byte(url(message)), nil, ""},
		{"object", snptest.UVM(message), nil, ""},
		{"object after white space", append([]byte("\n "), snptest.UVM(message)...), nil, ""},
		{"object in base64", []byte(std(snptest.UVM(message))), nil, ""},
		{"object in base64url", []byte(url(snptest.UVM(message))), nil, ""},
		{"in the request", nil, snptest.UVM(message), ""},
		{"given and in the request", message, snptest.UVM(message), "endorsements were given with a request that has its own"},
		{"empty and in the request", []byte{}, snptest.UVM(message), "endorsements were given with a request that has its own"},
		{"message in the request", nil, message, "the endorsements: "},
		{"empty", []byte{}, nil, "the endorsement: found the end of the data, expected an item (at byte 0x0)"},
		{"base64 before a line break", []byte(std(message) + "\r\n"), nil, ""},
		{"base64url in white space", []byte(" \t" + url(snptest.UVM(message)) + "\n"), nil, ""},
		{"base64 with a line break", []byte(std(message)[:64] + "\n" + std(message)[64:]), nil, "the endorsements: found '\\n'"},
		{"white space", []byte(" \n"), nil, "the endorsement: found the end of the data"},
		{"no Uvm", []byte(`{"uvm":[]}`), nil, `expected an object with the one member "Uvm"`},
		{"another member", []byte(`{"Uvm":[],"Tcb":[]}`), nil, `expected an object with the one member "Uvm"`},
		{"no message", []byte(`{"Uvm":[]}`), nil, `expected one string in the array "Uvm"`},
		{"two messages", []byte(`{"Uvm":["` + url(message) + `","` + url(message) + `"]}`), nil, `expected one string in the array "Uvm"`},
		{"a number", []byte(`{"Uvm":[1]}`), nil, `expected one string in the array "Uvm"`},
		{"Uvm twice", []byte(`{"Uvm":[],"Uvm":[]}`), nil, "the endorsements: "},
		{"padding", []byte(`{"Uvm":["` + url(message) + `="]}`), nil, "the endorsement in Uvm: found"},
		{"a byte after it", append(message[:len(message):len(message)], 0), nil, "the endorsement: found 1 bytes after the message (at byte 0x"},
		{"another tag", []byte("\xD2\x80"), nil, "the endorsement: found an array of 0 items, expected 4 (at byte 0x1)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := in
			in.Endorsements = c.given
			if c.sent != nil {
				in.Report = snptest.EndorsedRequest(in.Report, nil, c.sent)
			}
			got, err := snp.Verify(t.Context(), in, snptest.Now, endorsedOptions(t, g.Vendor))
			if c.text == "" {
				want(t, err, "")
				if e, ok := got.Endorsement(); !ok || e.SVN != 7 || !e.SigningTime.Equal(lastMonth) {
					t.Errorf("got %+v", e)
				}
				return
			}
			wantStep(t, err, snp.StepEndorsement)
			if !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %q, expected %q", err, c.text)
			}
		})
	}
}

// TestE6_11Payload signs payloads of every shape.
func TestE6_11Payload(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Genoa, snp.VLEK)
	in := g.Input(t)
	measurement := strings.Repeat("a1", 48)
	for _, c := range []struct {
		name, payload, text string
	}{
		{"as real ones", `{"x-ms-sevsnpvm-guestsvn":"0","x-ms-sevsnpvm-launchmeasurement":"` + measurement + `"}`, ""},
		{"upper-case digits", `{"x-ms-sevsnpvm-guestsvn":"0","x-ms-sevsnpvm-launchmeasurement":"` + strings.ToUpper(measurement) + `"}`, ""},
		{"other members", `{"a":[1],"x-ms-sevsnpvm-guestsvn":"18446744073709551615","x-ms-sevsnpvm-launchmeasurement":"` + measurement + `"}`, ""},
		{"no SVN", `{"x-ms-sevsnpvm-launchmeasurement":"` + measurement + `"}`, "the payload has no x-ms-sevsnpvm-guestsvn"},
		{"SVN as a number", `{"x-ms-sevsnpvm-guestsvn":1,"x-ms-sevsnpvm-launchmeasurement":"` + measurement + `"}`,
			"x-ms-sevsnpvm-guestsvn of the payload is JSON of type number, expected a string"},
		{"SVN with a zero before it", `{"x-ms-sevsnpvm-guestsvn":"01","x-ms-sevsnpvm-launchmeasurement":"` + measurement + `"}`,
			`x-ms-sevsnpvm-guestsvn of the payload is "01", expected a decimal number`},
		{"SVN beyond 64 bits", `{"x-ms-sevsnpvm-guestsvn":"18446744073709551616","x-ms-sevsnpvm-launchmeasurement":"` + measurement + `"}`, "expected a decimal number"},
		{"no measurement", `{"x-ms-sevsnpvm-guestsvn":"1"}`, "the payload has no x-ms-sevsnpvm-launchmeasurement"},
		{"empty measurement", `{"x-ms-sevsnpvm-guestsvn":"1","x-ms-sevsnpvm-launchmeasurement":""}`, `the endorsement is of the measurement ""`},
		{"half a measurement", `{"x-ms-sevsnpvm-guestsvn":"1","x-ms-sevsnpvm-launchmeasurement":"` + measurement[:48] + `"}`, "the endorsement is of the measurement"},
		{"two measurements", `{"x-ms-sevsnpvm-guestsvn":"1","x-ms-sevsnpvm-launchmeasurement":"00","x-ms-sevsnpvm-launchmeasurement":"` + measurement + `"}`, "the payload: "},
		{"no object", `["` + measurement + `"]`, "the payload: found JSON of type array, expected an object"},
		{"empty", ``, "the payload: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := in
			in.Endorsements = endorser(t).Message(snptest.Feed, []byte(c.payload), lastMonth).Sign(t)
			_, err := snp.Verify(t.Context(), in, snptest.Now, endorsedOptions(t, g.Vendor))
			if c.text == "" {
				want(t, err, "")
				return
			}
			wantStep(t, err, snp.StepEndorsement)
			if !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %q, expected %q", err, c.text)
			}
		})
	}
}

// TestE1_8Endorsement sets limits that a good endorsement passes by one.
func TestE1_8Endorsement(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Milan, snp.VCEK)
	in := g.Input(t)
	in.Endorsements = g.Endorse(endorser(t), 7, lastMonth).Sign(t)
	for _, c := range []struct {
		limit int
		as    []byte
		text  string
	}{
		{len(in.Endorsements), in.Endorsements, ""},
		{len(in.Endorsements), snptest.UVM(in.Endorsements), ""},
		{len(in.Endorsements) - 1, in.Endorsements, "the message has"},
		{1024, in.Endorsements, "the text of the endorsements has"},
	} {
		options := endorsedOptions(t, g.Vendor)
		options.Limits.Endorsement = c.limit
		in.Endorsements = c.as
		_, err := snp.Verify(t.Context(), in, snptest.Now, options)
		if c.text == "" {
			want(t, err, "")
		} else if wantStep(t, err, snp.StepEndorsement); !strings.Contains(err.Error(), c.text) {
			t.Errorf("got %q, expected %q", err, c.text)
		}
	}
}

// TestDefaultEndorser wants the zero Endorser to be the one of E6.11, each field
// by itself.
func TestDefaultEndorser(t *testing.T) {
	t.Parallel()
	issuer, err := cose.ParseIssuer("did:x509:0:sha256:I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s::eku:1.3.6.1.4.1.311.76.59.1.2")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []snp.Endorser{{}, {Feed: snptest.Feed}, {Issuer: cose.Issuer{CA: issuer.CA}}, {Issuer: cose.Issuer{EKU: issuer.EKU}}, {Issuer: issuer}} {
		_, err := snp.Verify(t.Context(), aci(t), aciTime, snp.Options{InsecureSkipRevocation: true, Endorser: e})
		want(t, err, "")
	}
}

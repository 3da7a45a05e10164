package snp_test

import (
	"bytes"
	"context"
	"runtime"
	"strings"
	"testing"
	"unicode"

	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// hook is a context that does something each time it is asked whether it has ended,
// which the frame does before each step.
type hook struct {
	context.Context
	do func()
}

func (h hook) Err() error { h.do(); return nil }

// TestChangedInput changes the caller's bytes between the steps, from an HCL report
// that says what no guest has said to one that is good: runtime data that was never
// bound to a signed report must not come out.
func TestChangedInput(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Milan, snp.VCEK)
	said, forged := []byte(`{"user-data":"00"}`), []byte(`{"user-data":"11"}`)
	g.Bind(forged)
	in := g.Input(t)
	unsigned := snptest.HCL(in.Report, forged)
	unsigned[0x20+0x2A0]++
	g.Bind(said)
	good := snptest.HCL(g.Sign(t), said)
	in.Report = make([]byte, len(good))
	if len(unsigned) != len(good) {
		t.Fatalf("the other report has %d bytes, expected %d", len(unsigned), len(good))
	}
	for when := range len(snp.Steps()) + 1 {
		copy(in.Report, unsigned)
		step := 0
		got, err := snp.Verify(hook{context.Background(), func() {
			if step++; step == when+1 {
				copy(in.Report, good)
			}
		}}, in, snptest.Now, g.Vendor.Options())
		if when > 0 {
			if err == nil {
				t.Errorf("changed before step %d: accepted with %s", when, claimOf(got, "x-ms-runtime").Value.Text())
			}
			continue
		}
		want(t, err, "")
		if text := claimOf(got, "x-ms-runtime").Value.Text(); text != string(said) {
			t.Errorf("got %s, expected %s", text, said)
		}
	}
}

// TestShortMessages gives a certificate and an endorsement, which anyone can make,
// long and unprintable texts: what is said of them is one short line.
func TestShortMessages(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("\x1b", 8<<10)
	messages := map[string]error{}
	for name, change := range map[string]func(*snptest.Guest){
		"subject":   func(g *snptest.Guest) { g.Cert.Subject.CommonName = long },
		"product":   func(g *snptest.Guest) { g.SetText(long, 2) },
		"no text":   func(g *snptest.Guest) { g.Extend([]byte(long), 2) },
		"structure": func(g *snptest.Guest) { g.Extend([]byte(long), 1) },
		"SPL":       func(g *snptest.Guest) { g.Extend([]byte(long), 3, 1) },
		"HWID":      func(g *snptest.Guest) { g.Extend([]byte(long), 4) },
		"issuer": func(g *snptest.Guest) {
			issuer := *g.Issuer.Cert
			issuer.RawSubject, issuer.Subject.CommonName = nil, long
			g.Issuer = &snptest.Authority{Cert: &issuer, Key: g.Issuer.Key}
		},
	} {
		g := guest(t, snp.Milan, snp.VCEK)
		change(g)
		_, messages[name] = verify(t, g, g.Input(t))
	}
	g := guest(t, snp.Milan, snp.VCEK)
	_, messages["member"] = verify(t, g, snp.Input{Report: []byte(`{"` + strings.Repeat("x", 8<<10) + `":1}`)})
	for name, payload := range map[string]string{
		"measurement": `{"x-ms-sevsnpvm-launchmeasurement":"` + strings.Repeat("0", 8<<10) + `","x-ms-sevsnpvm-guestsvn":"1"}`,
		"SVN":         `{"x-ms-sevsnpvm-launchmeasurement":"` + strings.Repeat("a1", 48) + `","x-ms-sevsnpvm-guestsvn":"` + strings.Repeat("9", 8<<10) + `"}`,
	} {
		in := g.Input(t)
		in.Endorsements = endorser(t).Message(snptest.Feed, []byte(payload), lastMonth).Sign(t)
		_, messages[name] = snp.Verify(t.Context(), in, snptest.Now, endorsedOptions(t, g.Vendor))
	}
	in := g.Input(t)
	in.Endorsements = endorser(t).Message(long, []byte("{}"), lastMonth).Sign(t)
	_, messages["feed"] = snp.Verify(t.Context(), in, snptest.Now, endorsedOptions(t, g.Vendor))
	for name, err := range messages {
		if err == nil || len(err.Error()) > 500 || strings.ContainsFunc(err.Error(), func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%s: got %d bytes, %.150v, expected a short message", name, len(err.Error()), err)
		}
	}
}

// TestManyValues: requests and endorsements of short values, of a size that is
// allowed, take no memory that their length doesn't justify (E1.6).
func TestManyValues(t *testing.T) { // counts what the process allocates, so not parallel
	g := guest(t, snp.Milan, snp.VCEK)
	good := g.Input(t)
	for _, c := range []struct {
		name, start, value, end string
		size                    int
		into                    func(*snp.Input) *[]byte
	}{
		{"request", `{"SnpReport":[`, "0,", "0]}", 1 << 20, func(in *snp.Input) *[]byte { return &in.Report }},
		{"request of objects", `{"SnpReport":[`, `{"":0},`, "0]}", 1 << 20, func(in *snp.Input) *[]byte { return &in.Report }},
		{"endorsements", `{"Uvm":[`, "[0],", "0]}", 512 << 10, func(in *snp.Input) *[]byte { return &in.Endorsements }},
	} {
		in := good
		data := []byte(c.start + strings.Repeat(c.value, (c.size-len(c.start)-len(c.end))/len(c.value)) + c.end)
		*c.into(&in) = data
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := verify(t, g, in)
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: accepted", c.name)
		}
		if got, most := after.TotalAlloc-before.TotalAlloc, uint64(4*len(data)+1<<20); got > most {
			t.Errorf("%s: allocated %d bytes for %d, expected at most %d", c.name, got, len(data), most)
		}
	}
}

// TestOptionsStay changes the lists of the options after the Verifier was made: what
// it keeps was judged by them.
func TestOptionsStay(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Milan, snp.VCEK)
	options := g.Vendor.Options()
	options.Compliance = []snp.Compliance{{Status: "azure-compliant-cvm", Measurements: []snp.Digest{snp.Digest(bytes.Repeat([]byte{0xA1}, 48))}}}
	verifier := snp.NewVerifier(options)
	options.Anchors[0], options.Compliance[0].Status = vendor(t, snp.Genoa).Anchor(), "changed"
	got, err := verifier.Verify(t.Context(), g.Input(t), snptest.Now)
	want(t, err, "")
	if text := claimOf(got, "x-ms-compliance-status").Value.Text(); text != "azure-compliant-cvm" {
		t.Errorf("got the status %q", text)
	}
}

// TestSPLForms writes the version of the SNP firmware in ways that other readers may
// take for the one in the report: DER has one (E6.5, E6.7).
func TestSPLForms(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"padded":               "\x02\x02\x00\x08",
		"longer length":        "\x02\x81\x01\x08",
		"indefinite length":    "\x22\x80\x02\x01\x08\x00\x00",
		"ENUMERATED":           "\x0a\x01\x08",
		"BOOLEAN":              "\x01\x01\x08",
		"class of the context": "\x82\x01\x08",
		"OCTET STRING":         "\x04\x03\x02\x01\x08",
		"SEQUENCE":             "\x30\x03\x02\x01\x08",
		"two":                  "\x02\x01\x08\x02\x01\x09",
		"nothing":              "",
		"no content":           "\x02\x00",
		"8 and 2^64":           "\x02\x09\x01\x00\x00\x00\x00\x00\x00\x00\x08",
		"-8":                   "\x02\x01\xf8",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := guest(t, snp.Milan, snp.VCEK)
			g.Extend([]byte(value), 3, 3)
			check(t, g, snp.StepCertificate)
		})
	}
	g := guest(t, snp.Milan, snp.VCEK)
	g.SetByte(9, 3, 3)
	g.Cert.ExtraExtensions = append(g.Cert.ExtraExtensions, snptest.Extension([]byte{2, 1, 8}, 3, 3))
	check(t, g, snp.StepCertificate)
	for _, numbers := range [][]int{{3, 3, 0}, {3}, {3, 0}, {3, 10}} { // other extensions
		g := guest(t, snp.Milan, snp.VCEK)
		g.Drop(3, 3)
		g.Extend([]byte{2, 1, 8}, numbers...)
		check(t, g, snp.StepCertificate)
	}
}

package dcap_test

import (
	"context"
	"encoding/asn1"
	"math"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/dcap/dcaptest"
)

// replaced changes a text of a document that must have it.
func replaced(t testing.TB, document []byte, old, new string) []byte {
	t.Helper()
	if !strings.Contains(string(document), old) {
		t.Fatalf("found no %s in the document", old)
	}
	return []byte(strings.Replace(string(document), old, new, 1))
}

// TestShortMessages: no refusal repeats a large part of the input, or characters
// that a terminal would obey (E1.5).
func TestShortMessages(t *testing.T) {
	t.Parallel()
	bells, digits := strings.Repeat("\a", 10_000), strings.Repeat("9", 10_000)
	text := strings.Repeat(`\u0007\u202e`, 10_000)
	messages := make(map[string]error)

	documents := dcaptest.NewIntel(t).NewPlatform(t, dcap.TDX)
	info, identity := documents.TCBInfo.JSON(t), documents.QEIdentity.JSON(t)
	for old, new := range map[string]string{
		`"id":"TDX"`: `"id":"` + text + `"`, `"version":3`: `"version":` + digits, `"fmspc":"`: `"fmspc":"` + text, `{`: `{"` + text + `":1,"` + text + `":2,`,
		`"issueDate":"`: `"issueDate":"` + text, `"tcbStatus":"`: `"tcbStatus":"` + text, `"pcesvn":13`: `"pcesvn":1e` + digits,
	} {
		_, messages["TCB info, "+old] = dcap.ReadTCBInfo(replaced(t, info, old, new), dcap.Limits{})
	}
	_, messages["QE identity"] = dcap.ReadQEIdentity(replaced(t, identity, `"isvsvn":8`, `"isvsvn":-`+digits), dcap.Limits{})

	for name, change := range map[string]func(*dcaptest.Platform){
		"leaf": func(p *dcaptest.Platform) { p.Cert.Subject = dcaptest.Name(bells) },
		"authority": func(p *dcaptest.Platform) {
			p.CA = dcaptest.NewAuthority(t, dcaptest.AuthorityTemplate(bells), p.Intel.Root)
		},
		"issuer": func(p *dcaptest.Platform) {
			other := *p.CA.Cert
			other.RawSubject = dcaptest.NewAuthority(t, dcaptest.AuthorityTemplate(bells), nil).Cert.RawSubject
			p.CA = &dcaptest.Authority{Cert: &other, Key: p.CA.Key}
		},
		"PPID": func(p *dcaptest.Platform) {
			p.Extension = dcaptest.Sequence(t, dcaptest.Item(t, make([]byte, 10_000), 1))
		},
		"OID": func(p *dcaptest.Platform) {
			p.Extension = dcaptest.Sequence(t, dcaptest.Item(t, 1, make([]int, 10_000)...))
		},
		"flag": func(p *dcaptest.Platform) {
			flags := dcaptest.Sequence(t, dcaptest.Item(t, make([]byte, 10_000), 7, 1))
			p.Extension = dcaptest.Sequence(t, dcaptest.Item(t, asn1.RawValue{FullBytes: flags}, 7))
		},
	} {
		s := newScene(t, dcap.SGX, 3)
		change(s.p)
		_, messages["Verify, "+name] = s.verify()
		_, messages["ReadPCK, "+name] = dcap.ReadPCK(s.p.Chain(t), dcap.Limits{})
		if name == "leaf" {
			_, messages["ReadPCK, no extension"] = dcap.ReadPCK(dcaptest.PEM(dcaptest.WithKey(t, s.p.Key, s.p.Cert, s.p.CA).Cert), dcap.Limits{})
			delete(messages, "ReadPCK, leaf") // says nothing about the name
		}
	}
	for name, err := range messages {
		if err == nil || len(err.Error()) > 400 || strings.ContainsFunc(err.Error(), func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%s: got %.200q, expected a short message", name, err)
		}
	}
}

// TestManyValues: documents of short values, of a size that is allowed, take no
// memory that their length doesn't justify (E1.6).
func TestManyValues(t *testing.T) { // counts what the process allocates, so not parallel
	for _, c := range []struct {
		name, value string
		size        int
		read        func([]byte) error
	}{
		{"TCB info", "[0],", 1 << 20, func(data []byte) error { _, err := dcap.ReadTCBInfo(data, dcap.Limits{}); return err }},
		{"QE identity", `{"":0},`, 1 << 20, func(data []byte) error { _, err := dcap.ReadQEIdentity(data, dcap.Limits{}); return err }},
		{"collateral", "0,", 4 << 20, func(data []byte) error { _, err := dcap.ReadCollateral(data, dcap.Limits{}); return err }},
	} {
		const start, end = `{"tcbInfo":{"tcbLevels":[`, `0]}}`
		data := []byte(start + strings.Repeat(c.value, (c.size-len(start)-len(end))/len(c.value)) + end)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := c.read(data)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), "JSON values, the limit") {
			t.Errorf("%s: got %v, expected the limit", c.name, err)
		}
		if got, most := after.TotalAlloc-before.TotalAlloc, uint64(2*len(data)+32<<20); got > most {
			t.Errorf("%s: allocated %d bytes for %d, expected at most %d", c.name, got, len(data), most)
		}
	}
}

// TestE3_10Parts: modules and quoting enclaves have three statuses. What is unclear
// is refused, here as by Intel's library: another status, which would count as good,
// and levels that are equal, of which the first would count.
func TestE3_10Parts(t *testing.T) {
	t.Parallel()
	for _, status := range dcap.Statuses() {
		known := status == dcap.UpToDate || status == dcap.OutOfDate || status == dcap.Revoked
		for name, levels := range map[string]func(*scene) []dcaptest.Level{
			"module": func(s *scene) []dcaptest.Level { return s.p.TCBInfo.Modules[1].Levels },
			"QE":     func(s *scene) []dcaptest.Level { return s.p.QEIdentity.Levels },
		} {
			s := newScene(t, dcap.TDX, 4)
			s.options.Accept, s.options.InsecureAcceptRevoked = dcap.AllButRevoked(), true
			levels(s)[0].Status = status
			_, err := s.verify()
			t.Run(name+" "+string(status), func(t *testing.T) {
				if known {
					want(t, err, "", "")
				} else {
					want(t, err, dcap.StepCollateral, `"tcbStatus" is "`)
				}
			})
		}
	}
	for name, levels := range map[string]func(*scene) *[]dcaptest.Level{
		"levels":    func(s *scene) *[]dcaptest.Level { return &s.p.TCBInfo.Levels },
		"of module": func(s *scene) *[]dcaptest.Level { return &s.p.TCBInfo.Modules[1].Levels },
		"of QE":     func(s *scene) *[]dcaptest.Level { return &s.p.QEIdentity.Levels },
	} {
		s := newScene(t, dcap.TDX, 4)
		list := levels(s)
		*list = append(*list, (*list)[0])
		(*list)[len(*list)-1].Status = dcap.Revoked
		_, err := s.verify()
		t.Run("equal "+name, func(t *testing.T) {
			want(t, err, dcap.StepCollateral, "for the same security versions")
		})
	}
}

// TestOptionsStay: whoever changes the lists of options that a Verifier was made of
// doesn't change the Verifier.
func TestOptionsStay(t *testing.T) {
	t.Parallel()
	s := newScene(t, dcap.SGX, 3)
	s.options.Accept = []dcap.Status{dcap.ConfigurationNeeded}
	s.p.PCK.PCESVN = 10 // out of date
	s.in = s.p.Input(t, s.q)
	stranger := dcaptest.NewIntel(t)
	strange := stranger.NewPlatform(t, dcap.SGX)
	verifier := dcap.NewVerifier(s.options)
	s.options.Accept[0], s.options.Anchors[0] = dcap.OutOfDate, stranger.Anchor()
	_, err := verifier.Verify(context.Background(), s.in, s.at)
	want(t, err, dcap.StepTCBStatus, "the status is OutOfDate")
	_, err = verifier.Verify(context.Background(), strange.Input(t, strange.Quote(t, 3)), s.at)
	want(t, err, dcap.StepPCKChain, "expected that of the root which is trusted")
}

// TestE1_8None: the largest limits are limits too; nothing overflows.
func TestE1_8None(t *testing.T) {
	t.Parallel()
	const most = math.MaxInt
	s := newScene(t, dcap.SGX, 3)
	s.options.Limits = dcap.Limits{Quote: most, Document: most,
		Limits: evidence.Limits{Chain: most, Certificates: most, CRL: most, RuntimeData: most, JSONDepth: most}}
	_, err := s.verify()
	want(t, err, "", "")
	_, err = dcap.ReadCollateral(read(t, benchmarked[0].collateral), s.options.Limits)
	want(t, err, "", "")
}

// TestE3_12Chains gives chains in forms that are close to those of carriers. A plus
// sign is no space: base64 has it.
func TestE3_12Chains(t *testing.T) {
	t.Parallel()
	s := newScene(t, dcap.SGX, 3)
	in := s.p.Input(t, s.q)
	chain := string(in.Collateral.SigningChain)
	for _, c := range []struct{ name, chain, text string }{
		{"CRLF", strings.ReplaceAll(chain, "\n", "\r\n"), ""},
		{"URL-encoded, in a line", url.PathEscape(chain) + "\r\n", ""},
		{"form-encoded", url.QueryEscape(chain), "stray bytes"},
		{"URL-encoded twice", url.PathEscape(url.PathEscape(chain)), "stray bytes"},
		{"URL-encoded with a broken escape", url.PathEscape(chain) + "%0", "invalid URL escape"},
		{"nine certificates", strings.Repeat(chain[:strings.Index(chain, "-----END")]+"-----END CERTIFICATE-----\n", 9), "more than 8 PEM blocks"},
		{"text between", strings.Replace(chain, "-----BEGIN", "x-----BEGIN", 1), "stray bytes"},
	} {
		s.in = in
		s.in.Collateral.SigningChain = []byte(c.chain)
		_, err := s.again()
		t.Run(c.name, func(t *testing.T) {
			if c.text == "" {
				want(t, err, "", "")
			} else {
				want(t, err, dcap.StepCollateral, c.text)
			}
		})
	}
}

// TestHostileDocuments signs documents that Intel doesn't write: what a reader could
// understand in two ways is refused (E1.2, E3.9, E3.12).
func TestHostileDocuments(t *testing.T) {
	t.Parallel()
	s := newScene(t, dcap.TDX, 4)
	good := s.p.Input(t, s.q)
	info, identity := s.p.TCBInfo.JSON(t), s.p.QEIdentity.JSON(t)
	for _, c := range []struct{ old, new, text string }{
		{`{`, "\ufeff{", "byte order mark"},
		{`{`, `{"version":3,`, "second member"},
		{`{`, `{"\u0076ersion":3,`, "second member"},
		{`{"svn":11`, `{"svn":255,"svn":11`, "second member"},
		{`"version":3`, `"Version":3`, `found no "version"`},
		{`"version":3`, `"version":3.0`, `"version" is 3.0, expected an integer`},
		{`"version":3`, `"version":3e0`, `"version" is 3e0`},
		{`"version":3`, `"version":"3"`, `"version" is JSON of type string`},
		{`"version":3`, `"version":03`, "leading zero"},
		{`"version":3`, `"version":1`, "expected 2 or 3"},
		{`"id":"TDX"`, `"id":"tdx"`, `"id" is "tdx"`},
		{`"id":"TDX"`, `"id":["TDX"]`, "JSON of type array"},
		{`"tcbType":0`, `"tcbType":1`, `"tcbType" is 1, expected 0`},
		{`"tcbType":0`, `"tcbType":null`, "JSON of type null"},
		{`"tcbEvaluationDataNumber":19`, `"tcbEvaluationDataNumber":2147483649`, "expected an integer of 0"},
		{`"tcbEvaluationDataNumber":19`, `"tcbEvaluationDataNumber":18446744073709551635`, "expected an integer of 0"},
		{`"tcbEvaluationDataNumber":19`, `"tcbEvaluationDataNumber":-1`, "expected an integer of 0"},
		{`"pcesvn":13`, `"pcesvn":65549`, "expected an integer of 0 to 65535"},
		{`{"svn":11}`, `{"svn":267}`, "expected an integer of 0 to 255"},
		{`{"svn":11}`, `{"svn":-245}`, "expected an integer of 0 to 255"},
		{`{"svn":11},`, ``, "has 15 entries, expected 16"},
		{`{"svn":11}`, `{"svn":11},{"svn":11}`, "has 17 entries, expected 16"},
		{`{"svn":11}`, `11`, "entry 1 is JSON of type number"},
		{`"isvsvn":3`, `"isvsvn":65539`, "expected an integer of 0 to 65535"},
		{`"tcbStatus":"UpToDate"`, `"tcbStatus":"uptodate"`, `"tcbStatus" is "uptodate"`},
		{`"tcbStatus":"UpToDate"`, `"tcbStatus":""`, `"tcbStatus" is ""`},
		{`,"tcbStatus":"UpToDate"`, ``, `found no "tcbStatus"`},
		{`"nextUpdate":"2025-06-16T12:00:00Z"`, `"nextUpdate":"2025-06-16T12:00:00"`, "expected a time"},
		{`"nextUpdate":"2025-06-16T12:00:00Z"`, `"nextUpdate":"2025-06-31T12:00:00Z"`, "expected a time"},
		{`"nextUpdate":"2025-06-16T12:00:00Z"`, `"nextUpdate":1750075200`, "JSON of type number"},
		{`"fmspc":"00A067110001"`, `"fmspc":"0x00A0671100"`, "expected hex"},
		{`"fmspc":"00A067110001"`, `"fmspc":"00A06711000100"`, "has 14 characters, expected 12"},
		{`"pceId":"0000",`, ``, `found no "pceId"`},
		{`"tcbLevels":[{"tcb":{"sgx`, `"tcbLevels":[],"levels":[{"tcb":{"sgx`, `"tcbLevels" is empty`},
		{`"tdxModule":`, `"module":`, `found no "tdxModule"`},
		{`"tdxModuleIdentities":`, `"tdxModuleIdentities":[],"identities":`, `"tdxModuleIdentities" is empty`},
		{`{`, `{"a":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `,`, "nesting deeper"},
	} {
		in := good
		in.Collateral.TCBInfo = s.p.Signing.Envelope(t, "tcbInfo", replaced(t, info, c.old, c.new))
		t.Run(c.new[:min(len(c.new), 30)], func(t *testing.T) {
			t.Parallel()
			_, err := dcap.Verify(context.Background(), in, s.at, s.options)
			want(t, err, dcap.StepCollateral, c.text)
		})
	}
	for _, c := range []struct{ old, new, text string }{
		{`"id":"TD_QE"`, `"id":"QVE"`, `"id" is "QVE"`},
		{`"version":2`, `"version":1`, "expected 2"},
		{`"isvprodid":2`, `"isvprodid":65538`, "expected an integer of 0 to 65535"},
		{`"mrsigner":"8C`, `"mrsigner":"`, "expected 64"},
		{`"attributesMask":"FB`, `"attributesMask":"`, "expected 32"},
		{`"isvsvn":8`, `"isvsvn":65544`, "expected an integer of 0 to 65535"},
	} {
		in := good
		in.Collateral.QEIdentity = s.p.Signing.Envelope(t, "enclaveIdentity", replaced(t, identity, c.old, c.new))
		t.Run(c.new, func(t *testing.T) {
			t.Parallel()
			_, err := dcap.Verify(context.Background(), in, s.at, s.options)
			want(t, err, dcap.StepCollateral, c.text)
		})
	}
	in := good
	in.Collateral.TCBInfo = nil
	for _, unit := range utf16.Encode([]rune(string(good.Collateral.TCBInfo))) {
		in.Collateral.TCBInfo = append(in.Collateral.TCBInfo, byte(unit), byte(unit>>8))
	}
	_, err := dcap.Verify(context.Background(), in, s.at, s.options)
	want(t, err, dcap.StepCollateral, "json at byte")
}

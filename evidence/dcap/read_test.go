package dcap_test

import (
	"bytes"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/dcap/dcaptest"
)

// TestE3_12 gives the parts of collateral in every form that carriers use.
func TestE3_12(t *testing.T) {
	t.Parallel()
	list := func(der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der}) }
	for name, change := range map[string]func(*dcap.Collateral){
		"chain URL-encoded":      func(c *dcap.Collateral) { c.SigningChain = []byte(url.PathEscape(string(c.SigningChain))) },
		"chain ends in NUL":      func(c *dcap.Collateral) { c.SigningChain = append(c.SigningChain, 0) },
		"chain for each":         func(c *dcap.Collateral) { c.IdentityChain = append(bytes.Clone(c.SigningChain), '\n') },
		"lists in PEM":           func(c *dcap.Collateral) { c.PCKCRL, c.RootCRL = list(c.PCKCRL), list(c.RootCRL) },
		"lists in hex":           func(c *dcap.Collateral) { c.PCKCRL, c.RootCRL = []byte(hexOf(c.PCKCRL)), []byte(hexOf(c.RootCRL)) },
		"hex with line and NUL":  func(c *dcap.Collateral) { c.PCKCRL = append([]byte(strings.ToUpper(hexOf(c.PCKCRL))), '\n', 0) },
		"lists end in NUL":       func(c *dcap.Collateral) { c.RootCRL = append(c.RootCRL, 0) },
		"documents end in NUL":   func(c *dcap.Collateral) { c.TCBInfo, c.QEIdentity = append(c.TCBInfo, 0), append(c.QEIdentity, '\n') },
		"signatures beside them": func(c *dcap.Collateral) { takeApart(t, c) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, dcap.SGX, 3)
			s.in = s.p.Input(t, s.q)
			change(&s.in.Collateral)
			_, err := s.again()
			want(t, err, "", "")
		})
	}
}

// takeApart puts the signatures of the documents beside them.
func takeApart(t *testing.T, c *dcap.Collateral) {
	for _, d := range []struct{ document, signature *[]byte }{{&c.TCBInfo, &c.TCBInfoSignature}, {&c.QEIdentity, &c.QEIdentitySignature}} {
		var members map[string]json.RawMessage
		if err := json.Unmarshal(*d.document, &members); err != nil {
			t.Error(err)
			return
		}
		var signature string
		if err := json.Unmarshal(members["signature"], &signature); err != nil {
			t.Error(err)
			return
		}
		delete(members, "signature")
		for _, document := range members {
			*d.document = document
		}
		*d.signature = unhex(t, signature)
	}
}

// TestE3_13 writes collateral as a directory and reads it again.
func TestE3_13(t *testing.T) {
	t.Parallel()
	s := newScene(t, dcap.TDX, 5)
	s.in = s.p.Input(t, s.q)
	s.in.Collateral.PCKChain = s.p.Chain(t)
	takeApart(t, &s.in.Collateral)
	dir := fstest.MapFS{}
	var names []string
	for _, f := range s.in.Collateral.Files() {
		dir[f.Name] = &fstest.MapFile{Data: f.Data}
		names = append(names, f.Name)
	}
	if diff := cmp.Diff([]string{"tcb_info.json", "qe_identity.json", "signing_chain.pem", "pck_crl.der", "root_crl.der", "pck_chain.pem"}, names); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	got, err := dcap.ReadCollateralDir(dir, dcap.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	s.in.Collateral = got
	_, err = s.again()
	want(t, err, "", "")

	delete(dir, "qe_identity.json")
	if s.in.Collateral, err = dcap.ReadCollateralDir(dir, dcap.Limits{}); err != nil {
		t.Fatal(err)
	}
	_, err = s.again()
	want(t, err, dcap.StepCollateral, "found no QE identity; expected those for TDX, FMSPC 00A067110001, platform CA")
	s.in.Collateral = s.in.Collateral.With(dcap.Collateral{QEIdentity: got.QEIdentity})
	_, err = s.again()
	want(t, err, "", "")

	_, err = dcap.ReadCollateralDir(fstest.MapFS{}, dcap.Limits{})
	want(t, err, dcap.StepCollateral, "found no file of collateral")
	_, err = dcap.ReadCollateralDir(dir, dcap.Limits{Document: 1, Limits: evidence.Limits{CRL: 1, Chain: 1}})
	want(t, err, dcap.StepCollateral, "the limit is")
}

// TestReadCollateral breaks files that hold several parts.
func TestReadCollateral(t *testing.T) {
	t.Parallel()
	blob := read(t, "sgx/openenclave-plugin/endorsements.bin")
	changed := func(at int, n uint32) []byte { return put32(at, n)(bytes.Clone(blob)) }
	for _, c := range []struct {
		name string
		data []byte
		text string
	}{
		{"good blob", blob, ""},
		{"blob cut in the header", blob[:40], "the endorsements have 40 bytes"},
		{"blob cut", blob[:len(blob)-1], "size of the endorsements is"},
		{"bytes after the blob", append(bytes.Clone(blob), 0), "size of the endorsements is"},
		{"8 elements", changed(12, 8), "found 8 endorsements, expected 9"},
		{"huge offset", changed(16+4*8, 0xFFFFFFFF), "offset of endorsement 8 is 4294967295"},
		{"offsets that fall", changed(16+4*3, 0), "offset of endorsement 2 is"},
		{"first offset", changed(16, 1), "offset of the first endorsement is 1"},
		{"nothing", nil, "the collateral:"},
		{"no object", []byte("[]"), "expected an object"},
		{"no member", []byte("{}"), "found none of the members"},
		{"null members", []byte(`{"tcb_info":null}`), "found none of the members"},
		{"member of another kind", []byte(`{"tcb_info":{}}`), `"tcb_info" is JSON of type`},
		{"no hex", []byte(`{"pck_crl":"xy"}`), "expected hex"},
		{"same member twice", []byte(`{"pck_crl":"00","pck_crl":"01"}`), "the collateral:"},
		{"too deep", []byte(`{"a":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `}`), "the collateral:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := dcap.ReadCollateral(c.data, dcap.Limits{})
			if c.text == "" {
				want(t, err, "", "")
				return
			}
			want(t, err, dcap.StepCollateral, c.text)
		})
	}
}

// TestE1_8 sets every limit to one byte less than what is there needs.
func TestE1_8(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		limits func(dcap.Input) dcap.Limits
		step   string
		text   string
	}{
		"quote":        {func(in dcap.Input) dcap.Limits { return dcap.Limits{Quote: len(in.Quote) - 1} }, dcap.StepParse, "the quote has"},
		"document":     {func(dcap.Input) dcap.Limits { return dcap.Limits{Document: 500} }, dcap.StepCollateral, "the TCB info has"},
		"chain":        {func(dcap.Input) dcap.Limits { return dcap.Limits{Limits: evidence.Limits{Chain: 500}} }, dcap.StepPCKChain, "the certificate chain has"},
		"certificates": {func(dcap.Input) dcap.Limits { return dcap.Limits{Limits: evidence.Limits{Certificates: 2}} }, dcap.StepPCKChain, "more than 2 PEM blocks"},
		"list": {func(in dcap.Input) dcap.Limits {
			return dcap.Limits{Limits: evidence.Limits{CRL: len(in.Collateral.PCKCRL) - 1}}
		}, dcap.StepCRL, "the CRL has"},
		"nesting": {func(dcap.Input) dcap.Limits { return dcap.Limits{Limits: evidence.Limits{JSONDepth: 3}} }, dcap.StepCollateral, "the TCB info:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, dcap.SGX, 3)
			s.in = s.p.Input(t, s.q)
			s.options.Limits = c.limits(s.in)
			_, err := s.again()
			want(t, err, c.step, c.text)
			if !strings.Contains(err.Error(), "limit") && name != "nesting" {
				t.Errorf("got %q, expected the limit in it", err)
			}
		})
	}
}

// TestE3_6 breaks the extension of PCK certificates.
func TestE3_6(t *testing.T) {
	t.Parallel()
	pck := dcaptest.NewIntel(t).NewPlatform(t, dcap.TDX).PCK
	items := func() [][]byte { return dcaptest.Items(t, pck) }
	replaced := func(i int, item []byte) []byte {
		list := items()
		list[i] = item
		return dcaptest.Sequence(t, list...)
	}
	good := dcaptest.Sequence(t, items()...)
	for _, c := range []struct {
		name string
		data []byte
		text string
	}{
		{"good", good, ""},
		{"another member", dcaptest.Sequence(t, append(items(), dcaptest.Item(t, 1, 9))...), ""},
		{"no instance and configuration", dcaptest.Sequence(t, items()[:5]...), ""},
		{"another order", dcaptest.Sequence(t, func() [][]byte { l := items(); slices.Reverse(l); return l }()...), ""},
		{"nothing", nil, "is malformed"},
		{"cut", good[:len(good)-1], "is malformed"},
		{"bytes after it", append(bytes.Clone(good), 0), "found 1 bytes after"},
		{"no type", dcaptest.Sequence(t, items()[:4]...), "found no 1.2.840.113741.1.13.1.5"},
		{"FMSPC twice", dcaptest.Sequence(t, append(items(), items()[3])...), "1.2.840.113741.1.13.1.4 twice"},
		{"member of another arc", replaced(0, dcaptest.Item(t, pck.PPID[:], 1, 1)), "found 1.2.840.113741.1.13.1.1.1 in"},
		{"FMSPC of 5 bytes", replaced(3, dcaptest.Item(t, pck.FMSPC[:5], 4)), "expected an OCTET STRING of 6 bytes"},
		{"FMSPC as a number", replaced(3, dcaptest.Item(t, 5, 4)), "expected an OCTET STRING"},
		{"type as a number", replaced(4, dcaptest.Item(t, 1, 5)), "expected a number of 0 to 255"},
		{"negative type", replaced(4, dcaptest.Item(t, asn1.Enumerated(-1), 5)), "expected a number of 0 to 255"},
		{"instance of 15 bytes", replaced(5, dcaptest.Item(t, make([]byte, 15), 6)), "OCTET STRING of 16 bytes"},
		{"empty TCB", replaced(1, dcaptest.Item(t, asn1.RawValue{FullBytes: []byte{0x30, 0}}, 2)), "found no 1.2.840.113741.1.13.1.2.1"},
		{"configuration with a number", replaced(6, dcaptest.Item(t, asn1.RawValue{FullBytes: dcaptest.Sequence(t, dcaptest.Item(t, 1, 7, 1))}, 7)), "expected a boolean"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := dcap.ReadExtension(c.data)
			if (err == nil) != (c.text == "") || err != nil && !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %v, expected %q", err, c.text)
			}
		})
	}
	for _, value := range []int{-1, 256, 1 << 16} {
		list := [][]byte{dcaptest.Item(t, value, 2, 1)}
		for i := 2; i <= 16; i++ {
			list = append(list, dcaptest.Item(t, 1, 2, i))
		}
		list = append(list, dcaptest.Item(t, 1, 2, 17), dcaptest.Item(t, pck.CPUSVN[:], 2, 18))
		_, err := dcap.ReadExtension(replaced(1, dcaptest.Item(t, asn1.RawValue{FullBytes: dcaptest.Sequence(t, list...)}, 2)))
		if err == nil || !strings.Contains(err.Error(), "expected a number of 0 to 255") {
			t.Errorf("component %d: got %v", value, err)
		}
	}
}

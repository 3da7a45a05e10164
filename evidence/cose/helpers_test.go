package cose_test

import (
	"encoding/base64"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence/cose"
	"github.com/assay-policy/assay/evidence/cose/cosetest"
)

const folder = "../../testdata/evidence/maa-snp/sidecar-aci/"

// real returns both real endorsements of confidential containers, by their guest
// SVN.
func real(t testing.TB) map[string][]byte {
	t.Helper()
	text, err := os.ReadFile(folder + "ctx.reference-info-base64")
	if err != nil {
		t.Fatal(err)
	}
	other, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(folder + "body.uvm_reference_info.bin")
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"22": file, "100": other}
}

// microsoft is the issuer of real endorsements (E6.11).
const microsoft = "did:x509:0:sha256:I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s::eku:1.3.6.1.4.1.311.76.59.1.2"

func parseIssuer(t testing.TB, text string) cose.Issuer {
	t.Helper()
	issuer, err := cose.ParseIssuer(text)
	if err != nil {
		t.Fatal(err)
	}
	return issuer
}

func parse(t testing.TB, data []byte) *cose.Message {
	t.Helper()
	m, err := cose.Parse(data, cose.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// virtual is made once for all tests: its keys take a moment.
var virtual = sync.OnceValues(cosetest.NewIssuer)

func issuer(t testing.TB) *cosetest.Issuer {
	t.Helper()
	i, err := virtual()
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// signed is a month before the time of verification.
var signed = cosetest.Now.AddDate(0, -1, 0)

func message(t testing.TB) *cosetest.Message {
	t.Helper()
	return issuer(t).Message("Feed", []byte(`{"a":1}`), signed)
}

// want checks that an error has a text in it, "" for no error.
func want(t *testing.T, err error, text string) {
	t.Helper()
	if text == "" && err != nil || text != "" && (err == nil || !strings.Contains(err.Error(), text)) {
		t.Errorf("got %v, expected %q", err, text)
	}
}

// wantAt checks that an error is of Parse, at a position, with a text in it.
func wantAt(t *testing.T, err error, offset int, text string) {
	t.Helper()
	want(t, err, text)
	var refused *cose.Error
	if !errors.As(err, &refused) || refused.Offset != offset {
		t.Errorf("got %v, expected an error at byte 0x%x", err, offset)
	}
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
}

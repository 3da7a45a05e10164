package pki_test

import (
	"bytes"
	"encoding/pem"
	"testing"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/pki"
)

// TestCertificates reads chains as carriers write them, and as they don't (E1.7,
// E6.4).
func TestCertificates(t *testing.T) {
	t.Parallel()
	block := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte{0x30, 0x03, 0x02, 0x01, 0x01}}))
	for _, c := range []struct {
		name, text string
		blocks     int
		good       bool
	}{
		{"one", block, 1, true},
		{"two", block + block, 2, true},
		{"NUL between and after it", "\x00" + block + "\x00\n" + block + "\x00\x00", 2, true},
		{"no line breaks", "-----BEGIN CERTIFICATE-----MAMCAQE=-----END CERTIFICATE-----", 1, true},
		{"nothing", "", 0, true},
		{"padding", " \x00\n", 0, true},
		{"DER", "0anything", 1, true},
		{"text before", "subject\n" + block, 0, false},
		{"text after it", block + "x", 1, false},
		{"text between", block + "x" + block, 1, false},
		{"header", "-----BEGIN CERTIFICATE-----\nProc-Type: 4\n\nMAMCAQE=\n-----END CERTIFICATE-----\n", 0, false},
		{"no padding", "-----BEGIN CERTIFICATE-----\nMAMCAQE\n-----END CERTIFICATE-----\n", 0, false},
		{"lax bits", "-----BEGIN CERTIFICATE-----\nMAMCAQF=\n-----END CERTIFICATE-----\n", 0, false},
		{"base64url", "-----BEGIN CERTIFICATE-----\nMA-_CAQE\n-----END CERTIFICATE-----\n", 0, false},
		{"NUL inside", "-----BEGIN CERTIFICATE-----\nMAMC\x00AQE=\n-----END CERTIFICATE-----\n", 0, false},
		{"no end", block + "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n", 1, false},
		{"end of another", "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END X509 CRL-----\n", 0, false},
		{"another label", "-----BEGIN TRUSTED CERTIFICATE-----\nMAMCAQE=\n-----END TRUSTED CERTIFICATE-----\n", 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := pki.Certificates([]byte(c.text), evidence.Limits{})
			if len(got) != c.blocks || (err == nil) != c.good {
				t.Errorf("got %d blocks, %v", len(got), err)
			}
		})
	}
}

// FuzzCertificates: what is accepted, encoding/pem reads alike, and writing it
// again gives the same characters but for white space and NUL.
func FuzzCertificates(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n\x00"))
	f.Add([]byte("\n-----BEGIN CERTIFICATE-----\nMAMC\nAQE=\n-----END CERTIFICATE----------BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"))
	f.Add([]byte("0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := pki.Certificates(data, evidence.Limits{})
		if err != nil || len(data) > 0 && data[0] == '0' {
			return
		}
		var again []byte
		for _, der := range got {
			again = append(again, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
		}
		if !bytes.Equal(bare(again), bare(data)) {
			t.Errorf("%q was read as %q", data, again)
		}
	})
}

// bare returns text without white space and NUL.
func bare(text []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if bytes.ContainsRune([]byte(" \t\r\n\x00"), r) {
			return -1
		}
		return r
	}, text)
}

package pki_test

import (
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"strings"
	"testing"

	"github.com/assay-policy/assay/evidence/internal/pki"
)

// TestCriticalExtensions wants critical extensions to be refused that nobody
// applies, those too that x509 takes for handled (RFC 5280 section 4.2).
func TestCriticalExtensions(t *testing.T) {
	t.Parallel()
	names, purposes := asn1.ObjectIdentifier{2, 5, 29, 30}, asn1.ObjectIdentifier{2, 5, 29, 37}
	extend := func(id asn1.ObjectIdentifier, value string) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: id, Critical: true, Value: []byte(value)}}
		}
	}
	key := newEC(t, elliptic.P256())
	for _, c := range []struct {
		name    string
		change  func(*x509.Certificate)
		applied []asn1.ObjectIdentifier
		unknown string // "" if it is accepted
	}{
		{"key usage and basic constraints", func(*x509.Certificate) {}, nil, ""},
		{"names", func(c *x509.Certificate) { c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{"x"}, true }, nil, "2.5.29.30"},
		{"names, which don't matter", func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"x"} }, nil, ""},
		{"names, applied", func(c *x509.Certificate) { c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{"x"}, true }, []asn1.ObjectIdentifier{purposes, names}, ""},
		{"policies", extend(asn1.ObjectIdentifier{2, 5, 29, 36}, "\x30\x03\x80\x01\x00"), nil, "2.5.29.36"},
		{"purposes", extend(purposes, "\x30\x06\x06\x04\x55\x1D\x25\x00"), []asn1.ObjectIdentifier{names}, "2.5.29.37"},
		{"one that nobody knows", extend(asn1.ObjectIdentifier{1, 2, 3}, ""), nil, "1.2.3"},
	} {
		template := authority("Authority")
		c.change(template)
		err := pki.CheckCertificate(certify(t, template, nil, key, key), now, c.applied...)
		switch {
		case c.unknown == "" && err != nil:
			t.Errorf("%s: got %v", c.name, err)
		case c.unknown != "" && (err == nil || !strings.HasSuffix(err.Error(), "has the unknown critical extension "+c.unknown)):
			t.Errorf("%s: got %v, expected one that names %s", c.name, err, c.unknown)
		}
	}
}

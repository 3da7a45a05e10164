package cose

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/frame"
	"github.com/assay-policy/assay/evidence/internal/pki"
)

// Verify returns an error unless the issuer signed the message, as of a time
// (E6.11): the message names it, the chain leads to its authority, the leaf is for
// its purpose, and the leaf's key made the signature.
//
// The chain is checked at the signing time, as leaves live shorter than what they
// sign; that time must not be after t.
func (m *Message) Verify(issuer Issuer, t time.Time) error {
	if t.IsZero() {
		return evidence.ErrNoTime
	}
	named, err := ParseIssuer(m.Issuer)
	if err != nil {
		return err
	}
	if named != issuer {
		return fmt.Errorf("issuer is %q, expected %q", clip(m.Issuer), issuer)
	}
	if m.SigningTime.After(t) {
		return fmt.Errorf("the message was signed at %s, the time of verification is %s", frame.Stamp(m.SigningTime), frame.Stamp(t))
	}
	chain, err := m.certificates()
	if err != nil {
		return err
	}
	if err := checkChain(chain, issuer, m.SigningTime); err != nil {
		return err
	}
	return m.checkSignature(chain[0])
}

// certificates reads the certificates of the chain.
func (m *Message) certificates() ([]*x509.Certificate, error) {
	if len(m.Chain) == 0 {
		return nil, errors.New("the message has no x5chain")
	}
	chain := make([]*x509.Certificate, len(m.Chain))
	for i, der := range m.Chain {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("certificate %d of x5chain is malformed: %w", i+1, err)
		}
		chain[i] = cert
	}
	return chain, nil
}

// checkChain checks that each certificate was issued by the next, up to the
// issuer's authority or beyond, that all are valid at a time, and that the first
// is for the issuer's purpose.
func checkChain(chain []*x509.Certificate, issuer Issuer, t time.Time) error {
	isCA := func(c *x509.Certificate) bool { return sha256.Sum256(c.Raw) == issuer.CA }
	if !slices.ContainsFunc(chain[1:], isCA) {
		return fmt.Errorf("x5chain has no certificate whose SHA-256 is %x, that of the issuer's authority", issuer.CA)
	}
	if err := pki.CheckCertificate(chain[0], t, extKeyUsage); err != nil {
		return err
	}
	for i, cert := range chain[1:] {
		if err := pki.CheckCertificate(cert, t); err != nil {
			return err
		}
		if err := pki.CheckIssued(chain[i], cert); err != nil {
			return err
		}
		// Between this authority and the leaf are i others.
		if most := cert.MaxPathLen; most >= 0 && i > most { // -1 for no bound
			return fmt.Errorf("%q allows %d authorities below it, x5chain has %d", clip(cert.Subject.String()), most, i)
		}
	}
	return checkPurpose(chain[0], issuer.EKU)
}

// extKeyUsage is the OID of the extension that lists purposes (RFC 5280 section
// 4.2.1.12).
var extKeyUsage = asn1.ObjectIdentifier{2, 5, 29, 37}

// checkPurpose checks that a certificate is for signing, and for that purpose.
func checkPurpose(cert *x509.Certificate, eku string) error {
	if cert.KeyUsage != 0 && cert.KeyUsage&x509.KeyUsageDigitalSignature == 0 {
		return fmt.Errorf("%q is not for signatures", clip(cert.Subject.String()))
	}
	want, err := parseOID(eku)
	if err != nil {
		return err
	}
	var purposes []asn1.ObjectIdentifier
	for _, ext := range cert.Extensions {
		if ext.Id.Equal(extKeyUsage) {
			// x509 has read it before: it is well-formed, and there once at most.
			_, _ = asn1.Unmarshal(ext.Value, &purposes)
		}
	}
	if !slices.ContainsFunc(purposes, want.Equal) {
		return fmt.Errorf("%q is for %s, expected the extended key usage %s", clip(cert.Subject.String()), clip(fmt.Sprint(purposes)), eku)
	}
	return nil
}

package pki

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// CRL is a revocation list whose signature by its issuer holds. Whether it is in
// time is a matter of each use.
type CRL struct {
	list   *x509.RevocationList
	issuer *x509.Certificate
}

// ReadCRL reads a list in DER or PEM (one block, "X509 CRL") and checks that the
// issuer of the certificates it covers made it: its name, its right to sign
// lists, its signature (E1.10).
func ReadCRL(data []byte, issuer *x509.Certificate, limits evidence.Limits) (*CRL, error) {
	limits = frame.Limits(limits)
	if err := frame.CheckSize("the CRL", len(data), limits.CRL); err != nil {
		return nil, err
	}
	list, err := parseCRL(data)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(list.RawIssuer, issuer.RawSubject) {
		return nil, fmt.Errorf("issuer of the CRL is %q, expected %q", clip(list.Issuer.String()), clip(issuer.Subject.String()))
	}
	if err := checkAlgorithm(list.SignatureAlgorithm, issuer, nil); err != nil {
		return nil, fmt.Errorf("signature of the CRL: %w", err)
	}
	if err := list.CheckSignatureFrom(issuer); err != nil {
		return nil, fmt.Errorf("the CRL was not signed by %q: %w", name(issuer), err)
	}
	return &CRL{list: list, issuer: issuer}, nil
}

// parseCRL reads exactly one list. A critical extension narrows what a list
// says (part of the certificates, changes since another list): such a list
// would pass for a complete one, so it is refused.
func parseCRL(data []byte) (*x509.RevocationList, error) {
	if len(data) == 0 || data[0] != derStart {
		blocks, err := pemBlocks(data, "X509 CRL", 1)
		if err != nil {
			return nil, fmt.Errorf("the CRL: %w", err)
		}
		if len(blocks) == 0 {
			return nil, errors.New("the CRL is empty")
		}
		data = blocks[0]
	}
	// x509.ParseRevocationList passes over bytes after the list (E1.7).
	if rest, err := asn1.Unmarshal(data, &asn1.RawValue{}); err == nil && len(rest) > 0 {
		return nil, fmt.Errorf("found %d bytes after the CRL, at byte %d", len(rest), len(data)-len(rest))
	}
	list, err := x509.ParseRevocationList(data)
	if err != nil {
		return nil, fmt.Errorf("the CRL is malformed: %w", err)
	}
	for _, extension := range list.Extensions {
		if extension.Critical {
			return nil, fmt.Errorf("the CRL has the critical extension %s, expected a complete list", clip(extension.Id.String()))
		}
	}
	return list, nil
}

// Issuer returns the certificate whose key signed the list.
func (c *CRL) Issuer() *x509.Certificate { return c.issuer }

// Number returns the number of the list; nil if it has none.
func (c *CRL) Number() *big.Int { return c.list.Number }

// ThisUpdate returns the time from which on the list is valid.
func (c *CRL) ThisUpdate() time.Time { return c.list.ThisUpdate }

// NextUpdate returns the time until which the list is valid.
func (c *CRL) NextUpdate() time.Time { return c.list.NextUpdate }

// Check returns an error unless the list is in time at t (E1.3) and names none
// of the certificates, all of which its issuer must have issued (E1.10).
func (c *CRL) Check(t time.Time, covered ...*x509.Certificate) error {
	// A list that names no next update has the zero time there, which is over.
	if err := frame.CheckPeriod("the CRL", t, c.list.ThisUpdate, c.list.NextUpdate); err != nil {
		return err
	}
	for _, cert := range covered {
		if !bytes.Equal(cert.RawIssuer, c.issuer.RawSubject) {
			return fmt.Errorf("the CRL of %q says nothing about %q", name(c.issuer), name(cert))
		}
		for _, entry := range c.list.RevokedCertificateEntries {
			if entry.SerialNumber.Cmp(cert.SerialNumber) == 0 {
				return fmt.Errorf("%q was revoked at %s", name(cert), frame.Stamp(entry.RevocationTime))
			}
		}
	}
	return nil
}

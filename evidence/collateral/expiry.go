package collateral

import (
	"bytes"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/pki"
)

// until reads a document as far as it says when it expires. What can't be read is
// not the document that was asked for.
func (d Document) until(body []byte) (time.Time, error) {
	switch d {
	case TCBInfo:
		info, err := dcap.ReadTCBInfo(body, dcap.Limits{})
		if err != nil {
			return time.Time{}, err
		}
		return info.NextUpdate, nil
	case QEIdentity:
		id, err := dcap.ReadQEIdentity(body, dcap.Limits{})
		if err != nil {
			return time.Time{}, err
		}
		return id.NextUpdate, nil
	case PCKCRL, RootCRL, CRL:
		list, err := readCRL(body)
		if err != nil {
			return time.Time{}, err
		}
		return list.NextUpdate, nil
	case VEK, Chain:
		certs, err := readCertificates(body)
		if err != nil {
			return time.Time{}, err
		}
		return firstEnd(certs), nil
	}
	return time.Time{}, errors.New("found no document that the services have")
}

// readCRL reads a list in DER, PEM, or hex, as PCCS has it (E3.12). It must say when
// the next one is due.
func readCRL(data []byte) (*x509.RevocationList, error) {
	der := data
	if block, rest := pem.Decode(data); block != nil && block.Type == "X509 CRL" && len(bytes.TrimSpace(rest)) == 0 {
		der = block.Bytes
	} else if decoded, err := hex.DecodeString(string(bytes.TrimSpace(data))); err == nil {
		der = decoded
	}
	list, err := x509.ParseRevocationList(der)
	if err != nil {
		return nil, fmt.Errorf("found no revocation list: it begins with %q", clip(string(data[:min(len(data), 40)])))
	}
	if list.NextUpdate.IsZero() {
		return nil, errors.New("found a revocation list that doesn't say when the next one is due")
	}
	return list, nil
}

// readCertificates reads certificates in PEM, or one in DER: at least one.
func readCertificates(data []byte) ([]*x509.Certificate, error) {
	ders, err := pki.Certificates(data, evidence.Limits{})
	if err != nil {
		return nil, err
	}
	var certs []*x509.Certificate
	for _, der := range ders {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("certificate %d is malformed: %w", len(certs)+1, err)
		}
		certs = append(certs, cert)
	}
	if len(certs) == 0 {
		return nil, errors.New("found no certificate")
	}
	return certs, nil
}

// firstEnd is when the first of the certificates ends.
func firstEnd(certs []*x509.Certificate) time.Time {
	end := certs[0].NotAfter
	for _, cert := range certs[1:] {
		if cert.NotAfter.Before(end) {
			end = cert.NotAfter
		}
	}
	return end
}

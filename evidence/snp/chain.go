package snp

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/frame"
	"github.com/assay-policy/assay/evidence/internal/pki"
)

// chainAlgorithm is the one that AMD signs certificates with (E6.4).
const chainAlgorithm = x509.SHA384WithRSAPSS

// chain is a VEK whose certificates hold together up to an anchor. What depends
// on the time, the report or options isn't part of that (E1.11).
type chain struct {
	vek  *vek
	ask  *x509.Certificate // ASK or ASVK
	ark  *x509.Certificate
	sent [][]byte // certificates given after the VEK
	pem  error    // what is wrong with the PEM after the VEK
}

// readChain reads the certificates given and the first of them, the VEK. Faults
// in the encoding belong to the step of the chain (E6.4): if there is a VEK, they
// wait until then.
func readChain(data []byte, limits evidence.Limits) (*chain, error) {
	ders, pem := pki.Certificates(data, limits)
	if len(ders) == 0 {
		if pem != nil {
			return nil, frame.Wrap(Kind, StepChain, "E6.4", pem)
		}
		return nil, errors.New("no certificate of the endorsement key was given")
	}
	v, err := readVEK(ders[0])
	if err != nil {
		return nil, err
	}
	return &chain{vek: v, sent: ders[1:], pem: pem}, nil
}

// link connects the VEK to the anchor of its product (E6.4). Certificates that
// were sent are compared with the anchor's, never used.
func (c *chain) link(anchors []Anchor) error {
	if c.pem != nil {
		return c.pem
	}
	i := slices.IndexFunc(anchors, func(a Anchor) bool { return a.Product == c.vek.product })
	if i < 0 {
		return fmt.Errorf("no root certificate for %s", c.vek.product)
	}
	c.ark, c.ask = anchors[i].ARK, anchors[i].intermediate(c.vek.signer)
	if c.ark == nil || c.ask == nil {
		return fmt.Errorf("no certificate that issues a %s of %s", c.vek.signer, c.vek.product)
	}
	for n, der := range c.sent {
		if !bytes.Equal(der, c.ask.Raw) && !bytes.Equal(der, c.ark.Raw) {
			return fmt.Errorf("certificate %d of the chain is neither %q nor %q as they are built in",
				n+2, c.ask.Subject.CommonName, c.ark.Subject.CommonName)
		}
	}
	if err := pki.CheckIssued(c.vek.cert, c.ask, chainAlgorithm); err != nil {
		return err
	}
	c.sent = nil // compared, and no longer of use
	return pki.CheckIssued(c.ask, c.ark, chainAlgorithm)
}

// inTime checks every certificate of the chain at a time (E1.3).
func (c *chain) inTime(t time.Time) error {
	for _, cert := range []*x509.Certificate{c.vek.cert, c.ask, c.ark} {
		if err := pki.CheckCertificate(cert, t); err != nil {
			return err
		}
	}
	return nil
}

// until returns the time at which the first certificate of the chain ends.
func (c *chain) until() time.Time {
	end := c.vek.cert.NotAfter
	for _, cert := range []*x509.Certificate{c.ask, c.ark} {
		if cert.NotAfter.Before(end) {
			end = cert.NotAfter
		}
	}
	return end
}

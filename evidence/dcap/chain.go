package dcap

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/assay-policy/assay/evidence/internal/pki"
)

// Anchor is a root to trust: the SHA-256 of its key as SubjectPublicKeyInfo. The
// key counts, since there are several certificates of Intel's (E3.5).
type Anchor [sha256.Size]byte

// intelRoot is the key of Intel SGX Root CA (E3.5).
var intelRoot = Anchor{
	0xa0, 0xaf, 0x03, 0x12, 0x89, 0xf5, 0xd5, 0xd4, 0x13, 0x2f, 0x91, 0x86, 0x06, 0x8a, 0x7f, 0xc1,
	0x36, 0x28, 0x63, 0x3b, 0xa2, 0x35, 0x77, 0x74, 0x72, 0xe2, 0x9b, 0x6b, 0x6c, 0x67, 0xa4, 0x9e,
}

// The names that Intel's certificates have (E3.4).
const (
	nameRoot      = "Intel SGX Root CA"
	namePCK       = "Intel SGX PCK Certificate"
	nameProcessor = "Intel SGX PCK Processor CA"
	namePlatform  = "Intel SGX PCK Platform CA"
	nameSigning   = "Intel SGX TCB Signing"
)

// period is when something is valid: all of its parts are.
type period struct{ from, to time.Time }

func (p period) covers(t time.Time) bool { return !t.Before(p.from) && !t.After(p.to) }

// chain is certificates that hold together up to a root that is trusted, leaf
// first. What depends on the time isn't part of that (E1.11).
type chain struct {
	certs []*x509.Certificate
	key   *ecdsa.PublicKey // of the leaf
	period
}

func (c *chain) leaf() *x509.Certificate { return c.certs[0] }
func (c *chain) root() *x509.Certificate { return c.certs[len(c.certs)-1] }

// inTime checks every certificate of the chain at a time (E1.3).
func (c *chain) inTime(t time.Time) error {
	if c.covers(t) {
		return nil
	}
	for _, cert := range c.certs {
		if err := pki.CheckCertificate(cert, t); err != nil {
			return err
		}
	}
	return nil
}

// splitChain returns the certificates of a chain in PEM, URL-encoded or not
// (E3.12).
func splitChain(data []byte, limits Limits) ([][]byte, error) {
	if text := trimText(data); bytes.IndexByte(text, '%') >= 0 && bytes.IndexByte(text, '\n') < 0 {
		text, err := url.PathUnescape(string(data))
		if err != nil {
			return nil, fmt.Errorf("the certificate chain: %w", err)
		}
		data = []byte(text)
	}
	return pki.Certificates(data, limits.Limits)
}

// readChain reads certificates and checks that they have the names expected, leaf
// first, keys on P-256, and each the next one's signature, up to an anchor.
func readChain(ders [][]byte, anchors []Anchor, names ...[]string) (*chain, error) {
	if len(ders) != len(names) {
		return nil, fmt.Errorf("found %d certificates, expected %d", len(ders), len(names))
	}
	c := &chain{}
	for i, der := range ders {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("certificate %d is malformed: %w", i+1, err)
		}
		if cn := cert.Subject.CommonName; !slices.Contains(names[i], cn) {
			return nil, fmt.Errorf("certificate %d is that of %q, expected %q", i+1, clip(cn), names[i])
		}
		key, ok := cert.PublicKey.(*ecdsa.PublicKey)
		if !ok || key.Curve != elliptic.P256() {
			return nil, fmt.Errorf("key of %q is not on P-256", cert.Subject.CommonName)
		}
		if i == 0 {
			c.key = key
		}
		c.certs = append(c.certs, cert)
	}
	return c, c.link(anchors)
}

// link checks the signatures from the leaf to the root, which signed itself, and
// that the root's key is an anchor.
func (c *chain) link(anchors []Anchor) error {
	root := c.root()
	if sum := sha256.Sum256(root.RawSubjectPublicKeyInfo); !slices.Contains(anchors, sum) {
		return fmt.Errorf("key of %q is %s…, expected that of the root which is trusted", root.Subject.CommonName, hex.EncodeToString(sum[:8]))
	}
	for i, cert := range c.certs {
		parent := root
		if i+1 < len(c.certs) {
			parent = c.certs[i+1]
		}
		if err := pki.CheckIssued(cert, parent, x509.ECDSAWithSHA256); err != nil {
			return err
		}
		if err := pki.CheckCertificate(cert, cert.NotBefore); err != nil {
			return err
		}
		if i == 0 || cert.NotBefore.After(c.from) {
			c.from = cert.NotBefore
		}
		if i == 0 || cert.NotAfter.Before(c.to) {
			c.to = cert.NotAfter
		}
	}
	return nil
}

// pckChain is the chain of the key that certified a quoting enclave.
type pckChain struct {
	*chain
	pck  PCK
	text string // for people
}

// ca returns the certificate that issued that of the key.
func (c *pckChain) ca() *x509.Certificate { return c.certs[1] }

// readPCKChain reads a chain of PCK certificate, CA and root (E3.4).
func readPCKChain(ders [][]byte, anchors []Anchor) (*pckChain, error) {
	c, err := readChain(ders, anchors, []string{namePCK}, []string{nameProcessor, namePlatform}, []string{nameRoot})
	if err != nil {
		return nil, err
	}
	pck, err := pckOf(c.leaf())
	if err != nil {
		return nil, err
	}
	return &pckChain{c, pck, fmt.Sprintf("PCK of FMSPC %s, issued by the %s CA; valid until %s", pck.FMSPC, pck.CA, day(c.to))}, nil
}

// ReadPCK reads what the first certificate of a chain in PEM says of a platform:
// what one has to know to fetch its collateral. It checks no signature.
func ReadPCK(chain []byte, limits Limits) (PCK, error) {
	ders, err := splitChain(chain, limits)
	if len(ders) == 0 {
		if err == nil {
			err = errors.New("found no certificate, expected a PCK certificate")
		}
		return PCK{}, err
	}
	leaf, err := x509.ParseCertificate(ders[0])
	if err != nil {
		return PCK{}, fmt.Errorf("the PCK certificate is malformed: %w", err)
	}
	return pckOf(leaf)
}

// pckOf reads Intel's extension of a PCK certificate (E3.6).
func pckOf(leaf *x509.Certificate) (PCK, error) {
	i := slices.IndexFunc(leaf.Extensions, func(e pkix.Extension) bool { return e.Id.Equal(sgxArc) })
	if i < 0 {
		return PCK{}, fmt.Errorf("%q has no extension %v", clip(leaf.Subject.CommonName), sgxArc)
	}
	pck, err := readPCK(leaf.Extensions[i].Value)
	if err != nil {
		return PCK{}, fmt.Errorf("extension %w", err)
	}
	switch issuer := leaf.Issuer.CommonName; issuer {
	case nameProcessor:
		pck.CA = Processor
	case namePlatform:
		pck.CA = Platform
	default:
		return PCK{}, fmt.Errorf("issuer of the PCK certificate is %q, expected %q or %q", clip(issuer), nameProcessor, namePlatform)
	}
	return pck, nil
}

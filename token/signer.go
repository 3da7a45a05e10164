package token

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// DefaultIssuer is the attest URI of tokens if none is given.
const DefaultIssuer = "https://localhost"

// Signer signs tokens in the name of one issuer with one key. It is immutable
// and safe for many goroutines. The private key never leaves it.
type Signer struct {
	key       crypto.Signer
	algorithm Algorithm
	issuer    string
	id        string
	cert      *x509.Certificate
	header    []byte // of its tokens
}

// SignerOptions say how and in whose name a Signer signs.
type SignerOptions struct {
	Algorithm   Algorithm         // "" is RS256 for RSA, ES256 for P-256, ES384 for P-384; RS256 for a new key
	Issuer      string            // attest URI; "" is DefaultIssuer
	Certificate *x509.Certificate // nil: a self-signed one is made, in memory
}

// NewSigner returns a signer with a given key, which may live in hardware. A
// certificate that is given must be the key's, self-signed, and named after the
// issuer, or no relying party could accept a token (S3.7). A certificate that is
// made is valid from 2020-01-01 until ten years from now (S6.2).
func NewSigner(key crypto.Signer, opts SignerOptions, now time.Time) (*Signer, error) {
	if key == nil {
		return nil, errors.New("found no key")
	}
	opts, err := opts.complete(key.Public())
	if err != nil {
		return nil, err
	}
	if opts.Certificate == nil {
		opts.Certificate, err = issuerCertificate(key, opts.Issuer, now)
	} else {
		err = checkIssuerCertificate(opts.Certificate, key.Public(), opts.Issuer)
	}
	if err != nil {
		return nil, err
	}
	id, err := KeyID(key.Public())
	if err != nil {
		return nil, err
	}
	return &Signer{key: key, algorithm: opts.Algorithm, issuer: opts.Issuer, id: id, cert: opts.Certificate,
		header: tokenHeader(opts.Algorithm, opts.Issuer, id)}, nil
}

// Generate makes a new key and its certificate (S6.2): RSA of 2048 bits, P-256
// or P-384, as the algorithm wants.
func Generate(opts SignerOptions, now time.Time) (*Signer, error) {
	if opts.Certificate != nil {
		return nil, errors.New("found a certificate, expected none for a key that is yet to be made")
	}
	if opts.Algorithm == "" {
		opts.Algorithm = RS256
	}
	key, err := generateKey(opts.Algorithm)
	if err != nil {
		return nil, err
	}
	return NewSigner(key, opts, now)
}

func generateKey(a Algorithm) (crypto.Signer, error) {
	switch a {
	case RS256, PS256:
		return rsa.GenerateKey(rand.Reader, minRSABits)
	case ES256:
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case ES384:
		return ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	}
	_, err := ParseAlgorithm(string(a))
	return nil, err
}

// complete fills in the defaults and checks algorithm and issuer.
func (o SignerOptions) complete(public crypto.PublicKey) (SignerOptions, error) {
	var err error
	if o.Algorithm == "" {
		if o.Algorithm, err = algorithmFor(public); err != nil {
			return o, err
		}
	}
	if _, err = ParseAlgorithm(string(o.Algorithm)); err != nil {
		return o, err
	}
	if err = o.Algorithm.fits(public); err != nil {
		return o, err
	}
	if o.Issuer == "" {
		o.Issuer = DefaultIssuer
	}
	o.Issuer, err = ParseIssuer(o.Issuer)
	return o, err
}

// ParseIssuer checks an attest URI and returns it as `iss` holds it, without a
// trailing slash (S1.4): https, a host, perhaps a path, in printable ASCII.
func ParseIssuer(uri string) (string, error) {
	for _, r := range uri {
		if r <= ' ' || r > '~' {
			return "", fmt.Errorf("found %q in issuer %q, expected printable ASCII", r, uri)
		}
	}
	u, err := url.Parse(uri)
	if err != nil {
		return "", fmt.Errorf("issuer %q: %w", uri, err)
	}
	if u.Scheme != "https" || u.Hostname() == "" {
		return "", fmt.Errorf("found issuer %q, expected a URI like %q", uri, DefaultIssuer)
	}
	if u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(uri, "#") {
		return "", fmt.Errorf("found issuer %q, expected no user, query or fragment", uri)
	}
	return strings.TrimRight(uri, "/"), nil
}

// checkIssuerCertificate reports why tokens signed with a key would not verify
// with a certificate (S3.7).
func checkIssuerCertificate(cert *x509.Certificate, public crypto.PublicKey, issuer string) error {
	if !sameKey(cert.PublicKey, public) {
		return errors.New("the certificate is not that of the key")
	}
	if err := checkSelfSigned(cert); err != nil {
		return err
	}
	return checkName(cert, issuer)
}

// Algorithm returns what the signer signs with.
func (s *Signer) Algorithm() Algorithm { return s.algorithm }

// Issuer returns the attest URI that tokens name as `iss` (S1.4).
func (s *Signer) Issuer() string { return s.issuer }

// KeyID returns the `kid` of the tokens (S1.3).
func (s *Signer) KeyID() string { return s.id }

// Certificate returns the certificate of the signing key.
func (s *Signer) Certificate() *x509.Certificate { return s.cert }

package token

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// PolicySigner says who signed an envelope. Unpack has verified the signature; whether
// the signer may set policies is for Check to say.
type PolicySigner struct {
	// Algorithm is the header's alg: RS256 or ES256, or RSA256 or ECDH256 as the
	// Python SDK writes them (S4.2).
	Algorithm string
	// Certificates are the header's, that of the signing key first.
	Certificates []*x509.Certificate
}

// JWK returns the signer as the claim x-ms-policy-signer has it: alg, kty, use and
// x5c (S1.10). Without certificates there is none, and it is nil.
func (s *PolicySigner) JWK() json.RawMessage {
	if len(s.Certificates) == 0 || slices.Contains(s.Certificates, nil) {
		return nil
	}
	algorithm, kty := RS256, "RSA"
	if _, ec := s.Certificates[0].PublicKey.(*ecdsa.PublicKey); ec {
		algorithm, kty = ES256, "EC"
	}
	return jsondoc.AppendSorted(nil, jsondoc.NewObject([]string{"alg", "kty", "use", "x5c"}, []jsondoc.Value{
		jsondoc.NewString(string(algorithm)), jsondoc.NewString(kty), jsondoc.NewString("sig"), chainValue(s.Certificates)}))
}

// Check reports why the signer may not set policies: its certificates must form a
// chain by RFC 5280, valid at the time of the upload, with keys and signatures from
// the list (E1.9), that ends in a root which is a CA by its basic constraints. Key
// usage alone is not looked at (S4.3). One of the trusted certificates must be in
// the chain, or have signed its end (S4.4); without trusted ones, any signer will do.
func (s *PolicySigner) Check(at time.Time, trusted []*x509.Certificate) error {
	chain := s.Certificates
	if len(chain) == 0 || slices.Contains(chain, nil) {
		return malformed("S4.3", errors.New("found no certificate of the signer"))
	}
	if err := checkLinks(chain, at); err != nil {
		return malformed("S4.3", err)
	}
	last := chain[len(chain)-1]
	if len(trusted) == 0 {
		if err := checkRoot(last); err != nil {
			return malformed("S4.3", err)
		}
		return malformed("S4.3", checkPath(chain, last, at))
	}
	anchor := anchorOf(chain, trusted, at)
	if anchor == nil {
		return malformed("S4.4", fmt.Errorf("the signer %s is not, and doesn't chain to, one of the %d policy certificates",
			chain[0].Subject, len(trusted)))
	}
	return malformed("S4.3", checkPath(chain, anchor, at))
}

// checkLinks: each certificate is from the list and in time, and the next one,
// a CA, made it.
func checkLinks(chain []*x509.Certificate, at time.Time) error {
	for i, cert := range chain {
		if err := checkListed(cert); err != nil {
			return err
		}
		if err := checkValidity(cert, at); err != nil {
			return err
		}
		if i > 0 && (!issuedBy(chain[i-1], cert) || !isCA(cert)) {
			return fmt.Errorf("unable to find issuer certificate %s", chain[i-1].Issuer)
		}
	}
	return nil
}

// anchorOf returns the certificate that the chain has to lead to: its own end if
// a trusted certificate is in it, else the trusted one that signed its end (S4.4);
// nil if the chain has to do with none.
func anchorOf(chain, trusted []*x509.Certificate, at time.Time) *x509.Certificate {
	last := chain[len(chain)-1]
	trusted = slices.DeleteFunc(slices.Clone(trusted), func(c *x509.Certificate) bool { return c == nil })
	for _, anchor := range trusted {
		if slices.ContainsFunc(chain, anchor.Equal) {
			return last
		}
	}
	for _, anchor := range trusted {
		if issuedBy(last, anchor) && checkValidity(anchor, at) == nil && isCA(anchor) {
			return anchor
		}
	}
	return nil
}

// checkPath: what RFC 5280 demands of a path beyond its links: lengths, names and
// critical extensions.
func checkPath(chain []*x509.Certificate, anchor *x509.Certificate, at time.Time) error {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(withoutKeyUsage(anchor))
	for _, cert := range chain[1:] {
		between.AddCert(withoutKeyUsage(cert))
	}
	_, err := withoutKeyUsage(chain[0]).Verify(x509.VerifyOptions{Roots: roots, Intermediates: between,
		CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	if err != nil {
		return fmt.Errorf("the chain of %s: %w", chain[0].Subject, err)
	}
	return nil
}

// withoutKeyUsage returns a certificate that says nothing of what its key is for.
// A signer that the service accepted may sign certificates only, by its key usage
// (S4.3).
func withoutKeyUsage(cert *x509.Certificate) *x509.Certificate {
	silent := *cert
	silent.KeyUsage = 0
	return &silent
}

// checkRoot: the end of the chain signs itself and is a CA (S4.3).
func checkRoot(cert *x509.Certificate) error {
	if !issuedBy(cert, cert) {
		return fmt.Errorf("unable to find issuer certificate %s", cert.Issuer)
	}
	if !isCA(cert) {
		return fmt.Errorf("found root %s, whose basic constraints don't make it a CA", cert.Subject)
	}
	return nil
}

func isCA(cert *x509.Certificate) bool { return cert.BasicConstraintsValid && cert.IsCA }

// issuedBy reports whether parent's name and key made child.
func issuedBy(child, parent *x509.Certificate) bool {
	return bytes.Equal(child.RawIssuer, parent.RawSubject) && signedBy(child, parent) == nil
}

// envelopeSigner checks an envelope's header and signature, and returns who
// signed; nil if the envelope is unsigned (S4.1, S4.2).
func envelopeSigner(c compact) (*PolicySigner, error) {
	if err := checkNoExtension(c.header); err != nil {
		return nil, malformed("S4.2", err)
	}
	alg, given, err := stringMember(c.header, "alg")
	if err == nil && !given {
		err = errors.New("found no alg in the header")
	}
	if err != nil {
		return nil, malformed("S4.1", err)
	}
	if alg == "none" {
		if len(c.signature) > 0 {
			return nil, malformed("L8.2", errors.New(`found a signature, expected none with alg "none"`))
		}
		return nil, nil
	}
	signer := &PolicySigner{Algorithm: alg}
	if signer.Certificates, err = headerChain(c.header); err != nil {
		return nil, malformed("S4.1", err)
	}
	if err := verifyPolicy(alg, signer.Certificates[0].PublicKey, []byte(c.signed), c.signature); err != nil {
		return nil, malformed("S4.2", err)
	}
	return signer, nil
}

// headerChain returns the certificates of either form of header (S4.1).
func headerChain(header jsondoc.Value) ([]*x509.Certificate, error) {
	jwk, nested := header.Member("jwk")
	if _, both := header.Member("x5c"); both && nested {
		return nil, errors.New("found both x5c and jwk in the header, expected one of them")
	}
	if !nested {
		return parseChain(header)
	}
	chain, err := parseChain(jwk)
	if err != nil {
		return nil, fmt.Errorf("jwk: %w", err)
	}
	if err := matchJWK(jwk, chain[0].PublicKey); err != nil {
		return nil, fmt.Errorf("jwk: %w", err)
	}
	return chain, nil
}

// policyAlgorithm returns the algorithm that a key signs policies with (S4.2).
func policyAlgorithm(public crypto.PublicKey) (Algorithm, error) {
	for _, a := range []Algorithm{RS256, ES256} {
		if a.fits(public) == nil {
			return a, nil
		}
	}
	return "", fmt.Errorf("found %s, expected RSA of %d to %d bits or P-256", describeKey(public), minRSABits, maxRSABits)
}

// verifyPolicy checks an envelope's signature. The key decides the algorithm, and
// alg must be a name of it: the standard one, or that of the Python SDK, whose
// ECDSA signatures are DER (S4.2).
func verifyPolicy(alg string, public crypto.PublicKey, signed, signature []byte) error {
	want, err := policyAlgorithm(public)
	if err != nil {
		return err
	}
	switch {
	case want == ES256 && alg == "ECDH256":
		err = verifyDER(public, signed, signature)
	case alg == string(want), want == RS256 && alg == "RSA256":
		err = want.verify(public, signed, signature)
	default:
		return fmt.Errorf("found alg %q, expected %q, which fits the signer's key", alg, want)
	}
	if err != nil {
		return errors.New("the signature was not made over these bytes by the key of the first certificate")
	}
	return nil
}

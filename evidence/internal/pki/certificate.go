package pki

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/assay-policy/assay/evidence/internal/frame"
	"github.com/assay-policy/assay/internal/spell"
)

// signatureAlgorithms are those that any certificate or list may be signed with (E1.9).
var signatureAlgorithms = [...]x509.SignatureAlgorithm{
	x509.ECDSAWithSHA256, x509.ECDSAWithSHA384,
	x509.SHA256WithRSA, x509.SHA384WithRSA, x509.SHA512WithRSA,
	x509.SHA256WithRSAPSS, x509.SHA384WithRSAPSS, x509.SHA512WithRSAPSS,
}

// CheckIssued returns an error unless parent issued child: its name, its right
// to sign certificates, and a signature by an algorithm of E1.9, or of those
// given. What holds now holds for ever: time is checked apart (E1.11).
func CheckIssued(child, parent *x509.Certificate, allowed ...x509.SignatureAlgorithm) error {
	if !bytes.Equal(child.RawIssuer, parent.RawSubject) {
		return fmt.Errorf("issuer of %q is %q, expected %q", name(child), clip(child.Issuer.String()), clip(parent.Subject.String()))
	}
	if err := checkAlgorithm(child.SignatureAlgorithm, parent, allowed); err != nil {
		return fmt.Errorf("signature of %q: %w", name(child), err)
	}
	if !parent.IsCA || !parent.BasicConstraintsValid {
		return fmt.Errorf("%q is not a certificate authority", name(parent))
	}
	if err := child.CheckSignatureFrom(parent); err != nil {
		return fmt.Errorf("%q was not signed by %q: %w", name(child), name(parent), err)
	}
	return nil
}

// The critical extensions that every check here applies: CheckIssued sees to both.
var (
	keyUsage         = asn1.ObjectIdentifier{2, 5, 29, 15}
	basicConstraints = asn1.ObjectIdentifier{2, 5, 29, 19}
)

// CheckCertificate returns an error unless the certificate is valid at t (E1.3)
// and has no critical extension but those that are applied: the two above, and what
// the caller applies. x509 takes more of them for handled, such as constraints on
// names, which only its own way of building chains applies.
func CheckCertificate(cert *x509.Certificate, t time.Time, applied ...asn1.ObjectIdentifier) error {
	for i := range cert.Extensions {
		e := &cert.Extensions[i]
		if e.Critical && !e.Id.Equal(keyUsage) && !e.Id.Equal(basicConstraints) && !slices.ContainsFunc(applied, e.Id.Equal) {
			return fmt.Errorf("%q has the unknown critical extension %s", name(cert), clip(e.Id.String()))
		}
	}
	return frame.CheckPeriod(fmt.Sprintf("%q", name(cert)), t, cert.NotBefore, cert.NotAfter)
}

// checkAlgorithm applies E1.9 to a signature by the key of a certificate.
func checkAlgorithm(algorithm x509.SignatureAlgorithm, signer *x509.Certificate, allowed []x509.SignatureAlgorithm) error {
	if len(allowed) == 0 {
		allowed = signatureAlgorithms[:]
	}
	if !slices.Contains(allowed, algorithm) {
		return fmt.Errorf("found the algorithm %v, expected one of %v", algorithm, allowed)
	}
	switch key := signer.PublicKey.(type) {
	case *rsa.PublicKey:
		if bits := key.N.BitLen(); bits < 2048 || bits > 8192 {
			return fmt.Errorf("found an RSA key of %d bits, expected 2048 to 8192", bits)
		}
	case *ecdsa.PublicKey:
		if key.Curve != elliptic.P256() && key.Curve != elliptic.P384() {
			return fmt.Errorf("found a key on %s, expected P-256 or P-384", key.Curve.Params().Name)
		}
	default:
		return errors.New("found a key that is neither RSA nor ECDSA")
	}
	return nil
}

// name is what messages call a certificate.
func name(cert *x509.Certificate) string {
	if cert.Subject.CommonName != "" {
		return clip(cert.Subject.CommonName)
	}
	return clip(cert.Subject.String())
}

// clip cuts a name that a message shows: those of vendors are shorter.
func clip(text string) string { return spell.Clip(text, 100) }

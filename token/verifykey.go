package token

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// checkKey: the key is the one whose kid is the token's, and fits the algorithm;
// no other key is tried (S3.6). What the header says of the key agrees (S3.1).
func (v Verifier) checkKey(ctx context.Context, p *proof) error {
	id, given, err := stringMember(p.header, "kid")
	if err != nil {
		return atStep(StepKey, err)
	}
	if !given {
		return fail(StepKey, "found no kid")
	}
	if p.key, err = v.Keys.Key(ctx, id); err != nil {
		return atStep(StepKey, err)
	}
	if p.key == nil || p.key.id != id {
		return fail(StepKey, "the key source gave a key other than kid %q", id)
	}
	if only := p.key.algorithm; only != "" && only != p.algorithm {
		return fail(StepKey, "found alg %q, but the key is for %q", p.algorithm, only)
	}
	if err := p.algorithm.fits(p.key.public); err != nil {
		return atStep(StepKey, err)
	}
	return atStep(StepKey, p.checkHints())
}

// checkHints compares what a header may say about its key with the key: jwk, x5c,
// x5t and x5t#S256. They never choose it (S3.1).
func (p *proof) checkHints() error {
	if jwk, given := p.header.Member("jwk"); given {
		if jwk.Kind() != jsondoc.Object {
			return fmt.Errorf("found a JSON %s as jwk, expected an object", jwk.Kind())
		}
		if err := matchJWK(jwk, p.key.public); err != nil {
			return fmt.Errorf("jwk: %w", err)
		}
	}
	if len(p.key.certs) == 0 {
		return p.checkNoCertificate()
	}
	leaf := p.key.certs[0]
	if _, given := p.header.Member("x5c"); given {
		chain, err := parseChain(p.header)
		if err != nil {
			return fmt.Errorf("x5c: %w", err)
		}
		if !bytes.Equal(chain[0].Raw, leaf.Raw) {
			return errors.New("found a certificate in x5c other than that of the key set")
		}
	}
	sum := sha256.Sum256(leaf.Raw)
	return errors.Join(
		p.checkThumbprint("x5t", CertificateKeyID(leaf)), // the same hash in the same form
		p.checkThumbprint("x5t#S256", base64.RawURLEncoding.EncodeToString(sum[:])))
}

// checkNoCertificate refuses a header that speaks of a certificate, where the key is
// trusted as such and there is none to compare.
func (p *proof) checkNoCertificate() error {
	for _, name := range []string{"x5c", "x5t", "x5t#S256"} {
		if _, given := p.header.Member(name); given {
			return fmt.Errorf("found %s, but the key is given without a certificate", name)
		}
	}
	return nil
}

func (p *proof) checkThumbprint(name, want string) error {
	thumbprint, given, err := stringMember(p.header, name)
	if err == nil && given && thumbprint != want {
		err = fmt.Errorf("found the hash of a certificate in %s other than that of the key set", name)
	}
	return err
}

// checkCertificate: the key's certificate is self-signed and named after the
// issuer; or, for TPM and VBS tokens, certified by a root of the caller, without
// which there is no such token. Its time is right (S3.7). A key that the caller
// trusts as such needs no certificate.
func (v Verifier) checkCertificate(p *proof) error {
	if row, _ := kindOf(text(p.payload, attestationType)); row.certified {
		return atStep(StepCertificate, v.checkChain(p))
	}
	if len(p.key.certs) == 0 {
		return nil
	}
	if p.key.selfErr != nil {
		return atStep(StepCertificate, p.key.selfErr)
	}
	leaf := p.key.certs[0]
	if err := checkName(leaf, p.issuer); err != nil {
		return atStep(StepCertificate, err)
	}
	return atStep(StepCertificate, checkValidity(leaf, p.at))
}

// checkChain: the key's certificates lead to a root of the caller, with keys and
// signatures from the list (E1.9).
func (v Verifier) checkChain(p *proof) error {
	if len(p.key.certs) == 0 {
		return errors.New("found a token whose key a CA must certify, but the key is given without a certificate")
	}
	if v.Roots == nil {
		return errors.New("found a token whose key a CA must certify, but the caller trusts no root")
	}
	between := x509.NewCertPool()
	for _, cert := range p.key.certs[1:] {
		if checkListed(cert) == nil {
			between.AddCert(cert)
		}
	}
	chains, err := p.key.certs[0].Verify(x509.VerifyOptions{Roots: v.Roots, Intermediates: between,
		CurrentTime: p.at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	if err != nil {
		return err
	}
	return checkAnyListed(chains)
}

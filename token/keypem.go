package token

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
)

// ParseKeySetPEM reads PEM with public keys and certificates, as a relying party
// keeps them. A certificate is judged as in a set that an issuer serves (S3.7); those
// of the CAs above it come after it. A bare public key is trusted as such, since
// nothing says whose it is, or for how long. Each has the `kid` that S1.3 gives it.
// Errors are *VerifyError.
func ParseKeySetPEM(data []byte) (*KeySet, error) {
	if len(data) > maxKeySet {
		return nil, fail(StepKeySet, "found %d bytes, expected at most %d", len(data), maxKeySet)
	}
	var read pemKeys
	for {
		block, rest := pem.Decode(data)
		if block == nil {
			break
		}
		if err := read.add(block); err != nil {
			return nil, atStep(StepKeySet, err)
		}
		data = rest
	}
	if bytes.Contains(data, []byte("-----BEGIN ")) {
		return nil, fail(StepKeySet, "found a damaged PEM block")
	}
	return read.keySet()
}

// pemKeys are the blocks of PEM text.
type pemKeys struct {
	bare  []*Key
	certs []*x509.Certificate
}

// add takes in one block.
func (p *pemKeys) add(block *pem.Block) error {
	var public any
	var err error
	switch block.Type {
	case "PUBLIC KEY":
		public, err = x509.ParsePKIXPublicKey(block.Bytes)
	case "RSA PUBLIC KEY":
		public, err = x509.ParsePKCS1PublicKey(block.Bytes)
	case "CERTIFICATE":
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return fmt.Errorf("PEM block %q: %w", block.Type, err)
		}
		p.certs = append(p.certs, cert)
		return p.checkCount()
	default:
		return fmt.Errorf("found a PEM block %q, expected public keys or certificates", block.Type)
	}
	if err != nil {
		return fmt.Errorf("PEM block %q: %w", block.Type, err)
	}
	key, err := bareKey(public)
	if err != nil {
		return err
	}
	p.bare = append(p.bare, key)
	return p.checkCount()
}

func (p *pemKeys) checkCount() error {
	if len(p.bare)+len(p.certs) > maxKeys {
		return fmt.Errorf("found more than %d keys", maxKeys)
	}
	return nil
}

// keySet makes the set. Certificates come first: a key that has one is judged by it.
func (p *pemKeys) keySet() (*KeySet, error) {
	set := &KeySet{}
	for i := range p.certs {
		key, err := certifiedKey(chainFrom(p.certs[i:]))
		if err != nil {
			return nil, atStep(StepKeySet, err)
		}
		if err := set.add(key); err != nil {
			return nil, err
		}
	}
	for _, key := range p.bare {
		if err := set.add(key); err != nil {
			return nil, err
		}
	}
	set.skipUnusable()
	if set.Len() == 0 {
		return nil, atStep(StepKeySet, set.none())
	}
	return set, nil
}

// none says why a set has no key.
func (s *KeySet) none() error {
	if len(s.skipped) == 0 {
		return errors.New("found no public key or certificate, expected PEM blocks with them")
	}
	return fmt.Errorf("found no key that can be used: %s", s.skipped[0].Reason)
}

// chainFrom returns the first of some certificates and those after it that certify
// it, one the other.
func chainFrom(certs []*x509.Certificate) []*x509.Certificate {
	chain := certs[:1:1]
	for _, next := range certs[1:] {
		last := chain[len(chain)-1]
		if len(chain) == maxChain || bytes.Equal(last.RawIssuer, last.RawSubject) || !bytes.Equal(last.RawIssuer, next.RawSubject) {
			break
		}
		chain = append(chain, next)
	}
	return chain
}

// PEM writes the set for other tools: the certificates of each key, or the key where
// there are none. ParseKeySetPEM reads it.
func (s *KeySet) PEM() ([]byte, error) {
	var text []byte
	for _, key := range s.keys {
		for _, cert := range key.certs {
			text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})...)
		}
		if len(key.certs) > 0 {
			continue
		}
		der, err := x509.MarshalPKIXPublicKey(key.public)
		if err != nil {
			return nil, err
		}
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})...)
	}
	return text, nil
}

package cose

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	_ "crypto/sha256" // crypto.SHA256
	_ "crypto/sha512" // crypto.SHA384, crypto.SHA512
	"crypto/x509"
	"errors"
	"fmt"
	"hash"

	"github.com/assay-policy/assay/evidence/internal/pki"
)

// Algorithm is how a message was signed, in the numbers of the COSE registry.
type Algorithm int32

// The algorithms that are accepted (E6.11).
const (
	ES384 Algorithm = -35
	PS256 Algorithm = -37
	PS384 Algorithm = -38
	PS512 Algorithm = -39
)

var algorithms = [...]Algorithm{PS256, PS384, PS512, ES384}

// String returns the name of an algorithm with its number.
func (a Algorithm) String() string {
	switch a {
	case ES384:
		return "ES384 (-35)"
	case PS256:
		return "PS256 (-37)"
	case PS384:
		return "PS384 (-38)"
	case PS512:
		return "PS512 (-39)"
	}
	return fmt.Sprintf("unknown (%d)", int32(a))
}

// hash returns the hash of an algorithm, 0 for one that isn't accepted.
func (a Algorithm) hash() crypto.Hash {
	switch a {
	case PS256:
		return crypto.SHA256
	case ES384, PS384:
		return crypto.SHA384
	case PS512:
		return crypto.SHA512
	}
	return 0
}

// checkSignature returns an error unless the key of the leaf signed the message.
func (m *Message) checkSignature(leaf *x509.Certificate) error {
	if m.Algorithm.hash() == 0 { // of no message that Parse made
		return fmt.Errorf("algorithm is %d, expected one of %v", int32(m.Algorithm), algorithms)
	}
	sum := m.digest()
	switch key := leaf.PublicKey.(type) {
	case *rsa.PublicKey:
		if m.Algorithm == ES384 {
			return fmt.Errorf("found the algorithm %s with an RSA key", m.Algorithm)
		}
		if bits := key.N.BitLen(); bits < 2048 || bits > 8192 {
			return fmt.Errorf("found an RSA key of %d bits, expected 2048 to 8192", bits)
		}
		options := &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}
		if err := rsa.VerifyPSS(key, m.Algorithm.hash(), sum, m.signature, options); err != nil {
			return errors.New("the signature was not made by the key of the first certificate of x5chain")
		}
	case *ecdsa.PublicKey:
		if m.Algorithm != ES384 || key.Curve != elliptic.P384() {
			return fmt.Errorf("found the algorithm %s with a key on %s", m.Algorithm, key.Curve.Params().Name)
		}
		return m.checkES384(key, sum)
	default:
		return errors.New("found a key that is neither RSA nor ECDSA")
	}
	return nil
}

// es384Value is the size of each of the two numbers of a signature by ES384.
const es384Value = 48

// checkES384 checks a signature of two numbers, big-endian (RFC 9053 section 2.1).
func (m *Message) checkES384(key *ecdsa.PublicKey, sum []byte) error {
	if len(m.signature) != 2*es384Value {
		return fmt.Errorf("found a signature of %d bytes, expected %d", len(m.signature), 2*es384Value)
	}
	if !pki.VerifyECDSA(key, sum, m.signature[:es384Value], m.signature[es384Value:]) {
		return errors.New("the signature was not made by the key of the first certificate of x5chain")
	}
	return nil
}

// digest hashes what is signed: the array ["Signature1", protected header, h”,
// payload] (RFC 9052 section 4.4), with the bytes received (E1.2).
func (m *Message) digest() []byte {
	h := m.Algorithm.hash().New()
	h.Write([]byte("\x84\x6ASignature1"))
	writeBytes(h, m.protected)
	writeBytes(h, nil)
	writeBytes(h, m.Payload)
	return h.Sum(nil)
}

// writeBytes writes a byte string with the shortest head.
func writeBytes(h hash.Hash, b []byte) {
	n := len(b)
	switch {
	case n < 24:
		h.Write([]byte{byte(byteString)<<5 | byte(n)})
	case n < 1<<8:
		h.Write([]byte{byte(byteString)<<5 | 24, byte(n)})
	case n < 1<<16:
		h.Write([]byte{byte(byteString)<<5 | 25, byte(n >> 8), byte(n)})
	default:
		h.Write([]byte{byte(byteString)<<5 | 26, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
	}
	h.Write(b)
}

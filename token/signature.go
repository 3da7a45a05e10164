package token

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"io"
	"math/big"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/cryptosigner"
)

// sign makes the JWS signature of input.
func (a Algorithm) sign(key crypto.Signer, input []byte) ([]byte, error) {
	return cryptosigner.Opaque(shortSalt{key}).SignPayload(input, jose.SignatureAlgorithm(a))
}

// shortSalt signs PSS with a salt as long as the hash, which RFC 7518 section
// 3.5 wants; the JOSE library asks a crypto.Signer for the longest that fits.
type shortSalt struct{ crypto.Signer }

// Sign implements crypto.Signer.
func (s shortSalt) Sign(rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if pss, ok := opts.(*rsa.PSSOptions); ok {
		opts = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: pss.Hash}
	}
	return s.Signer.Sign(rand, digest, opts)
}

// errSignature says that a signature does not hold; more can't be known.
var errSignature = errors.New("the signature was not made over these bytes by this key")

// verify checks a JWS signature over the bytes received (S3.8). The key fits the
// algorithm. The JOSE library would parse the token once more, encode it again to
// check that, and can't do so at all for envelopes with the Python SDK's names
// (S4.2); tests hold the two against each other.
func (a Algorithm) verify(key crypto.PublicKey, signed, signature []byte) error {
	switch key := key.(type) {
	case *rsa.PublicKey:
		sum := sha256.Sum256(signed)
		if a == PS256 {
			return rsa.VerifyPSS(key, crypto.SHA256, sum[:], signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		}
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature)
	case *ecdsa.PublicKey:
		if a == ES384 {
			sum := sha512.Sum384(signed)
			return verifyRS(key, sum[:], signature)
		}
		sum := sha256.Sum256(signed)
		return verifyRS(key, sum[:], signature)
	}
	return errSignature
}

// verifyRS checks an ECDSA signature in the form r ‖ s, each as long as the field
// (RFC 7518 section 3.4).
func verifyRS(key *ecdsa.PublicKey, sum, signature []byte) error {
	size := (key.Curve.Params().BitSize + 7) / 8
	if len(signature) != 2*size {
		return errSignature
	}
	r, s := new(big.Int).SetBytes(signature[:size]), new(big.Int).SetBytes(signature[size:])
	if !ecdsa.Verify(key, sum, r, s) {
		return errSignature
	}
	return nil
}

// verifyDER checks an ECDSA signature with SHA-256 in ASN.1, as the Python SDK
// makes it (S4.2).
func verifyDER(key crypto.PublicKey, signed, signature []byte) error {
	sum := sha256.Sum256(signed)
	if key, ok := key.(*ecdsa.PublicKey); ok && ecdsa.VerifyASN1(key, sum[:], signature) {
		return nil
	}
	return errSignature
}

package token_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/json"
	"strings"
	"testing"

	"github.com/assay-policy/assay/token"
	"github.com/assay-policy/assay/token/tokentest"
)

// benchBody returns the content of a token with a payload of about 1.9 KB.
func benchBody(b *testing.B, a *tokentest.Authority) token.Body {
	b.Helper()
	u := inspect(b, readFile(b, "service", "sevsnp-sample.jwt"))
	body := a.Body()
	var m members
	for i := range u.Payload.Len() {
		if name := u.Payload.Name(i); strings.HasPrefix(name, "x-ms-sevsnpvm-") {
			m.add(name, u.Payload.At(i))
		}
	}
	body.Evidence = m.claims(b)
	return body
}

// bareSign signs with the standard library alone.
func bareSign(b *testing.B, algorithm token.Algorithm, key crypto.Signer, input []byte) []byte {
	sum, opts := digest(algorithm, input)
	signature, err := key.Sign(rand.Reader, sum, opts)
	if err != nil {
		b.Fatal(err)
	}
	return signature
}

func digest(algorithm token.Algorithm, input []byte) ([]byte, crypto.SignerOpts) {
	switch algorithm {
	case token.ES384:
		sum := sha512.Sum384(input)
		return sum[:], crypto.SHA384
	case token.PS256:
		sum := sha256.Sum256(input)
		return sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256}
	}
	sum := sha256.Sum256(input)
	return sum[:], crypto.SHA256
}

// bareVerify checks a signature with the standard library alone.
func bareVerify(algorithm token.Algorithm, key crypto.PublicKey, input, signature []byte) bool {
	sum, opts := digest(algorithm, input)
	switch key := key.(type) {
	case *ecdsa.PublicKey:
		return ecdsa.VerifyASN1(key, sum, signature)
	case *rsa.PublicKey:
		if pss, ok := opts.(*rsa.PSSOptions); ok {
			return rsa.VerifyPSS(key, crypto.SHA256, sum, signature, pss) == nil
		}
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, sum, signature) == nil
	}
	return false
}

// BenchmarkSign issues tokens, next to the bare signature over the same bytes.
func BenchmarkSign(b *testing.B) {
	for _, algorithm := range token.Algorithms() {
		a := tokentest.New(b, algorithm)
		body := benchBody(b, a)
		text, err := token.Issue(a.Signer, body, a.At)
		if err != nil {
			b.Fatal(err)
		}
		signed := []byte(text[:strings.LastIndexByte(text, '.')])
		b.Run(string(algorithm)+"/token", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := token.Issue(a.Signer, body, a.At); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(string(algorithm)+"/bare", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bareSign(b, algorithm, a.Key, signed)
			}
		})
	}
}

// BenchmarkVerify verifies tokens, next to the bare check of the signature and one
// decoding of the payload by encoding/json.
func BenchmarkVerify(b *testing.B) {
	for _, algorithm := range token.Algorithms() {
		a := tokentest.New(b, algorithm)
		text, err := token.Issue(a.Signer, benchBody(b, a), a.At)
		if err != nil {
			b.Fatal(err)
		}
		v := a.Verifier()
		want := token.Expectations{AttestationType: "sevsnpvm", PolicyHashes: []string{tokentest.PolicyHash}}
		b.Run(string(algorithm)+"/token", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.Verify(context.Background(), text, want, a.At); err != nil {
					b.Fatal(err)
				}
			}
		})
		signed := []byte(text[:strings.LastIndexByte(text, '.')])
		signature := bareSign(b, algorithm, a.Key, signed)
		payload := []byte(inspect(b, text).PayloadText)
		b.Run(string(algorithm)+"/bare", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var claims map[string]any
				if !bareVerify(algorithm, a.Key.Public(), signed, signature) || json.Unmarshal(payload, &claims) != nil {
					b.Fatal("not verified")
				}
			}
		})
	}
}

// BenchmarkUnpack takes a policy out of an unsigned envelope.
func BenchmarkUnpack(b *testing.B) {
	packed := pack(b, policyText(b, "402"))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := token.Unpack(packed, token.UnpackOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

package cosetest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence/cose"
)

// Message is a message before it is signed. Everything in it may be changed.
type Message struct {
	Algorithm   cose.Algorithm
	Protected   [][]byte // keys and values, written
	Unprotected [][]byte
	Payload     []byte
	Key         crypto.Signer
}

// Message makes a message of the issuer, signed at a time, as real ones are.
func (i *Issuer) Message(feed string, payload []byte, signed time.Time) *Message {
	certs := i.Chain()
	for n := range certs {
		certs[n] = Bytes(certs[n])
	}
	return &Message{
		Algorithm: cose.PS384,
		Protected: [][]byte{
			Int(1), Int(int64(cose.PS384)),
			Int(3), Text("application/json"),
			Int(33), Array(certs...),
			Text("iss"), Text(i.Issuer().String()),
			Text("feed"), Text(feed),
			Text("signingtime"), Tag(1, Int(signed.Unix())),
		},
		Unprotected: [][]byte{Text("timestamp"), Bytes([]byte("a countersignature"))},
		Payload:     payload,
		Key:         i.Leaf.Key,
	}
}

// Set gives the protected header another value for a key, both written. A nil
// value takes the key from it.
func (m *Message) Set(key, value []byte) {
	for n := 0; n < len(m.Protected); n += 2 {
		if slices.Equal(m.Protected[n], key) {
			m.Protected = slices.Delete(m.Protected, n, n+2)
			break
		}
	}
	if value != nil {
		m.Protected = append(m.Protected, key, value)
	}
}

// hashes of the algorithms.
var hashes = map[cose.Algorithm]crypto.Hash{
	cose.PS256: crypto.SHA256, cose.PS384: crypto.SHA384, cose.ES384: crypto.SHA384, cose.PS512: crypto.SHA512,
}

// Sign writes the message with a signature by its key, which fits its algorithm.
func (m *Message) Sign(t testing.TB) []byte {
	t.Helper()
	protected := Map(m.Protected...)
	signed := Array(Text("Signature1"), Bytes(protected), Bytes(nil), Bytes(m.Payload))
	return m.Write(protected, m.sign(t, signed))
}

// Write writes the message with that header and signature.
func (m *Message) Write(protected, signature []byte) []byte {
	return Tag(18, Array(Bytes(protected), Map(m.Unprotected...), Bytes(m.Payload), Bytes(signature)))
}

func (m *Message) sign(t testing.TB, signed []byte) []byte {
	t.Helper()
	hash := hashes[m.Algorithm]
	h := hash.New()
	h.Write(signed)
	if key, ok := m.Key.(*ecdsa.PrivateKey); ok {
		r, s, err := ecdsa.Sign(rand.Reader, key, h.Sum(nil))
		if err != nil {
			t.Fatal(err)
		}
		size := (key.Curve.Params().BitSize + 7) / 8
		return slices.Concat(fixed(r, size), fixed(s, size))
	}
	signature, err := m.Key.Sign(rand.Reader, h.Sum(nil), &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: hash})
	if err != nil {
		t.Fatal(err)
	}
	return signature
}

func fixed(n *big.Int, size int) []byte { return n.FillBytes(make([]byte, size)) }

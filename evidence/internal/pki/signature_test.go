package pki_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/asn1"
	"math/big"
	"testing"

	"github.com/assay-policy/assay/evidence/internal/pki"
)

// TestSignatureDER writes numbers of every kind as encoding/asn1 does.
func TestSignatureDER(t *testing.T) {
	t.Parallel()
	numbers := [][]byte{
		nil, {1}, {0x7f}, {0x80}, {0x7f, 0}, {0x80, 0}, bytes.Repeat([]byte{0xff}, 48), bytes.Repeat([]byte{0x7f}, 48),
	}
	for _, r := range numbers {
		for _, s := range numbers {
			want, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(r), new(big.Int).SetBytes(s)})
			if err != nil {
				t.Fatal(err)
			}
			if got := pki.SignatureDER(r, s); !bytes.Equal(got, want) {
				t.Errorf("%x, %x: got %x, expected %x", r, s, got, want)
			}
		}
	}
}

// TestVerifyECDSA takes the signature that was made, and no other.
func TestVerifyECDSA(t *testing.T) {
	t.Parallel()
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384()} {
		key, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		size := curve.Params().BitSize / 8
		hash := bytes.Repeat([]byte{7}, size)
		first, second, err := ecdsa.Sign(rand.Reader, key, hash)
		if err != nil {
			t.Fatal(err)
		}
		number := func(n *big.Int) []byte { return n.FillBytes(make([]byte, size)) }
		r, s, order, zero := number(first), number(second), number(curve.Params().N), make([]byte, size)
		if !pki.VerifyECDSA(&key.PublicKey, hash, r, s) {
			t.Errorf("%s: the signature doesn't hold", curve.Params().Name)
		}
		if !pki.VerifyECDSA(&key.PublicKey, hash, append(make([]byte, 49), r...), append([]byte{0}, s...)) {
			t.Errorf("%s: the signature doesn't hold with zeros before its numbers", curve.Params().Name)
		}
		above := new(big.Int).Add(first, curve.Params().N).Bytes() // the same number to the curve
		for _, bad := range [][2][]byte{
			{s, r}, {zero, s}, {r, zero}, {zero, zero}, {nil, nil}, {order, s}, {r, order}, {above, s},
			{append([]byte{1}, make([]byte, 48)...), s}, {r, append([]byte{1}, make([]byte, 200)...)},
		} {
			if pki.VerifyECDSA(&key.PublicKey, hash, bad[0], bad[1]) {
				t.Errorf("%s: %x, %x holds", curve.Params().Name, bad[0], bad[1])
			}
		}
		hash[0]++
		if pki.VerifyECDSA(&key.PublicKey, hash, r, s) {
			t.Errorf("%s: the signature holds for another hash", curve.Params().Name)
		}
	}
}

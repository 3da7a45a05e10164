package snp_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

func jsonNumber(s string) json.Number { return json.Number(s) }

// p256Key gives the guest a key that no VEK has.
func p256Key(t *testing.T, g *snptest.Guest) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	g.Key = key
}

func reversed(b []byte) []byte {
	b = slices.Clone(b)
	slices.Reverse(b)
	return b
}

func littleEndian(b []byte) *big.Int { return new(big.Int).SetBytes(reversed(b)) }

// firstBlock returns the DER of the first PEM block.
func firstBlock(data []byte) []byte {
	block, _ := pem.Decode(data)
	return block.Bytes
}

// stepOf returns the step that an error is of, "" for no error.
func stepOf(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var refused *evidence.Error
	if !errors.As(err, &refused) {
		t.Fatal(err)
	}
	return refused.Step
}

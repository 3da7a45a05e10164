package snptest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha512"
	"encoding/binary"
	"math/big"
	"slices"
	"testing"

	"github.com/assay-policy/assay/evidence/snp"
)

// Owner is who launched a guest with an ID block.
type Owner struct {
	ID     *ecdsa.PrivateKey // signs ID blocks
	Author *ecdsa.PrivateKey // signs the ID key; nil for none
}

// NewOwner makes an owner, with an author key if that is wanted.
func NewOwner(t testing.TB, author bool) *Owner {
	t.Helper()
	o := &Owner{ID: ownerKey(t)}
	if author {
		o.Author = ownerKey(t)
	}
	return o
}

func ownerKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Launch puts the digests of the owner's keys into the guest's report, as the
// firmware does, and returns the ID block that says what the report says.
func (o *Owner) Launch(g *Guest) (block []byte) {
	id := sha512.Sum384(PublicKey(o.ID))
	copy(g.Report[0xE0:], id[:])
	if o.Author != nil {
		author := sha512.Sum384(PublicKey(o.Author))
		copy(g.Report[0x110:], author[:])
		g.Report[0x48] |= 1 // AUTHOR_KEY_EN
	}
	block = slices.Concat(g.Report[0x90:0xC0], g.Report[0x10:0x30])
	block = binary.LittleEndian.AppendUint32(block, 1) // version
	return append(append(block, g.Report[0x04:0x08]...), g.Report[0x08:0x10]...)
}

// Auth signs an ID block, and returns the authentication of it.
func (o *Owner) Auth(t testing.TB, block []byte) []byte {
	t.Helper()
	auth := make([]byte, snp.IDAuthSize)
	put := func(algorithmAt, signAt, keyAt int, key *ecdsa.PrivateKey, signed []byte) {
		binary.LittleEndian.PutUint32(auth[algorithmAt:], 1) // ECDSA P-384 with SHA-384
		copy(auth[keyAt:], PublicKey(key))
		signLittleEndian(t, key, signed, auth[signAt:])
	}
	put(0, 0x40, 0x240, o.ID, block)
	if o.Author != nil {
		put(4, 0x680, 0x880, o.Author, PublicKey(o.ID))
	}
	return auth
}

// PublicKey writes a key as the ID authentication has it, in 1,028 bytes: the
// curve, then both coordinates, little-endian.
func PublicKey(key *ecdsa.PrivateKey) []byte {
	raw := make([]byte, 1028)
	binary.LittleEndian.PutUint32(raw, 2) // P-384
	point, err := key.PublicKey.Bytes()   // 4, x, y
	if err != nil {
		panic(err) // of a key that was made here
	}
	half := (len(point) - 1) / 2
	for i, from := range []int{1, 1 + half} {
		number := slices.Clone(point[from : from+half])
		slices.Reverse(number)
		copy(raw[4+72*i:], number)
	}
	return raw
}

// signLittleEndian writes a signature as AMD does: r and s, 72 bytes each,
// little-endian.
func signLittleEndian(t testing.TB, key *ecdsa.PrivateKey, data, to []byte) {
	t.Helper()
	sum := sha512.Sum384(data)
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range []*big.Int{r, s} {
		slices.Reverse(n.FillBytes(to[72*i : 72*(i+1)]))
	}
}

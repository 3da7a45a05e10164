package snp

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/assay-policy/assay/evidence/internal/frame"
	"github.com/assay-policy/assay/evidence/internal/pki"
)

// Sizes of what a guest's owner gives the host to launch the guest with (AMD
// 56860, SNP_LAUNCH_FINISH).
const (
	IDBlockSize = 96   // what the guest must be
	IDAuthSize  = 4096 // the keys that vouch for it, with their signatures
)

// Places in both (E6.3), and sizes of what stands there.
const (
	blockVersionAt = 0x50
	idSignatureAt  = 0x40
	idKeyAt        = 0x240
	authorSignAt   = 0x680
	authorKeyAt    = 0x880
	signatureSize  = 512
	keySize        = 1028
	coordinate     = 72 // bytes of a coordinate of a key, little-endian
)

// Values of fields that have one only.
const (
	blockVersion = 1
	curveP384    = 2
)

// Identity is what an ID block and its authentication established: which keys
// vouch for what was launched.
type Identity struct {
	IDKeyDigest     Digest // SHA-384 of the key that signed the ID block
	AuthorKeyDigest Digest // of the key that signed that key; zero if there is none
}

// idBlock checks that the ID block describes the guest, and that the keys which the
// report names vouch for it: the ID key, which signed the block, and the author
// key, if one was used, which signed the ID key. The firmware checks the same at
// launch, and puts the digests of the keys into the report.
func (r *run) idBlock() (string, error) {
	block, auth := r.in.IDBlock, r.in.IDAuth
	switch {
	case block == nil && auth == nil:
		return frame.Skip("no ID block was given")
	case block == nil:
		return "", errors.New("the authentication of an ID block was given without the block")
	case auth == nil:
		return "", errors.New("an ID block was given without its authentication")
	}
	if err := checkIDBlock(block, r.got.Report); err != nil {
		return "", err
	}
	a, err := readIDAuth(auth)
	if err != nil {
		return "", err
	}
	if err := a.check(block, r.got.Report); err != nil {
		return "", err
	}
	r.identity = &Identity{IDKeyDigest: a.id.digest}
	if a.author == nil {
		return fmt.Sprintf("signed by the ID key %s; no author key", short(a.id.digest[:])), nil
	}
	r.identity.AuthorKeyDigest = a.author.digest
	return fmt.Sprintf("signed by the ID key %s, signed by the author key %s", short(a.id.digest[:]), short(a.author.digest[:])), nil
}

// badID is a failure of the step at a position of the block or its authentication.
func badID(at int, format string, args ...any) error {
	return frame.ErrorfAt(Kind, StepIDBlock, "E6.3", at, format, args...)
}

// checkIDBlock checks that an ID block is well-formed, and that the report says
// the same: measurement, family, image, SVN, policy.
func checkIDBlock(block []byte, r *Report) error {
	if len(block) != IDBlockSize {
		return badID(min(len(block), IDBlockSize), "ID block has %d bytes, expected %d", len(block), IDBlockSize)
	}
	if n := binary.LittleEndian.Uint32(block[blockVersionAt:]); n != blockVersion {
		return badID(blockVersionAt, "version of the ID block is %d, expected %d", n, blockVersion)
	}
	for _, f := range []struct {
		name      string
		at, after int
		reported  []byte
	}{
		{"launch digest", 0x00, 0x30, r.Measurement},
		{"family ID", 0x30, 0x40, r.FamilyID},
		{"image ID", 0x40, 0x50, r.ImageID},
	} {
		if got := block[f.at:f.after]; !bytes.Equal(got, f.reported) {
			return badID(f.at, "%s of the ID block is %x, the report has %x", f.name, got, f.reported)
		}
	}
	if n := binary.LittleEndian.Uint32(block[0x54:]); n != r.GuestSVN {
		return badID(0x54, "guest SVN of the ID block is %d, the report has %d", n, r.GuestSVN)
	}
	if p := GuestPolicy(binary.LittleEndian.Uint64(block[0x58:])); p != r.Policy {
		return badID(0x58, "policy of the ID block is 0x%x, the report has 0x%x", uint64(p), uint64(r.Policy))
	}
	return nil
}

// idAuth is the authentication of an ID block. It refers to the bytes read.
type idAuth struct {
	id        *ownerKey
	author    *ownerKey // nil if there is none
	signature []byte    // of the ID block, by the ID key
	endorsed  []byte    // signature of the ID key, by the author key
}

// ownerKey is a key of the guest's owner.
type ownerKey struct {
	key    *ecdsa.PublicKey
	raw    []byte // as it is there, which is what gets hashed and signed
	digest Digest
}

// readIDAuth reads the authentication of an ID block. One without an author key
// has zeros in its place.
func readIDAuth(data []byte) (a *idAuth, err error) {
	if len(data) != IDAuthSize {
		return nil, badID(min(len(data), IDAuthSize), "ID authentication has %d bytes, expected %d", len(data), IDAuthSize)
	}
	for _, reserved := range [...][2]int{{0x08, idSignatureAt}, {idKeyAt + keySize, authorSignAt}, {authorKeyAt + keySize, IDAuthSize}} {
		if err := checkZeros(data, reserved[0], reserved[1]); err != nil {
			return nil, err
		}
	}
	a = &idAuth{}
	if a.signature, a.id, err = readOwner(data, 0x00, idSignatureAt, idKeyAt); err != nil {
		return nil, err
	}
	if isZero(data[authorSignAt:authorKeyAt]) && isZero(data[authorKeyAt:authorKeyAt+keySize]) {
		return a, nil
	}
	a.endorsed, a.author, err = readOwner(data, 0x04, authorSignAt, authorKeyAt)
	return a, err
}

// readOwner reads a key, the signature that it made, and the algorithm of both.
func readOwner(data []byte, algorithmAt, signAt, keyAt int) ([]byte, *ownerKey, error) {
	if n := binary.LittleEndian.Uint32(data[algorithmAt:]); n != ecdsaP384 {
		return nil, nil, badID(algorithmAt, "algorithm of a key is %d, expected %d (ECDSA P-384 with SHA-384)", n, ecdsaP384)
	}
	if err := checkZeros(data, signAt+2*signatureValue, signAt+signatureSize); err != nil {
		return nil, nil, err
	}
	key, err := readOwnerKey(data, keyAt)
	return data[signAt : signAt+2*signatureValue], key, err
}

// readOwnerKey reads a public key: the curve, both coordinates, zeros.
func readOwnerKey(data []byte, at int) (*ownerKey, error) {
	raw := data[at : at+keySize : at+keySize]
	if n := binary.LittleEndian.Uint32(raw); n != curveP384 {
		return nil, badID(at, "curve of a key is %d, expected %d (P-384)", n, curveP384)
	}
	if err := checkZeros(data, at+4+2*coordinate, at+keySize); err != nil {
		return nil, err
	}
	point := []byte{4} // uncompressed
	for _, from := range [...]int{4, 4 + coordinate} {
		const size = 48 // of P-384
		if err := checkZeros(data, at+from+size, at+from+coordinate); err != nil {
			return nil, err
		}
		number := bytes.Clone(raw[from : from+size])
		slices.Reverse(number)
		point = append(point, number...)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P384(), point)
	if err != nil {
		return nil, badID(at, "found a key that is no point of P-384")
	}
	return &ownerKey{key: key, raw: raw, digest: sha512.Sum384(raw)}, nil
}

// checkZeros checks that a range of the ID authentication is zero.
func checkZeros(data []byte, from, to int) error {
	if n := zeros(data[from:to]); n < to-from {
		return badID(from+n, "reserved byte of the ID authentication is 0x%02x, expected 0", data[from+n])
	}
	return nil
}

// check checks that the keys are those of the report, and made the signatures.
func (a *idAuth) check(block []byte, r *Report) error {
	if !bytes.Equal(a.id.digest[:], r.IDKeyDigest) {
		return fmt.Errorf("SHA-384 of the ID key is %x, ID_KEY_DIGEST is %x", a.id.digest, r.IDKeyDigest)
	}
	switch {
	case a.author == nil && r.AuthorKeyEnabled:
		return errors.New("the ID authentication has no author key, the report says that there was one (AUTHOR_KEY_EN)")
	case a.author != nil && !r.AuthorKeyEnabled:
		return errors.New("the ID authentication has an author key, the report says that none was used (AUTHOR_KEY_EN)")
	case a.author != nil && !bytes.Equal(a.author.digest[:], r.AuthorKeyDigest):
		return fmt.Errorf("SHA-384 of the author key is %x, AUTHOR_KEY_DIGEST is %x", a.author.digest, r.AuthorKeyDigest)
	}
	if !verifyLittleEndian(a.id.key, block, a.signature) {
		return errors.New("the ID block was not signed by the ID key")
	}
	if a.author != nil && !verifyLittleEndian(a.author.key, a.id.raw, a.endorsed) {
		return errors.New("the ID key was not signed by the author key")
	}
	return nil
}

// verifyLittleEndian checks a signature as AMD writes them: ECDSA P-384 with
// SHA-384, r and s little-endian (E6.2).
func verifyLittleEndian(key *ecdsa.PublicKey, data, signature []byte) bool {
	sum := sha512.Sum384(data)
	r, s := bytes.Clone(signature[:signatureValue]), bytes.Clone(signature[signatureValue:2*signatureValue])
	slices.Reverse(r)
	slices.Reverse(s)
	return pki.VerifyECDSA(key, sum[:], r, s)
}

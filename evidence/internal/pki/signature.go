package pki

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/asn1"
)

// maxValue is the size of each of the two numbers of a signature on P-384. Two of them
// have a length that DER writes in one byte.
const maxValue = 48

// VerifyECDSA reports whether key made the signature of a hash that r and s are,
// big-endian, as evidence carries them: with any number of zeros before.
func VerifyECDSA(key *ecdsa.PublicKey, hash, r, s []byte) bool {
	r, s = bytes.TrimLeft(r, "\x00"), bytes.TrimLeft(s, "\x00")
	if len(r) > maxValue || len(s) > maxValue {
		return false
	}
	return ecdsa.VerifyASN1(key, hash, signatureDER(r, s))
}

// signatureDER writes a signature in DER, both numbers without zeros before. ecdsa.Verify
// does the same by way of big numbers, which takes far more memory.
func signatureDER(r, s []byte) []byte {
	der := make([]byte, 2, 2+2*(3+maxValue))
	der = appendInteger(appendInteger(der, r), s)
	der[0], der[1] = 0x30, byte(len(der)-2)
	return der
}

// appendInteger appends an INTEGER that is not negative, as short as it can be.
func appendInteger(der, n []byte) []byte {
	if len(n) > 0 && n[0] < 0x80 {
		der = append(der, asn1.TagInteger, byte(len(n)))
	} else {
		der = append(der, asn1.TagInteger, byte(len(n)+1), 0)
	}
	return append(der, n...)
}

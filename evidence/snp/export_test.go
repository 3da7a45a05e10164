package snp

import (
	"crypto/x509"
	"crypto/x509/pkix"
)

// Detect tells the forms of evidence apart.
var Detect = detect

// CheckIDAuth reads the authentication of an ID block, and checks both signatures
// and the digests.
func CheckIDAuth(block, auth []byte, r *Report) error {
	a, err := readIDAuth(auth)
	if err != nil {
		return err
	}
	return a.check(block, r)
}

// ReadExtensions reads the extensions of a certificate, and returns the product and
// the HWID.
func ReadExtensions(extensions []pkix.Extension) (Product, []byte, error) {
	v := &vek{cert: &x509.Certificate{Extensions: extensions}}
	err := v.readExtensions()
	return v.product, v.hwid, err
}

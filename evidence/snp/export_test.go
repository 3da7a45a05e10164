package snp

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

package sgx

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"slices"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/frame"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// collateralHashes is x-ms-sgx-collateral as far as it is the same for all quotes
// that collateral is for (E4.5): its members, that of the quote without a value.
type collateralHashes []jsondoc.Member

// hashesOf returns the hashes of collateral that a quote was verified with.
func (v *Verifier) hashesOf(c *dcap.Collateral) (collateralHashes, error) {
	h, key, cached := v.hashes.Get(c.TCBInfo, c.TCBInfoSignature, c.QEIdentity, c.QEIdentitySignature,
		c.SigningChain, c.IdentityChain, c.RootCRL)
	if cached {
		return h, nil
	}
	canonical, err := c.Canonical(v.options.Limits)
	if err != nil {
		return nil, frame.Wrap(Kind, dcap.StepCollateral, "E4.5", err)
	}
	h = members(canonical)
	v.hashes.Put(key, h)
	return h, nil
}

// quoteHash is the member whose value each quote has for itself.
const quoteHash = "quotehash"

// members hashes the parts. That of a list which isn't there is left out.
func members(c dcap.Collateral) (m collateralHashes) {
	add := func(name, hash string) { m = append(m, jsondoc.StringMember(name, hash)) }
	list := ""
	if c.RootCRL != nil {
		list = hashText(pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: c.RootCRL}))
	}
	add("qeidcertshash", hashText(c.IdentityChain))
	if list != "" {
		add("qeidcrlhash", list)
	}
	add("qeidhash", hashText(c.QEIdentity))
	add(quoteHash, "")
	add("tcbinfocertshash", hashText(c.SigningChain))
	if list != "" {
		add("tcbinfocrlhash", list)
	}
	add("tcbinfohash", hashText(c.TCBInfo))
	return m
}

// hashText hashes text and the NUL after it, with which it ends where the service
// keeps it (E4.5).
func hashText(text []byte) string {
	h := sha256.New()
	h.Write(text)
	h.Write([]byte{0})
	return hex.EncodeToString(h.Sum(nil))
}

// with returns the value of x-ms-sgx-collateral for evidence as it was sent: what is
// before the quote, and the quote with its padding.
func (h collateralHashes) with(head, quote []byte) json.RawMessage {
	hash := sha256.New()
	hash.Write(head)
	hash.Write(quote)
	m := slices.Clone(h)
	for i := range m {
		if m[i].Name == quoteHash {
			m[i] = jsondoc.StringMember(quoteHash, hex.EncodeToString(hash.Sum(nil)))
		}
	}
	return jsondoc.AppendObject(make([]byte, 0, 100*len(m)), m...)
}

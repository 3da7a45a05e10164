package sgx

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/frame"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// collateralHashes are the hashes of E4.5, in hex, of what is the same for all
// quotes that collateral is for. That of a list which isn't there is "".
type collateralHashes struct {
	tcbInfo, qeIdentity           string
	tcbInfoChain, qeIdentityChain string
	rootCRL                       string
}

// hashesOf returns the hashes of collateral that a quote was verified with.
func (v *Verifier) hashesOf(c *dcap.Collateral) (*collateralHashes, error) {
	h, key, cached := v.hashes.GetAll(c.TCBInfo, c.TCBInfoSignature, c.QEIdentity, c.QEIdentitySignature,
		c.SigningChain, c.IdentityChain, c.RootCRL)
	if cached {
		return h, nil
	}
	canonical, err := c.Canonical(v.options.Limits)
	if err != nil {
		return nil, frame.Wrap(Kind, dcap.StepCollateral, "E4.5", err)
	}
	h = &collateralHashes{
		tcbInfo:         hashText(canonical.TCBInfo),
		qeIdentity:      hashText(canonical.QEIdentity),
		tcbInfoChain:    hashText(canonical.SigningChain),
		qeIdentityChain: hashText(canonical.IdentityChain),
	}
	if canonical.RootCRL != nil {
		h.rootCRL = hashText(pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: canonical.RootCRL}))
	}
	v.hashes.Put(key, h)
	return h, nil
}

// hashText hashes text and the NUL after it, as it ends where the service keeps it
// (E4.5).
func hashText(text []byte) string {
	h := sha256.New()
	h.Write(text)
	h.Write([]byte{0})
	return hex.EncodeToString(h.Sum(nil))
}

// with returns the value of x-ms-sgx-collateral for evidence as it was sent.
func (h *collateralHashes) with(sent []byte) json.RawMessage {
	quote := sha256.Sum256(sent)
	var members []jsondoc.Member
	add := func(name, hash string) {
		if hash != "" {
			members = append(members, jsondoc.StringMember(name, hash))
		}
	}
	add("qeidcertshash", h.qeIdentityChain)
	add("qeidcrlhash", h.rootCRL)
	add("qeidhash", h.qeIdentity)
	add("quotehash", hex.EncodeToString(quote[:]))
	add("tcbinfocertshash", h.tcbInfoChain)
	add("tcbinfocrlhash", h.rootCRL)
	add("tcbinfohash", h.tcbInfo)
	return jsondoc.AppendObject(nil, members...)
}

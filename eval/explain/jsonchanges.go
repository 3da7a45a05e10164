package explain

import (
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
)

// DocumentChange is a set of edits after which the policy permits, and the claims file
// that they make, in array form (T4.4). Its values are whole.
type DocumentChange struct {
	Size   int                 `json:"size"`
	Edits  []DocumentEdit      `json:"edits"`
	Claims []DocumentFileClaim `json:"claims"`
}

// DocumentEdit is one edit: add, remove or set. Was is the claim before it was set,
// null for the others.
type DocumentEdit struct {
	Op    string         `json:"op"`
	Claim DocumentClaim  `json:"claim"`
	Was   *DocumentClaim `json:"was"`
}

// DocumentFileClaim is a claim of a claims file, with its marks (L10.1).
type DocumentFileClaim struct {
	DocumentClaim
	ReadOnly bool `json:"readOnly,omitempty"`
	JSON     bool `json:"json,omitempty"`
}

func documentChange(c reason.Change) DocumentChange {
	d := DocumentChange{len(c.Edits), make([]DocumentEdit, len(c.Edits)), make([]DocumentFileClaim, len(c.Claims))}
	for i, e := range c.Edits {
		d.Edits[i] = DocumentEdit{Op: e.Kind.String(), Claim: wholeClaim(&e.Claim)}
		if e.Kind == reason.SetValue {
			was := wholeClaim(&e.Was)
			d.Edits[i].Was = &was
		}
	}
	for i := range c.Claims {
		d.Claims[i] = DocumentFileClaim{wholeClaim(&c.Claims[i]), c.Claims[i].ReadOnly, c.Claims[i].JSON}
	}
	return d
}

// wholeClaim is a claim whose value is not cut.
func wholeClaim(c *claim.Claim) DocumentClaim {
	return DocumentClaim{Type: c.Type, Value: c.Value.JSON(), Issuer: c.Issuer.String()}
}

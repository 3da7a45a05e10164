package token

import (
	"strings"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// IncomingClaims returns the claims of AttestationService that a recorded token holds
// for a policy to be tried on (T3.2): its payload as a claims file in object form
// (L10.1), WithoutPolicy. The text is a token, or the payload of one. Nothing is
// verified.
func IncomingClaims(text string) ([]claim.Claim, error) {
	payload, err := payloadOf(text)
	if err != nil {
		return nil, err
	}
	claims, err := claim.ParseFile([]byte(payload), claim.FileOptions{})
	return WithoutPolicy(claims), err
}

// payloadOf returns the payload of what is a token or a payload.
func payloadOf(text string) (string, error) {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\uFEFF"))
	if strings.HasPrefix(text, "{") {
		return text, nil
	}
	u, err := Inspect(text)
	if err != nil {
		return "", err
	}
	return string(u.Payload), nil
}

// WithoutPolicy returns the claims of a payload in object form less x-ms-policy and
// its members, which the recorded policy made (T3.2). Names that no policy can put at
// the top level stay, whatever it issued under them: they are evidence (L6.6). An
// x-ms-policy that is no object is an envelope (S1.8), which tells of no members.
// Claims without x-ms-policy are returned as they are.
func WithoutPolicy(claims []claim.Claim) []claim.Claim {
	var made jsondoc.Value
	var of catalog.Type
	found := false
	for i := range claims {
		switch c := &claims[i]; c.Type {
		case policyClaims:
			found = true
			if c.JSON {
				made, _ = jsondoc.Parse(c.Value.Text(), jsondoc.Options{})
			}
		case attestationType:
			row, _ := catalog.LookupClaimValue(c.Value.Text())
			of = row.Type
		}
	}
	if !found {
		return claims
	}
	var kept []claim.Claim
	for _, c := range claims {
		if _, issued := made.Member(c.Type); c.Type != policyClaims && (!issued || catalog.Reserved(c.Type, of)) {
			kept = append(kept, c)
		}
	}
	return kept
}

package token

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// IncomingClaims returns the claims of AttestationService that a recorded token holds
// for a policy to be tried on (T3.2): its payload as a claims file in object form
// (L10.1), less x-ms-policy and the members of that, which the recorded policy made.
// Names that no policy can put at the top level stay, whatever it issued under them:
// they are evidence (L6.6).
//
// The text is a token, or the payload of one. Nothing is verified.
func IncomingClaims(text string) ([]claim.Claim, error) {
	payload, err := payloadOf(text)
	if err != nil {
		return nil, err
	}
	doc, err := jsondoc.Parse(payload, jsondoc.Options{MaxValues: claim.DefaultMaxValues})
	if err != nil {
		return nil, fmt.Errorf("payload: %w", err)
	}
	if doc.Kind() != jsondoc.Object {
		return nil, fmt.Errorf("found a JSON %s as payload, expected an object", doc.Kind())
	}
	return claim.ParseFile(withoutPolicy(doc), claim.FileOptions{})
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

// withoutPolicy returns the object form of a payload without what the policy made.
// An x-ms-policy that is no object is an envelope (S1.8), which tells of no members.
func withoutPolicy(payload jsondoc.Value) json.RawMessage {
	made, _ := payload.Member(policyClaims)
	row, _ := catalog.LookupClaimValue(text(payload, attestationType))
	var names []string
	var values []jsondoc.Value
	for i := range payload.Len() {
		name := payload.Name(i)
		if _, issued := made.Member(name); name == policyClaims || issued && !catalog.Reserved(name, row.Type) {
			continue
		}
		names, values = append(names, name), append(values, payload.At(i))
	}
	return jsondoc.AppendCompact(nil, jsondoc.NewObject(names, values))
}

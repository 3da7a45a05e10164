package claim

// Claim is one statement about the attester (L3.1).
type Claim struct {
	Type   string
	Value  Value
	Issuer Issuer
	// ReadOnly says that the value must not reach a token (L3.4). IsReadOnly
	// also knows the claims that are read-only by their nature.
	ReadOnly bool
	// JSON marks a string value as the compact JSON of an object or array, in
	// whose place a token has the JSON value itself (E2.1).
	JSON bool
}

// pcrs is the type of the claim that is always read-only if it comes from
// evidence (L3.4, E8.8).
const pcrs = "pcrs"

// IsReadOnly reports whether the value may not be issued: because the claim says
// so, or because it holds the PCR values of the evidence (L3.4).
func (c Claim) IsReadOnly() bool {
	return c.ReadOnly || c.Type == pcrs && c.Issuer == AttestationService
}

// Same reports whether two claims are equal: by type, value and issuer;
// nothing else counts (L3.3, L3.4).
func (c Claim) Same(d Claim) bool {
	return c.Value == d.Value && c.Issuer == d.Issuer && c.Type == d.Type
}

// String returns the claim as the condition that a policy would match it with,
// such as `[type=="svn", value==3, issuer=="AttestationService"]`.
func (c Claim) String() string {
	return "[type==" + String(c.Type).String() +
		", value==" + c.Value.String() +
		`, issuer=="` + c.Issuer.String() + `"]`
}

package claim

// Issuer says where a claim comes from, and so how far to trust it (L3.2).
type Issuer uint8

// The issuers (L3.2). The zero value is the least trusted.
const (
	CustomClaim        Issuer = iota // sent by the client
	AttestationPolicy                // made by a rule
	AttestationService               // taken from verified evidence
)

// issuerNames are the names as policies write them, by Issuer.
var issuerNames = [...]string{
	CustomClaim:        "CustomClaim",
	AttestationPolicy:  "AttestationPolicy",
	AttestationService: "AttestationService",
}

// String returns the issuer's name as policies write it.
func (i Issuer) String() string {
	if int(i) >= len(issuerNames) {
		return "no issuer"
	}
	return issuerNames[i]
}

// ParseIssuer returns the issuer of a name, compared byte for byte (L3.5).
func ParseIssuer(s string) (Issuer, bool) {
	for i, name := range issuerNames {
		if name == s {
			return Issuer(i), true
		}
	}
	return 0, false
}

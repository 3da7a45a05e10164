package lint

import (
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim/catalog"
)

// Options say how a policy is linted. The zero value applies every check, and detects
// the attestation type.
type Options struct {
	// Check says how the policy is checked before. Its attestation type, if any, is
	// that of the lint; else it is detected (T2.2).
	Check check.Options
	// ClientClaims says whether clients send claims with their requests (T2.5).
	ClientClaims ClientClaims
	// Severities has the severities of codes that don't have that of their page
	// (T2.8). NoSeverity switches a check off. Errors of the language stay errors.
	Severities map[diag.Code]diag.Severity
	// Evaluate makes of a policy what evaluates it: what is said to be permitted is
	// evaluated before (T2.3). Without it, nothing is said to be.
	Evaluate func(*check.Checked) reason.Evaluate
	// NoProofs leaves out the checks that report only what they prove, which take
	// longer than the others together: an editor makes those apart.
	NoProofs bool
}

// ClientClaims says whether clients send claims with their requests.
type ClientClaims uint8

// The answers. The zero value goes by the attestation type: a client of Tpm and VBS
// does, of others it doesn't (T2.5).
const (
	ClientClaimsByType ClientClaims = iota
	NoClientClaims
	WithClientClaims
)

// ClientClaimsOf returns the answer of a configuration, nil being that it says nothing.
func ClientClaimsOf(set *bool) ClientClaims {
	switch {
	case set == nil:
		return ClientClaimsByType
	case *set:
		return WithClientClaims
	}
	return NoClientClaims
}

// of returns the answer for an attestation type, "" being one that isn't known.
func (c ClientClaims) of(typ catalog.Type) bool {
	return c == WithClientClaims || c == ClientClaimsByType && (typ == catalog.Tpm || typ == catalog.VBS)
}

// off reports whether a code is switched off.
func (o Options) off(code diag.Code) bool {
	severity, ok := o.Severities[code]
	return ok && severity == diag.NoSeverity
}

// levelled gives findings the severities that are set for their codes, and leaves out
// those that are switched off.
func (o Options) levelled(found diag.List) diag.List {
	out := make(diag.List, 0, len(found))
	for _, d := range found {
		severity, ok := o.Severities[d.Code]
		if ok && d.Severity != diag.Error {
			d.Severity = severity
		}
		if d.Severity != diag.NoSeverity {
			out = append(out, d)
		}
	}
	return out
}

package lint

import (
	"strings"

	"github.com/assay-policy/assay/ast/diag"
)

var unknownClaim = &diag.Page{
	Code: "MAA3005", Name: "UnknownClaim", Title: `claim name that nothing is known of`,
	Severity: diag.Info, Clauses: []string{"L3.5", "T2.4"}, Since: "0.1.0",
	Why: `The name looks like one of the service's, but no evidence is known to give it and no rule makes it. If that is so, the condition holds only if a client sends such a claim.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="$tee-future", value=="x"] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-attestation-type", value=="sgx"] => permit();
};
`,
}

// unknownClaims reports the same names as misspeltClaims, where they are near no
// other, if the type is known or the name looks like the service's.
func unknownClaims(r *rule) {
	for _, c := range r.conditions() {
		if r.strange(c) && (r.typ != "" || servicelike(c.name.Value)) && r.nearest(c) == "" {
			r.report(unknownClaim.At(c.name.Span, "unknown claim %s, expected one of evidence or a rule", quoted(c.name.Value)))
		}
	}
}

// servicelike reports whether a name begins as those of the service do.
func servicelike(name string) bool {
	return strings.HasPrefix(name, "x-ms-") || strings.HasPrefix(name, "tdx_") || strings.HasPrefix(name, "$")
}

package lint

import (
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim/catalog"
)

var foreignClaim = &diag.Page{
	Code: "MAA3006", Name: "ForeignClaim", Title: `claim of another attestation type`,
	Severity: diag.Warning, Clauses: []string{"S2", "T2.2"}, Since: "0.1.0",
	Why: `Evidence of this attestation type gives no such claim, so the condition never holds. Without a given type, the names before say which one it is.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="tdx_seamsvn", value>=3] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-svn", value>=3] => permit();
};
`,
}

// foreignClaims reports incoming names that the given type doesn't have, or, if it was
// to be detected, the first that leaves no type.
func foreignClaims(r *rule) {
	for _, c := range r.conditions() {
		if !c.incoming("") || !c.service || c.reached {
			continue
		}
		given := r.opts.Check.AttestationType
		switch {
		case given != "" && !c.entry.Types.Has(given):
			r.report(foreignClaim.At(c.name.Span, "found a claim of %s, expected one of %s", typeNames(c.entry.Types), given))
		case given == "" && c.name == r.detected.Conflict:
			r.report(foreignClaim.At(c.name.Span, "found a claim of %s, expected one of %s, like the names before",
				typeNames(c.entry.Types), typeNames(r.detected.Before)))
		}
	}
}

// typeNames names a set of types; those whose claims are the same by the first of them.
func typeNames(types catalog.Types) string {
	if one, ok := types.One(); ok {
		return string(one)
	}
	return types.String()
}

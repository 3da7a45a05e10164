package lint

import (
	"github.com/assay-policy/assay/ast/diag"
)

var deprecatedClaim = &diag.Page{
	Code: "MAA3008", Name: "DeprecatedClaim", Title: `deprecated name of a claim`,
	Severity: diag.Info, Clauses: []string{"E2.6", "S2.4"}, Since: "0.1.0",
	Why: `The claim has a current name, which all evidence gives. Old names are there for old policies only. A claims file may have just one of the two: look there too before you change the name.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="$is-debuggable", value==false] &&
    [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
}

// deprecatedClaims reports tested names that have a current twin. In actions they are
// no finding: relying parties read old names.
func deprecatedClaims(r *rule) {
	for _, c := range r.conditions() {
		if c.incoming("") && c.entry.Deprecated() && c.service && !c.reached {
			r.report(deprecatedClaim.At(c.name.Span, "found %s, expected %s", quoted(c.name.Value), quoted(c.entry.Twin)),
				replaceText(c.name, c.entry.Twin))
		}
	}
}

package lint

import (
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim/catalog"
)

var tokenOnlyClaim = &diag.Page{
	Code: "MAA3007", Name: "TokenOnlyClaim", Title: `condition on a claim that only tokens have`,
	Severity: diag.Warning, Clauses: []string{"S2.4", "T2.4"}, Since: "0.1.0",
	Why: `The name stands in tokens, where the service or the default policy puts it. Policies don't see it: no evidence gives it, and no rule before makes it, so the condition never holds.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="is-debuggable", value==false] &&
    [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
}

// tokenOnlyClaims reports tested names that only tokens have. Where clients name
// claims freely, one may send what is no claim of the type (T2.5).
func tokenOnlyClaims(r *rule) {
	for _, c := range r.conditions() {
		use := c.entry.Use
		if !c.service || c.reached || !use.Has(catalog.Outgoing) || use.Has(catalog.Incoming) ||
			r.clients && c.client && !c.entry.Types.Has(r.typ) {
			continue
		}
		d := tokenOnlyClaim.At(c.name.Span, "found %s, which only tokens have, expected an incoming claim", quoted(c.name.Value))
		if twin, _ := catalog.Lookup(c.entry.Twin); twin.Use.Has(catalog.Incoming) {
			d.Fixes = []diag.Fix{replaceText(c.name, twin.Name)}
		}
		r.cannotHold(c, d)
	}
}

package lint

import (
	"maps"
	"slices"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/spell"
)

var queryField = &diag.Page{
	Code: "MAA3047", Name: "QueryField", Title: `field that the document doesn't have`,
	Severity: diag.Warning, Clauses: []string{"E8.7", "L7.1", "T2.4"}, Since: "0.1.0",
	Why: `The document that the claim holds has no such member, but one of nearly that name. What isn't there is null, so the query finds nothing, and nothing says why.`,
	Bad: `version=1.2;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
issuancerules{
  c:[type=="events", issuer=="AttestationService"] =>
    issue(type="first", value=JmesPath(c.value, "events[0]"));
};
`,
	Good: `version=1.2;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
issuancerules{
  c:[type=="events", issuer=="AttestationService"] =>
    issue(type="first", value=JmesPath(c.value, "Events[0]"));
};
`,
}

// queryFields reports names that are looked up in a known document, which has only one
// of nearly that name.
func queryFields(p *policy) {
	for _, u := range p.queries() {
		for _, o := range u.Names {
			if u.document == nil || o.In != u.document || o.In.Kinds != jmespath.Object || o.In.Members == nil || isMember(o) {
				continue
			}
			near := spell.Closest(o.Name, slices.Sorted(maps.Keys(o.In.Members)))
			if near == "" {
				continue
			}
			at := u.at(o)
			d := queryField.At(at, "query: unknown field %s, expected %s", spell.Quote(o.Name), spell.Quote(near))
			u.report(d, diag.Replace("replace with "+near, at, near))
		}
	}
}

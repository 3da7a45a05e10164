package lint

import (
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/jmespath"
)

var queryNeverNull = &diag.Page{
	Code: "MAA3048", Name: "QueryNeverNull", Title: `list compared with null`,
	Severity: diag.Warning, Clauses: []string{"L7.1", "T2.4"}, Since: "0.1.0",
	Why: `What a filter, a projection or a slice of a list finds is a list, an empty one if there is nothing, and no list is null. The comparison always comes out the same. Compare its length with zero, or take its first element.`,
	Bad: `version=1.2;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
issuancerules{
  c:[type=="events", issuer=="AttestationService"] =>
    issue(type="boot", value=JmesPath(c.value,
      "Events[?PcrIndex == ` + "`12`] | @ != `null`" + `"));
};
`,
	Good: `version=1.2;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
issuancerules{
  c:[type=="events", issuer=="AttestationService"] =>
    issue(type="boot", value=JmesPath(c.value,
      "Events[?PcrIndex == ` + "`12`] | length(@) > `0`" + `"));
};
`,
}

// queriesNeverNull reports comparisons of a list with null.
func queriesNeverNull(p *policy) {
	for _, u := range p.queries() {
		for _, c := range u.Comparisons {
			list, null := c.Left, c.Right
			if isNull(list) {
				list, null = null, list
			}
			if c.Ordering() || !isNull(null) || list.Shape.Kinds != jmespath.Array {
				continue
			}
			verdict := "false"
			if c.Op == "!=" {
				verdict = "true"
			}
			u.report(queryNeverNull.At(u.lit.SpanOf(c.From, c.To), "query: found a list compared with null: always %s", verdict))
		}
	}
}

package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/lang"
)

var textOfValue = &diag.Page{
	Code: "MAA3011", Name: "TextOfValue", Title: `boolean or number in quotes`,
	Severity: diag.Info, Clauses: []string{"L4.6", "T2.4"}, Since: "0.1.0",
	Why: `In quotes it is a text, and no boolean or integer equals it. Nothing in the policy says which of them the claim has.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="lab", value=="true", issuer=="CustomClaim"] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="lab", value==true, issuer=="CustomClaim"] => permit();
};
`,
}

// textsOfValues reports texts that look like other values, where nothing tells the
// kind of the claim.
func textsOfValues(r *rule) {
	for _, c := range r.conditions() {
		if c.known || r.originKinds(c) != lang.Any || valueTypeKinds(c) != lang.Any {
			continue
		}
		for _, t := range c.Tests {
			lit, ok := t.Value.(*ast.StringLit)
			if !ok || t.Property != ast.ValueProperty || t.Op != ast.Equal {
				continue
			}
			if fixes := r.asKind(lit, lang.Booleans|lang.Integers); fixes != nil {
				r.report(textOfValue.At(lit.Span, "found the text %s, expected a value without quotes", quoted(lit.Value)), fixes...)
			}
		}
	}
}

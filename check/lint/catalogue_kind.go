package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/internal/spell"
)

var catalogueKind = &diag.Page{
	Code: "MAA3009", Name: "CatalogueKind", Title: `value of a kind that the claim never has`,
	Severity: diag.Warning, Clauses: []string{"L4.6", "T2.4"}, Since: "0.1.0",
	Why: `Values of different kinds are never equal: the text "false" is not the boolean false. With "!=" the test always holds, with any other operator never.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value=="false"] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
}

// catalogueKinds reports literals of a kind that evidence never gives the claim.
func catalogueKinds(r *rule) {
	for _, c := range r.conditions() {
		if !c.incoming("") || !c.service || c.reached {
			continue
		}
		want := lang.Kinds(c.entry.Kinds)
		for _, t := range c.Tests {
			found := literalKind(t.Value)
			if t.Property != ast.ValueProperty || found.Fits(want) {
				continue
			}
			d := catalogueKind.At(span(t.Value), "found %s, expected %s for %s", found, want, spell.Quote(c.name.Value))
			if c.entry.Form == "" || want != lang.Strings {
				d.Fixes = r.asKind(t.Value, want)
			}
			r.never(c, t, d)
		}
	}
}

// never reports that a test never holds, or, for "!=", that it always does.
func (r *rule) never(c *condition, t *ast.Test, d diag.Diagnostic) {
	if t.Op == ast.NotEqual {
		r.report(d)
		return
	}
	r.cannotHold(c, d)
}

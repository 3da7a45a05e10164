package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/spell"
)

var misspeltProperty = &diag.Page{
	Code: "MAA3020", Name: "MisspeltProperty", Title: `property name that is nearly a known one`,
	Severity: diag.Warning, Clauses: []string{"L5.6", "S2.11", "T2.4"}, Since: "0.1.0",
	Why: `The service knows no property of this name. What was meant to be set keeps its default, and nothing says so.`,
	Bad: `version=1.1;
configurationrules{
  => issueproperty(type="require_valid_aik", value=true);
};
authorizationrules{
  [type=="aikValidated", value==true] => permit();
};
`,
	Good: `version=1.1;
configurationrules{
  => issueproperty(type="require_valid_aik_cert", value=true);
};
authorizationrules{
  [type=="aikValidated", value==true] => permit();
};
`,
}

// misspeltProperties reports properties that are set and near a known one.
func misspeltProperties(r *rule) {
	lit, near := r.strangeProperty()
	if near != "" {
		r.report(misspeltProperty.At(lit.Span, "found %s, expected %s", quoted(lit.Value), quoted(near)), replaceText(lit, near))
	}
}

// strangeProperty returns the name of the property that a rule sets if it is no known
// one, nil otherwise, and the known one that it most likely stands for. Those of the
// policy's own attestation type come first.
func (r *rule) strangeProperty() (lit *ast.StringLit, near string) {
	lit = r.literalType(ast.IssueProperty)
	if lit == nil {
		return nil, ""
	}
	if entry, _ := catalog.Lookup(lit.Value); entry.Use.Has(catalog.Property) {
		return nil, ""
	}
	for _, typ := range []catalog.Type{r.typ, ""} {
		if near = spell.Closest(lit.Value, catalog.Names(typ, catalog.Property)); near != "" {
			break
		}
	}
	return lit, near
}

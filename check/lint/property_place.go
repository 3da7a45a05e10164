package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim/catalog"
)

var propertyPlace = &diag.Page{
	Code: "MAA3024", Name: "PropertyPlace", Title: `property set in the wrong section`,
	Severity: diag.Warning, Clauses: []string{"L5.6", "S2.11", "T2.4"}, Since: "0.1.0",
	Why: `A property that steers the verification of evidence is needed before any claim exists, so only configurationrules can set it. One of the token belongs in issuancerules. In another section they have no effect.`,
	Bad: `version=1.1;
configurationrules{
  => issueproperty(type="report_validity_in_minutes", value=60);
};
authorizationrules{
  [type=="aikValidated", value==true] => permit();
};
`,
	Good: `version=1.1;
authorizationrules{
  [type=="aikValidated", value==true] => permit();
};
issuancerules{
  => issueproperty(type="report_validity_in_minutes", value=60);
};
`,
}

// propertyPlaces reports properties that are set where the service doesn't look for
// them. In authorizationrules none belongs: that is another finding (MAA3002).
func propertyPlaces(r *rule) {
	lit := r.literalType(ast.IssueProperty)
	if lit == nil || r.has(foreignProperty.Code) || r.has("MAA3002") && !r.opts.off("MAA3002") {
		return
	}
	entry, _ := catalog.Lookup(lit.Value)
	switch {
	case !entry.Use.Has(catalog.Property):
	case entry.Use.Has(catalog.Steering) && r.Section != ast.Configuration:
		r.report(propertyPlace.At(lit.Span, "found %s here, expected it in configurationrules", quoted(lit.Value)))
	case !entry.Use.Has(catalog.Steering) && r.Section != ast.Issuance:
		r.report(propertyPlace.At(lit.Span, "found %s here, expected it in issuancerules", quoted(lit.Value)))
	}
}

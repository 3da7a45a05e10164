package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var unknownProperty = &diag.Page{
	Code: "MAA3021", Name: "UnknownProperty", Title: `property that nothing is known of`,
	Severity: diag.Info, Clauses: []string{"L5.6", "S2.11", "T2.4"}, Since: "0.1.0",
	Why: `Rules of configurationrules set what steers the verification of evidence. No property of this name is known to do that.`,
	Bad: `version=1.1;
configurationrules{
  => issueproperty(type="minimal-firmware", value=7);
};
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
	Good: `version=1.1;
configurationrules{
  => issueproperty(type="x-ms-sgx-tcbidentifier", value="azuredefault");
};
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
}

// unknownProperties reports properties set in configurationrules that are near no
// known one.
func unknownProperties(r *rule) {
	if r.Section != ast.Configuration {
		return
	}
	if lit, near := r.strangeProperty(); lit != nil && near == "" {
		r.report(unknownProperty.At(lit.Span, "unknown property %s, expected a known one", quoted(lit.Value)))
	}
}

package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var alwaysDenies = &diag.Page{
	Code: "MAA3033", Name: "AlwaysDenies", Title: `deny without conditions`,
	Severity: diag.Warning, Clauses: []string{"L4.4", "L6.2", "T2.4"}, Since: "0.1.0",
	Why: `The rule always runs, and a deny beats every permit, whatever the order: the policy denies everything.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  => deny();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  [type=="x-ms-sgx-svn", value<4] => deny();
};
`,
}

// denials reports rules that always deny.
func denials(r *rule) {
	if r.Rule.Action.Kind == ast.Deny && r.unconditional() {
		r.report(alwaysDenies.At(r.Rule.Span, "found a deny without conditions: the policy denies everything"))
	}
}

package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var unconditionalPermit = &diag.Page{
	Code: "MAA3028", Name: "UnconditionalPermit", Title: `permit without conditions`,
	Severity: diag.Info, Clauses: []string{"L4.4", "L6.2", "T2.4"}, Since: "0.1.0",
	Why: `All genuine evidence is permitted, unless another rule denies it. The decision is then with the relying party, which has to look at the claims of the token.`,
	Bad: `version=1.0;
authorizationrules{
  => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
}

// unconditionalPermits reports rules that always permit.
func unconditionalPermits(r *rule) {
	if r.Rule.Action.Kind == ast.Permit && r.unconditional() {
		r.report(unconditionalPermit.At(r.Rule.Span, "found a permit without conditions: the relying party decides"))
	}
}

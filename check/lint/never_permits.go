package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var neverPermits = &diag.Page{
	Code: "MAA3032", Name: "NeverPermits", Title: `policy that permits nothing`,
	Severity: diag.Warning, Clauses: []string{"L6.2", "T2.3", "T5.5"}, Since: "0.1.0",
	Why: `It is proved that the policy denies whatever the claims are: no permit can run, or a deny or an error comes with each.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false]
    => add(type="production", value=true);
  [type=="production", value==false, issuer=="AttestationPolicy"]
    => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false]
    => add(type="production", value=true);
  [type=="production", value==true, issuer=="AttestationPolicy"]
    => permit();
};
`,
}

// neverPermitting reports a policy that permits nothing, unless a rule that always denies
// says so itself (MAA3033).
func neverPermitting(p *prover) {
	if p.always(ast.Deny) || !p.neverPermits() {
		return
	}
	for s := range p.Tree.Sections() {
		if s.Kind == ast.Authorization {
			p.report(neverPermits.At(s.Name.Span, "found a policy that denies every claims file, expected one that can permit"))
			return
		}
	}
}

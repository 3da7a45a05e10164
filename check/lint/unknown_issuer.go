package lint

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/spell"
)

var unknownIssuer = &diag.Page{
	Code: "MAA3012", Name: "UnknownIssuer", Title: `issuer that no claim has`,
	Severity: diag.Warning, Clauses: []string{"L3.2", "L3.5"}, Since: "0.1.0",
	Why: `Claims have one of three issuers: AttestationService, AttestationPolicy and CustomClaim. No claim has another, so the condition never holds, and with "!=" the test leaves nothing out.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  [type=="x-ms-sgx-svn", value<4, issuer=="Service"] => deny();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  [type=="x-ms-sgx-svn", value<4, issuer=="AttestationService"] => deny();
};
`,
}

// unknownIssuers reports issuers that are none of the three.
func unknownIssuers(r *rule) {
	issuers := []string{claim.AttestationService.String(), claim.AttestationPolicy.String(), claim.CustomClaim.String()}
	r.closedSet(ast.IssuerProperty, unknownIssuer, "one of the three issuers", issuers)
}

// closedSet reports literals beside a property that are none of the texts it has.
func (r *rule) closedSet(property ast.Property, page *diag.Page, want string, texts []string) {
	for _, c := range r.conditions() {
		for _, t := range c.Tests {
			lit, ok := t.Value.(*ast.StringLit)
			if !ok || t.Property != property || slices.Contains(texts, lit.Value) {
				continue
			}
			d := page.At(lit.Span, "found %s, expected %s", quoted(lit.Value), want)
			if near := spell.Closest(lit.Value, texts); near != "" {
				d.Fixes = []diag.Fix{replaceText(lit, near)}
			}
			r.never(c, t, d)
		}
	}
}

package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
)

var clientClaim = &diag.Page{
	Code: "MAA3026", Name: "ClientClaim", Title: `condition that a client's own claim satisfies`,
	Severity: diag.Warning, Clauses: []string{"L3.2", "S7.8", "T2.5"}, Since: "0.1.0", Type: "Tpm",
	Why: `Clients of this attestation type send claims of their own and name them freely, though not like those of the evidence. One of this name satisfies the condition as well as the claim that a rule makes. Ask for the issuer.`,
	Bad: `version=1.2;
authorizationrules{
  c:[type=="tpmVersion"] => add(type="modern", value=c.value);
  [type=="modern", value==2] => permit();
};
`,
	Good: `version=1.2;
authorizationrules{
  c:[type=="tpmVersion"] => add(type="modern", value=c.value);
  [type=="modern", value==2, issuer=="AttestationPolicy"] => permit();
};
`,
}

// clientClaims reports conditions that a claim of the client satisfies to its own
// good: not negated where the action helps it, or negated in a deny.
func clientClaims(r *rule) {
	if !r.clients {
		return
	}
	for _, c := range r.conditions() {
		helps := c.Negated() == (r.Rule.Action.Kind == ast.Deny)
		if c.name == nil || !c.client || c.incoming(r.typ) || !helps || c.asksForClient() ||
			hasIn(r.found, c.name.Span, []diag.Code{misspeltClaim.Code, foreignClaim.Code}) {
			continue
		}
		d := clientClaim.At(c.name.Span, "found %s of any issuer, which clients can send", quoted(c.name.Value))
		if c.reached {
			test := `issuer=="` + claim.AttestationPolicy.String() + `"`
			d.Fixes = []diag.Fix{diag.Insert("add "+test, c.Tests[len(c.Tests)-1].To, ", "+test)}
		}
		r.report(d)
	}
}

// asksForClient reports whether a condition asks for claims of the client.
func (c *condition) asksForClient() bool {
	for _, t := range c.Tests {
		lit, ok := t.Value.(*ast.StringLit)
		if ok && t.Property == ast.IssuerProperty && t.Op == ast.Equal && lit.Value == claim.CustomClaim.String() {
			return true
		}
	}
	return false
}

package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/reason"
)

var permitWithoutEvidence = &diag.Page{
	Code: "MAA3029", Name: "PermitWithoutEvidence", Title: `permit that needs no evidence`,
	Severity: diag.Warning, Clauses: []string{"L4.3", "L6.2", "T2.3"}, Since: "0.1.0",
	Why: `The rule permits without any claim at all or, where clients send claims of their own, with those alone: that was evaluated. A condition with "!" holds where the claim is missing, too. Ask for a claim of the evidence.`,
	Bad: `version=1.2;
authorizationrules{
  ![type=="x-ms-sgx-is-debuggable", value==true] => permit();
};
`,
	Good: `version=1.2;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
}

// permitsWithoutEvidence reports permit rules that run in a permitted run over no claims,
// or over claims of clients alone (T2.5).
func permitsWithoutEvidence(p *prover) {
	if p.evaluate == nil || p.always(ast.Permit) || p.always(ast.Deny) {
		return
	}
	without := p.permitted(nil)
	byClients := p.clients && p.isPermitted(reason.Given{Custom: true})
	for r := range p.each(p.of(ast.Permit)) {
		switch {
		case r.has("MAA3026"):
		case without && p.needsNoClaim(r):
			r.report(permitWithoutEvidence.At(r.Rule.Span, "found a permit that needs no evidence: it permits without any claim"))
		case byClients && p.needsClientOnly(r):
			r.report(permitWithoutEvidence.At(r.Rule.Span, "found a permit that needs no evidence: a client's own claims are enough"))
		}
	}
}

// needsNoClaim reports whether a rule permits without any claim, as it can only if each
// condition has "!" or sees claims that rules make.
func (p *prover) needsNoClaim(r *rule) bool {
	for _, c := range r.conditions() {
		if !c.Negated() && !c.reached {
			return false
		}
	}
	return p.fits() && p.permitsBy(r, nil)
}

// needsClientOnly reports whether a rule permits claims of clients alone.
func (p *prover) needsClientOnly(r *rule) bool {
	a, found := p.example(reason.Given{Custom: true, By: r.Rule})
	return found && (a.Exact || p.permitsBy(r, a.Claims))
}

package lint

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
)

var debugNotExcluded = &diag.Page{
	Code: "MAA3030", Name: "DebugNotExcluded", Title: `permit for what can be debugged, too`,
	Severity: diag.Warning, Clauses: []string{"S3.10", "T2.3"}, Since: "0.1.0", Type: "SgxEnclave",
	Why: `Whoever can debug an enclave or a virtual machine reads all its secrets. The rule doesn't look at the claim that says so, and permits what can be debugged: an example was evaluated.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-product-id", value==7] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-product-id", value==7] => permit();
};
`,
}

// debugsNotExcluded reports permit rules that don't test the debug claim, and permit with
// it true and not false.
func debugsNotExcluded(p *prover) {
	on, off := debugClaims(p.typ)
	if p.evaluate == nil || len(on) == 0 || p.always(ast.Permit) || p.always(ast.Deny) {
		return
	}
	rules := slices.DeleteFunc(p.of(ast.Permit), func(r *rule) bool { return r.testsValueOf(on) })
	given := reason.Given{With: on, Without: append(off, sentBy(claim.CustomClaim, on, off)...)}
	if len(rules) == 0 || !p.isPermitted(given) {
		return
	}
	for r := range p.each(rules) {
		given.By = r.Rule
		a, found := p.example(given)
		if found && p.isGiven(a.Claims) && (a.Exact || p.permitsBy(r, a.Claims)) {
			r.report(debugNotExcluded.At(r.Rule.Span, "found a permit where %s is true", quoted(on[0].Type)))
		}
	}
}

// sentBy returns claims with another issuer.
func sentBy(issuer claim.Issuer, claims ...[]claim.Claim) []claim.Claim {
	all := slices.Concat(claims...)
	for i := range all {
		all[i].Issuer = issuer
	}
	return all
}

// isGiven reports whether a request can bring such claims: those that clients send are
// named freely (T2.5), evidence gives none that rules make.
func (p *prover) isGiven(claims []claim.Claim) bool {
	return !slices.ContainsFunc(claims, func(c claim.Claim) bool {
		known := slices.Contains(p.incoming(), c.Type)
		if c.Issuer == claim.CustomClaim {
			return known || !p.clients
		}
		return !known && !p.clients && len(p.lineage.Makers(c.Type)) > 0
	})
}

// debugClaims returns the claims by which evidence of a type says that the TEE can be
// debugged, its debug claim first, and those by which it says that it can't (S3.10,
// S2.8).
func debugClaims(typ catalog.Type) (on, off []claim.Claim) {
	row, ok := catalog.LookupType(typ)
	if !ok || row.DebugClaim == "" {
		return nil, nil
	}
	add := func(name string, yes, no claim.Value) {
		on = append(on, claim.Claim{Type: name, Value: yes, Issuer: claim.AttestationService})
		off = append(off, claim.Claim{Type: name, Value: no, Issuer: claim.AttestationService})
	}
	add(row.DebugClaim, claim.Bool(true), claim.Bool(false))
	for _, e := range catalog.For(typ) {
		switch {
		case !e.Use.Has(catalog.Incoming):
		case e.Twin == row.DebugClaim:
			add(e.Name, claim.Bool(true), claim.Bool(false))
		case e.Name == "dbgstat":
			add(e.Name, claim.String("enabled"), claim.String("disabled"))
		}
	}
	return on, off
}

// testsValueOf reports whether a condition of the rule tests the value of one of some
// claims.
func (r *rule) testsValueOf(claims []claim.Claim) bool {
	return slices.ContainsFunc(r.conditions(), func(c *condition) bool {
		return c.name != nil &&
			slices.ContainsFunc(claims, func(of claim.Claim) bool { return of.Type == c.name.Value }) &&
			slices.ContainsFunc(c.Tests, func(t *ast.Test) bool { return t.Property == ast.ValueProperty })
	})
}

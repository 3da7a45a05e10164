package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var computedType = &diag.Page{
	Code: "MAA3042", Name: "ComputedType", Title: `claim type taken from claims`,
	Severity: diag.Info, Clauses: []string{"L5.1", "T2.4", "T2.5"}, Since: "0.1.0",
	Why: `Claims that the rule makes have the issuer AttestationPolicy, whatever their name. Whoever chooses the claims that the name is taken from chooses what later rules, or the relying party, believe to be there.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
issuancerules{
  c:[type=="x-ms-sgx-mrsigner"] => issue(type=c.value, value=true);
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
issuancerules{
  c:[type=="x-ms-sgx-mrsigner"] => issue(type="signer", value=c.value);
};
`,
}

// computedTypes reports types that are taken from claims and not certain.
func computedTypes(r *rule) {
	e := r.argument("type")
	if e == nil || r.Type != "" || !usesBinder(e) {
		return
	}
	if r.chosenByClient(e) {
		r.report(computedType.At(span(e), "found a type that a client can choose, expected a literal"))
		return
	}
	r.report(computedType.At(span(e), "found a type taken from claims, expected a literal"))
}

// chosenByClient reports whether claims that a client sends may be among those that
// an expression takes its text from (T2.5).
func (r *rule) chosenByClient(e ast.Expr) bool {
	chosen := false
	ast.Walk(e, func(n ast.Node) bool {
		if ref, ok := n.(*ast.PropertyRef); ok {
			c := r.bound(ref.Binder.Name)
			chosen = chosen || c != nil && r.clients && c.client && !c.incoming(r.typ)
		}
		return !chosen
	})
	return chosen
}

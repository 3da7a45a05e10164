package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var notEqualToSeveral = &diag.Page{
	Code: "MAA3044", Name: "NotEqualToSeveral", Title: `"!=" with a binder of several values`,
	Severity: diag.Info, Clauses: []string{"L4.7", "T2.4"}, Since: "0.1.0", Type: "Tpm",
	Why: `A test with several values holds if it holds for one of them. If two values differ, each value differs from one of the two, so "!=" holds for all. To say that none of them is equal, negate the condition.`,
	Bad: `version=1.2;
authorizationrules{
  c:[type=="pcrs", issuer=="AttestationService"] =>
    add(type="good", value=
      JsonToClaimValue(JmesPath(c.value, "PCRs[].Digests.SHA256")));
  [type=="secureBootEnabled", value==true] => permit();
  g:[type=="good", issuer=="AttestationPolicy"] &&
    [type=="aikPubHash", value!=g.value] => deny();
};
`,
	Good: `version=1.2;
authorizationrules{
  c:[type=="pcrs", issuer=="AttestationService"] =>
    add(type="good", value=
      JsonToClaimValue(JmesPath(c.value, "PCRs[].Digests.SHA256")));
  [type=="secureBootEnabled", value==true] => permit();
  g:[type=="good", issuer=="AttestationPolicy"] &&
    ![type=="aikPubHash", value==g.value] => deny();
};
`,
}

// notEqualsToSeveral reports tests by "!=" with values of binders that may be several.
func notEqualsToSeveral(p *policy) {
	for _, r := range p.rules {
		if r.broken {
			continue
		}
		for _, c := range r.Rule.Conditions {
			for _, t := range c.Tests {
				ref, ok := t.Value.(*ast.PropertyRef)
				if !ok || t.Op != ast.NotEqual || t.Property != ast.ValueProperty || ref.Property != ast.ValueProperty {
					continue
				}
				maker := p.documents().severalOf(r, r.bound(ref.Binder.Name))
				if maker == nil {
					continue
				}
				d := notEqualToSeveral.At(t.OpSpan, "found \"!=\" with what may be several values: it holds if two differ")
				d.Related = []diag.Related{{Span: maker.Rule.Action.Span, Message: "this makes a claim of each element"}}
				r.report(d)
			}
		}
	}
}

package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var loosenedVerification = &diag.Page{
	Code: "MAA3025", Name: "LoosenedVerification", Title: `keys of any TPM are let through`,
	Severity: diag.Warning, Clauses: []string{"E9.2", "L5.6", "T2.4"}, Since: "0.1.0",
	Why: `Without a genuine certificate of the attestation identity key the evidence is refused, unless require_valid_aik_cert is false. Then the policy itself has to ask for aikValidated, or it permits evidence that anybody can make up.`,
	Bad: `version=1.1;
configurationrules{
  => issueproperty(type="require_valid_aik_cert", value=false);
};
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
`,
	Good: `version=1.1;
configurationrules{
  => issueproperty(type="require_valid_aik_cert", value=false);
};
authorizationrules{
  [type=="aikValidated", value==true] &&
    [type=="secureBootEnabled", value==true] => permit();
};
`,
}

// loosenedVerifications reports rules that let evidence without a genuine certificate
// pass, if a permit rule does not ask for one, and no deny rule either.
func loosenedVerifications(p *policy) {
	var loosened []*rule
	for _, r := range p.rules {
		if !r.broken && r.loosens() && !r.has(foreignProperty.Code) {
			loosened = append(loosened, r)
		}
	}
	if len(loosened) == 0 {
		return
	}
	open := p.permitsAnybody()
	if open == nil {
		return
	}
	for _, r := range loosened {
		d := loosenedVerification.At(span(r.argument("value")), "found false, but a permit rule does not ask for \"aikValidated\"")
		d.Related = []diag.Related{{Span: open.Rule.Span, Message: "this permits whoever made the evidence"}}
		r.report(d)
	}
}

// permitsAnybody returns the first permit rule that doesn't ask for a genuine
// certificate, nil if there is none or a deny rule asks for it.
func (p *policy) permitsAnybody() *rule {
	var open *rule
	for _, r := range p.rules {
		switch {
		case r.broken:
		case r.Rule.Action.Kind == ast.Permit && open == nil && !r.asksForCertificate():
			open = r
		case r.Rule.Action.Kind == ast.Deny && r.deniesWithoutCertificate():
			return nil
		}
	}
	return open
}

// loosens reports whether a rule sets require_valid_aik_cert to false.
func (r *rule) loosens() bool {
	lit := r.literalType(ast.IssueProperty)
	value, ok := r.argument("value").(*ast.BoolLit)
	return lit != nil && lit.Value == "require_valid_aik_cert" && ok && !value.Value
}

// asksForCertificate reports whether the rule runs only with a genuine certificate.
func (r *rule) asksForCertificate() bool {
	for _, c := range r.conditions() {
		if !c.Negated() && c.wantsValidated(true) {
			return true
		}
	}
	return false
}

// deniesWithoutCertificate reports whether the rule runs always if there is no genuine
// certificate: then aikValidated is false.
func (r *rule) deniesWithoutCertificate() bool {
	return len(r.conditions()) == 1 && r.conditions()[0].wantsValidated(r.conditions()[0].Negated())
}

// wantsValidated reports whether a condition tests that aikValidated has a value.
func (c *condition) wantsValidated(value bool) bool {
	if c.name == nil || c.name.Value != "aikValidated" || !c.service {
		return false
	}
	for _, t := range c.Tests {
		lit, ok := t.Value.(*ast.BoolLit)
		if ok && t.Property == ast.ValueProperty && (t.Op == ast.Equal) == (lit.Value == value) {
			return true
		}
	}
	return false
}

package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
)

var unusedClaim = &diag.Page{
	Code: "MAA3040", Name: "UnusedClaim", Title: `claim that no later condition tests`,
	Severity: diag.Info, Clauses: []string{"L6.1", "T2.4"}, Since: "0.1.0",
	Why: `What add makes, only conditions of later rules see: it reaches neither the decision nor the token without one. Perhaps the name is another there, or issue was meant.`,
	Bad: `version=1.2;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  c:[type=="x-ms-runtime"]
    => add(type="key", value=JmesPath(c.value, "keys[0].kid"));
};
`,
	Good: `version=1.2;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  c:[type=="x-ms-runtime"]
    => add(type="key", value=JmesPath(c.value, "keys[0].kid"));
};
issuancerules{
  c:[type=="key", issuer=="AttestationPolicy"] => issue(claim=c);
};
`,
}

// unusedClaims reports claims that rules add and no condition after them can test. If
// one there tests no type, or can't be read, it may test them all.
func unusedClaims(p *policy) {
	adds := p.of(ast.Add)
	if len(adds) == 0 || !p.readable() {
		return
	}
	last := make(map[string]int, len(p.rules)) // places of the last conditions on each type
	anyType := -1
	for _, r := range p.rules {
		for _, cond := range r.Rule.Conditions {
			switch name := check.TypeLiteral(cond); {
			case !check.Admits(cond, claim.AttestationPolicy):
			case name == nil:
				anyType = r.At
			default:
				last[name.Value] = r.At
			}
		}
	}
	for _, r := range adds {
		lit := r.literalType(ast.Add)
		if at, tested := 0, false; lit != nil && r.At >= anyType {
			if at, tested = last[lit.Value]; !tested || at <= r.At {
				r.report(unusedClaim.At(lit.Span, "found %s, which no later condition tests", quoted(lit.Value)))
			}
		}
	}
}

// readable reports whether all rules could be read.
func (p *policy) readable() bool {
	for _, item := range p.Tree.Items {
		section, ok := item.(*ast.Section)
		if !ok || section.Kind == ast.UnknownSection {
			return false
		}
		for _, st := range section.Statements {
			if _, ok := st.(*ast.Rule); !ok {
				return false
			}
		}
	}
	return true
}

package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/lang"
)

var severalValues = &diag.Page{
	Code: "MAA3043", Name: "SeveralValues", Title: `binder of several values where one is needed`,
	Severity: diag.Info, Clauses: []string{"L5.1", "L6.4", "L7", "T2.4"}, Since: "0.1.0", Type: "Tpm",
	Why: `JsonToClaimValue makes a claim of each element of an array. With several of them the rule can't take one value: that is an error, and the policy denies.`,
	Bad: `version=1.2;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
issuancerules{
  c:[type=="events", issuer=="AttestationService"] =>
    add(type="path", value=
      JsonToClaimValue(JmesPath(c.value, "Events[].ProcessedData.Path")));
  c:[type=="path", issuer=="AttestationPolicy"] =>
    issue(type="file", value=AppendString("file:", c.value));
};
`,
	Good: `version=1.2;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
issuancerules{
  c:[type=="events", issuer=="AttestationService"] =>
    add(type="path", value=
      JsonToClaimValue(JmesPath(c.value, "Events[].ProcessedData.Path")));
  c:[type=="path", issuer=="AttestationPolicy"] =>
    issue(type="file", value=c.value);
};
`,
}

// severalValuesForOne reports values of binders that may be several, as the type of
// claims or as an argument that must be one.
func severalValuesForOne(p *policy) {
	for _, r := range p.rules {
		if r.broken {
			continue
		}
		if e := r.argument("type"); e != nil {
			r.oneValue(e)
		}
		r.calls(func(call *ast.Call) {
			f := lang.FunctionNamed(call.Name.Name)
			for i, arg := range call.Args {
				if f != nil && i < len(f.Params) && !f.Params[i].Many {
					r.oneValue(arg)
				}
			}
		})
	}
}

// oneValue reports an expression that must yield one value if it is one of several.
func (r *rule) oneValue(e ast.Expr) {
	ref, ok := e.(*ast.PropertyRef)
	if !ok || ref.Property != ast.ValueProperty || len(r.documents().several) == 0 {
		return
	}
	maker := r.documents().severalOf(r, r.bound(ref.Binder.Name))
	if maker == nil {
		return
	}
	d := severalValues.At(ref.Span, "found %s, which may be several values, expected one", quoted(r.Source.Slice(ref.Span)))
	d.Related = []diag.Related{{Span: maker.Rule.Action.Span, Message: "this makes a claim of each element"}}
	r.report(d)
}

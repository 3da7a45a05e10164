package lint

import (
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

var missingMaker = &diag.Page{
	Code: "MAA3039", Name: "MissingMaker", Title: `claim of the policy that no rule makes`,
	Severity: diag.Warning, Clauses: []string{"L5.2", "L6.1", "T2.4"}, Since: "0.1.0",
	Why: `Claims with the issuer AttestationPolicy come from rules, and a rule sees only those that run before it. None of them makes a claim of this type, so the condition never holds; with "!" it always does.`,
	Bad: `version=1.0;
authorizationrules{
  c:[type=="x-ms-sgx-svn"] => add(type="level", value=c.value);
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="level", value>1] => permit();
  [type=="levels", value==3, issuer=="AttestationPolicy"] => deny();
};
`,
	Good: `version=1.0;
authorizationrules{
  c:[type=="x-ms-sgx-svn"] => add(type="level", value=c.value);
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="level", value>1] => permit();
  [type=="level", value==3, issuer=="AttestationPolicy"] => deny();
};
`,
}

// missingMakers reports conditions on claims of rules that no rule before makes.
func missingMakers(r *rule) {
	for _, c := range r.conditions() {
		if c.name == nil || !c.made || c.service || c.client || c.reached {
			continue
		}
		r.cannotHold(c, r.missingMaker(c))
	}
}

func (r *rule) missingMaker(c *condition) diag.Diagnostic {
	what := "which no rule makes"
	later := r.lineage.Makers(c.name.Value)
	if len(later) > 0 {
		what = "which only later rules make"
	}
	verdict := ": never true"
	if c.Negated() {
		verdict = ": always true"
	}
	d := missingMaker.At(c.name.Span, "found %s, %s%s", quoted(c.name.Value), what, verdict)
	if len(later) > 0 {
		d.Related = []diag.Related{{Span: later[0].Rule.Action.Span, Message: "it is made here, too late"}}
	}
	if near := spell.ClosestWithin(c.name.Value, r.madeBefore(), mostMisspelt); near != "" {
		d.Fixes = []diag.Fix{replaceText(c.name, near)}
	}
	return d
}

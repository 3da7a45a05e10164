package lint

import (
	"context"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/reason"
)

var overriddenPermit = &diag.Page{
	Code: "MAA3035", Name: "OverriddenPermit", Title: `permit that a deny always beats`,
	Severity: diag.Warning, Clauses: []string{"L6.2", "T2.3", "T5.5"}, Since: "0.1.0",
	Why: `It is proved that whenever the rule runs, a rule that denies runs, too. A deny beats every permit, whatever their order.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-svn", value==1] => permit();
  [type=="x-ms-sgx-svn", value<2] => deny();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  [type=="x-ms-sgx-svn", value<2] => deny();
};
`,
}

// overriddenPermits reports permit rules that run, but never without a deny. Beside a
// rule that always denies there is nothing to say of single ones (MAA3033).
func overriddenPermits(p *prover) {
	denies := p.of(ast.Deny)
	if len(denies) == 0 || p.always(ast.Deny) {
		return
	}
	for r := range p.each(p.of(ast.Permit)) {
		if !p.isOverridden(r) {
			continue
		}
		d := overriddenPermit.At(r.Rule.Span, "found a permit that never counts: whenever it runs, a deny runs, too")
		if len(denies) == 1 {
			d.Related = []diag.Related{{Span: denies[0].Rule.Span, Message: "the deny"}}
		}
		r.report(d)
	}
}

// isOverridden reports whether a permit rule that may run never does without a deny.
func (p *prover) isOverridden(r *rule) bool {
	verdict := p.ask(p.proofs, func(ctx context.Context) (reason.Verdict, error) { return p.proofs.RunsWithoutDeny(ctx, r.Rule) })
	return verdict == reason.No && !p.neverRuns(r)
}

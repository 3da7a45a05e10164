package lint

import (
	"context"
	"slices"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
)

var unreachableRule = &diag.Page{
	Code: "MAA3034", Name: "UnreachableRule", Title: `rule that never runs`,
	Severity: diag.Warning, Clauses: []string{"L6.3", "T2.3", "T2.4", "T5.5"}, Since: "0.1.0",
	Why: `It is proved that the conditions never hold together, whatever the claims are. Rules of issuancerules run only if the policy permits: what it then knows of the claims counts, too.`,
	Bad: `version=1.2;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    ![type=="x-ms-sgx-svn", value<4] => permit();
};
issuancerules{
  [type=="x-ms-sgx-svn", value<2] => issue(type="outdated", value=true);
};
`,
	Good: `version=1.2;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    ![type=="x-ms-sgx-svn", value<4] => permit();
};
issuancerules{
  [type=="x-ms-sgx-svn", value<8] => issue(type="outdated", value=true);
};
`,
}

// unreachableRules reports rules that never run, unless that is said already: of the
// policy, of a condition (T2.4), or of rules that make what the rule waits for.
func unreachableRules(p *prover) {
	if p.neverPermits() {
		return
	}
	dead := map[*check.Step]bool{}
	for r := range p.each(p.rules) {
		if r.hasUnmet() {
			dead[r.Step] = true
			continue
		}
		if !p.neverRuns(r) {
			continue
		}
		dead[r.Step] = true
		at := p.neverHolds(r)
		if r.waitsFor(dead, at) {
			continue
		}
		if at < 0 {
			r.report(unreachableRule.At(r.Rule.Span, "found a rule that never runs"))
			continue
		}
		r.report(unreachableRule.At(r.Rule.Conditions[at].Span, "found a rule that never runs: this condition is never true here"))
	}
}

// hasUnmet reports whether it was found that the rule never runs because of a condition.
func (r *rule) hasUnmet() bool {
	if !r.has(firstThatFits...) {
		return false
	}
	return slices.ContainsFunc(r.conditions(), func(c *condition) bool { return !c.Negated() && r.isUnmet(c) })
}

// neverHolds is the number of the first condition that never holds if those before do,
// -1 if none is known.
func (p *prover) neverHolds(r *rule) int {
	for i := range r.Rule.Conditions {
		verdict := p.ask(p.proofs, func(ctx context.Context) (reason.Verdict, error) { return p.proofs.Holds(ctx, r.Rule, i, true) })
		if verdict == reason.No {
			return i
		}
	}
	return -1
}

// waitsFor reports whether a condition, or any if it isn't known which, sees claims that
// rules would make that don't run.
func (r *rule) waitsFor(dead map[*check.Step]bool, at int) bool {
	for i, c := range r.Rule.Conditions {
		if (at < 0 || i == at) && slices.ContainsFunc(r.lineage.Reaching(r.Step, c), func(s *check.Step) bool { return dead[s] }) {
			return true
		}
	}
	return false
}

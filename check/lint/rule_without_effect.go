package lint

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/reason"
)

var ruleWithoutEffect = &diag.Page{
	Code: "MAA3036", Name: "RuleWithoutEffect", Title: `rule without which all results are the same`,
	Severity: diag.Info, Clauses: []string{"L6.2", "T2.3", "T5.2", "T5.5"}, Since: "0.1.0",
	Why: `It is proved that without the rule each decision, and all that is issued, is the same, whatever the claims are: other rules do what it does. Of rules that could each do without the other one is reported.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-svn", value>=2] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-svn", value>=2] => permit();
};
`,
}

// rulesWithoutEffect reports rules that run and change nothing, unless another finding
// says so.
func rulesWithoutEffect(p *prover) {
	if p.neverPermits() {
		return
	}
	p.proveDuplicates()
	for r := range p.each(p.rules) {
		if p.surelyMatters(r) || r.has(overriddenPermit.Code, duplicateRule.Code) || p.neverRuns(r) {
			continue
		}
		if superfluous, fixable := p.superfluous(r); superfluous {
			d := ruleWithoutEffect.At(r.Rule.Span, "found a rule without effect: all results are the same without it")
			if fixable {
				d.Fixes = []diag.Fix{p.removeSafely(r)}
			}
			r.report(d)
		}
	}
}

// surelyMatters reports whether a rule need not be asked for: the only one that permits,
// or that issues something of its type, if it runs.
func (p *prover) surelyMatters(r *rule) bool {
	kind := r.Rule.Action.Kind
	switch kind {
	case ast.Permit:
		return len(p.of(ast.Permit)) == 1
	case ast.Issue, ast.IssueProperty:
		if kind == ast.Issue && r.Section != ast.Issuance || r.Type == "" {
			return false
		}
		for _, other := range p.of(kind) {
			if other != r && (other.Type == r.Type || other.Type == "") {
				return false
			}
		}
		return true
	case ast.Deny, ast.Add, ast.UnknownAction:
	}
	return false
}

// removeSafely is the fix that takes out a rule of which it is proved that it can go.
func (p *policy) removeSafely(r *rule) diag.Fix {
	fix := p.removeRule(r.Rule)
	fix.Safe = true
	return fix
}

// superfluous reports whether results are the same without a rule, and without those
// found before together with it. It is fixable if that is so whichever of them are
// removed: any selection of rules that all permit, or all deny, and can't fail, allows
// no less and no more than the smallest and the greatest.
func (p *prover) superfluous(r *rule) (superfluous, fixable bool) {
	if p.matters(r) != reason.No || len(p.gone) > 0 && p.matters(append(slices.Clone(p.gone), r)...) != reason.No {
		return false, false
	}
	fixable = len(p.gone) == 0 || r.onlyDecides() && p.gone[0].Rule.Action.Kind == r.Rule.Action.Kind && p.plain
	p.plain = r.onlyDecides() && fixable
	p.gone = append(p.gone, r)
	return true, fixable
}

// onlyDecides reports whether a rule permits or denies, and can't fail.
func (r *rule) onlyDecides() bool {
	if kind := r.Rule.Action.Kind; kind != ast.Permit && kind != ast.Deny {
		return false
	}
	for _, c := range r.Rule.Conditions {
		for _, t := range c.Tests {
			if !isLiteral(t.Value) {
				return false
			}
		}
	}
	return true
}

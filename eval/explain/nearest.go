package explain

import (
	"cmp"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/eval"
)

// nearest returns the rule to look at first (T4.2).
func nearest(r *eval.Result, run []*Rule) *Rule {
	switch r.Reason {
	case eval.ReasonNoPermit:
		return nearestPermit(run, func(*Rule) bool { return true })
	case eval.ReasonDenied:
		for _, rule := range run {
			if rule.Node == r.DecidedBy {
				return rule
			}
		}
	case eval.ReasonError:
		return lastReached(run)
	case eval.ReasonPermitted:
	}
	return nil
}

// nearestPermit returns the permit rule that lacks least, of those that may be it.
func nearestPermit(run []*Rule, may func(*Rule) bool) *Rule {
	var best *Rule
	for _, r := range run {
		if r.Node.Action.Kind == ast.Permit && may(r) && (best == nil || compare(r, best) < 0) {
			best = r
		}
	}
	return best
}

// compare orders rules by what they lack, then by their order.
func compare(a, b *Rule) int { return cmp.Or(a.lack.compare(b.lack), a.order-b.order) }

// NearestPermit returns the permit rule of a trace that lacks least, without a search
// for changes (T4.2); nil if there is none. The trace is one of eval.ExplainReached or
// eval.ExplainAll.
func NearestPermit(t *eval.Trace) *eval.RuleTrace {
	var best *eval.RuleTrace
	var least lack
	for i := range t.Sections {
		for k := range t.Sections[i].Rules {
			r := &t.Sections[i].Rules[k]
			if r.Rule.Action.Kind != ast.Permit {
				continue
			}
			if l := lackOf(r); best == nil || l.compare(least) < 0 {
				best, least = r, l
			}
		}
	}
	return best
}

// lack is how many conditions of a rule don't hold, and of their nearest claims how
// many tests.
type lack struct{ conditions, tests int }

func (l lack) compare(m lack) int { return cmp.Or(l.conditions-m.conditions, l.tests-m.tests) }

// lackOf returns what a rule lacks.
func lackOf(r *eval.RuleTrace) (l lack) {
	for _, list := range [][]eval.ConditionTrace{r.Conditions, r.Rest} {
		for i := range list {
			if c := &list[i]; !c.Complete || !c.Held {
				l.conditions++
				l.tests += failing(c)
			}
		}
	}
	return l
}

// failing is how many tests the nearest claims of a condition fail that does not hold.
func failing(c *eval.ConditionTrace) int {
	switch {
	case c.Complete && len(c.Near) > 0:
		return len(c.Near[0].Failed)
	case c.Complete && c.MatchedCount > 0: // of a negated one
		return 1
	}
	return len(c.Condition.Tests)
}

// lastReached is the rule that the evaluation ended in; nil if it ended before.
func lastReached(run []*Rule) *Rule {
	var last *Rule
	for _, r := range run {
		if r.Reached {
			last = r
		}
	}
	return last
}

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

// compare orders rules by what they lack: conditions, then tests, then by their order.
func compare(a, b *Rule) int {
	return cmp.Or(a.failed-b.failed, a.failedTests-b.failedTests, a.order-b.order)
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

package lint

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// firstThatFits is the order in which it is said of a condition that it can't hold:
// the first of these that fits is reported, the others are not (T2.4).
var firstThatFits = []diag.Code{
	"MAA3014", "MAA3012", "MAA3013", "MAA3009", "MAA3010", "MAA3018", "MAA3016", "MAA3017", "MAA3007", "MAA3039",
}

// cannotHold reports that no claim satisfies a condition, unless a code that comes
// before says so of the same condition.
func (r *rule) cannotHold(c *condition, d diag.Diagnostic, fixes ...diag.Fix) {
	if r.unmet == nil {
		r.unmet = map[*condition]diag.List{}
	}
	d.Fixes = append(d.Fixes, fixes...)
	r.unmet[c] = append(r.unmet[c], d)
}

// settle reports of each condition that can't hold the finding that comes first. What
// the check said counts as well, and gives way too.
func (r *rule) settle() {
	for _, c := range r.conditions() {
		said := r.unmet[c]
		if len(said) == 0 {
			continue
		}
		said = append(said, r.saidBefore(c)...)
		slices.SortStableFunc(said, func(a, b diag.Diagnostic) int {
			return slices.Index(firstThatFits, a.Code) - slices.Index(firstThatFits, b.Code)
		})
		r.found = slices.DeleteFunc(r.found, func(d diag.Diagnostic) bool { return c.neverByKind(d) })
		r.found = append(r.found, said[0])
	}
}

// saidBefore returns the findings of the check that say that a condition can't hold.
func (r *rule) saidBefore(c *condition) diag.List {
	return slices.DeleteFunc(slices.Clone(r.found), func(d diag.Diagnostic) bool {
		return !c.neverByKind(d) || r.opts.off(d.Code)
	})
}

// neverByKind reports whether a finding says that a test of the condition never holds
// because of the kinds compared: with "!=" it would always hold.
func (c *condition) neverByKind(d diag.Diagnostic) bool {
	return d.Code == madeKind.Code && slices.ContainsFunc(c.Tests, func(t *ast.Test) bool {
		return t.Op != ast.NotEqual && t.From <= d.From && d.To <= t.To
	})
}

// isUnmet reports whether it was found that a condition can't hold. Of a test with "!="
// most findings say that it always does.
func (r *rule) isUnmet(c *condition) bool {
	return slices.ContainsFunc(r.found, func(d diag.Diagnostic) bool {
		if d.From < c.From || d.To > c.To || !slices.Contains(firstThatFits, d.Code) {
			return false
		}
		return d.Code == contradiction.Code || !slices.ContainsFunc(c.Tests, func(t *ast.Test) bool {
			return t.Op == ast.NotEqual && t.From <= d.From && d.To <= t.To
		})
	})
}

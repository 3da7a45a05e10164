package lint

import (
	"slices"

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

// settle reports of each condition that can't hold the finding that comes first.
// Findings of the check before count as well, and give way too.
func (r *rule) settle() {
	for _, c := range r.conditions {
		said := r.unmet[c]
		if len(said) == 0 {
			continue
		}
		before := func(d diag.Diagnostic) bool {
			return c.From <= d.From && d.To <= c.To && slices.Contains(firstThatFits, d.Code) && d.Severity != diag.Error
		}
		for _, d := range r.found {
			if before(d) {
				said = append(said, d)
			}
		}
		r.found = slices.DeleteFunc(r.found, before)
		slices.SortStableFunc(said, func(a, b diag.Diagnostic) int {
			return slices.Index(firstThatFits, a.Code) - slices.Index(firstThatFits, b.Code)
		})
		r.found = append(r.found, said[0])
	}
}

// isUnmet reports whether it was found that a condition can't hold.
func (r *rule) isUnmet(c *condition) bool {
	return len(r.unmet[c]) > 0 || hasIn(r.found, c.Span, firstThatFits)
}

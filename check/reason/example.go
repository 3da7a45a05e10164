package reason

import (
	"slices"

	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/check/reason/internal/sat"
	"github.com/assay-policy/assay/claim"
)

// prefer replaces a set by the preferred one of its size: of claims that evidence
// gives, and one of each type, if that is possible, then the first in the order of
// claims (T5.8). It ends early where the steps do.
func (f *finder) prefer(best *found, set []int32) {
	var costly []circuit.Node
	byType := map[string][]circuit.Node{}
	var types []string
	for _, i := range f.atoms {
		a := &f.scene.atoms[i]
		if a.cost > 0 {
			costly = append(costly, a.node)
		}
		if byType[a.claim.Type] == nil {
			types = append(types, a.claim.Type)
		}
		byType[a.claim.Type] = append(byType[a.claim.Type], a.node)
	}
	var twice []circuit.Node
	if len(set) > 1 {
		for _, t := range types {
			twice = append(twice, f.AtLeastTwo(byType[t]))
		}
	}
	once := f.Or(twice...).Not()
	for _, n := range []circuit.Node{f.And(f.Or(costly...).Not(), once), f.Or(costly...).Not(), once} {
		if f.solve(n) == sat.Satisfiable {
			f.require(n)
			set = f.present()
			break
		}
	}
	from := 0 // of f.atoms, which are in the preferred order
	for k := range set {
		at := slices.Index(f.atoms, set[k])
		for at > from { // is there a set that has an earlier one in this place?
			var earlier []circuit.Node
			for _, i := range f.atoms[from:at] {
				earlier = append(earlier, f.scene.atoms[i].node)
			}
			if f.solve(f.Or(earlier...)) != sat.Satisfiable {
				f.require(f.Or(earlier...).Not())
				break
			}
			set = f.present()
			at = slices.Index(f.atoms, set[k])
		}
		f.require(f.scene.atoms[set[k]].node)
		from = at + 1
	}
	if f.steps < 0 || f.Full() {
		return
	}
	for _, p := range f.pairs { // the order of the set, as far as it matters
		if !slices.Contains(set, p[0]) || !slices.Contains(set, p[1]) {
			continue
		}
		n := f.atomBefore(p[0], p[1])
		if f.solve(n) == sat.Satisfiable {
			f.require(n)
		} else {
			f.require(n.Not())
		}
	}
	if f.solve() == sat.Satisfiable {
		best.claims = f.arranged(set)
	}
}

// arranged puts a set in the order of the assignment, and in the preferred order
// where that says nothing.
func (f *finder) arranged(set []int32) []int32 {
	after := f.ordered()
	var out []int32
	left := slices.Clone(set)
	for len(left) > 0 {
		i := slices.IndexFunc(left, func(a int32) bool {
			return !slices.ContainsFunc(left, func(b int32) bool { return b != a && slices.Contains(after[b], a) })
		})
		i = max(i, 0)
		out = append(out, left[i])
		left = slices.Delete(left, i, i+1)
	}
	return out
}

// claims are those of a set that was found.
func (s *scene) claims(set *found) []claim.Claim {
	claims := make([]claim.Claim, 0, len(set.claims))
	for _, i := range set.claims {
		claims = append(claims, s.atoms[i].claim)
	}
	return claims
}

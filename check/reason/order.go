package reason

import (
	"slices"

	"github.com/assay-policy/assay/check/reason/internal/circuit"
)

// The order of claims reaches nothing but arrays (proof, 4), so it is asked for only
// where both policies have the same two values in one.

// atomBefore is whether a claim stands before another in the file: unknown.
func (s *scene) atomBefore(a, b int32) circuit.Node {
	if a > b {
		return s.atomBefore(b, a).Not()
	}
	key := [2]int32{a, b}
	n, ok := s.before[key]
	if !ok {
		n = s.Var()
		s.before[key] = n
	}
	return n
}

// entryBefore is whether a claim of the incoming set stands before another when a rule
// is entered, if both are there: claims of the file first.
func (r *run) entryBefore(a, b int32, rule int) circuit.Node {
	x, y := &r.entries[a], &r.entries[b]
	switch {
	case x.atom >= 0 && y.atom >= 0:
		return r.atomBefore(x.atom, y.atom)
	case x.atom >= 0:
		return circuit.True
	case y.atom >= 0:
		return circuit.False
	}
	xs, ys := until(x.makers, rule), until(y.makers, rule)
	key := [4]int32{a, b, int32(len(xs)), int32(len(ys))}
	n, ok := r.orders[key]
	if !ok {
		n = r.madeBefore(xs, ys)
		r.orders[key] = n
	}
	return n
}

// until are the makers before a rule.
func until(makers []maker, rule int) []maker {
	for len(makers) > 0 && makers[len(makers)-1].rule >= rule {
		makers = makers[:len(makers)-1]
	}
	return makers
}

// madeBefore is whether the first maker of a claim comes before the first of
// another; one rule makes its claims in the order of its values (L5.1).
func (r *run) madeBefore(xs, ys []maker) circuit.Node {
	var ways []circuit.Node
	madeX, madeY := circuit.False, circuit.False
	for _, x := range xs {
		for len(ys) > 0 && ys[0].rule < x.rule {
			madeY = r.Or(madeY, ys[0].on)
			ys = ys[1:]
		}
		isNew := r.And(x.on, madeX.Not(), madeY.Not())
		madeX = r.Or(madeX, x.on)
		if isNew == circuit.False {
			continue
		}
		if len(ys) == 0 || ys[0].rule != x.rule {
			ways = append(ways, isNew)
			continue
		}
		first := circuit.False
		if x.from == ys[0].from {
			first = r.valueBefore(x.from, x.at, ys[0].at, x.rule)
		}
		ways = append(ways, r.And(isNew, r.Or(ys[0].on.Not(), first)))
	}
	return r.Or(ways...)
}

// valueBefore is whether a value comes before another among those of an expression
// of a rule: by first occurrence (L7.0).
func (r *run) valueBefore(set *valueSet, i, j, rule int) circuit.Node {
	switch {
	case set.order != nil:
		return set.order(i, j)
	case set.of == nil && i < j:
		return circuit.True
	case set.of == nil:
		return circuit.False
	}
	var xs, ys []int
	for k, at := range set.of.entries {
		switch r.key(&r.entries[at], set.property) {
		case set.keys[i]:
			xs = append(xs, k)
		case set.keys[j]:
			ys = append(ys, k)
		}
	}
	r.Spend(len(set.of.entries))
	var ways []circuit.Node
	for _, x := range xs {
		all := []circuit.Node{set.of.on[x]}
		for _, y := range ys {
			all = append(all, r.Or(set.of.on[y].Not(), r.entryBefore(set.of.entries[x], set.of.entries[y], rule)))
		}
		ways = append(ways, r.And(all...))
	}
	return r.Or(ways...)
}

// ordersDiffer is whether an array of a type has two values in another order in the
// other policy.
func (r *run) ordersDiffer(o *run, typ int32) circuit.Node {
	if r.sameMakers(o, typ) {
		return circuit.False
	}
	var ways []circuit.Node
	mine := r.outgoing.byType[typ]
	for i, a := range mine {
		for _, b := range mine[:i] {
			x, y := &r.outgoing.shown[a], &r.outgoing.shown[b]
			u, known := o.shownAs(x)
			v, both := o.shownAs(y)
			if !known || !both || r.Full() {
				continue
			}
			here, there := r.madeBefore(x.makers, y.makers), o.madeBefore(u.makers, v.makers)
			ways = append(ways, r.And(x.on, y.on, u.on, v.on, r.Xor(here, there)))
		}
	}
	return r.Or(ways...)
}

func (r *run) shownAs(e *entry) (*entry, bool) {
	at, ok := r.outgoing.place[entryKey{e.typ, e.value, e.issuer}]
	if !ok {
		return nil, false
	}
	return &r.outgoing.shown[at], true
}

// sameMakers reports whether all values of a type are certainly in the same order in
// both: made in the same way by as many rules in the same order, of the same claims
// of the file.
func (r *run) sameMakers(o *run, typ int32) bool {
	mine, theirs := r.outgoing.byType[typ], o.outgoing.byType[typ]
	if len(mine) != len(theirs) {
		return false
	}
	here, there := r.ranks(typ), o.ranks(typ)
	for _, at := range mine {
		x := &r.outgoing.shown[at]
		y, ok := o.shownAs(x)
		if !ok || !slices.EqualFunc(x.makers, y.makers, func(a, b maker) bool {
			return a.on == b.on && here[a.rule] == there[b.rule] && r.ofFile(a.from) && o.ofFile(b.from) && sameSet(a.from, b.from)
		}) {
			return false
		}
	}
	return true
}

// ranks numbers the rules that issue a type.
func (r *run) ranks(typ int32) map[int]int {
	var rules []int
	for _, at := range r.outgoing.byType[typ] {
		for _, m := range r.outgoing.shown[at].makers {
			rules = append(rules, m.rule)
		}
	}
	slices.Sort(rules)
	ranks := map[int]int{}
	for _, n := range slices.Compact(rules) {
		ranks[n] = len(ranks)
	}
	return ranks
}

// ofFile reports whether the values are of claims that come in, or literals.
func (r *run) ofFile(set *valueSet) bool {
	if set.order != nil {
		return false
	}
	if set.of != nil {
		for _, at := range set.of.entries {
			if r.entries[at].atom < 0 {
				return false
			}
		}
	}
	return true
}

func sameSet(a, b *valueSet) bool {
	if a.property != b.property || (a.of == nil) != (b.of == nil) || !slices.Equal(a.keys, b.keys) {
		return false
	}
	return a.of == nil || slices.Equal(a.of.entries, b.of.entries) && slices.Equal(a.of.on, b.of.on)
}

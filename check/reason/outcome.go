package reason

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason/internal/circuit"
)

// authorized is whether the policy permits, as far as authorization goes: some
// permit ran and no deny, and nothing failed (L6.2).
func (r *run) authorized() circuit.Node {
	return r.And(r.permit, r.deny.Not(), r.failed.Not())
}

// permitted is whether the Result permits: issuance did not fail either (L6.3,
// L6.4).
func (r *run) permitted() circuit.Node {
	return r.And(r.authorized(), r.failedLater.Not())
}

// erred is whether the evaluation ended with an error.
func (r *run) erred() circuit.Node {
	return r.Or(r.failed, r.And(r.authorized(), r.failedLater))
}

// ran is whether a rule ran: its conditions held, and the evaluation had come to it.
func (r *run) ran(rule int) circuit.Node { return r.And(r.reached(rule), r.rules[rule].on) }

// reached is whether the evaluation came to a rule (L6.3, L6.4).
func (r *run) reached(rule int) circuit.Node {
	before := r.rules[rule].before.Not()
	if r.issues(rule) {
		return r.And(r.authorized(), before)
	}
	return before
}

// propertyOn is whether a property is set to a value in the Result (L10.2).
func (r *run) propertyOn(at int32) circuit.Node {
	on := r.And(r.authorized(), r.properties.shown[at].on)
	if int(at) < len(r.early) {
		on = r.Or(on, r.early[at])
	}
	return r.And(r.erred().Not(), on)
}

// claimsDiffer is whether both permit, and what they issue differs (L6.5).
func claimsDiffer(a, b *run) circuit.Node {
	var ways []circuit.Node
	for _, x := range a.outgoing.shown {
		other := circuit.False
		if y, ok := b.shownAs(&x); ok {
			other = y.on
		}
		ways = append(ways, a.Xor(x.on, other))
	}
	for _, y := range b.outgoing.shown {
		if _, ok := a.shownAs(&y); !ok {
			ways = append(ways, y.on)
		}
	}
	for _, t := range a.outgoing.types {
		ways = append(ways, a.ordersDiffer(b, t))
	}
	return a.And(a.permitted(), b.permitted(), a.Or(ways...))
}

// propertiesDiffer is whether the decisions agree, and the properties differ.
func propertiesDiffer(a, b *run) circuit.Node {
	var ways []circuit.Node
	for i, x := range a.properties.shown {
		other := circuit.False
		if at, ok := b.properties.place[entryKey{x.typ, x.value, x.issuer}]; ok {
			other = b.propertyOn(at)
		}
		ways = append(ways, a.Xor(a.propertyOn(int32(i)), other))
	}
	for i, y := range b.properties.shown {
		if _, ok := a.properties.place[entryKey{y.typ, y.value, y.issuer}]; !ok {
			ways = append(ways, b.propertyOn(int32(i)))
		}
	}
	return a.And(a.Xor(a.permitted(), b.permitted()).Not(), a.Or(ways...))
}

// denied is whether a deny ran before any error.
func (r *run) denied() circuit.Node {
	var ways []circuit.Node
	for i, rule := range r.policy.rules {
		if rule.action == ast.Deny {
			ways = append(ways, r.ran(i))
		}
	}
	return r.Or(ways...)
}

// resultsDiffer is whether two Results differ (T5.2).
func resultsDiffer(a, b *run) circuit.Node {
	ways := []circuit.Node{a.Xor(a.permitted(), b.permitted()), propertiesDiffer(a, b)}
	if a.outgoing != b.outgoing {
		ways = append(ways, claimsDiffer(a, b))
	}
	return a.Or(ways...)
}

// without is the run without rules that permit or deny and can't fail, which changes
// nothing else; nil for other rules.
func (r *run) without(rules ...int) *run {
	for _, i := range rules {
		action := r.policy.rules[i].action
		if action != ast.Permit && action != ast.Deny || r.rules[i].fails != circuit.False {
			return nil
		}
	}
	o := *r
	if len(rules) > 1 {
		o.permit, o.deny = r.anyBut(rules, ast.Permit), r.anyBut(rules, ast.Deny)
		return &o
	}
	if r.others == nil {
		r.others = r.allButOne()
	}
	for _, i := range rules {
		if r.policy.rules[i].action == ast.Permit {
			o.permit = r.others[i]
		} else {
			o.deny = r.others[i]
		}
	}
	return &o
}

// anyBut is whether a rule with an action runs that is none of some.
func (r *run) anyBut(rules []int, action ast.ActionKind) circuit.Node {
	var on []circuit.Node
	for i, other := range r.policy.rules {
		if other.action == action && !slices.Contains(rules, i) {
			on = append(on, r.rules[i].on)
		}
	}
	return r.Or(on...)
}

// allButOne is for each rule that permits or denies whether another one does the
// same.
func (r *run) allButOne() map[int]circuit.Node {
	others := map[int]circuit.Node{}
	for _, action := range []ast.ActionKind{ast.Permit, ast.Deny} {
		var rules []int
		var on []circuit.Node
		for i, other := range r.policy.rules {
			if other.action == action {
				rules, on = append(rules, i), append(on, r.rules[i].on)
			}
		}
		for i, n := range r.AllButOne(on) {
			others[rules[i]] = n
		}
	}
	return others
}

package main

import "github.com/assay-policy/assay/claim"

// closurePolicy is the plain way to an engine in Go: a map from claim type to
// a bucket, a closure for each condition and action, buffers kept for the next
// run. It has sets where the language has sets, but neither budgets nor
// functions nor places for messages.
type closurePolicy struct {
	slots                   map[string]int
	authorization, issuance []closureRule

	buckets [][]claim.Value
	bound   []claim.Value // the values of the last binder
	scratch []claim.Value
	members map[claim.Value]struct{}
	out     *decision
}

type closureRule struct {
	conditions []condition
	action     func()
}

type condition func() bool

func newClosures(types []string) *closurePolicy {
	p := &closurePolicy{slots: map[string]int{}, members: map[claim.Value]struct{}{}}
	for _, t := range types {
		p.slots[t] = len(p.slots)
	}
	p.buckets = make([][]claim.Value, len(p.slots))
	return p
}

// run indexes the claims and runs the rules.
func (p *closurePolicy) run(claims []claim.Claim, out *decision) {
	p.out = out
	out.permit, out.claims = false, out.claims[:0]
	for i := range p.buckets {
		p.buckets[i] = p.buckets[i][:0]
	}
	for i := range claims {
		if slot, ok := p.slots[claims[i].Type]; ok {
			p.buckets[slot] = append(p.buckets[slot], claims[i].Value)
		}
	}
	p.rules(p.authorization)
	if out.permit {
		p.rules(p.issuance)
	}
}

func (p *closurePolicy) rules(rules []closureRule) {
next:
	for i := range rules {
		for _, holds := range rules[i].conditions {
			if !holds() {
				continue next
			}
		}
		rules[i].action()
	}
}

// exists holds if a claim has the value.
func (p *closurePolicy) exists(typ string, v claim.Value) condition {
	slot := p.slots[typ]
	return func() bool { return has(p.buckets[slot], v) }
}

// equal binds the claims that have the value.
func (p *closurePolicy) equal(typ string, v claim.Value) condition {
	slot := p.slots[typ]
	return func() bool {
		p.bound = p.bound[:0]
		for _, b := range p.buckets[slot] {
			if b == v {
				p.bound = append(p.bound, b)
			}
		}
		return len(p.bound) > 0
	}
}

// all binds all claims of a type.
func (p *closurePolicy) all(typ string) condition {
	slot := p.slots[typ]
	return func() bool {
		p.bound = append(p.bound[:0], p.buckets[slot]...)
		return len(p.bound) > 0
	}
}

// amongBound binds the claims whose value is one of those bound before.
func (p *closurePolicy) amongBound(typ string) condition {
	slot := p.slots[typ]
	return func() bool {
		clear(p.members)
		for _, v := range p.bound {
			p.members[v] = struct{}{}
		}
		p.scratch = p.scratch[:0]
		for _, v := range p.buckets[slot] {
			if _, ok := p.members[v]; ok {
				p.scratch = append(p.scratch, v)
			}
		}
		p.bound, p.scratch = p.scratch, p.bound
		return len(p.bound) > 0
	}
}

func (p *closurePolicy) permit() func() { return func() { p.out.permit = true } }

// issue issues the bound values.
func (p *closurePolicy) issue(name string) func() {
	return func() {
		for _, v := range p.bound {
			p.out.claims = append(p.out.claims, claim.Claim{Type: name, Value: v, Issuer: claim.AttestationPolicy})
		}
	}
}

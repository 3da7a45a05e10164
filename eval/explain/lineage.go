package explain

import (
	"slices"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
)

// Lineage says where an outgoing claim comes from (T4.5).
type Lineage struct {
	Claim claim.Claim
	// Rule is the first that issued it.
	Rule *Rule
	// From are the incoming claims that its positive conditions matched, or that the
	// claims were made from which they matched: the first maxFrom of these.
	From []claim.Claim
}

// How many outgoing claims have a lineage, and of how many claims.
const (
	maxLineage = 1000
	maxFrom    = eval.MaxListed
)

// lineages finds where claims come from.
type lineages struct {
	trace    *eval.Trace
	incoming map[claim.Claim]int32 // places among the claims that come in
	sources  map[*eval.RuleTrace][]int32
}

// lineage returns the lineage of the outgoing claims.
func lineage(trace *eval.Trace, run []*Rule, claims []claim.Claim) []Lineage {
	out := trace.Result.Claims
	if len(out) == 0 {
		return nil
	}
	l := &lineages{trace, make(map[claim.Claim]int32, len(claims)), map[*eval.RuleTrace][]int32{}}
	for i, c := range slices.Backward(claims) { // the first of equal ones stays
		l.incoming[key(c)] = int32(i)
	}
	rules := make(map[*eval.RuleTrace]*Rule, len(run))
	for _, r := range run {
		rules[r.trace] = r
	}
	var all []Lineage
	for _, c := range out[:min(len(out), maxLineage)] {
		t := trace.Issuer(c)
		line := Lineage{Claim: c, Rule: rules[t]}
		for _, at := range l.of(t) {
			line.From = append(line.From, claims[at])
		}
		all = append(all, line)
	}
	return all
}

// key is what makes claims equal (L3.3).
func key(c claim.Claim) claim.Claim {
	return claim.Claim{Type: c.Type, Value: c.Value, Issuer: c.Issuer}
}

// of returns the incoming claims that a rule makes its own from. What it matched was
// made by rules before it, so this comes to an end.
func (l *lineages) of(r *eval.RuleTrace) []int32 {
	from, done := l.sources[r]
	if done {
		return from
	}
	for i := range r.Conditions {
		c := &r.Conditions[i]
		if c.Condition.Negated() {
			continue
		}
		for _, m := range c.Matched {
			from = l.add(from, m)
		}
	}
	l.sources[r] = from
	return from
}

// add adds a claim, or in place of one that a rule made, what it was made from.
func (l *lineages) add(from []int32, c claim.Claim) []int32 {
	if at, ok := l.incoming[key(c)]; ok {
		return union(from, at)
	}
	if maker := l.trace.Maker(c); maker != nil {
		return union(from, l.of(maker)...)
	}
	return from
}

// union adds places that are not there yet, while there is room.
func union(all []int32, more ...int32) []int32 {
	for _, at := range more {
		if len(all) < maxFrom && !slices.Contains(all, at) {
			all = append(all, at)
		}
	}
	return all
}

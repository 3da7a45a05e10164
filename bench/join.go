package main

import "github.com/assay-policy/assay/claim"

const joinPolicy = `version=1.0;
authorizationrules { => permit(); };
issuancerules {
  c1:[type=="A"] && c2:[type=="B", value==c1.value] => issue(type="T", value=c2.value);
};
`

// The semi-join in Rego: with "in", which looks through the list; as the
// intersection of two sets; as pairs, which is how the array asks for it; with
// a set made of the array first.
const (
	joinRegoFlat = `package bench

allow := true

issued contains {"type": "T", "value": v} if {
	some v in input.B
	v in input.A
}
`
	joinRegoFlatBest = `package bench

allow := true

issued := {{"type": "T", "value": v} |
	some v in ({a | some a in input.A} & {b | some b in input.B})
}
`
	joinRegoArray = `package bench

allow := true

issued contains {"type": "T", "value": c2.value} if {
	some c1 in input.claims
	c1.type == "A"
	some c2 in input.claims
	c2.type == "B"
	c2.value == c1.value
}
`
	joinRegoArrayBest = `package bench

allow := true

a := {c.value | some c in input.claims; c.type == "A"}

issued contains {"type": "T", "value": c.value} if {
	some c in input.claims
	c.type == "B"
	c.value in a
}
`
)

// join is a semi-join: which values of type B does type A have, too?
func join(n int) *subject {
	s := &subject{
		claims: joinClaims(n), index: byType, policy: joinPolicy,
		regoFlat: joinRegoFlat, regoFlatBest: joinRegoFlatBest, regoArray: joinRegoArray, regoArrayBest: joinRegoArrayBest,
		meets: true, hand: handJoin,
	}
	s.want = outcome{permit: true, issued: []pair{{"T", s.claims[n-1].Value}}}
	s.cel = []celRule{
		{text: "true"},
		{"T", `claims.map(c2, c2.type == "B" && claims.exists(c1, c1.type == "A" && c1.value == c2.value), c2.value)`},
	}
	s.cedar = []cedarRule{
		{id: "permit", text: "permit(principal, action, resource) when { context.A.containsAny(context.B) };"},
		{id: "T", issue: "T", attribute: "value", text: "permit(principal, action, resource) when { context.A.contains(context.value) };"},
	}
	s.closures = func() *closurePolicy {
		p := newClosures([]string{"A", "B"})
		p.authorization = []closureRule{{nil, p.permit()}}
		p.issuance = []closureRule{{[]condition{p.all("A"), p.amongBound("B")}, p.issue("T")}}
		return p
	}
	return s
}

// handJoin is a hash join with a map that is used again.
func handJoin() func([]claim.Claim, *decision) {
	set := map[claim.Value]struct{}{}
	return func(claims []claim.Claim, d *decision) {
		clear(set)
		for i := range claims {
			if claims[i].Type == "A" {
				set[claims[i].Value] = struct{}{}
			}
		}
		d.permit, d.claims = true, d.claims[:0]
		for i := range claims {
			c := &claims[i]
			if c.Type != "B" {
				continue
			}
			if _, ok := set[c.Value]; ok {
				d.claims = append(d.claims, claim.Claim{Type: "T", Value: c.Value, Issuer: claim.AttestationPolicy})
				delete(set, c.Value) // a value is issued once
			}
		}
	}
}

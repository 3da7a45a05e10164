package main

import "github.com/assay-policy/assay/claim"

// decision is the result of the engines written here, used again by each run.
type decision struct {
	permit bool
	claims []claim.Claim
}

// handEngines are Go written for this one policy, the limit of what an engine
// can reach, and the closures.
func handEngines(s *subject) ([]engine, error) {
	var byHand, byClosures decision
	hand, closures := s.hand(), s.closures()
	return []engine{
		{
			name: "hand", quick: true,
			form:  "Go written for this policy, buffers reused; claims come raw",
			run:   func() { hand(s.claims, &byHand) },
			check: func() error { return s.want.expect(outcome{byHand.permit, pairs(byHand.claims)}, nil) },
		},
		{
			name: "closures", quick: true,
			form:  "a closure for each condition over a Go map index by type, buffers reused; claims come raw and are indexed each time",
			run:   func() { closures.run(s.claims, &byClosures) },
			check: func() error { return s.want.expect(outcome{byClosures.permit, pairs(byClosures.claims)}, nil) },
		},
	}, nil
}

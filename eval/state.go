package eval

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
)

// state is what one evaluation works with. It belongs to one goroutine, is used
// again for another evaluation of the same program, and keeps no claim alive in
// between.
type state struct {
	program *compile.Program
	ev      compile.Evaluation
	limits  Limits
	trace   *tracer       // nil unless explaining
	rule    *compile.Rule // in hand

	incoming
	outgoing   made
	properties made

	permitted, denied *ast.Rule // the first of each that ran

	sets       [][]int32         // of the rule's binders: places in entries (L4.2)
	references []compile.Values  // of the rule, by number
	gathered   []bool            // which references are filled in
	rights     []*compile.Values // right side of each test of the condition, nil for a literal
	computed   []compile.Values  // the same where they are no reference
	spare      []compile.Values  // two for an action's arguments
}

func newState(p *compile.Program) *state {
	return &state{
		program:    p,
		incoming:   incoming{buckets: make([]bucket, p.Slots()+1)},
		sets:       make([][]int32, p.Sets()),
		references: make([]compile.Values, p.References()),
		gathered:   make([]bool, p.References()),
		rights:     make([]*compile.Values, p.Tests()),
		computed:   make([]compile.Values, p.Tests()),
		spare:      make([]compile.Values, 2),
		properties: made{byName: true},
	}
}

// end lets go of all claims and gives the state back to the program.
func (s *state) end() {
	s.ev.End()
	s.trace, s.rule, s.permitted, s.denied = nil, nil, nil, nil
	s.incoming.reset()
	s.outgoing.reset()
	s.properties.reset()
	for _, all := range [][]compile.Values{s.references, s.computed, s.spare} {
		for i := range all {
			all[i].Clear()
		}
	}
	s.program.Scratch().Put(s)
}

// load puts the claims that come in into the incoming set, in their order, equal
// ones collapsed (L3.3). The first that is too long or too many ends the
// evaluation (L9).
func (s *state) load(claims []claim.Claim) bool {
	if len(claims) > s.limits.Claims {
		s.exact = map[identity]struct{}{}
	}
	for i := range claims {
		c := &claims[i]
		if len(c.Value.Text()) > s.limits.Text {
			return s.ev.Fail(compile.FailText(compile.Start(), s.limits.Text))
		}
		if !s.insert(s.program, c, s.limits.Claims) {
			return s.ev.Fail(compile.FailClaims(compile.Start(), compile.Incoming, s.limits.Claims))
		}
	}
	s.given, s.loaded = claims, true
	return true
}

package eval

import (
	"fmt"
	"math"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
)

// state is what one evaluation works with. It belongs to one goroutine, is used
// again for another evaluation of the same program, and keeps no claim alive in
// between.
type state struct {
	program *engine.Program
	ev      engine.Evaluation
	limits  *engine.Limits
	cel     bool         // every test runs through CEL
	trace   *tracer      // nil unless explaining
	rule    *engine.Rule // in hand

	incoming
	outgoing   made
	properties made
	extra      []claim.Claim // made by rules, and in neither

	permitted, denied *ast.Rule // the first of each that ran

	sets       [][]int32        // of the rule's binders: places in entries (L4.2)
	references []engine.Values  // of the rule, by number
	gathered   []*engine.Rule   // for which rule each is filled in
	rights     []*engine.Values // right side of each test of the condition that has one
	computed   []engine.Values  // the same where they are no reference
	spare      []engine.Values  // two for an action's arguments
	subjects   []engine.Subject // the first entries as CEL sees them
	used       bool             // something of references, computed and spare
}

func newState(p *engine.Program) *state {
	return &state{
		program:    p,
		incoming:   incoming{buckets: make([]bucket, p.Types.Len()+1)},
		sets:       make([][]int32, p.Sets),
		references: make([]engine.Values, p.References),
		gathered:   make([]*engine.Rule, p.References),
		rights:     make([]*engine.Values, p.Tests),
		computed:   make([]engine.Values, p.Tests),
		spare:      make([]engine.Values, 2),
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
	if len(s.extra)+len(s.subjects) > 0 {
		clear(s.extra)
		clear(s.subjects)
		s.extra, s.subjects = s.extra[:0], s.subjects[:0]
	}
	if s.used {
		s.release()
	}
	s.program.Scratch().Put(s)
}

// release lets go of values: most rules need none of these.
func (s *state) release() {
	s.used = false
	clear(s.gathered)
	for i := range s.references {
		s.references[i].Clear()
	}
	for i := range s.computed {
		s.computed[i].Clear()
	}
	for i := range s.spare {
		s.spare[i].Clear()
	}
}

// load puts the claims that come in into the incoming set, in their order, equal
// ones collapsed (L3.3). The first that is too long or too many ends the
// evaluation (L9), after a look at the rest: a claim that nothing could make is
// an error of the caller.
func (s *state) load(claims []claim.Claim) (bool, error) {
	s.given = claims
	if len(claims) > s.limits.Claims {
		s.exact = map[identity]struct{}{}
	}
	// Claims that no condition can see have room, then, and are only counted.
	only := !s.program.ReadsAll && s.exact == nil
	lengths, longest, unseen := s.program.Types.Lengths, s.limits.Text, 0
	if !only {
		lengths = math.MaxUint64 // let all pass
	}
	for i := range claims {
		c := &claims[i]
		if !usable(c) {
			return false, misuse(claims)
		}
		if len(c.Value.Text()) > longest {
			return s.ev.Fail(engine.FailText(engine.Start(), longest)), misuse(claims)
		}
		if lengths>>(uint(min(len(c.Type), 63))&63)&1 == 0 {
			unseen++
			continue
		}
		slot := s.program.Types.Find(c.Type)
		if only && slot == engine.NoSlot {
			unseen++
			continue
		}
		if only && s.buckets[slot].count == 0 {
			s.append(slot, c)
			continue
		}
		if !s.insert(slot, c) {
			return s.ev.Fail(engine.FailClaims(engine.Start(), engine.Incoming, s.limits.Claims)), misuse(claims)
		}
	}
	s.unseen += unseen
	return true, nil
}

// misuse is the error about the first claim that can't be used, nil without.
func misuse(claims []claim.Claim) error {
	for i := range claims {
		if c := &claims[i]; !usable(c) {
			return fmt.Errorf("eval: claim %d, %q, has no value or no issuer", i, c.Type)
		}
	}
	return nil
}

// usable reports whether a claim is one that constructors make.
func usable(c *claim.Claim) bool {
	return c.Value.Kind()-claim.BooleanKind <= claim.StringKind-claim.BooleanKind && c.Issuer <= claim.AttestationService
}

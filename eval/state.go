package eval

import (
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

	sets       [][]int32           // of the rule's binders: places in entries (L4.2)
	references []engine.Values     // of the rule, by number
	gathered   []*engine.Rule      // for which rule each is filled in
	rights     []*engine.Values    // right side of each test of the condition that has one
	computed   []engine.Values     // the same where they are no reference
	blocks     [][]engine.BlockRun // of the right sides that are sets
	spare      []engine.Values     // two for an action's arguments
	subjects   []engine.Subject    // the first entries as CEL sees them
	used       bool                // something of references, computed and spare
	reserved   bool                // there is memory for all direct copies, and no exact count
}

func newState(p *engine.Program) *state {
	s := &state{
		program:    p,
		incoming:   incoming{buckets: make([]bucket, p.Types.Len()+1)},
		sets:       make([][]int32, p.Sets),
		references: make([]engine.Values, p.References),
		gathered:   make([]*engine.Rule, p.References),
		rights:     make([]*engine.Values, p.Tests),
		computed:   make([]engine.Values, p.Tests),
		blocks:     make([][]engine.BlockRun, p.Tests),
		spare:      make([]engine.Values, 2),
		properties: made{byName: true},
	}
	s.ev.CountClaims(s.claimBytes)
	return s
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

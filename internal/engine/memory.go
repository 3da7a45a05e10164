package engine

import (
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// memory is what functions work in, used again from run to run: decoded JSON lives
// as long as the run that decoded it, and no longer.
type memory struct {
	arena  jsondoc.Arena // of all trees but those that queries make
	trees  documents
	budget jmespath.Budget // of all queries, one after the other
	text   []byte          // room to write JSON
	// sets are what functions return; the first of them are in use until the rule
	// ends.
	sets []*set
	used int
}

// keptRoom is the size, in bytes, up to which the room for text is kept.
const keptRoom = 64 << 10

// kept returns the memory of the evaluation, made on first use.
func (ev *Evaluation) kept() *memory {
	if ev.memory == nil {
		ev.memory = &memory{}
		ev.memory.budget.Poll = ev.look
	}
	return ev.memory
}

// newSet returns an empty set that lives until the rule ends.
func (ev *Evaluation) newSet() *set {
	m := ev.kept()
	if m.used == len(m.sets) {
		m.sets = append(m.sets, &set{})
	}
	s := m.sets[m.used]
	m.used++
	s.values().Clear()
	return s
}

// EndRule lets go of what a rule borrowed: memory (L9.3), and what functions
// returned.
func (ev *Evaluation) EndRule() {
	ev.giveBack()
	if ev.memory != nil {
		ev.memory.used = 0
	}
}

// keptSets is how many sets are kept for other evaluations.
const keptSets = 64

// forget lets go of all documents and claims.
func (m *memory) forget() {
	for _, s := range m.sets {
		s.values().Clear()
	}
	if len(m.sets) > keptSets {
		clear(m.sets[keptSets:])
		m.sets = m.sets[:keptSets]
	}
	m.used = 0
	m.arena.Reset()
	m.trees.forget()
	m.budget.Forget()
	if cap(m.text) > keptRoom {
		m.text = nil
	}
}

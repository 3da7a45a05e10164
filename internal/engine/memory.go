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

// forget lets go of all documents and claims.
func (m *memory) forget() {
	m.arena.Reset()
	m.trees.forget()
	m.budget.Forget()
	if cap(m.text) > keptRoom {
		m.text = nil
	}
}

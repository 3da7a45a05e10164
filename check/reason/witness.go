package reason

import (
	"math/rand/v2"

	"github.com/assay-policy/assay/check/reason/internal/circuit"
)

// Most rules of most policies can run, and most can be seen to by claims that come to
// mind. So before a search a node is evaluated over such claims, many at once: any set
// of atoms is a claims file.

// witnesses are claims over which the nodes of a scene are evaluated.
type witnesses struct {
	*scene
	rand   *rand.Rand
	lanes  []*circuit.Lanes
	oldest int // of those made after searches
	atomOf map[circuit.Node]int
}

// The numbers of assignments: of each batch, of batches that are kept, and of gates
// whose evaluation counts as a step.
const (
	lanes       = 64
	mostBatches = 4
	gatesOfStep = 16
)

func (s *scene) witnesses() *witnesses {
	w := &witnesses{scene: s, rand: rand.New(rand.NewPCG(1, 1)), atomOf: map[circuit.Node]int{}}
	for i, a := range s.atoms {
		w.atomOf[a.node] = i
	}
	w.lanes = append(w.lanes, circuit.NewLanes(s.Circuit, w.input(w.first(), w.guess)))
	return w
}

// show reports whether a node is true for one of the assignments, and takes the steps.
func (w *witnesses) show(node circuit.Node, b *budget) bool {
	for _, l := range w.lanes {
		word, work := l.Value(node)
		b.steps -= int64(1 + work/gatesOfStep)
		if word != 0 {
			return true
		}
	}
	return false
}

// input is what lanes have for the variables: a word of each atom; for results of
// functions what is guessed; for orders always the same one.
func (w *witnesses) input(atoms []uint64, guess func(circuit.Node) uint64) func(circuit.Node) uint64 {
	return func(n circuit.Node) uint64 {
		if i, ok := w.atomOf[n]; ok {
			return atoms[i]
		}
		if w.results[n] {
			return guess(n)
		}
		return ^uint64(0)
	}
}

// guess is any result of a function.
func (w *witnesses) guess(n circuit.Node) uint64 {
	if w.failures[n] { // seldom: one is enough to end the evaluation
		return w.rand.Uint64() & 0xff
	}
	return w.rand.Uint64()
}

// first are no claims, all claims, ever fewer of them, and then as evidence has them:
// one of each type.
func (w *witnesses) first() []uint64 {
	atoms := make([]uint64, len(w.atoms))
	byType := map[string][]int{}
	var types []string
	for i, a := range w.atoms {
		atoms[i] = 0b10 | w.sparse()&0xfffc
		if byType[a.claim.Type] == nil {
			types = append(types, a.claim.Type)
		}
		byType[a.claim.Type] = append(byType[a.claim.Type], i)
	}
	for _, t := range types {
		for lane := 16; lane < lanes; lane++ {
			of := byType[t]
			atoms[of[w.rand.IntN(len(of))]] |= 1 << lane
		}
	}
	return atoms
}

// sparse is true in most of the first lanes of each sixteen, and in few of the last.
func (w *witnesses) sparse() uint64 {
	word := ^w.few(3) & 0x000f_000f_000f_000f
	word |= w.few(1) & 0x00f0_00f0_00f0_00f0
	word |= w.few(2) & 0x0f00_0f00_0f00_0f00
	return word | w.few(4)&0xf000_f000_f000_f000
}

// few is true in one lane of so many powers of two.
func (w *witnesses) few(power int) uint64 {
	word := ^uint64(0)
	for range power {
		word &= w.rand.Uint64()
	}
	return word
}

// learn keeps the claims that a search found, alone and with others beside.
func (w *witnesses) learn(f *finder) {
	atoms := make([]uint64, len(w.atoms))
	for i, a := range w.atoms {
		atoms[i] = w.sparse() &^ 1
		if f.encoder.Value(a.node) {
			atoms[i] = ^uint64(0)
		}
	}
	l := circuit.NewLanes(w.Circuit, w.input(atoms, func(n circuit.Node) uint64 {
		switch {
		case !f.encoder.Has(n):
			return w.guess(n)
		case f.encoder.Value(n):
			return ^uint64(0)
		}
		return 0
	}))
	if len(w.lanes) < mostBatches {
		w.lanes = append(w.lanes, l)
		return
	}
	w.oldest = w.oldest%(mostBatches-1) + 1
	w.lanes[w.oldest] = l
}

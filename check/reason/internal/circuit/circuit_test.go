package circuit_test

import (
	"math/rand/v2"
	"testing"

	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/check/reason/internal/sat"
)

// T5.7: nodes that are built alike are one.
func TestNodesAreShared(t *testing.T) {
	t.Parallel()
	c := circuit.New(1000)
	a, b := c.Var(), c.Var()
	for name, pair := range map[string][2]circuit.Node{
		"order":         {c.And(a, b), c.And(b, a)},
		"doubled":       {c.And(a, a, b), c.And(a, b)},
		"true dropped":  {c.And(a, circuit.True), a},
		"contradiction": {c.And(a, a.Not()), circuit.False},
		"or of not":     {c.Or(a.Not(), b.Not()), c.And(a, b).Not()},
		"xor with self": {c.Xor(a, a), circuit.False},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: found %v and %v, expected one node", name, pair[0], pair[1])
		}
	}
}

// A circuit that is full says so, and answers without making anything.
func TestRoomIsBounded(t *testing.T) {
	t.Parallel()
	c := circuit.New(10)
	for range 100 {
		c.Var()
	}
	if !c.Full() || c.Len() > 10 {
		t.Errorf("found %d nodes, full %v, expected at most 10 and true", c.Len(), c.Full())
	}
}

// formula is a node together with what it means.
type formula struct {
	node circuit.Node
	of   func(m int) bool
}

// The clauses of a node hold exactly if the formula does, for every assignment.
func TestEncodingKeepsTheMeaning(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		const n = 5
		c := circuit.New(1 << 20)
		var all []formula
		for i := range n {
			all = append(all, formula{c.Var(), func(m int) bool { return m>>i&1 == 1 }})
		}
		for range 20 {
			all = append(all, combined(r, c, all))
		}
		f := all[len(all)-1]
		e := circuit.NewEncoder(c)
		root := e.Lit(f.node)
		for m := range 1 << n {
			assumed := []sat.Lit{root}
			for i := range n {
				l := e.Lit(all[i].node)
				if m>>i&1 == 0 {
					l = l.Not()
				}
				assumed = append(assumed, l)
			}
			budget := int64(1 << 30)
			got := e.Solver().Solve(&budget, func() error { return nil }, assumed...) == sat.Satisfiable
			if got != f.of(m) {
				t.Fatalf("found %v, expected %v", got, f.of(m))
			}
		}
	}
}

// combined draws a formula of others.
func combined(r *rand.Rand, c *circuit.Circuit, all []formula) formula {
	x, y, z := all[r.IntN(len(all))], all[r.IntN(len(all))], all[r.IntN(len(all))]
	switch r.IntN(5) {
	case 0:
		return formula{c.And(x.node, y.node.Not()), func(m int) bool { return x.of(m) && !y.of(m) }}
	case 1:
		return formula{c.Or(x.node, y.node, z.node), func(m int) bool { return x.of(m) || y.of(m) || z.of(m) }}
	case 2:
		return formula{c.Xor(x.node, y.node), func(m int) bool { return x.of(m) != y.of(m) }}
	case 3:
		return formula{c.AtLeastTwo([]circuit.Node{x.node, y.node, z.node}), func(m int) bool {
			return x.of(m) && y.of(m) || x.of(m) && z.of(m) || y.of(m) && z.of(m)
		}}
	}
	return formula{c.AllButOne([]circuit.Node{x.node, y.node, z.node})[1], func(m int) bool { return x.of(m) || z.of(m) }}
}

// Lanes give nodes the values that they have, those too that are made later.
func TestLanes(t *testing.T) {
	t.Parallel()
	c := circuit.New(1000)
	a, b := c.Var(), c.Var()
	words := map[circuit.Node]uint64{a: 0b1100, b: 0b1010}
	l := circuit.NewLanes(c, func(n circuit.Node) uint64 { return words[n] })
	for want, n := range map[uint64]circuit.Node{0b1000: c.And(a, b), 0b1110: c.Or(a, b), 0b0110: c.Xor(a, b), 0b0011: a.Not(), 0b1111: circuit.True, 0: circuit.False} {
		if got, _ := l.Value(n); got&0b1111 != want {
			t.Errorf("found %b, expected %b", got&0b1111, want)
		}
	}
	later := c.And(a, c.Var().Not())
	if got, work := l.Value(later); got&0b1111 != 0b1100 || work != 2 {
		t.Errorf("found %b after %d gates, expected 1100 after two", got&0b1111, work)
	}
}

// Package circuit holds formulas as nodes that are shared: two that are built alike
// are one. So what two policies have in common falls together (T5.7).
package circuit

import "slices"

// Node is a formula: a variable, a conjunction, or the negation of one. Its zero
// value is False.
type Node int32

// The constants.
const (
	False Node = 0
	True  Node = 1
)

// Not returns the negation.
func (n Node) Not() Node { return n ^ 1 }

// Negated reports whether the node is the negation of a variable or conjunction.
func (n Node) Negated() bool { return n&1 == 1 }

// Gate returns the node that n is or negates.
func (n Node) Gate() Node { return n &^ 1 }

// Circuit holds nodes. It has room for a number of them and of inputs: beyond that
// it is full, and what it returns means nothing.
type Circuit struct {
	inputs []int32 // where those of each gate begin in pool
	pool   []Node
	first  map[uint64]int32 // gates by hash
	next   []int32          // with the same hash
	room   int64
	full   bool
	buffer []Node

	poll    func() error // whether to go on; nil never stops
	unasked int          // work since poll was asked last
	stopped bool
}

// askAfter is how much work is done before it is asked again whether to go on: about a
// millisecond's.
const askAfter = 1 << 13

// Watch has poll asked now and then whether to go on. When it says no, the circuit is
// full.
func (c *Circuit) Watch(poll func() error) { c.poll = poll }

// Stopped reports whether it is full because poll said so, or an encoder left something
// out: what was begun is of no use any more.
func (c *Circuit) Stopped() bool { return c.stopped }

// works notes work, and reports whether to go on.
func (c *Circuit) works(n int) bool {
	if c.unasked += n; c.unasked >= askAfter {
		c.unasked = 0
		if c.poll != nil && c.poll() != nil {
			c.stopped, c.full = true, true
		}
	}
	return !c.stopped
}

// New returns a circuit with room for so much work: nodes, inputs, and what is
// spent beside.
func New(room int64) *Circuit {
	return &Circuit{inputs: []int32{0, 0}, next: []int32{-1}, first: map[uint64]int32{}, room: room}
}

// Full reports whether there was not enough room.
func (c *Circuit) Full() bool { return c.full }

// Left is the room that is left.
func (c *Circuit) Left() int64 { return c.room }

// Spend takes room for work that makes no nodes, and reports whether there was
// enough.
func (c *Circuit) Spend(n int) bool {
	c.room -= int64(n)
	if c.room < 0 {
		c.full = true
	}
	return c.works(n) && !c.full
}

// Len is the number of gates, which are numbered from 0.
func (c *Circuit) Len() int { return len(c.next) }

// Var makes a variable.
func (c *Circuit) Var() Node { return c.gate(nil) }

// Inputs returns what a conjunction is of; none for a variable.
func (c *Circuit) Inputs(n Node) []Node {
	i := n >> 1
	return c.pool[c.inputs[i]:c.inputs[i+1]]
}

// gate adds a gate.
func (c *Circuit) gate(inputs []Node) Node {
	if !c.Spend(2 + len(inputs)) {
		return False
	}
	n := Node(len(c.next)) << 1
	c.pool = append(c.pool, inputs...)
	c.inputs = append(c.inputs, int32(len(c.pool)))
	c.next = append(c.next, -1)
	return n
}

// And returns the conjunction; True of nothing.
func (c *Circuit) And(of ...Node) Node {
	c.buffer = append(c.buffer[:0], of...)
	return c.conjunction()
}

// Or returns the disjunction; False of nothing.
func (c *Circuit) Or(of ...Node) Node {
	c.buffer = c.buffer[:0]
	for _, n := range of {
		c.buffer = append(c.buffer, n.Not())
	}
	return c.conjunction().Not()
}

// Xor returns whether two differ.
func (c *Circuit) Xor(a, b Node) Node {
	if a == b {
		return False
	}
	return c.Or(c.And(a, b.Not()), c.And(a.Not(), b))
}

// conjunction is that of the nodes in the buffer.
func (c *Circuit) conjunction() Node {
	c.Spend(len(c.buffer))
	slices.Sort(c.buffer)
	kept := c.buffer[:0]
	for _, n := range c.buffer {
		switch last := len(kept) - 1; {
		case n == False:
			return False
		case n == True || last >= 0 && kept[last] == n:
		case last >= 0 && kept[last] == n.Not():
			return False
		default:
			kept = append(kept, n)
		}
	}
	switch len(kept) {
	case 0:
		return True
	case 1:
		return kept[0]
	}
	return c.shared(kept)
}

// shared finds the gate of some inputs, or adds it.
func (c *Circuit) shared(inputs []Node) Node {
	h := hash(inputs)
	first, known := c.first[h]
	if known {
		for i := first; i >= 0; i = c.next[i] {
			if n := Node(i) << 1; slices.Equal(c.Inputs(n), inputs) {
				return n
			}
		}
	}
	n := c.gate(inputs)
	if c.full {
		return False
	}
	if known {
		c.next[n>>1] = first
	}
	c.first[h] = int32(n >> 1)
	return n
}

// hash is FNV-1a over the inputs.
func hash(inputs []Node) uint64 {
	h := uint64(14695981039346656037)
	for _, n := range inputs {
		h = (h ^ uint64(uint32(n))) * 1099511628211
	}
	return h
}

// AtLeastTwo returns whether two of the nodes are true.
func (c *Circuit) AtLeastTwo(of []Node) Node {
	var both []Node
	some := False
	for _, n := range of {
		both = append(both, c.And(some, n))
		some = c.Or(some, n)
	}
	return c.Or(both...)
}

// AllButOne returns for each node the disjunction of all others.
func (c *Circuit) AllButOne(of []Node) []Node {
	others := make([]Node, len(of))
	before := False
	for i, n := range of {
		others[i] = before
		before = c.Or(before, n)
	}
	after := False
	for i := len(of) - 1; i >= 0; i-- {
		others[i] = c.Or(others[i], after)
		after = c.Or(after, of[i])
	}
	return others
}

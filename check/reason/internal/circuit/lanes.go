package circuit

// Lanes are 64 assignments for which nodes are evaluated at once, without a search:
// each is a bit of the words of the nodes.
type Lanes struct {
	circuit *Circuit
	input   func(Node) uint64
	words   []uint64 // of each gate so far
}

// NewLanes returns the lanes for what input says of each variable.
func NewLanes(c *Circuit, input func(Node) uint64) *Lanes {
	return &Lanes{circuit: c, input: input, words: []uint64{0}}
}

// Value returns in which assignments a node is true, and how many gates had to be
// evaluated for that. It means nothing if the circuit is stopped.
func (l *Lanes) Value(n Node) (word uint64, work int) {
	before := len(l.words)
	for i := before; i < l.circuit.Len(); i++ {
		if !l.circuit.works(1) {
			return 0, len(l.words) - before
		}
		l.words = append(l.words, l.gate(Node(i)<<1))
	}
	return l.word(n), len(l.words) - before
}

func (l *Lanes) gate(g Node) uint64 {
	inputs := l.circuit.Inputs(g)
	if len(inputs) == 0 {
		return l.input(g)
	}
	all := ^uint64(0)
	for _, in := range inputs {
		all &= l.word(in)
	}
	return all
}

func (l *Lanes) word(n Node) uint64 {
	if n.Negated() {
		return ^l.words[n>>1]
	}
	return l.words[n>>1]
}

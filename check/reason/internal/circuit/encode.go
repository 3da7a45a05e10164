package circuit

import "github.com/assay-policy/assay/check/reason/internal/sat"

// encoding is what writing a clause is worth in the work of making nodes.
const encoding = 8

// Encoder writes nodes as clauses, each once, with all that it is made of.
type Encoder struct {
	circuit *Circuit
	solver  *sat.Solver
	vars    map[Node]sat.Lit
}

// NewEncoder returns an encoder of a circuit.
func NewEncoder(c *Circuit) *Encoder {
	s := sat.New()
	truth := sat.Var(s.NewVar())
	s.Add(truth)
	return &Encoder{circuit: c, solver: s, vars: map[Node]sat.Lit{False: truth.Not()}}
}

// Solver is the solver that has the clauses.
func (e *Encoder) Solver() *sat.Solver { return e.solver }

// Len is the number of gates that were encoded.
func (e *Encoder) Len() int { return len(e.vars) }

// Value tells whether a node that was encoded is true in the assignment found last;
// one that was not is false.
func (e *Encoder) Value(n Node) bool {
	l, ok := e.vars[n.Gate()]
	return ok && e.solver.Value(int(l>>1)) == (l&1 == 0) != n.Negated()
}

// Has reports whether a node was encoded.
func (e *Encoder) Has(n Node) bool {
	_, ok := e.vars[n.Gate()]
	return ok
}

// Lit returns the literal of a node; one that means nothing if the circuit is stopped.
// It takes no recursion: circuits are deep.
func (e *Encoder) Lit(n Node) sat.Lit {
	stack := []Node{n.Gate()}
	for len(stack) > 0 {
		g := stack[len(stack)-1]
		if _, ok := e.vars[g]; ok {
			stack = stack[:len(stack)-1]
			continue
		}
		before := len(stack)
		for _, in := range e.circuit.Inputs(g) {
			if _, ok := e.vars[in.Gate()]; !ok {
				stack = append(stack, in.Gate())
			}
		}
		if len(stack) == before {
			stack = stack[:len(stack)-1]
			e.encode(g)
			if !e.circuit.works(encoding * (1 + len(e.circuit.Inputs(g)))) {
				break
			}
		}
	}
	return e.known(n)
}

func (e *Encoder) known(n Node) sat.Lit {
	return e.vars[n.Gate()] ^ sat.Lit(n&1)
}

// encode writes a gate whose inputs are written.
func (e *Encoder) encode(g Node) {
	l := sat.Var(e.solver.NewVar())
	e.vars[g] = l
	inputs := e.circuit.Inputs(g)
	if len(inputs) == 0 {
		return
	}
	all := make([]sat.Lit, 0, len(inputs)+1)
	for _, in := range inputs {
		k := e.known(in)
		e.solver.Add(l.Not(), k)
		all = append(all, k.Not())
	}
	e.solver.Add(append(all, l)...)
}

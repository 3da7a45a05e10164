package sat

// Lit is a variable or its negation.
type Lit int32

// Var is the literal of a variable, which New numbers from 0.
func Var(v int) Lit { return Lit(v << 1) }

// Not returns the negation.
func (l Lit) Not() Lit { return l ^ 1 }

func (l Lit) variable() int { return int(l >> 1) }

// Status is what a search came to. Its zero value is no answer.
type Status uint8

// The answers.
const (
	Stopped       Status = iota // out of steps, or cancelled
	Satisfiable                 // Value tells the assignment
	Unsatisfiable               // no assignment, under what was assumed
)

// truth of a literal: 0 unknown, 1 true, -1 false.
type truth int8

// clause is a disjunction; its first two literals are watched.
type clause struct {
	lits     []Lit
	learned  bool
	activity float64
}

// watch stands at a literal and leads to a clause that has its negation; if the
// blocker is true, so is the clause.
type watch struct {
	clause  *clause
	blocker Lit
}

// Solver holds variables and clauses. Clauses can be added between searches.
type Solver struct {
	values  []truth // by literal
	level   []int32 // by variable
	reason  []*clause
	saved   []bool // the last value of a variable; false at first, so that few are true
	watches [][]watch
	trail   []Lit
	marks   []int // where each level begins in the trail
	head    int   // of the trail, up to which is propagated
	order   heap
	learned []*clause
	bump    float64 // of clauses
	broken  bool    // the clauses alone contradict each other
	seen    []bool
	left    int64        // steps
	asked   int64        // how many were left when poll was asked last
	poll    func() error // whether to go on
	model   []bool
}

// New returns a solver without variables.
func New() *Solver { return &Solver{order: heap{bump: 1}, bump: 1} }

// NewVar adds a variable and returns its number.
func (s *Solver) NewVar() int {
	v := len(s.level)
	s.values = append(s.values, 0, 0)
	s.level = append(s.level, 0)
	s.reason = append(s.reason, nil)
	s.saved = append(s.saved, false)
	s.watches = append(s.watches, nil, nil)
	s.seen = append(s.seen, false)
	s.order.add(v)
	return v
}

// Value tells the value of a variable in the assignment that was found last.
func (s *Solver) Value(v int) bool { return v < len(s.model) && s.model[v] }

// Add adds a clause: one of the literals must be true.
func (s *Solver) Add(lits ...Lit) {
	s.backtrack(0)
	kept := s.simplified(lits)
	switch {
	case kept == nil || s.broken: // always true
	case len(kept) == 0:
		s.broken = true
	case len(kept) == 1:
		s.assign(kept[0], nil)
		s.broken = s.propagate() != nil
	default:
		s.attach(&clause{lits: kept})
	}
}

// simplified drops literals that are false and doubled ones; nil if the clause
// holds anyway.
func (s *Solver) simplified(lits []Lit) []Lit {
	kept := make([]Lit, 0, len(lits))
	defer func() {
		for _, l := range kept {
			s.seen[l.variable()] = false
		}
	}()
	for _, l := range lits {
		switch {
		case s.values[l] > 0:
			return nil
		case s.values[l] < 0:
		case !s.seen[l.variable()]:
			s.seen[l.variable()] = true
			kept = append(kept, l)
		case !contains(kept, l):
			return nil // it also has the negation
		}
	}
	return kept
}

func contains(lits []Lit, l Lit) bool {
	for _, k := range lits {
		if k == l {
			return true
		}
	}
	return false
}

func (s *Solver) attach(c *clause) {
	a, b := c.lits[0], c.lits[1]
	s.watches[a.Not()] = append(s.watches[a.Not()], watch{c, b})
	s.watches[b.Not()] = append(s.watches[b.Not()], watch{c, a})
}

func (s *Solver) assign(l Lit, why *clause) {
	s.values[l], s.values[l.Not()] = 1, -1
	v := l.variable()
	s.level[v], s.reason[v] = int32(len(s.marks)), why
	s.trail = append(s.trail, l)
}

// propagate follows what is certain, and returns a clause that is false, if any.
// A literal that is followed is a step.
func (s *Solver) propagate() *clause {
	for s.head < len(s.trail) {
		l := s.trail[s.head]
		s.head++
		s.left--
		if c := s.visit(l); c != nil {
			return c
		}
	}
	return nil
}

// visit looks at the clauses in which the negation of a literal is watched.
func (s *Solver) visit(l Lit) *clause {
	ws := s.watches[l]
	kept := ws[:0]
	for i, w := range ws {
		if s.values[w.blocker] > 0 {
			kept = append(kept, w)
			continue
		}
		c := w.clause
		if c.lits[0] == l.Not() {
			c.lits[0], c.lits[1] = c.lits[1], c.lits[0]
		}
		first := c.lits[0]
		if s.values[first] > 0 {
			kept = append(kept, watch{c, first})
			continue
		}
		if s.rewatch(c, first) {
			continue
		}
		kept = append(kept, watch{c, first})
		if s.values[first] < 0 {
			kept = append(kept, ws[i+1:]...)
			s.watches[l] = kept
			return c
		}
		s.assign(first, c)
	}
	s.watches[l] = kept
	return nil
}

// rewatch finds another literal to watch.
func (s *Solver) rewatch(c *clause, first Lit) bool {
	for i := 2; i < len(c.lits); i++ {
		if s.values[c.lits[i]] >= 0 {
			c.lits[1], c.lits[i] = c.lits[i], c.lits[1]
			at := c.lits[1].Not()
			s.watches[at] = append(s.watches[at], watch{c, first})
			return true
		}
	}
	return false
}

// backtrack takes back what was assigned after a level.
func (s *Solver) backtrack(level int) {
	if len(s.marks) <= level {
		return
	}
	from := s.marks[level]
	for i := len(s.trail) - 1; i >= from; i-- {
		l := s.trail[i]
		v := l.variable()
		s.values[l], s.values[l.Not()] = 0, 0
		s.saved[v] = l&1 == 0
		s.reason[v] = nil
		s.order.add(v)
	}
	s.trail = s.trail[:from]
	s.marks = s.marks[:level]
	s.head = from
}

package sat

import "slices"

// Solve looks for an assignment in which the assumed literals are true. It takes
// at most the steps left in the budget, and takes those it needed off it; poll is
// asked now and then whether to go on.
func (s *Solver) Solve(budget *int64, poll func() error, assumed ...Lit) Status {
	s.left = *budget
	defer func() { *budget = s.left }()
	defer s.backtrack(0)
	if s.broken {
		return Unsatisfiable
	}
	s.poll, s.asked = poll, s.left+askAfter
	for restart := 1; ; restart++ {
		if status, done := s.run(assumed, 100*luby(restart)); done {
			return status
		}
		s.backtrack(0)
	}
}

// askAfter is after how many steps it is asked again whether to go on: about a
// millisecond's.
const askAfter = 1 << 11

// goesOn asks whether to go on, if that is due.
func (s *Solver) goesOn() bool {
	if s.asked-s.left < askAfter {
		return true
	}
	s.asked = s.left
	return s.poll() == nil
}

// run searches up to a number of conflicts.
func (s *Solver) run(assumed []Lit, conflicts int) (Status, bool) {
	for {
		if !s.goesOn() {
			return Stopped, true
		}
		if bad := s.propagate(); bad != nil {
			if len(s.marks) == 0 {
				s.broken = true
				return Unsatisfiable, true
			}
			s.learn(bad)
			conflicts--
			continue
		}
		if s.left < 0 {
			return Stopped, true
		}
		if conflicts <= 0 {
			s.forget()
			return Stopped, false
		}
		next, status := s.next(assumed)
		if status != Stopped {
			return status, true
		}
		s.marks = append(s.marks, len(s.trail))
		s.assign(next, nil)
	}
}

// next returns the literal to try: first what is assumed, then the variable that
// was in most conflicts lately, with its last value.
func (s *Solver) next(assumed []Lit) (Lit, Status) {
	for len(s.marks) < len(assumed) {
		l := assumed[len(s.marks)]
		switch {
		case s.values[l] < 0:
			return 0, Unsatisfiable
		case s.values[l] > 0:
			s.marks = append(s.marks, len(s.trail))
		default:
			return l, Stopped
		}
	}
	for {
		v, ok := s.order.pop()
		if !ok {
			s.keepModel()
			return 0, Satisfiable
		}
		if s.values[Var(v)] == 0 {
			if s.saved[v] {
				return Var(v), Stopped
			}
			return Var(v).Not(), Stopped
		}
	}
}

func (s *Solver) keepModel() {
	s.model = s.model[:0]
	for v := range s.level {
		s.model = append(s.model, s.values[Var(v)] > 0)
	}
}

// learn adds the clause that a conflict teaches, goes back to where it asserts a
// literal, and assigns that.
func (s *Solver) learn(bad *clause) {
	lits, back := s.analyse(bad)
	s.backtrack(back)
	s.order.decay()
	s.bump /= 0.999
	if len(lits) == 1 {
		s.assign(lits[0], nil)
		return
	}
	c := &clause{lits: lits, learned: true, activity: s.bump}
	s.learned = append(s.learned, c)
	s.attach(c)
	s.assign(lits[0], c)
}

// analyse returns the clause of the first literal of this level through which all
// of the conflict goes, that literal first, and the level to go back to.
func (s *Solver) analyse(bad *clause) ([]Lit, int) {
	lits := []Lit{0}
	open, at := 0, len(s.trail)
	var l Lit = -1
	for c := bad; ; c = s.reason[l.variable()] {
		if c.learned {
			s.raise(c)
		}
		for _, q := range c.lits {
			if q == l || s.seen[q.variable()] || s.level[q.variable()] == 0 {
				continue
			}
			s.seen[q.variable()] = true
			s.order.raise(q.variable())
			if int(s.level[q.variable()]) == len(s.marks) {
				open++
			} else {
				lits = append(lits, q)
			}
		}
		for at--; !s.seen[s.trail[at].variable()]; at-- {
		}
		l = s.trail[at]
		s.seen[l.variable()] = false
		if open--; open == 0 {
			break
		}
	}
	lits[0] = l.Not()
	return s.minimised(lits)
}

// minimised drops literals that follow from the others, and puts one of the
// highest level second.
func (s *Solver) minimised(lits []Lit) ([]Lit, int) {
	all := slices.Clone(lits[1:])
	kept := lits[:1]
	for _, l := range all {
		if !s.follows(l) {
			kept = append(kept, l)
		}
	}
	for _, l := range all {
		s.seen[l.variable()] = false
	}
	back := 0
	for i := 1; i < len(kept); i++ {
		if n := int(s.level[kept[i].variable()]); n > back {
			back = n
			kept[1], kept[i] = kept[i], kept[1]
		}
	}
	return kept, back
}

// follows reports whether a literal was forced by literals that the clause has.
func (s *Solver) follows(l Lit) bool {
	why := s.reason[l.variable()]
	if why == nil {
		return false
	}
	for _, q := range why.lits {
		if v := q.variable(); v != l.variable() && !s.seen[v] && s.level[v] > 0 {
			return false
		}
	}
	return true
}

// raise makes a learned clause likelier to be kept.
func (s *Solver) raise(c *clause) {
	c.activity += s.bump
	if c.activity > 1e100 {
		for _, d := range s.learned {
			d.activity *= 1e-100
		}
		s.bump *= 1e-100
	}
}

// forget drops half of the learned clauses when there are many.
func (s *Solver) forget() {
	if len(s.learned) < 4000 {
		return
	}
	s.backtrack(0)
	slices.SortStableFunc(s.learned, func(a, b *clause) int {
		switch {
		case a.activity > b.activity:
			return -1
		case a.activity < b.activity:
			return 1
		}
		return 0
	})
	dropped := map[*clause]bool{}
	kept := s.learned[:0]
	for i, c := range s.learned {
		if i < 2000 || len(c.lits) == 2 || s.reason[c.lits[0].variable()] == c {
			kept = append(kept, c)
		} else {
			dropped[c] = true
		}
	}
	s.learned = kept
	for l := range s.watches {
		s.watches[l] = slices.DeleteFunc(s.watches[l], func(w watch) bool { return dropped[w.clause] })
	}
}

// luby is the i-th length of the series 1, 1, 2, 1, 1, 2, 4, …
func luby(i int) int {
	for k := 1; ; k++ {
		if i == 1<<k-1 {
			return 1 << (k - 1)
		}
		if i < 1<<k-1 {
			return luby(i - 1<<(k-1) + 1)
		}
	}
}

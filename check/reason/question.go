package reason

import (
	"slices"

	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/check/reason/internal/sat"
)

// question is what is asked about policies over all claims files. Several searches
// share its scenes.
type question struct {
	setting
	part     *partition
	scenes   map[int]*scene
	shared   map[int]*finder // of possible
	stopped  string          // why a search ended early
	computed *question       // the same with functions computed
	taken    int64           // steps, with the work of building scenes
}

func newQuestion(s setting) *question {
	return &question{setting: s, part: divide(s.policies, s.apart, s.outputs), scenes: map[int]*scene{}, shared: map[int]*finder{}}
}

// claims is how many claims suffice (T5.5).
func (q *question) claims() int { return total(q.policies...) + len(q.apart) }

// abstracted says what was not read exactly.
func (q *question) abstracted() []Abstraction {
	var all []Abstraction
	for _, p := range q.policies {
		for _, c := range p.outside {
			all = append(all, Abstraction{p, c, "the result of " + c.Name.Name})
		}
	}
	if q.stopped != "" {
		all = append(all, Abstraction{What: q.stopped})
	}
	return all
}

// exactly reports whether all calls of functions are read exactly.
func (q *question) exactly() bool {
	return !slices.ContainsFunc(q.policies, func(p *Policy) bool { return len(p.outside) > 0 })
}

// scene is that for sets of n claims. One that was stopped is made anew.
func (q *question) scene(b *budget, n int) *scene {
	if !q.part.grows() {
		n = 1
	}
	s, ok := q.scenes[n]
	if ok && !s.Stopped() {
		s.Watch(b.poll)
		return s
	}
	s = q.set(b, q.part, n)
	q.scenes[n] = s
	delete(q.shared, s.size)
	q.taken += q.room - s.Left()
	return s
}

// isEndless reports whether k is no bound (T5.6).
func (q *question) isEndless() bool {
	return slices.ContainsFunc(q.policies, func(p *Policy) bool { return p.endless })
}

// look looks in one scene, which has enough values for sets of n claims; if k
// suffice, n being fewer, it looks for no larger ones.
func (q *question) look(b *budget, n, k int, root func(*scene) circuit.Node) answer {
	s := q.scene(b, n)
	node, ok := s.built(root)
	if !ok {
		return answer{tooLarge: true}
	}
	before := b.steps
	f := s.find(node, b)
	if n < k {
		f.atMost(n)
	}
	set, status := f.smallest()
	b.steps -= int64(f.encoder.Len() / gatesOfStep)
	q.taken += before - b.steps
	switch {
	case status == sat.Satisfiable:
		return answer{status: status, least: set.least, claims: s.claims(set)}
	case s.Full(): // it was asked with nodes that mean nothing
		return answer{tooLarge: true}
	}
	return answer{status: status}
}

// built makes a node, if there is room for it.
func (s *scene) built(root func(*scene) circuit.Node) (circuit.Node, bool) {
	if s.Full() {
		return circuit.False, false
	}
	n := root(s)
	return n, !s.Full()
}

// possible finds out whether a node can be true at all. The clauses of all such
// searches in a scene are shared.
func (q *question) possible(b *budget, k int, root func(*scene) circuit.Node) (sat.Status, error) {
	for n := min(k, 3); ; n = min(k, 2*n) {
		if !q.part.grows() {
			n = k
		}
		s := q.scene(b, n)
		before := s.Left()
		node, ok := s.built(root)
		q.taken += before - s.Left()
		if !ok {
			return sat.Stopped, b.poll()
		}
		steps := b.steps
		status := q.solve(s, b, node)
		q.taken += steps - b.steps
		if err := b.poll(); err != nil || status != sat.Unsatisfiable || n == k {
			if status == sat.Unsatisfiable && (q.isEndless() || s.Full()) {
				status = sat.Stopped
			}
			return status, err
		}
	}
}

// solve finds out whether a node of a scene can be true: claims that come to mind are
// tried before any are searched.
func (q *question) solve(s *scene, b *budget, node circuit.Node) sat.Status {
	f, ok := q.shared[s.size]
	if !ok {
		f = s.findAny(b)
		f.witnesses = s.witnesses()
		q.shared[s.size] = f
	}
	f.budget = b
	if f.witnesses.show(node, b) {
		return sat.Satisfiable
	}
	status := f.solve(node)
	if status == sat.Satisfiable {
		f.witnesses.learn(f)
	}
	return status
}

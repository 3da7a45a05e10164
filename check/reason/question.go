package reason

import (
	"slices"

	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/check/reason/internal/sat"
	"github.com/assay-policy/assay/claim"
)

// question is what is asked about policies over all claims files. Several searches
// share its scenes.
type question struct {
	setting
	part     *partition
	scenes   map[int]*scene
	shared   map[int]*finder // of possible
	stopped  string          // why the search ended early
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

// scene is that for sets of n claims.
func (q *question) scene(n int) *scene {
	if !q.part.grows() {
		n = 1
	}
	s, ok := q.scenes[n]
	if !ok {
		s = q.set(q.part, n)
		q.scenes[n] = s
		q.taken += q.room - s.Left()
	}
	return s
}

// answer is what a search came to.
type answer struct {
	status sat.Status
	claims []claim.Claim // if satisfiable
	shown  bool          // by evaluation
	least  bool          // proved: no smaller set will do
}

// least looks for the smallest claims for which a node is true, in ever larger
// partitions, up to one for k claims, in which all shows that can be (T5.5).
func (q *question) least(b *budget, k int, root func(*scene) circuit.Node, show func([]claim.Claim) (bool, error)) (answer, error) {
	var best answer
	for n := min(k, 3); ; n = min(k, 2*n) {
		if !q.part.grows() {
			n = k
		}
		a, claims := q.look(b, n, k, root)
		if err := b.poll(); err != nil {
			q.stopped = "stopped"
			return best, err
		}
		switch {
		case a.status == sat.Stopped:
			return best, nil
		case a.status == sat.Satisfiable:
			a.claims, a.least = claims, a.least && (len(claims) <= n || n == k)
			best = a
		case n == k && best.status != sat.Satisfiable:
			if q.isEndless() {
				return answer{}, nil
			}
			return a, nil
		}
		if best.status == sat.Satisfiable && (best.least || n == k || len(best.claims) <= n) {
			break
		}
	}
	var err error
	if best.shown, err = show(best.claims); err != nil || best.shown {
		return best, err
	}
	if q.exactly() {
		q.stopped = "found claims for which evaluation does not show it"
		return best, nil
	}
	return q.concretely(b, best, root, show)
}

// concretely looks for an example with functions computed, if what was found depends
// on results that they don't have.
func (q *question) concretely(b *budget, free answer, root func(*scene) circuit.Node, show func([]claim.Claim) (bool, error)) (answer, error) {
	if q.computed == nil {
		s := q.setting
		s.concrete = true
		q.computed = &question{setting: s, part: q.part, scenes: map[int]*scene{}, shared: map[int]*finder{}}
	}
	before := q.computed.taken
	a, claims := q.computed.look(b, len(free.claims)+2, 0, root)
	q.taken += q.computed.taken - before
	if err := b.poll(); err != nil || a.status != sat.Satisfiable {
		return free, err
	}
	shown, err := show(claims)
	if err != nil || !shown {
		return free, err
	}
	return answer{status: sat.Satisfiable, claims: claims, shown: true, least: free.least && len(claims) == len(free.claims)}, nil
}

// isEndless reports whether k is no bound (T5.6).
func (q *question) isEndless() bool {
	return slices.ContainsFunc(q.policies, func(p *Policy) bool { return p.endless })
}

// look looks in one scene, which has enough values for sets of n claims; if k
// suffice, n being fewer, it looks for no larger ones.
func (q *question) look(b *budget, n, k int, root func(*scene) circuit.Node) (answer, []claim.Claim) {
	s := q.scene(n)
	node, ok := s.built(root)
	if !ok {
		q.stopped = "stopped: too large"
		return answer{}, nil
	}
	before := b.steps
	f := s.find(node, b)
	if n < k {
		f.atMost(n)
	}
	set, status := f.smallest()
	q.taken += before - b.steps
	if s.Full() && status == sat.Unsatisfiable { // it was asked with nodes that mean nothing
		status = sat.Stopped
	}
	if status == sat.Stopped {
		q.stopped = "stopped: out of steps"
	}
	if status != sat.Satisfiable {
		return answer{status: status}, nil
	}
	return answer{status: status, least: set.least}, s.claims(set)
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
		s := q.scene(n)
		before := s.Left()
		node, ok := s.built(root)
		q.taken += before - s.Left()
		if !ok {
			q.stopped = "stopped: too large"
			return sat.Stopped, nil
		}
		f, ok := q.shared[s.size]
		if !ok {
			f = s.findAny(b)
			q.shared[s.size] = f
		}
		f.budget = b
		steps := b.steps
		status := f.solve(node)
		q.taken += steps - b.steps
		if err := b.poll(); err != nil || status != sat.Unsatisfiable || n == k {
			if status == sat.Unsatisfiable && (q.isEndless() || s.Full()) {
				status = sat.Stopped
			}
			return status, err
		}
	}
}

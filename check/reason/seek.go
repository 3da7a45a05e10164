package reason

import (
	"fmt"

	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/check/reason/internal/sat"
	"github.com/assay-policy/assay/claim"
)

// answer is what a look into a scene came to.
type answer struct {
	status   sat.Status
	claims   []claim.Claim // if satisfiable
	least    bool          // proved: no smaller set will do
	tooLarge bool          // there was no room for it
}

// search looks for the smallest claims for which a node is true, in ever larger
// partitions, up to one for k claims, in which all shows that can be (T5.5).
type search struct {
	root func(*scene) circuit.Node
	// show evaluates claims, and reports whether they are an example.
	show func([]claim.Claim) (bool, error)

	n     int    // claims for which it looks next
	ruled int    // so many are proved not to be enough, -1 for none
	best  answer // that was found
	shown bool   // by evaluation
	done  bool
}

// proved reports whether it is proved that no claims will do.
func (s *search) proved() bool { return s.done && s.best.status == sat.Unsatisfiable }

// Shares of the steps: of several searches each begins with a small one, so that one
// that is hard hides nothing that another finds (T5.9). A search that did not come to
// an end begins anew with a larger one.
const (
	firstShare = 64 // part of the steps
	wholeShare = 4  // part of the steps for a search in which no order of sizes is needed
	moreShare  = 4  // times the share before
	leastShare = 1_000
)

// seek runs searches side by side.
func (q *question) seek(b *budget, k int, searches ...*search) error {
	for _, s := range searches {
		s.ruled, s.n = -1, min(k, 3)
		if !q.part.grows() { // one scene has all values, and most often the answer
			s.n = k
		}
	}
	share := max(b.steps/firstShare, leastShare)
	for open := len(searches); open > 0; {
		if open == 1 && q.part.grows() {
			share = b.steps
		} else if open == 1 {
			share = max(share, b.steps/wholeShare)
		}
		open = 0
		for _, s := range searches {
			if s.done {
				continue
			}
			if err := q.advance(b, k, s, share); err != nil {
				q.stopped = "stopped"
				return err
			}
			if !s.done {
				open++
			}
		}
		share *= moreShare
	}
	return nil
}

// advance looks once more for a search, with a share of the steps.
func (q *question) advance(b *budget, k int, s *search, share int64) error {
	part := &budget{b.ctx, min(max(share, 1), max(b.steps, 0))}
	given := part.steps
	a := q.look(part, s.n, k, s.root)
	b.steps -= given - part.steps
	if err := b.poll(); err != nil {
		return err
	}
	last := b.steps <= 0
	switch {
	case a.status == sat.Satisfiable:
		return q.take(b, s, a, part.steps >= 0 || last)
	case a.status == sat.Unsatisfiable:
		q.rule(s, k)
	case (a.tooLarge || s.shown) && s.smaller():
	case s.shown: // the example stays
		s.done = true
	case a.tooLarge:
		q.stopped, s.done = q.tooLarge(), true
	case last:
		q.stopped, s.done = q.outOfSteps(), true
	case s.ruled < 0 && s.n == k: // as much as can be shown by smaller sets
		s.n = min(k, 3)
	}
	return nil
}

// rule notes that no set of the size looked for will do.
func (q *question) rule(s *search, k int) {
	s.ruled = s.n
	s.n = min(k, 2*s.n)
	if s.shown { // only fewer claims are of interest
		fewer := len(s.best.claims) - 1
		s.best.least = s.ruled >= fewer
		s.done, s.n = s.best.least, min(s.n, fewer)
		return
	}
	if s.done = s.ruled == k; s.done && !q.isEndless() {
		s.best = answer{status: sat.Unsatisfiable}
	}
}

// smaller goes on with the smallest sets that are not ruled out, for which there may be
// room, or an example of fewer claims. It reports whether there are any.
func (s *search) smaller() bool {
	n, below := max(s.ruled, 0)+1, s.n
	if s.shown {
		below = min(below, len(s.best.claims))
	}
	if n >= below {
		return false
	}
	s.n = n
	return true
}

// take evaluates what was found. An example that was shown before gives way to one that
// is shown, too.
func (q *question) take(b *budget, s *search, a answer, done bool) error {
	before, shown := s.best, s.shown
	s.best, s.done = a, done
	err := q.try(b, s)
	if shown && !s.shown {
		s.best, s.shown, s.done = before, true, true
	}
	return err
}

// try evaluates what was found, and looks with functions computed where results that
// they don't have may be the cause.
func (q *question) try(b *budget, s *search) error {
	var err error
	if s.shown, err = s.show(s.best.claims); err != nil || s.shown || !s.done {
		return err
	}
	if q.exactly() {
		q.stopped = "found claims for which evaluation does not show it"
		return nil
	}
	return q.concretely(b, s)
}

// concretely looks for an example with functions computed.
func (q *question) concretely(b *budget, s *search) error {
	if q.computed == nil {
		set := q.setting
		set.concrete = true
		q.computed = &question{setting: set, part: q.part, scenes: map[int]*scene{}, shared: map[int]*finder{}}
	}
	before := q.computed.taken
	a := q.computed.look(b, len(s.best.claims)+2, 0, s.root)
	q.taken += q.computed.taken - before
	if err := b.poll(); err != nil || a.status != sat.Satisfiable {
		return err
	}
	shown, err := s.show(a.claims)
	if err != nil || !shown {
		return err
	}
	a.least = s.best.least && len(a.claims) == len(s.best.claims)
	s.best, s.shown = a, true
	return nil
}

// tooLarge and outOfSteps say why a search stopped, as users read it (T5.9).
func (q *question) tooLarge() string {
	if len(q.policies) == 1 {
		return "stopped: the policy is too large"
	}
	return "stopped: the policies are too large"
}

func (q *question) outOfSteps() string { return fmt.Sprintf("stopped after %d steps", q.steps) }

package reason

import (
	"context"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/check/reason/internal/sat"
	"github.com/assay-policy/assay/claim"
)

// EditKind is what an edit does to a claims file (T4.4).
type EditKind uint8

// The kinds of edits.
const (
	AddClaim EditKind = iota + 1
	RemoveClaim
	SetValue // of a claim, whose type and issuer stay
)

// String returns the kind as reports have it (T4.6).
func (k EditKind) String() string {
	return [...]string{AddClaim: "add", RemoveClaim: "remove", SetValue: "set"}[k]
}

// Edit is one edit of a claims file.
type Edit struct {
	Kind  EditKind
	Claim claim.Claim // that is added or removed, or as it is after it was set
	Was   claim.Claim // before it was set
}

// Change is a set of edits that makes a policy permit.
type Change struct {
	Edits  []Edit
	Claims []claim.Claim // after the edits
}

// Changes are the smallest changes that make a policy permit some claims (T4.4).
type Changes struct {
	// Changes has at most three, all with as many edits: those that only set values
	// first, then those that only add claims.
	Changes []Change
	// Minimal says that it is proved: no smaller set of edits permits; without any
	// change, none up to the size that was asked for.
	Minimal bool
	// Rules are the permit rules that run, and let the policy permit, after some set
	// of as many edits, as far as the steps go (T4.2).
	Rules      []*ast.Rule
	Abstracted []Abstraction
	Steps      int64
}

// shownChanges is how many changes are looked for.
const shownChanges = 3

// Edits finds the smallest sets of at most so many edits of claims that a policy
// denies, after which it permits them. Each was evaluated.
func Edits(ctx context.Context, p *Policy, given []claim.Claim, most int, opts Options) (*Changes, error) {
	q := newQuestion(setting{policies: []*Policy{p}, typ: opts.Type, apart: given, edits: true, room: opts.room(), steps: opts.steps()})
	e := &editing{question: q, budget: opts.budget(ctx), policy: p, given: given}
	out := &Changes{Minimal: !q.isEndless() && !slices.ContainsFunc(given, func(c claim.Claim) bool { return c.Issuer == claim.AttestationPolicy })}
	err := e.search(most, out)
	out.Abstracted, out.Steps = q.abstracted(), opts.steps()-e.budget.steps
	return out, err
}

// editing is the search for changes.
type editing struct {
	*question
	*budget
	policy *Policy
	given  []claim.Claim
}

// search tries sizes 0, 1, 2, …: what is not possible with any results of unknown
// functions is proved; examples are looked for with functions computed.
func (e *editing) search(most int, out *Changes) error {
	free := e.editor(e.setting, most)
	real := free
	if !e.exactly() && e.stopped == "" {
		s := e.setting
		s.concrete = true
		real = e.editor(s, most)
	}
	if err := e.poll(); err != nil {
		return err
	}
	for size := 0; size <= most && e.stopped == ""; size++ {
		status := free.solve(free.within(size))
		if status == sat.Satisfiable {
			changes, err := e.changes(real, size)
			if err == nil && len(changes) > 0 {
				out.Rules, err = e.running(real, size)
			}
			if err != nil || len(changes) > 0 {
				out.Changes = changes
				return err
			}
		}
		if err := e.poll(); err != nil {
			return err
		}
		if status == sat.Stopped {
			e.stopped = e.outOfSteps()
		}
		out.Minimal = out.Minimal && status == sat.Unsatisfiable
	}
	out.Minimal = out.Minimal && e.stopped == ""
	return nil
}

// editor looks for claims that are permitted, by what is edited.
type editor struct {
	*finder
	isGiven map[int32]bool
	counts  []circuit.Node // the k-th: more than k edits
	added   []int32        // what can be added
	removed []int32
	onlySet circuit.Node
	again   circuit.Node // changes that were found may be found again
}

func (e *editing) editor(s setting, most int) *editor {
	s.room = min(s.room, max(roomOfStep*e.steps, 0))
	sc := s.set(e.budget, e.part, most)
	root, ok := sc.built(func(s *scene) circuit.Node { return s.runs[0].permitted() })
	ed := &editor{isGiven: map[int32]bool{}}
	if ok {
		ed.finder = sc.find(root, e.budget)
		e.places(ed)
		ed.count(most)
		ed.again = sc.Var()
		e.budget.steps -= int64(ed.encoder.Len() / gatesOfStep)
	}
	if sc.Full() {
		e.stopped = e.tooLarge()
	}
	e.budget.steps -= (s.room - sc.Left()) / roomOfStep
	return ed
}

// places finds the claims that are given, and those that they can become.
func (e *editing) places(ed *editor) {
	given, places := map[claim.Claim]bool{}, map[place]bool{}
	for _, c := range e.given {
		given[bare(c)] = true
		places[place{c.Type, c.Issuer}] = true
	}
	for i, a := range ed.scene.atoms {
		if given[bare(a.claim)] {
			ed.isGiven[int32(i)] = true
		}
		if places[place{a.claim.Type, a.claim.Issuer}] && !ed.encoder.Has(a.node) {
			ed.encoder.Lit(a.node)
			ed.atoms = append(ed.atoms, int32(i))
		}
	}
	slices.Sort(ed.atoms)
}

// bare is a claim by which it is the same as others.
func bare(c claim.Claim) claim.Claim {
	return claim.Claim{Type: c.Type, Value: c.Value, Issuer: c.Issuer}
}

// place is what an edit that sets a value leaves as it is.
type place struct {
	typ    string
	issuer claim.Issuer
}

// count counts edits: of a type and issuer as many as claims are added or removed,
// whichever is more, since setting a value does both.
func (ed *editor) count(most int) {
	added, removed := map[place][]circuit.Node{}, map[place][]circuit.Node{}
	var places []place
	for _, i := range ed.atoms {
		a := &ed.scene.atoms[i]
		at := place{a.claim.Type, a.claim.Issuer}
		if added[at] == nil && removed[at] == nil {
			places = append(places, at)
		}
		if ed.isGiven[i] {
			removed[at] = append(removed[at], a.node.Not())
			ed.removed = append(ed.removed, i)
		} else {
			added[at] = append(added[at], a.node)
			ed.added = append(ed.added, i)
		}
	}
	var counted, even []circuit.Node
	for _, at := range places {
		more, fewer := ed.atLeast(added[at], most+1), ed.atLeast(removed[at], most+1)
		if len(more) < len(fewer) {
			more, fewer = fewer, more
		}
		for k, n := range more {
			m := circuit.False
			if k < len(fewer) {
				m = fewer[k]
			}
			counted, even = append(counted, ed.Or(n, m)), append(even, ed.Xor(n, m).Not())
		}
	}
	ed.counts = ed.atLeast(counted, most+1)
	ed.onlySet = ed.And(even...)
}

// within says that there are at most so many edits.
func (ed *editor) within(size int) circuit.Node {
	if size < len(ed.counts) {
		return ed.counts[size].Not()
	}
	return circuit.True
}

// changes lists changes of a size, preferred ones first: that only set, that only
// add, and with no claims of clients.
func (e *editing) changes(ed *editor, size int) ([]Change, error) {
	var custom, gone []circuit.Node
	for _, i := range ed.added {
		if ed.scene.atoms[i].claim.Issuer == claim.CustomClaim {
			custom = append(custom, ed.scene.atoms[i].node)
		}
	}
	for _, i := range ed.removed {
		gone = append(gone, ed.scene.atoms[i].node.Not())
	}
	evidence, onlyAdd := ed.Or(custom...).Not(), ed.Or(gone...).Not()
	var found []Change
	for _, first := range []circuit.Node{
		ed.And(ed.onlySet, evidence), ed.onlySet, ed.And(onlyAdd, evidence), onlyAdd, evidence, circuit.True,
	} {
		more, err := e.enumerate(ed, shownChanges-len(found), ed.within(size), first)
		found = append(found, more...)
		if err != nil || len(found) == shownChanges {
			return found, err
		}
	}
	return found, nil
}

// tries bounds how many sets of edits are evaluated for one class of them.
const tries = 12

// enumerate finds changes, each other than those before.
func (e *editing) enumerate(ed *editor, want int, assumed ...circuit.Node) ([]Change, error) {
	var found []Change
	assumed = append(assumed, ed.again.Not())
	for range tries {
		if ed.solve(assumed...) != sat.Satisfiable {
			break
		}
		c, edited := ed.change(e.given)
		ed.require(ed.Or(ed.again, ed.And(edited...).Not()))
		if e.policy.evaluate == nil {
			continue
		}
		o, err := e.policy.evaluate(e.ctx, c.Claims)
		if err != nil {
			return found, err
		}
		if o.Permitted {
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(a, b Change) int { return strings.Compare(a.text(), b.text()) })
	return found[:min(len(found), want)], nil
}

// running lists the permit rules that run in a permitted run after so many edits, as
// far as the steps go.
func (e *editing) running(ed *editor, size int) ([]*ast.Rule, error) {
	nodes := map[int]circuit.Node{}
	for i, r := range e.policy.rules {
		if r.action == ast.Permit {
			nodes[i] = ed.scene.permits(Given{By: r.tree}, e.policy)
			ed.encoder.Lit(nodes[i])
		}
	}
	var found []*ast.Rule
	runs := map[int]bool{}
	for i, r := range e.policy.rules {
		n, permits := nodes[i]
		if !permits || ed.Full() {
			continue
		}
		if !runs[i] && ed.solve(ed.again, ed.within(size), n) == sat.Satisfiable {
			for k, other := range nodes {
				runs[k] = runs[k] || ed.encoder.Value(other)
			}
		}
		if runs[i] {
			found = append(found, r.tree)
		}
	}
	return found, e.poll()
}

func (c Change) text() string {
	var b strings.Builder
	for _, e := range c.Edits {
		b.WriteString(e.Claim.String())
	}
	return b.String()
}

// change reads the edits off the assignment: a claim that is removed and one that is
// added with the same type and issuer are one whose value is set.
func (ed *editor) change(given []claim.Claim) (Change, []circuit.Node) {
	var edited []circuit.Node
	added := map[place][]claim.Claim{}
	var order []place
	for _, i := range ed.added {
		if a := &ed.scene.atoms[i]; ed.encoder.Value(a.node) {
			edited = append(edited, a.node)
			at := place{a.claim.Type, a.claim.Issuer}
			if added[at] == nil {
				order = append(order, at)
			}
			added[at] = append(added[at], a.claim)
		}
	}
	var gone []claim.Claim
	for _, i := range ed.removed {
		if a := &ed.scene.atoms[i]; !ed.encoder.Value(a.node) {
			edited = append(edited, a.node.Not())
			gone = append(gone, a.claim)
		}
	}
	var c Change
	for _, g := range given {
		at := place{g.Type, g.Issuer}
		switch {
		case !slices.ContainsFunc(gone, g.Same):
			c.Claims = append(c.Claims, g)
		case len(added[at]) > 0:
			set := added[at][0]
			added[at] = added[at][1:]
			c.Claims = append(c.Claims, set)
			c.Edits = append(c.Edits, Edit{SetValue, set, g})
		default:
			c.Edits = append(c.Edits, Edit{Kind: RemoveClaim, Claim: g})
		}
	}
	for _, at := range order {
		for _, a := range added[at] {
			c.Claims = append(c.Claims, a)
			c.Edits = append(c.Edits, Edit{Kind: AddClaim, Claim: a})
		}
	}
	return c, edited
}

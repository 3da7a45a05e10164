package replay

import (
	"cmp"
	"slices"
	"strings"

	"github.com/assay-policy/assay/eval"
)

// Bounds of a report: what is beyond is counted and not listed (T6.2, T6.3).
const (
	MaxGroups   = 10_000
	MaxExamples = 3
)

// tally counts outcomes, in the order of the inputs.
type tally struct {
	*subject
	result Report
	groups map[key]*tallied
	order  []*tallied // as they were first met
	last   *tallied   // most inputs are of the group of the one before
	others *tallied
}

// tallied is a group while it grows.
type tallied struct {
	key      key
	count    int64
	examples []string
	values   commonest
}

func newTally(s *subject) *tally {
	t := &tally{subject: s, groups: make(map[key]*tallied), others: &tallied{key: key{kind: Others}}}
	t.last = t.others
	t.result.Unread.Examples = []Problem{}
	for _, p := range s.programs {
		t.result.Policies = append(t.result.Policies, Policy{File: p.Source().Name, Hash: p.Hash()})
	}
	return t
}

// take counts the outcomes of a batch, and passes on its lines.
func (t *tally) take(b *batch, line func([]byte) error) error {
	begin := 0
	for i := range b.outcomes {
		o := &b.outcomes[i]
		t.count(b.place, o)
		if line != nil {
			if err := line(b.printed[begin:o.end]); err != nil {
				return err
			}
			begin = o.end
		}
	}
	return nil
}

// count counts one outcome.
func (t *tally) count(place string, o *outcome) {
	r := &t.result
	r.Total++
	if o.unverified {
		r.Unverified++
	}
	switch {
	case o.unread != nil:
		r.Unread.add(at(place, o.line), o.unread)
		return
	case o.refused != nil:
		r.Refused++
		r.RefusedExamples = addProblem(r.RefusedExamples, at(place, o.line), o.refused)
		return
	case o.decision == eval.Permitted:
		r.Decisions.Permit++
	default:
		r.Decisions.Deny++
	}
	r.Reasons.add(o.key.reason)
	if k := o.key.kind; k == NewlyDenied || k == NewlyPermitted {
		r.Changed++
	}
	if o.key.kind != "" || !t.compares() {
		t.group(place, o)
	}
}

// group counts an outcome in its group.
func (t *tally) group(place string, o *outcome) {
	g := t.last
	if g.key != o.key {
		g = t.groups[o.key]
	}
	switch {
	case g != nil:
	case len(t.order) == MaxGroups:
		g = t.others
	default:
		g = &tallied{key: o.key}
		g.key.claim = strings.Clone(g.key.claim) // the input goes
		t.groups[g.key] = g
		t.order = append(t.order, g)
	}
	t.last = g
	if g.count++; len(g.examples) < MaxExamples {
		g.examples = append(g.examples, at(place, o.line))
	}
	if g == t.others {
		return
	}
	for _, v := range o.found {
		g.values.add(v)
	}
}

// at is the place of an input, in words that explain takes.
func at(place string, line int) string {
	if line == 0 {
		return place
	}
	return lineOf(place, line)
}

// report returns what was counted, the largest groups first.
func (t *tally) report() *Report {
	slices.SortStableFunc(t.order, func(a, b *tallied) int { return cmp.Compare(b.count, a.count) })
	if t.others.count > 0 {
		t.order = append(t.order, t.others)
	}
	r := &t.result
	r.Groups = make([]Group, len(t.order))
	for i, g := range t.order {
		r.Groups[i] = t.groupOf(g)
	}
	return r
}

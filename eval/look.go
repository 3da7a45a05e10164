package eval

import (
	"context"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/internal/engine"
)

// ExplainAll is Explain, and looks at every condition of every rule: also after the
// first one that fails, and in rules that are not reached, with the claims as they
// are then or at the end (T4.1, T4.6). A condition that calls a function is not
// looked at after one that fails. The result is that of Run, to the step: looking
// has a budget of its own, of the same size.
func ExplainAll(ctx context.Context, p *compile.Program, claims []claim.Claim, opts Options) (*Trace, error) {
	return explain(ctx, p, claims, opts, lookAtAll)
}

// ExplainReached is ExplainAll of the rules that are reached: what tells which rule came
// nearest (T4.2), at less cost. It keeps no makers and issuers.
func ExplainReached(ctx context.Context, p *compile.Program, claims []claim.Claim, opts Options) (*Trace, error) {
	return explain(ctx, p, claims, opts, lookAtReached)
}

// lookAt says which conditions an explanation looks at besides those that are entered.
type lookAt uint8

const (
	lookAtNone lookAt = iota
	lookAtReached
	lookAtAll
)

// Maker returns the rule that first made a claim that is in the incoming set at the
// end, nil if none did. Only ExplainAll keeps it.
func (t *Trace) Maker(c claim.Claim) *RuleTrace { return t.origins[identityOf(&c)].maker }

// Issuer returns the rule that first issued a claim of the outgoing set, nil if it
// is in no such set. Only ExplainAll keeps it.
func (t *Trace) Issuer(c claim.Claim) *RuleTrace { return t.origins[identityOf(&c)].issuer }

// origins are the first rules that made each claim, in any way or by issuing it.
type origins map[identity]origin

type origin struct{ maker, issuer *RuleTrace }

func (o origins) note(kind ast.ActionKind, c claim.Claim, r *RuleTrace) {
	id := identityOf(&c)
	of := o[id]
	if of.maker == nil {
		of.maker = r
	}
	if kind == ast.Issue && of.issuer == nil {
		of.issuer = r
	}
	o[id] = of
}

// looking is what looking at conditions that decide nothing works with.
type looking struct {
	on bool // conditions are looked at, not entered
	// ev takes the place of the evaluation while that is so. limits are its own: the
	// steps fall by those that an evaluation took which a function ended.
	ev     engine.Evaluation
	limits engine.Limits
}

func (s *state) beginLooking(at lookAt) {
	l := &looking{limits: *s.limits}
	l.ev.CountClaims(s.claimBytes)
	l.ev.Begin(s.ev.Context(), &l.limits)
	s.trace.looking = l
	if at == lookAtAll {
		s.trace.origins = make(origins, s.trace.rules())
	}
}

func (s *state) endLooking() { s.trace.looking.ev.End() }

// lookAtRest looks at the conditions of a rule from the i-th on, after one that
// does not hold.
func (s *state) lookAtRest(r *engine.Rule, i int) {
	if s.trace.looking == nil {
		return
	}
	// The set of a condition that ended the evaluation is still that of another rule.
	if last := &r.Conditions[i-1]; !s.trace.entered().Complete {
		s.empty(last)
	}
	s.look(r, i, true)
}

// lookAtUnreached looks at the rules that were not reached, with the claims as they
// are at the end.
func (s *state) lookAtUnreached() error {
	for section, rules := range s.program.Sections() {
		for i := range rules {
			t := s.trace.of(section, i)
			if t.Reached {
				continue
			}
			s.trace.rule, s.rule = t, &rules[i]
			s.look(&rules[i], 0, false)
		}
	}
	return s.trace.looking.ev.Cancelled()
}

// of returns the trace of the i-th rule of a section.
func (t *tracer) of(section ast.SectionKind, i int) *RuleTrace {
	for k := range t.Sections {
		if t.Sections[k].Kind == section {
			return &t.Sections[k].Rules[i]
		}
	}
	return nil
}

// look looks at the conditions of a rule from the i-th on, failed says that one
// before does not hold.
func (s *state) look(r *engine.Rule, i int, failed bool) {
	l := s.trace.looking
	s.swap(l)
	for ; i < len(r.Conditions); i++ {
		c := &r.Conditions[i]
		if l.spent() || failed && calls(c) {
			s.trace.enter(c, 0)
			s.empty(c)
			continue
		}
		holds, ok := s.condition(c)
		failed = failed || !holds || !ok
		if !ok {
			s.empty(c)
			l.renew(&s.ev)
		}
	}
	s.ev.EndRule()
	s.swap(l)
}

// swap changes between entering conditions and looking at them.
func (s *state) swap(l *looking) {
	l.on = !l.on
	s.ev, l.ev = l.ev, s.ev
}

// empty is the set of a condition that was not looked at.
func (s *state) empty(c *engine.Condition) {
	if c.Set != engine.Unbound {
		s.sets[c.Set] = s.sets[c.Set][:0]
	}
}

// spent reports whether no more can be looked at.
func (l *looking) spent() bool { return l.limits.Steps <= 0 }

// renew makes the evaluation ready for the next condition after one that failed,
// with what is left of the steps.
func (l *looking) renew(ev *engine.Evaluation) {
	if ev.Cancelled() != nil {
		l.limits.Steps = 0
		return
	}
	l.limits.Steps -= ev.Steps()
	ctx := ev.Context()
	ev.End()
	ev.Begin(ctx, &l.limits)
}

// calls reports whether a test of the condition calls a function.
func calls(c *engine.Condition) bool {
	for i := range c.Tests {
		if _, ok := c.Tests[i].Right.(*engine.Computation); ok {
			return true
		}
	}
	return false
}

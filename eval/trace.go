package eval

import (
	"context"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/internal/engine"
)

// Trace says what each rule did in one evaluation, and why.
type Trace struct {
	Source *ast.Source
	Result *Result
	// Sections are those that have rules, in the order of L6.1.
	Sections []SectionTrace

	origins origins
}

// SectionTrace is what happened in one section.
type SectionTrace struct {
	Kind ast.SectionKind
	// Skipped says that the section did not run: not permitted (L6.3), or the
	// evaluation ended before.
	Skipped bool
	Rules   []RuleTrace
}

// RuleTrace is what happened to one rule.
type RuleTrace struct {
	Rule *ast.Rule
	// Reached is false if the rule was not looked at.
	Reached bool
	// Ran says that all conditions held and the action was begun.
	Ran bool
	// Conditions are those that were entered: all but the last held.
	Conditions []ConditionTrace
	// Rest are the others, looked at all the same by ExplainAll and ExplainReached: what
	// they find decides nothing.
	Rest []ConditionTrace
	// Made are the claims that the action made, equal ones too: the first MaxListed
	// of MadeCount.
	Made      []claim.Claim
	MadeCount int
}

// ConditionTrace is what one condition found.
type ConditionTrace struct {
	Condition *ast.Condition
	Held      bool
	// Claims is how many claims it looked at.
	Claims int
	// Matched are the claims that satisfy it, in set order: what its binder
	// names, or for a negated one that did not hold, what made it false. They are
	// the first MaxListed of MatchedCount.
	Matched      []claim.Claim
	MatchedCount int
	// Near are, if none matched, the claims that fail the fewest tests, at most
	// MaxNear of them.
	Near []Miss
	// Wanted are the right sides of the tests, in their order; nil if they were not
	// evaluated, as L4.10 says for a type of which there is no claim.
	Wanted []Values
	// Complete is false if the evaluation ended inside the condition, or if it was
	// not looked at.
	Complete bool
}

// Values are what the right side of a test stands for; of an ordering the one that
// decides.
type Values struct {
	// Listed are the first MaxListed of Count.
	Listed []claim.Value
	Count  int
}

// What a trace keeps at most, so that it stays small whatever the claims are: near
// claims of one condition, and claims or values of any other list. Once all lists
// together are long, each has MaxNear.
const (
	MaxNear   = 8
	MaxListed = 100
	maxKept   = 100_000
)

// Miss is a claim that nearly satisfies a condition.
type Miss struct {
	Claim claim.Claim
	// Failed are the tests that it fails, as written; never empty.
	Failed []FailedTest
}

// FailedTest is a test that a claim fails.
type FailedTest struct {
	Test *ast.Test
	// Found is the claim's property.
	Found claim.Value
	// Wanted is the right side.
	Wanted Values
}

// Explain evaluates a policy as Run does, with the same result, and returns the
// trace that leads to it. It takes longer than Run.
func Explain(ctx context.Context, p *compile.Program, claims []claim.Claim, opts Options) (*Trace, error) {
	return explain(ctx, p, claims, opts, lookAtNone)
}

func explain(ctx context.Context, p *compile.Program, claims []claim.Claim, opts Options, at lookAt) (*Trace, error) {
	s, err := begin(ctx, p, opts)
	if err != nil {
		return nil, err
	}
	defer s.end()
	s.trace = newTracer(s.program)
	if at != lookAtNone {
		s.beginLooking(at)
		defer s.endLooking()
	}
	if err := s.run(claims); err != nil {
		return nil, err
	}
	if at == lookAtAll {
		if err := s.lookAtUnreached(); err != nil {
			return nil, err
		}
	}
	s.trace.Result = s.result()
	return &s.trace.Trace, nil
}

// tracer fills in a trace while the state evaluates.
type tracer struct {
	Trace
	section *SectionTrace
	next    int // rule of the section
	rule    *RuleTrace
	kept    int      // claims in lists so far
	looking *looking // nil for Explain
}

// newTracer lists all rules, none of them reached.
func newTracer(p *engine.Program) *tracer {
	t := &tracer{Trace: Trace{Source: p.Checked.Source}}
	for section, rules := range p.Sections() {
		if len(rules) == 0 {
			continue
		}
		s := SectionTrace{Kind: section, Skipped: true, Rules: make([]RuleTrace, len(rules))}
		for i := range rules {
			s.Rules[i].Rule = rules[i].Node
		}
		t.Sections = append(t.Sections, s)
	}
	return t
}

// begin notes that a section runs.
func (t *tracer) begin(section ast.SectionKind) {
	for i := range t.Sections {
		if t.Sections[i].Kind == section {
			t.section, t.next = &t.Sections[i], 0
			t.section.Skipped = false
		}
	}
}

// reach notes that the next rule is looked at.
func (t *tracer) reach() {
	t.rule = &t.section.Rules[t.next]
	t.rule.Reached = true
	t.next++
}

// conditions is where the next condition of the rule is noted.
func (t *tracer) conditions() *[]ConditionTrace {
	if t.looking != nil && t.looking.on {
		return &t.rule.Rest
	}
	return &t.rule.Conditions
}

// rules is how many rules the policy has.
func (t *tracer) rules() (n int) {
	for i := range t.Sections {
		n += len(t.Sections[i].Rules)
	}
	return n
}

// enter notes that a condition is entered, before its right sides are evaluated.
func (t *tracer) enter(c *engine.Condition, claims int32) {
	list := t.conditions()
	if *list == nil && t.looking != nil {
		*list = t.room()
	}
	*list = append(*list, ConditionTrace{Condition: c.Node, Claims: int(claims)})
}

// room is what a list of the rule's conditions is written into, if all will come: Rest
// begins where Conditions ends.
func (t *tracer) room() []ConditionTrace {
	entered := t.rule.Conditions
	if entered == nil {
		return make([]ConditionTrace, 0, len(t.rule.Rule.Conditions))
	}
	t.rule.Conditions = slices.Clip(entered)
	return entered[len(entered):]
}

// entered is the condition that was entered last.
func (t *tracer) entered() *ConditionTrace {
	list := *t.conditions()
	return &list[len(list)-1]
}

// made notes a claim that the rule makes.
func (t *tracer) made(kind ast.ActionKind, typ string, value *claim.Value, readOnly bool) {
	c := claim.Claim{Type: typ, Value: *value, Issuer: claim.AttestationPolicy, ReadOnly: readOnly}
	if t.rule.MadeCount++; t.lists(t.rule.MadeCount) {
		t.rule.Made = append(t.rule.Made, c)
	}
	if t.origins != nil {
		t.origins.note(kind, c, t.rule)
	}
}

// lists reports whether the n-th claim of a list is kept.
func (t *tracer) lists(n int) bool {
	if n > MaxListed || t.kept >= maxKept && n > MaxNear {
		return false
	}
	t.kept++
	return true
}

// traced filters the bucket as match does, but looks at all claims and at all
// tests of each. Steps and sets are the same.
func (s *state) traced(c *engine.Condition, b bucket) (matched, ok bool) {
	found := s.trace.entered()
	if c.Slot == engine.NoSlot || b.count > 0 {
		found.Wanted = s.allWanted(c)
	}
	if c.Set != engine.Unbound {
		s.sets[c.Set] = s.sets[c.Set][:0]
	}
	for at := b.head; b.count > 0; b.count-- {
		if !s.ev.Work(int64(len(c.Tests))) {
			return matched, false
		}
		switch failed := s.failing(at, c.Tests); {
		case failed == 0:
			if found.MatchedCount++; s.trace.lists(found.MatchedCount) {
				found.Matched = append(found.Matched, s.claimAt(at))
			}
			if c.Set != engine.Unbound {
				s.sets[c.Set] = append(s.sets[c.Set], at)
			}
		case found.MatchedCount == 0 && found.keeps(failed):
			found.near(Miss{s.claimAt(at), s.failedTests(at, c, found.Wanted)})
		}
		at = s.after(c.Slot, at)
	}
	matched = found.MatchedCount > 0
	if matched {
		found.Near = nil
	}
	found.Held, found.Complete = matched != c.Negated, true
	return matched, true
}

// claimAt returns a claim of the incoming set, read-only if it is one there.
func (s *state) claimAt(at int32) claim.Claim {
	c := *s.entries[at].Claim
	c.ReadOnly = s.entries[at].readOnly
	return c
}

// keeps reports whether a miss of so many tests is worth keeping: none is nearer,
// and there is room for one more that is as near.
func (c *ConditionTrace) keeps(failed int) bool {
	if len(c.Near) == 0 || failed < len(c.Near[0].Failed) {
		return true
	}
	return failed == len(c.Near[0].Failed) && len(c.Near) < MaxNear
}

// near keeps a miss, in place of those that are farther.
func (c *ConditionTrace) near(m Miss) {
	if len(c.Near) > 0 && len(m.Failed) < len(c.Near[0].Failed) {
		c.Near = nil
	}
	c.Near = append(c.Near, m)
}

// failing is how many tests a claim fails.
func (s *state) failing(at int32, tests []engine.Test) int {
	n := 0
	for i := range tests {
		if !s.holds(at, &tests[i], i) {
			n++
		}
	}
	return n
}

// failedTests returns the tests that a claim fails.
func (s *state) failedTests(at int32, c *engine.Condition, wanted []Values) []FailedTest {
	var failed []FailedTest
	for i := range c.Tests {
		t := &c.Tests[i]
		if s.holds(at, t, i) {
			continue
		}
		found := engine.Property(s.entries[at].Claim, t.Node.Property)
		failed = append(failed, FailedTest{t.Node, found, wanted[slices.Index(c.Node.Tests, t.Node)]})
	}
	return failed
}

// allWanted returns the right sides of all tests as they are written, the one of the
// type that is lifted too. All claims share them.
func (s *state) allWanted(c *engine.Condition) []Values {
	all := make([]Values, len(c.Node.Tests))
	next := 0
	for i, node := range c.Node.Tests {
		if next < len(c.Tests) && c.Tests[next].Node == node {
			all[i] = s.wanted(&c.Tests[next], next)
			next++
			continue
		}
		if lit, ok := node.Value.(*ast.StringLit); ok {
			all[i] = Values{[]claim.Value{claim.String(lit.Value)}, 1}
		}
	}
	return all
}

// wanted returns the first values of the right side of the i-th test, and how many
// there are.
func (s *state) wanted(t *engine.Test, i int) Values {
	if t.Right == nil {
		return Values{[]claim.Value{t.Conjunct.Shape.Literal}, 1}
	}
	right := s.rights[i]
	var values []claim.Value
	for k := range min(right.Len(), MaxListed) {
		values = append(values, right.At(k).Value)
	}
	return Values{values, right.Len()}
}

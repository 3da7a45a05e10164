package eval

import (
	"github.com/assay-policy/assay/compile"
)

// condition reports whether a condition holds (L4.1, L4.3), and fills the set of
// its binder if something uses it (L4.2); ok is false if the evaluation ended.
func (s *state) condition(c *compile.Condition) (holds, ok bool) {
	b := s.bucket(c.Slot)
	if s.trace != nil {
		s.trace.enter(c, b.count)
	}
	if !s.ev.Charge(int64(b.count), c.Node.Span) {
		return false, false
	}
	// Without a claim of the literal type no right side is evaluated (L4.10).
	if (c.Slot == compile.NoSlot || b.count > 0) && !s.rightSides(c) {
		return false, false
	}
	if c.Set != compile.Unbound {
		s.sets[c.Set] = s.sets[c.Set][:0]
	}
	if s.trace != nil {
		matched := s.traced(c, b)
		return matched != c.Negated, s.ev.Cancelled() == nil
	}
	matched := s.match(c, b)
	return matched != c.Negated, s.ev.Cancelled() == nil
}

// bucket returns the claims that a condition filters. The whole set is a list
// through all entries.
func (s *state) bucket(slot int32) bucket {
	if slot == compile.NoSlot {
		return bucket{count: int32(len(s.entries))}
	}
	return s.buckets[slot]
}

// after returns the place of the claim that follows at in a slot's bucket.
func (s *state) after(slot, at int32) int32 {
	if slot == compile.NoSlot {
		return at + 1
	}
	return s.entries[at].next
}

// match filters the bucket. Where nothing uses the matches, the first is enough.
func (s *state) match(c *compile.Condition, b bucket) bool {
	matched := false
	for at, n := b.head, b.count; n > 0 && s.ev.Work(int64(len(c.Tests))); n-- {
		if s.satisfies(at, c.Tests) {
			matched = true
			if c.Set == compile.Unbound {
				break
			}
			s.sets[c.Set] = append(s.sets[c.Set], at)
		}
		at = s.after(c.Slot, at)
	}
	return matched
}

// satisfies reports whether a claim passes every test (L4.1). Tests can't fail.
func (s *state) satisfies(at int32, tests []compile.Test) bool {
	subject := &s.entries[at].Subject
	for i := range tests {
		if !tests[i].Conjunct.Holds(&s.ev, subject, s.rights[i]) {
			return false
		}
	}
	return true
}

// rightSides evaluates the right sides of a condition once, in the order
// written, before a claim is tested (L4.10). They can't depend on the claim under
// test: binders are sets and defined before their use (L4.2, L4.8).
func (s *state) rightSides(c *compile.Condition) bool {
	for i := range c.Tests {
		t := &c.Tests[i]
		s.rights[i] = nil
		if t.Right == nil {
			continue
		}
		values, ok := s.evaluate(t.Right, &s.computed[i])
		if !ok {
			return false
		}
		s.rights[i] = t.Conjunct.Narrow(values, &s.computed[i])
	}
	return true
}

// evaluate returns the values that an expression denotes (L7.0), in scratch if
// they have no place yet; false if it ended the evaluation.
func (s *state) evaluate(e compile.Operand, scratch *compile.Values) (*compile.Values, bool) {
	switch e := e.(type) {
	case compile.Referred:
		return s.gather(e), true
	case compile.Constant:
		scratch.Clear()
		scratch.Add(e.Value, false)
	case *compile.Computation:
		for _, n := range e.Inputs {
			s.gather(n)
		}
		scratch.Clear()
		return scratch, e.Run(&s.ev, s.references, scratch)
	}
	return scratch, true
}

// gather returns the values of a property in a binder's set (L7.0), collected
// once in a rule.
func (s *state) gather(n compile.Referred) *compile.Values {
	values := &s.references[n]
	if s.gathered[n] {
		return values
	}
	values.Clear()
	ref := s.rule.References[n]
	for _, at := range s.sets[ref.Set] {
		values.Add(s.entries[at].Property(ref.Property))
	}
	s.gathered[n] = true
	return values
}

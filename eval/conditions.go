package eval

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/engine"
)

// The way of a condition:
//
//	condition ─┬─ plain: no claim of its type, or one ──────────▶ satisfies
//	           ├─ plain: several ──────────────────▶ match ─────▶ satisfies, each
//	           └─ anyCondition: right sides first ─┬▶ match
//	                                               └▶ traced, when explaining
//
// Plain conditions have a type and literals alone, as most have; for them condition
// itself is the fast form, and section runs the commonest whole rule with copyOne.

// condition reports whether a condition holds (L4.1, L4.3), and fills the set of
// its binder if something uses it (L4.2); ok is false if the evaluation ended.
func (s *state) condition(c *engine.Condition) (holds, ok bool) {
	if !c.Plain || s.trace != nil {
		return s.anyCondition(c)
	}
	b := &s.buckets[c.Slot]
	steps := int64(b.count)
	if c.Priced {
		if c.Blocks > 0 && b.count == 1 {
			steps += int64(min(c.Blocks, engine.Blocks(len(s.entries[b.head].Value.Text()))))
		} else {
			steps += s.price(c, *b)
		}
	}
	if !s.ev.Charge(steps) {
		return false, s.ev.Exhausted(c.Node.Span)
	}
	switch b.count {
	case 0:
		return c.Negated, true
	case 1: // the usual bucket
		if !s.satisfies(b.head, c.Tests) {
			return c.Negated, true
		}
		if c.Set != engine.Unbound {
			s.sets[c.Set] = append(s.sets[c.Set][:0], b.head)
		}
		return !c.Negated, true
	}
	matched, ok := s.match(c, *b)
	return matched != c.Negated, ok
}

// anyCondition is condition for those that are out of the ordinary.
func (s *state) anyCondition(c *engine.Condition) (holds, ok bool) {
	b := s.bucket(c.Slot)
	if s.trace != nil {
		s.trace.enter(c, b.count)
	}
	if !s.ev.Charge(int64(b.count)) {
		return false, s.ev.Exhausted(c.Node.Span)
	}
	// Without a claim of the literal type no right side is evaluated (L4.10).
	if (c.Slot == engine.NoSlot || b.count > 0) && !s.rightSides(c) {
		return false, false
	}
	if c.Priced && !s.ev.Charge(s.price(c, b)) {
		return false, s.ev.Exhausted(c.Node.Span)
	}
	var matched bool
	if s.trace != nil {
		matched, ok = s.traced(c, b)
	} else {
		matched, ok = s.match(c, b)
	}
	return matched != c.Negated, ok
}

// bucket returns the claims that a condition filters. The whole set is a list
// through all entries.
func (s *state) bucket(slot int32) bucket {
	if slot == engine.NoSlot {
		return bucket{count: int32(len(s.entries))}
	}
	return s.buckets[slot]
}

// after returns the place of the claim that follows at in a slot's bucket.
func (s *state) after(slot, at int32) int32 {
	if slot == engine.NoSlot {
		return at + 1
	}
	return s.entries[at].next
}

// match filters the bucket: it fills the set of the binder, or where nothing uses
// the matches, stops at the first. ok is false if the context is done.
func (s *state) match(c *engine.Condition, b bucket) (matched, ok bool) {
	bound, work := c.Set != engine.Unbound, int64(len(c.Tests))
	var set []int32
	if bound {
		set = s.sets[c.Set][:0]
	}
	for at := b.head; b.count > 0; b.count-- {
		if !s.ev.Work(work) {
			return false, false
		}
		if s.satisfies(at, c.Tests) {
			if matched = true; !bound {
				break
			}
			set = append(set, at)
		}
		at = s.after(c.Slot, at)
	}
	if bound {
		s.sets[c.Set] = set
	}
	return matched, true
}

// satisfies reports whether a claim passes every test (L4.1). Tests can't fail.
func (s *state) satisfies(at int32, tests []engine.Test) bool {
	c := s.entries[at].Claim
	for i := range tests {
		t := &tests[i]
		if s.cel || !t.Native.Fused() {
			if !s.holds(at, t, i) {
				return false
			}
		} else if !t.Native.Holds(c, s.rights[i]) {
			return false
		}
	}
	return true
}

// holds reports whether a claim passes the i-th test of the condition, by the way
// that is open.
func (s *state) holds(at int32, t *engine.Test, i int) bool {
	if t.Native.Fused() && !s.cel {
		return t.Native.Holds(s.entries[at].Claim, s.rights[i])
	}
	return t.Conjunct.Holds(&s.ev, s.subject(at), s.rights[i])
}

// subject returns a claim as CEL sees it.
func (s *state) subject(at int32) *engine.Subject {
	for i := len(s.subjects); i < len(s.entries); i++ {
		s.subjects = append(s.subjects, engine.Subject{Claim: s.entries[i].Claim})
	}
	return &s.subjects[at]
}

// rightSides evaluates the right sides of a condition once, in the order
// written, before a claim is tested (L4.10). They can't depend on the claim under
// test: binders are sets and defined before their use (L4.2, L4.8).
func (s *state) rightSides(c *engine.Condition) bool {
	for i := range c.Tests {
		t := &c.Tests[i]
		if t.Right == nil {
			continue
		}
		values, ok := s.evaluate(t.Right, t.Node.Value, &s.computed[i])
		if !ok {
			return false
		}
		if t.Blocks == engine.OfSet {
			s.blocks[i] = values.Blocks()
		}
		s.rights[i] = t.Conjunct.Narrow(values, &s.computed[i])
	}
	return true
}

// evaluate returns the values that an expression denotes (L7.0), in scratch if
// they have no place yet, and takes their memory (L9.3); false if it ended the
// evaluation.
func (s *state) evaluate(e engine.Operand, node ast.Expr, scratch *engine.Values) (*engine.Values, bool) {
	s.used = true
	values := scratch
	switch e := e.(type) {
	case engine.Constant:
		scratch.Clear()
		scratch.Add(e.Value, false)
		return scratch, true
	case engine.Referred:
		values = s.gather(e)
	case *engine.Computation:
		for _, n := range e.Inputs {
			s.gather(n)
		}
		made, ok := e.Run(&s.ev, s.references)
		if !ok {
			return nil, false
		}
		values = made
	}
	if !s.ev.Borrow(engine.ValueBytes * int64(values.Len())) {
		return nil, s.tooMuch(ast.Span{From: node.Pos(), To: node.End()})
	}
	return values, true
}

// tooMuch ends the evaluation where the memory is spent (L9.3).
func (s *state) tooMuch(at ast.Span) bool { return s.ev.Fail(engine.FailMemory(at, s.limits.Memory)) }

// gather returns the values of a property in a binder's set (L7.0), collected
// once in a rule. Only the value of a read-only claim is read-only (L3.4).
func (s *state) gather(n engine.Referred) *engine.Values {
	values := &s.references[n]
	if s.gathered[n] == s.rule {
		return values
	}
	values.Clear()
	ref := s.rule.References[n]
	for _, at := range s.sets[ref.Set] {
		e := &s.entries[at]
		values.Add(engine.Property(e.Claim, ref.Property), e.readOnly && ref.Property == ast.ValueProperty)
	}
	s.gathered[n] = s.rule
	return values
}

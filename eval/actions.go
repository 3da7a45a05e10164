package eval

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
)

// act runs an action (L5).
func (s *state) act(r *engine.Rule) bool {
	a := &r.Action
	switch {
	case a.From.Set != engine.Unbound && len(s.sets[a.From.Set]) == 1:
		return s.makesOne(a, &s.entries[s.sets[a.From.Set][0]])
	case a.Kind == ast.Permit:
		if s.permitted == nil {
			s.permitted = r.Node
		}
		return true
	case a.Kind == ast.Deny:
		if s.denied == nil {
			s.denied = r.Node
		}
		return true
	case a.Copied != engine.Unbound:
		return s.copies(a)
	}
	return s.makes(a)
}

// makes runs an action with type= and value=: each value makes one claim, in
// order, none makes none (L5.1).
func (s *state) makes(a *engine.Action) bool {
	typ, values, ok := s.arguments(a)
	if !ok {
		return false
	}
	if a.Kind != ast.Add && values.ReadOnly() {
		return s.ev.Fail(engine.FailReadOnly(a.ValueSpan(), a.Kind)) // L5.4
	}
	slot := a.Slot
	if !a.Literal {
		slot = s.program.Types.Find(typ)
	}
	for i := range values.Len() {
		v := values.At(i)
		if !s.put(a, slot, typ, &v.Value, v.ReadOnly) {
			return false
		}
	}
	return true
}

// copyOne runs a rule that copies, over a bucket of one claim: condition and act
// without a set, and without put where nothing is to be looked for.
func (s *state) copyOne(r *engine.Rule) bool {
	c := &r.Conditions[0]
	if !s.ev.Charge(1) {
		return s.ev.Exhausted(c.Node.Span)
	}
	at := s.buckets[r.Source].head
	if len(c.Tests) > 0 && !s.satisfies(at, c.Tests) {
		return true
	}
	a, e := &r.Action, &s.entries[at]
	if a.Direct && s.reserved && !e.readOnly && s.count() < s.limits.Claims {
		s.unseen++
		s.outgoing.add(a.Type, &e.Value)
		return true
	}
	ok := s.makesOne(a, e)
	s.ev.EndRule()
	return ok
}

// makesOne is makes where value= refers to one claim, which is usual.
func (s *state) makesOne(a *engine.Action, e *entry) bool {
	if !s.ev.Borrow(engine.ValueBytes) {
		return s.tooMuch(a.ValueSpan())
	}
	if a.From.Property != ast.ValueProperty {
		v := engine.Property(e.Claim, a.From.Property)
		return s.put(a, a.Slot, a.Type, &v, false)
	}
	if e.readOnly && a.Kind != ast.Add {
		return s.ev.Fail(engine.FailReadOnly(a.ValueSpan(), a.Kind)) // L5.4
	}
	return s.put(a, a.Slot, a.Type, &e.Value, e.readOnly)
}

// arguments evaluates type= and value= in the order written.
func (s *state) arguments(a *engine.Action) (typ string, values *engine.Values, ok bool) {
	typ = a.Type
	for i := range a.Args {
		found, ok := s.evaluate(a.Args[i].Value, a.Args[i].Node, &s.spare[i])
		if !ok {
			return "", nil, false
		}
		if !a.Args[i].IsType {
			values = found
		} else if typ, ok = s.oneString(a, found); !ok {
			return "", nil, false
		}
	}
	return typ, values, true
}

// oneString: type= yields exactly one string (L5.1), which may be issued (L5.4).
func (s *state) oneString(a *engine.Action, found *engine.Values) (string, bool) {
	var kind claim.Kind
	if found.Len() == 1 {
		kind = found.At(0).Kind()
	}
	if kind != claim.StringKind {
		return "", s.ev.Fail(engine.FailType(a.TypeSpan(), found.Len(), kind))
	}
	if found.ReadOnly() {
		return "", s.ev.Fail(engine.FailReadOnlyType(a.TypeSpan(), a.Kind)) // L5.4
	}
	return found.At(0).Text(), true
}

// copies runs an action with claim=: type and value of every claim of the binder,
// read-only claim by claim (L5.1, L5.4).
func (s *state) copies(a *engine.Action) bool {
	set := s.sets[a.Copied]
	for _, at := range set {
		if a.Kind != ast.Add && s.entries[at].readOnly {
			return s.ev.Fail(engine.FailReadOnly(a.ValueSpan(), a.Kind))
		}
	}
	for _, at := range set {
		e := &s.entries[at]
		if !s.put(a, s.program.Types.Find(e.Type), e.Type, &e.Value, e.readOnly) {
			return false
		}
	}
	return true
}

// put makes one claim, issued by the policy (L5.2), in the sets that the action
// writes to: always the incoming set, where later rules see it (L6.1).
func (s *state) put(a *engine.Action, slot int32, typ string, value *claim.Value, readOnly bool) bool {
	if s.trace != nil {
		s.trace.made(a.Kind, typ, value, readOnly)
	}
	sets, ok := int64(0), true
	switch {
	case a.Kind == ast.IssueProperty:
		sets, ok = s.setProperty(a, slot, typ, value)
	case a.Kind != ast.Issue:
		sets, ok = s.add(a, slot, typ, value, readOnly)
	case a.Alone || s.outgoing.find(typ, value) < 0:
		sets, ok = s.enter(a, slot, s.outgoing.add(typ, value))
		sets++
	default: // it is in both sets
	}
	return ok && (sets == 0 || s.ev.Hold(sets*engine.ClaimSize(len(value.Text()))) || s.tooMuch(a.Node.Span))
}

// enter puts a claim that was made into the incoming set, and returns in how many
// sets it is new, at most: in this one, or in none. If the unseen claims were counted
// exactly on the way, the count tells nothing: it fell by those that were counted twice.
func (s *state) enter(a *engine.Action, slot int32, c *claim.Claim) (sets int64, ok bool) {
	before, exactly := s.count(), s.exact != nil
	if !s.insert(slot, c) {
		return 0, s.ev.Fail(engine.FailClaims(a.Node.Span, engine.Incoming, s.limits.Claims))
	}
	if !exactly && s.exact != nil {
		return 1, true
	}
	return int64(s.count() - before), true
}

// add puts a claim into the incoming set alone. Its memory is used again if
// nothing refers to it: no entry, and no exact count of the unseen to come.
func (s *state) add(a *engine.Action, slot int32, typ string, value *claim.Value, readOnly bool) (sets int64, ok bool) {
	entries, unseen, last := len(s.entries), s.unseen, len(s.extra)
	s.extra = append(s.extra, claim.Claim{Type: typ, Value: *value, Issuer: claim.AttestationPolicy, ReadOnly: readOnly})
	sets, ok = s.enter(a, slot, &s.extra[last])
	if len(s.entries) == entries && (s.unseen == unseen || s.exact != nil) {
		s.extra[last] = claim.Claim{}
		s.extra = s.extra[:last]
	}
	return sets, ok
}

// setProperty sets a property, which has one value: setting it again to the same
// one is nothing, to another an error (L6.5).
func (s *state) setProperty(a *engine.Action, slot int32, typ string, value *claim.Value) (sets int64, ok bool) {
	if a.MayNotSteer && engine.Steers(typ) {
		return 0, s.ev.Fail(engine.FailSteering(a.NameSpan(), typ)) // L5.6
	}
	at := s.properties.find(typ, value)
	if at < 0 {
		sets, ok = s.enter(a, slot, s.properties.add(typ, value))
		return sets + 1, ok
	}
	is := s.properties.claims[at].Value
	if is == *value {
		return 0, true // in the incoming set as well
	}
	if _, ok = s.add(a, slot, typ, value, false); ok {
		s.ev.Fail(engine.FailProperty(a.ValueSpan(), typ, is, *value))
	}
	return 0, false
}

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
	kind, values, ok := s.arguments(a)
	if !ok {
		return false
	}
	if a.Kind != ast.Add && values.ReadOnly() {
		return s.ev.Fail(engine.FailReadOnly(a.ValueSpan(), a.Kind)) // L5.4
	}
	slot := a.Slot
	if !a.Literal {
		slot = s.program.Types.Find(kind)
	}
	for i := range values.Len() {
		v := values.At(i)
		if !s.put(a, slot, kind, &v.Value, v.ReadOnly) {
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
	if a.Direct && !e.readOnly && s.roomUnseen() {
		s.unseen++
		s.outgoing.add(a.Type, &e.Value)
		return true
	}
	return s.makesOne(a, e)
}

// makesOne is makes where value= refers to one claim, which is usual.
func (s *state) makesOne(a *engine.Action, e *entry) bool {
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
func (s *state) arguments(a *engine.Action) (kind string, values *engine.Values, ok bool) {
	kind = a.Type
	for i := range a.Args {
		found, ok := s.evaluate(a.Args[i].Value, &s.spare[i])
		if !ok {
			return "", nil, false
		}
		if !a.Args[i].IsType {
			values = found
		} else if kind, ok = s.oneString(a, found); !ok {
			return "", nil, false
		}
	}
	return kind, values, true
}

// oneString: type= yields exactly one string (L5.1).
func (s *state) oneString(a *engine.Action, found *engine.Values) (string, bool) {
	var kind claim.Kind
	if found.Len() == 1 {
		kind = found.At(0).Kind()
	}
	if kind != claim.StringKind {
		return "", s.ev.Fail(engine.FailType(a.TypeSpan(), found.Len(), kind))
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
func (s *state) put(a *engine.Action, slot int32, kind string, value *claim.Value, readOnly bool) bool {
	if s.trace != nil {
		s.trace.made(kind, value, readOnly)
	}
	switch {
	case a.Kind == ast.IssueProperty:
		return s.setProperty(a, slot, kind, value)
	case a.Kind != ast.Issue:
		return s.add(a, slot, kind, value, readOnly)
	case !a.Alone && s.outgoing.find(kind, value) >= 0:
		return true // in the incoming set as well
	}
	return s.enter(a, slot, s.outgoing.add(kind, value))
}

// enter puts a claim that was made into the incoming set.
func (s *state) enter(a *engine.Action, slot int32, c *claim.Claim) bool {
	return s.insert(slot, c) ||
		s.ev.Fail(engine.FailClaims(a.Node.Span, engine.Incoming, s.limits.Claims))
}

// add puts a claim into the incoming set alone. Its memory is used again if
// nothing refers to it: no entry, and no exact count of the unseen to come.
func (s *state) add(a *engine.Action, slot int32, kind string, value *claim.Value, readOnly bool) bool {
	entries, unseen, last := len(s.entries), s.unseen, len(s.extra)
	s.extra = append(s.extra, claim.Claim{Type: kind, Value: *value, Issuer: claim.AttestationPolicy, ReadOnly: readOnly})
	ok := s.enter(a, slot, &s.extra[last])
	if len(s.entries) == entries && (s.unseen == unseen || s.exact != nil) {
		s.extra[last] = claim.Claim{}
		s.extra = s.extra[:last]
	}
	return ok
}

// setProperty sets a property, which has one value: setting it again to the same
// one is nothing, to another an error (L6.5).
func (s *state) setProperty(a *engine.Action, slot int32, kind string, value *claim.Value) bool {
	at := s.properties.find(kind, value)
	if at < 0 {
		return s.enter(a, slot, s.properties.add(kind, value))
	}
	is := s.properties.claims[at].Value
	if is == *value {
		return true // in the incoming set as well
	}
	return s.add(a, slot, kind, value, false) && s.ev.Fail(engine.FailProperty(a.ValueSpan(), kind, is, *value))
}

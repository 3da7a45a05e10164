package eval

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
)

// act runs an action (L5).
func (s *state) act(r *compile.Rule) bool {
	a := &r.Action
	switch {
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
	case a.Copied != compile.Unbound:
		return s.copies(a)
	}
	return s.makes(a)
}

// makes runs an action with type= and value=: each value makes one claim, in
// order, none makes none (L5.1).
func (s *state) makes(a *compile.Action) bool {
	kind, values, ok := s.arguments(a)
	if !ok {
		return false
	}
	if a.Kind != ast.Add && values.ReadOnly() {
		return s.ev.Fail(compile.FailReadOnly(a.ValueSpan, a.Kind)) // L5.4
	}
	for v := range values.All() {
		if !s.put(a, kind, v.Value, v.ReadOnly) {
			return false
		}
	}
	return true
}

// arguments evaluates type= and value= in the order written.
func (s *state) arguments(a *compile.Action) (kind string, values *compile.Values, ok bool) {
	for i := range a.Args {
		found, ok := s.evaluate(a.Args[i].Value, &s.spare[i])
		if !ok {
			return "", nil, false
		}
		if !a.Args[i].IsType {
			values = found
		} else if kind, ok = s.oneString(&a.Args[i], found); !ok {
			return "", nil, false
		}
	}
	return kind, values, true
}

// oneString: type= yields exactly one string (L5.1).
func (s *state) oneString(arg *compile.Arg, found *compile.Values) (string, bool) {
	var kind claim.Kind
	if found.Len() == 1 {
		kind = found.At(0).Kind()
	}
	if kind != claim.StringKind {
		span := ast.Span{From: arg.Node.Pos(), To: arg.Node.End()}
		return "", s.ev.Fail(compile.FailType(span, found.Len(), kind))
	}
	return found.At(0).Text(), true
}

// copies runs an action with claim=: type and value of every claim of the binder,
// read-only claim by claim (L5.1, L5.4).
func (s *state) copies(a *compile.Action) bool {
	set := s.sets[a.Copied]
	for _, at := range set {
		if a.Kind != ast.Add && s.entries[at].ReadOnly {
			return s.ev.Fail(compile.FailReadOnly(a.ValueSpan, a.Kind))
		}
	}
	for _, at := range set {
		c := &s.entries[at].Claim
		if !s.put(a, c.Type, c.Value, c.ReadOnly) {
			return false
		}
	}
	return true
}

// put makes one claim, issued by the policy (L5.2), in the sets that the action
// writes to: always the incoming set, where later rules see it (L6.1).
func (s *state) put(a *compile.Action, kind string, value claim.Value, readOnly bool) bool {
	c := claim.Claim{Type: kind, Value: value, Issuer: claim.AttestationPolicy, ReadOnly: readOnly}
	if s.trace != nil {
		r := s.trace.rule()
		r.Made = append(r.Made, c)
	}
	if !s.insert(s.program, &c, s.limits.Claims) {
		return s.ev.Fail(compile.FailClaims(a.Node.Span, compile.Incoming, s.limits.Claims))
	}
	switch a.Kind {
	case ast.Issue:
		if s.outgoing.find(&c) < 0 {
			s.outgoing.add(&c)
		}
	case ast.IssueProperty:
		return s.setProperty(a, &c)
	}
	return true
}

// setProperty sets a property, which has one value: setting it again to the same
// one is nothing, to another an error (L6.5).
func (s *state) setProperty(a *compile.Action, c *claim.Claim) bool {
	if at := s.properties.find(c); at >= 0 {
		if is := s.properties.claims[at].Value; is != c.Value {
			return s.ev.Fail(compile.FailProperty(a.ValueSpan, c.Type, is, c.Value))
		}
		return true
	}
	s.properties.add(c)
	return true
}

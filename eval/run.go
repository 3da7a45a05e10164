package eval

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/internal/engine"
)

// Options say how a policy is evaluated. The zero value has the default limits
// and the fast engine.
type Options struct {
	Limits Limits
	Engine Engine
}

// Engine is the way in which tests of claims are done. All give the same result,
// to the step.
type Engine uint8

const (
	// Fast does tests on the native values of a claim, wherever the plan of a
	// CEL program could be fused to one.
	Fast Engine = iota
	// CEL does every test with its CEL program, through CEL's public API alone.
	CEL
)

// Run evaluates a policy over the claims that come in, in their order (L6). What
// goes wrong in the policy or passes a limit gives a Result that denies (L6.4).
// An error means that there is no result: the context is done, or an argument
// can't be used. The program may be shared by many goroutines.
func Run(ctx context.Context, p *compile.Program, claims []claim.Claim, opts Options) (*Result, error) {
	s, err := begin(ctx, p, opts)
	if err != nil {
		return nil, err
	}
	defer s.end()
	if err := s.run(claims); err != nil {
		return nil, err
	}
	return s.result(), nil
}

// result is the outcome as a new Result. Its claims are copies, the state is used
// again.
func (s *state) result() *Result {
	r := &Result{}
	s.conclude(r)
	r.Claims = slices.Clone(s.outgoing.claims)
	r.Properties = slices.Clone(s.properties.claims)
	return r
}

// RunInto does what Run does and writes the result over r, whose slices it uses
// again, so that a service which evaluates often takes no new memory. An error
// leaves a result that denies and holds nothing. The claims must not be those of r.
func RunInto(ctx context.Context, p *compile.Program, claims []claim.Claim, opts Options, r *Result) error {
	if r == nil {
		return errors.New("eval: no result to write to")
	}
	if sameArray(claims, r.Claims) || sameArray(claims, r.Properties) {
		return errors.New("eval: the claims are those of the result to write to")
	}
	s, err := begin(ctx, p, opts)
	if err != nil {
		r.reset()
		return err
	}
	defer s.end()
	held, heldProperties := len(r.Claims), len(r.Properties)
	r.Claims, r.Properties = r.Claims[:0], r.Properties[:0]
	s.exchange(r)
	err = s.run(claims)
	s.conclude(r)
	s.exchange(r)
	forget(r.Claims, held)
	forget(r.Properties, heldProperties)
	if err != nil {
		r.reset()
	}
	return err
}

// forget lets go of what a slice that was written again held beyond its end.
func forget(claims []claim.Claim, held int) {
	if held > len(claims) {
		clear(claims[len(claims):held])
	}
}

// sameArray reports whether two slices end in one array.
func sameArray(a, b []claim.Claim) bool {
	a, b = a[:cap(a)], b[:cap(b)]
	return len(a) > 0 && len(b) > 0 && &a[len(a)-1] == &b[len(b)-1]
}

// reset empties a result and keeps its memory, but no claim alive.
func (r *Result) reset() {
	clear(r.Claims)
	clear(r.Properties)
	*r = Result{Claims: r.Claims[:0], Properties: r.Properties[:0]}
}

// exchange swaps the claims that the state and a result hold: before a run, so
// that rules write straight into the result's memory, and again after it.
func (s *state) exchange(r *Result) {
	s.outgoing.claims, r.Claims = r.Claims, s.outgoing.claims
	s.properties.claims, r.Properties = r.Properties, s.properties.claims
}

// begin checks the arguments and takes a state from the program's pool.
func begin(ctx context.Context, sealed *compile.Program, opts Options) (*state, error) {
	p := (*engine.Sealed)(sealed).Open()
	if ctx == nil || p == nil || opts.Engine > CEL {
		return nil, errors.New("eval: no context, no program or no such engine")
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	s, _ := p.Scratch().Get().(*state)
	if s == nil {
		s = newState(p)
	}
	s.cel = opts.Engine == CEL
	s.limits = defaultLimits
	if opts.Limits.any() {
		s.limits = limited(opts.Limits)
	}
	s.ev.Begin(ctx, s.limits)
	return s, nil
}

// run loads the claims and runs the sections in the order of L6.1. Issuance runs
// only if permitted (L6.3).
func (s *state) run(claims []claim.Claim) error {
	p := s.program
	ok, err := s.load(claims)
	if err != nil {
		return err
	}
	ok = ok && s.section(ast.Configuration, p.Configuration) &&
		s.section(ast.Authorization, p.Authorization)
	if ok && s.decision() == ReasonPermitted {
		s.section(ast.Issuance, p.Issuance)
	}
	if err := s.ev.Cancelled(); err != nil {
		return fmt.Errorf("eval: %w", err)
	}
	return nil
}

// decision is what the authorization rules came to: deny beats permit, whatever
// the order (L6.2).
func (s *state) decision() Reason {
	switch {
	case s.denied != nil:
		return ReasonDenied
	case s.permitted != nil:
		return ReasonPermitted
	}
	return ReasonNoPermit
}

// conclude writes the outcome, all but the claims: those that the state holds
// are the result's. An error leaves neither claims nor properties (L6.4, L10.2).
func (s *state) conclude(r *Result) {
	r.PolicyHash, r.Steps, r.Err = s.program.Hash, s.ev.Steps(), s.ev.Failure()
	r.Decision, r.Reason, r.DecidedBy = Denied, ReasonError, nil
	if r.Err != nil {
		r.Err = engine.Placed(r.Err, s.program.Checked.Source)
		s.outgoing.reset()
		s.properties.reset()
		return
	}
	switch r.Reason = s.decision(); r.Reason {
	case ReasonPermitted:
		r.Decision, r.DecidedBy = Permitted, s.permitted
	case ReasonDenied:
		r.DecidedBy = s.denied
	}
}

// section runs the rules of a section, in the order written; also those after a
// deny (L6.2). It returns false if the evaluation ended.
func (s *state) section(section ast.SectionKind, rules []engine.Rule) bool {
	if s.trace != nil {
		s.trace.begin(section)
	}
	quick := s.trace == nil
	for i := range rules {
		r, ok := &rules[i], false
		if quick && r.Source != engine.NoSlot && s.buckets[r.Source].count == 1 {
			ok = s.copyOne(r)
		} else {
			ok = s.runRule(r)
		}
		if !ok {
			return false
		}
	}
	return true
}

// runRule runs the action, once, if all conditions hold (L4.4). They are entered
// left to right, up to the first that is false (L4.10).
func (s *state) runRule(r *engine.Rule) bool {
	if s.trace != nil {
		s.trace.reach()
	}
	s.rule = r
	for i := range r.Conditions {
		if holds, ok := s.condition(&r.Conditions[i]); !holds || !ok {
			if s.trace != nil {
				s.lookAtRest(r, i+1)
			}
			s.ev.EndRule()
			return ok
		}
	}
	if s.trace != nil {
		s.trace.rule.Ran = true
	}
	ok := s.act(r)
	s.ev.EndRule()
	return ok
}

package eval

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
)

// Options say how a policy is evaluated. The zero value has the default limits.
type Options struct {
	Limits Limits
}

// Run evaluates a policy over the claims that come in, in their order (L6). What
// goes wrong in the policy or passes a limit gives a Result that denies (L6.4).
// An error means that there is no result: the context is done, or an argument
// can't be used. The program may be shared by many goroutines.
func Run(ctx context.Context, p *compile.Program, claims []claim.Claim, opts Options) (*Result, error) {
	s, err := begin(ctx, p, claims, opts)
	if err != nil {
		return nil, err
	}
	defer s.end()
	return s.run(claims)
}

// begin checks the arguments and takes a state from the program's pool.
func begin(ctx context.Context, p *compile.Program, claims []claim.Claim, opts Options) (*state, error) {
	if ctx == nil || p == nil {
		return nil, errors.New("eval: no context or no program")
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	for i := range claims {
		if !usable(&claims[i]) {
			return nil, fmt.Errorf("eval: claim %d, %q, has no value or no issuer", i, claims[i].Type)
		}
	}
	s, _ := p.Scratch().Get().(*state)
	if s == nil {
		s = newState(p)
	}
	s.limits = opts.Limits.WithDefaults()
	s.limits.Claims = min(s.limits.Claims, math.MaxInt32) // places are of 32 bits
	s.ev.Begin(ctx, s.limits)
	return s, nil
}

// usable reports whether a claim is one that constructors make.
func usable(c *claim.Claim) bool {
	k := c.Value.Kind()
	return claim.BooleanKind <= k && k <= claim.StringKind && c.Issuer <= claim.AttestationService
}

// run loads the claims and runs the sections in the order of L6.1. Issuance runs
// only if permitted (L6.3).
func (s *state) run(claims []claim.Claim) (*Result, error) {
	p := s.program
	ok := s.load(claims) &&
		s.section(ast.Configuration, p.Configuration) &&
		s.section(ast.Authorization, p.Authorization)
	if ok && s.decision() == ReasonPermitted {
		s.section(ast.Issuance, p.Issuance)
	}
	if err := s.ev.Cancelled(); err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	return s.result(), nil
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

// result is the outcome. An error leaves neither claims nor properties (L6.4,
// L10); they are copies, the state is used again.
func (s *state) result() *Result {
	r := &Result{PolicyHash: s.program.Hash(), Steps: s.ev.Steps(), Err: s.ev.Failure()}
	if r.Err != nil {
		return r
	}
	r.Reason = s.decision()
	r.Properties = slices.Clone(s.properties.claims)
	switch r.Reason {
	case ReasonPermitted:
		r.Decision, r.DecidedBy = Permitted, s.permitted
		r.Claims = slices.Clone(s.outgoing.claims)
	case ReasonDenied:
		r.DecidedBy = s.denied
	}
	return r
}

// section runs the rules of a section, in the order written; also those behind a
// deny (L6.2). It returns false if the evaluation ended.
func (s *state) section(kind ast.SectionKind, rules []compile.Rule) bool {
	if s.trace != nil {
		s.trace.begin(kind)
	}
	for i := range rules {
		if !s.runRule(&rules[i]) {
			return false
		}
	}
	return true
}

// runRule runs the action, once, if all conditions hold (L4.4). They are entered
// left to right, up to the first that is false (L4.10).
func (s *state) runRule(r *compile.Rule) bool {
	s.rule = r
	clear(s.gathered)
	if s.trace != nil {
		s.trace.reach()
	}
	for i := range r.Conditions {
		holds, ok := s.condition(&r.Conditions[i])
		if !ok {
			return false
		}
		if !holds {
			return true
		}
	}
	if s.trace != nil {
		s.trace.rule().Ran = true
	}
	return s.act(r)
}

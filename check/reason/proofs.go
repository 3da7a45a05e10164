package reason

import (
	"context"
	"errors"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/check/reason/internal/sat"
	"github.com/assay-policy/assay/claim"
)

// Proofs answers questions about one policy, which share what they need. It is not
// for several goroutines at once. Each question has the steps of the options.
type Proofs struct {
	policy *Policy
	opts   Options
	plain  *question
	taken  int64
}

var errNoRule = errors.New("found a rule or condition that is not of the policy")

// NewProofs prepares questions about a policy.
func NewProofs(p *Policy, opts Options) *Proofs {
	return &Proofs{policy: p, opts: opts, plain: newQuestion(setting{policies: []*Policy{p}, typ: opts.Type})}
}

// Steps is what all questions took together, preparations included.
func (p *Proofs) Steps() int64 { return p.taken + p.plain.taken }

// Answer is what was found out: Yes with an example, or No if it is proved that
// there is none.
type Answer struct {
	Verdict Verdict
	// Claims is the example, a claims file in its order.
	Claims []claim.Claim
	// Least says that it is proved: no smaller file will do.
	Least bool
	// Shown says that the example was evaluated, and is one.
	Shown      bool
	Exact      bool // nothing was abstracted
	Abstracted []Abstraction
}

// Given says which claims files a question is about. Its zero value means all.
type Given struct {
	// With are claims that must be there, Without claims that must not.
	With, Without []claim.Claim
	// Custom allows only claims that clients send.
	Custom bool
	// By is a rule that must run.
	By *ast.Rule
}

// Permits asks for the smallest claims that are permitted (T2.11).
func (p *Proofs) Permits(ctx context.Context, given Given) (Answer, error) {
	q := p.question(given)
	return p.ask(ctx, q, q.claims(), func(s *scene) circuit.Node {
		return s.And(s.runs[0].permitted(), s.given(given, p.policy))
	}, func(claims []claim.Claim) (bool, error) {
		if p.policy.evaluate == nil {
			return false, nil
		}
		o, err := p.policy.evaluate(ctx, claims)
		return o.Permitted, err
	})
}

// Runs asks for claims with which a rule runs: its conditions hold, and the
// evaluation comes to it without an error, in issuance with a permit.
func (p *Proofs) Runs(ctx context.Context, rule *ast.Rule) (Answer, error) {
	at, ok := p.policy.byTree[rule]
	if !ok {
		return Answer{}, errNoRule
	}
	return p.ask(ctx, p.plain, p.plain.claims(), func(s *scene) circuit.Node { return s.runs[0].ran(at) }, nil)
}

// RunsAlone asks for claims with which a rule runs, and no deny does (T2, MAA3035).
func (p *Proofs) RunsAlone(ctx context.Context, rule *ast.Rule) (Answer, error) {
	at, ok := p.policy.byTree[rule]
	if !ok {
		return Answer{}, errNoRule
	}
	return p.ask(ctx, p.plain, p.plain.claims(), func(s *scene) circuit.Node {
		return s.And(s.runs[0].ran(at), s.runs[0].denied().Not())
	}, nil)
}

// Holds asks for claims with which a condition is entered (L4.10) and holds, or does
// not hold.
func (p *Proofs) Holds(ctx context.Context, rule *ast.Rule, condition int, holds bool) (Answer, error) {
	at, ok := p.policy.byTree[rule]
	if !ok || condition < 0 || condition >= len(rule.Conditions) {
		return Answer{}, errNoRule
	}
	k := p.plain.claims() + p.policy.need.prefix(at, condition)
	return p.ask(ctx, p.plain, k, func(s *scene) circuit.Node {
		r := s.runs[0]
		held := r.rules[at].held[condition]
		if !holds {
			held = held.Not()
		}
		return s.And(r.reached(at), r.rules[at].entered[condition], held)
	}, nil)
}

// question is one about some claims files.
func (p *Proofs) question(given Given) *question {
	if len(given.With) == 0 && len(given.Without) == 0 && !given.Custom {
		return p.plain
	}
	apart := append(append([]claim.Claim(nil), given.With...), given.Without...)
	return newQuestion(setting{policies: []*Policy{p.policy}, typ: p.opts.Type, apart: apart, custom: given.Custom})
}

func (p *Proofs) ask(ctx context.Context, q *question, k int, root func(*scene) circuit.Node, show func([]claim.Claim) (bool, error)) (Answer, error) {
	q.stopped = ""
	found := show
	if show == nil {
		found = func([]claim.Claim) (bool, error) { return true, nil }
	}
	a, err := q.least(p.opts.budget(ctx), k, root, found)
	if q != p.plain {
		p.taken += q.taken
	}
	out := Answer{Claims: a.claims, Least: a.least, Shown: a.shown && show != nil, Abstracted: q.abstracted()}
	out.Exact = len(out.Abstracted) == 0
	switch {
	case err != nil:
	case a.status == sat.Satisfiable && (out.Shown || show == nil && out.Exact):
		out.Verdict = Yes
	case a.status == sat.Unsatisfiable:
		out.Verdict = No
	}
	if out.Verdict != Yes {
		out.Claims = nil
	}
	return out, err
}

// given is whether the claims are such, and the rule runs.
func (s *scene) given(g Given, p *Policy) circuit.Node {
	var all []circuit.Node
	for _, c := range g.With {
		all = append(all, s.has(c))
	}
	for _, c := range g.Without {
		all = append(all, s.has(c).Not())
	}
	if g.By != nil {
		if at, ok := p.byTree[g.By]; ok {
			all = append(all, s.runs[0].ran(at))
		}
	}
	return s.And(all...)
}

// has is whether a claim is in the file.
func (s *scene) has(c claim.Claim) circuit.Node {
	for _, a := range s.atoms {
		if a.claim.Same(c) {
			return a.node
		}
	}
	return circuit.False
}

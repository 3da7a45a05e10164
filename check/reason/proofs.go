package reason

import (
	"context"
	"errors"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/check/reason/internal/sat"
)

// Proofs answers questions about one policy, which share what they need. It is not
// for several goroutines at once. Each question has the steps of the options.
type Proofs struct {
	policy *Policy
	opts   Options
	plain  *question            // of decisions
	whole  *question            // of Results
	given  map[string]*question // of some claims files
}

var errNoRule = errors.New("found a rule or condition that is not of the policy")

// NewProofs prepares questions about a policy.
func NewProofs(p *Policy, opts Options) *Proofs {
	return &Proofs{policy: p, opts: opts, given: map[string]*question{}, plain: newQuestion(setting{policies: []*Policy{p}, typ: opts.Type, room: mostRoom, steps: opts.steps()})}
}

// Steps is what all questions took together, preparations included.
func (p *Proofs) Steps() int64 {
	n := p.plain.taken
	for _, q := range p.given {
		n += q.taken
	}
	if p.whole != nil {
		n += p.whole.taken
	}
	return n
}

// Runs tells whether a rule can run at all: its conditions hold, and the evaluation
// comes to it without an error, in issuance with a permit. No is proved.
func (p *Proofs) Runs(ctx context.Context, rule *ast.Rule) (Verdict, error) {
	return p.can(ctx, rule, 0, func(s *scene, at int) circuit.Node { return s.runs[0].ran(at) })
}

// RunsWithoutDeny tells whether a rule can run without a deny running (L6.2). No is
// proved.
func (p *Proofs) RunsWithoutDeny(ctx context.Context, rule *ast.Rule) (Verdict, error) {
	return p.can(ctx, rule, 0, func(s *scene, at int) circuit.Node {
		return s.And(s.runs[0].ran(at), s.runs[0].denied().Not())
	})
}

// Holds tells whether a condition of a rule, by its number from 0, can come out as
// said when the evaluation enters it (L4.10). No is proved.
func (p *Proofs) Holds(ctx context.Context, rule *ast.Rule, condition int, holds bool) (Verdict, error) {
	at, ok := p.policy.byTree[rule]
	if !ok || condition < 0 || condition >= len(rule.Conditions) {
		return Unknown, errNoRule
	}
	return p.can(ctx, rule, p.policy.need.prefix(at, condition), func(s *scene, at int) circuit.Node {
		r := s.runs[0]
		held := r.rules[at].held[condition]
		if !holds {
			held = held.Not()
		}
		return s.And(r.reached(at), r.rules[at].entered[condition], held)
	})
}

// can tells whether something can be true of a rule, for which so many claims more
// suffice than for the policy.
func (p *Proofs) can(ctx context.Context, rule *ast.Rule, more int, root func(*scene, int) circuit.Node) (Verdict, error) {
	at, ok := p.policy.byTree[rule]
	if !ok {
		return Unknown, errNoRule
	}
	status, err := p.plain.possible(p.opts.budget(ctx), p.plain.claims()+more, func(s *scene) circuit.Node { return root(s, at) })
	switch {
	case err != nil:
	case status == sat.Unsatisfiable:
		return No, nil
	case status == sat.Satisfiable && p.plain.exactly():
		return Yes, nil
	}
	return Unknown, err
}

// Matters tells whether some Result would be another without some rules, all of them
// together (T5.2). No is proved.
func (p *Proofs) Matters(ctx context.Context, rules ...*ast.Rule) (Verdict, error) {
	var at []int
	for _, r := range rules {
		i, ok := p.policy.byTree[r]
		if !ok {
			return Unknown, errNoRule
		}
		at = append(at, i)
	}
	if p.whole == nil {
		p.whole = newQuestion(setting{policies: []*Policy{p.policy}, typ: p.opts.Type, outputs: true, room: mostRoom, steps: p.opts.steps()})
	}
	without := p.policy.Without(rules...)
	status, err := p.whole.possible(p.opts.budget(ctx), total(p.policy, without), func(s *scene) circuit.Node {
		other := s.runs[0].without(at...)
		if other == nil {
			other = s.run(without)
		}
		return resultsDiffer(s.runs[0], other)
	})
	switch {
	case err != nil:
	case status == sat.Unsatisfiable:
		return No, nil
	case status == sat.Satisfiable && p.whole.exactly():
		return Yes, nil
	}
	return Unknown, err
}

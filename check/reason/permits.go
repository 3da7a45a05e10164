package reason

import (
	"context"
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/claim"
)

// Answer is what was found out: Yes with an example, or No if it is proved that
// there is none.
type Answer struct {
	Verdict Verdict
	// Claims is the example, a claims file in its order.
	Claims []claim.Claim
	// Least says that it is proved: no smaller file will do.
	Least      bool
	Exact      bool // nothing was abstracted
	Abstracted []Abstraction
	// Ruled is how far the search came if it stopped: no file of so many claims or
	// fewer is an example. -1 means that nothing is ruled out.
	Ruled int
}

// Given says which claims files a question is about. Its zero value means all.
type Given struct {
	// With are claims that must be there, Without claims that must not.
	With, Without []claim.Claim
	// Custom allows only claims that clients send. They have no name of a
	// claim that evidence gives, of any type if the options have none (T2.5).
	Custom bool
	// By is a rule that must run.
	By *ast.Rule
}

// Permits asks for the smallest claims that are permitted (T2.11). The example was
// evaluated.
func (p *Proofs) Permits(ctx context.Context, given Given) (Answer, error) {
	q := p.question(given)
	q.stopped = ""
	s := &search{
		root: func(s *scene) circuit.Node { return s.permits(given, p.policy) },
		show: func(claims []claim.Claim) (bool, error) {
			if p.policy.evaluate == nil {
				return false, nil
			}
			o, err := p.policy.evaluate(ctx, claims)
			return o.Permitted, err
		},
	}
	err := q.seek(p.opts.budget(ctx), q.claims(), s)
	out := Answer{Abstracted: q.abstracted(), Ruled: s.ruled}
	out.Exact = len(out.Abstracted) == 0
	switch {
	case s.shown:
		out.Verdict, out.Claims, out.Least = Yes, s.best.claims, s.best.least
	case err == nil && s.proved():
		out.Verdict = No
	}
	return out, err
}

// question is one about some claims files: the same for all rules that must run.
func (p *Proofs) question(given Given) *question {
	if len(given.With) == 0 && len(given.Without) == 0 && !given.Custom {
		return p.plain
	}
	key := fmt.Sprintf("%t %q %q", given.Custom, given.With, given.Without)
	q, ok := p.given[key]
	if !ok {
		apart := append(append([]claim.Claim(nil), given.With...), given.Without...)
		q = newQuestion(setting{policies: []*Policy{p.policy}, typ: p.opts.Type, apart: apart, custom: given.Custom, room: mostRoom, steps: p.opts.steps()})
		p.given[key] = q
	}
	return q
}

// permits is whether the claims are such, and permitted. A permit that must run makes
// it unnecessary to look at others.
func (s *scene) permits(g Given, p *Policy) circuit.Node {
	r := s.runs[0]
	var all []circuit.Node
	for _, c := range g.With {
		all = append(all, s.has(c))
	}
	for _, c := range g.Without {
		all = append(all, s.has(c).Not())
	}
	at, known := p.byTree[g.By]
	if known {
		all = append(all, r.ran(at))
	}
	if known && p.rules[at].action == ast.Permit {
		all = append(all, r.deny.Not(), r.failed.Not(), r.failedLater.Not())
	} else {
		all = append(all, r.permitted())
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

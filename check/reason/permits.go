package reason

import (
	"context"

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
		root: func(s *scene) circuit.Node { return s.And(s.runs[0].permitted(), s.given(given, p.policy)) },
		show: func(claims []claim.Claim) (bool, error) {
			if p.policy.evaluate == nil {
				return false, nil
			}
			o, err := p.policy.evaluate(ctx, claims)
			return o.Permitted, err
		},
	}
	err := q.seek(p.opts.budget(ctx), q.claims(), s)
	if q != p.plain {
		p.taken += q.taken
	}
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

// question is one about some claims files.
func (p *Proofs) question(given Given) *question {
	if len(given.With) == 0 && len(given.Without) == 0 && !given.Custom {
		return p.plain
	}
	apart := append(append([]claim.Claim(nil), given.With...), given.Without...)
	return newQuestion(setting{policies: []*Policy{p.policy}, typ: p.opts.Type, apart: apart, custom: given.Custom, room: mostRoom, steps: p.opts.steps()})
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

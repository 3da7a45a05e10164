package lint

import (
	"context"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
)

// Steps that proofs may take (T2.3): steps, not time, so that findings don't depend on
// the machine.
const (
	policySteps = 2_000_000
	proofSteps  = 20_000
)

// budget is what is left of the steps of a policy. When no whole proof fits into it,
// nothing more is proved.
type budget struct{ left int64 }

func (b *budget) fits() bool { return b.left >= proofSteps }

func (b *budget) spend(steps int64) { b.left = max(0, b.left-steps) }

// prover answers what the checks want proved of a policy. What it doesn't know for
// certain is Unknown, and no finding.
type prover struct {
	*policy
	budget
	proofs   *reason.Proofs
	evaluate reason.Evaluate // nil without
	permits  reason.Verdict  // whether anything is permitted, once that was asked
	asked    bool
	runs     map[*rule]reason.Verdict
	// gone are rules without which, all together, results are the same. plain says that
	// any selection of them can go.
	gone       []*rule
	plain      bool
	duplicates bool // were looked at
}

// A policy of more rules or more tests is too large: what comes before the first proof
// would take longer than all proofs may.
const (
	mostProvedRules = 4_000
	mostProvedTests = 8_000
)

// tooLarge reports whether nothing is proved of the policy because of its size.
func (p *policy) tooLarge() bool {
	tests := 0
	for _, r := range p.rules {
		for _, c := range r.Rule.Conditions {
			tests += len(c.Tests)
		}
	}
	return len(p.rules) > mostProvedRules || tests > mostProvedTests
}

// prove runs the checks that report only what they can prove, in their order.
func (p *policy) prove() {
	if p.tooLarge() {
		return
	}
	var pr *prover
	for _, c := range checks {
		if c.proof == nil || p.opts.off(c.page.Code) {
			continue
		}
		if pr == nil {
			pr = newProver(p)
		}
		c.proof(pr)
	}
}

func newProver(p *policy) *prover {
	pr := &prover{policy: p, budget: budget{policySteps}, runs: map[*rule]reason.Verdict{}}
	if p.opts.Evaluate != nil {
		pr.evaluate = p.opts.Evaluate(p.Checked)
	}
	pr.proofs = reason.NewProofs(reason.New(p.Checked, pr.evaluate), reason.Options{Steps: proofSteps, Type: p.typ})
	return pr
}

// ask asks a question, if there are steps left for it.
func (p *prover) ask(proofs *reason.Proofs, question func(context.Context) (reason.Verdict, error)) reason.Verdict {
	if !p.fits() {
		return reason.Unknown
	}
	before := proofs.Steps()
	verdict, err := question(p.ctx)
	p.spend(proofs.Steps() - before)
	if err != nil {
		return reason.Unknown
	}
	return verdict
}

// example asks for claims that are permitted.
func (p *prover) example(given reason.Given) (reason.Answer, bool) {
	var found reason.Answer
	verdict := p.ask(p.proofs, func(ctx context.Context) (v reason.Verdict, err error) {
		found, err = p.proofs.Permits(ctx, given)
		return found.Verdict, err
	})
	return found, verdict == reason.Yes
}

// isPermitted reports whether some such claims are permitted.
func (p *prover) isPermitted(given reason.Given) bool {
	_, found := p.example(given)
	return found
}

// neverPermits reports whether it is known that the policy permits nothing.
func (p *prover) neverPermits() bool {
	if p.always(ast.Deny) {
		return true
	}
	if !p.asked {
		p.asked = true
		p.permits = p.ask(p.proofs, func(ctx context.Context) (reason.Verdict, error) {
			a, err := p.proofs.Permits(ctx, reason.Given{})
			return a.Verdict, err
		})
	}
	return p.permits == reason.No
}

// neverRuns reports whether it is proved that a rule never runs.
func (p *prover) neverRuns(r *rule) bool {
	verdict, known := p.runs[r]
	if !known {
		verdict = p.ask(p.proofs, func(ctx context.Context) (reason.Verdict, error) { return p.proofs.Runs(ctx, r.Rule) })
		p.runs[r] = verdict
	}
	return verdict == reason.No
}

// matters asks whether some result would be another without some rules together.
func (p *prover) matters(rules ...*rule) reason.Verdict {
	var trees []*ast.Rule
	for _, r := range rules {
		trees = append(trees, r.Rule)
	}
	return p.ask(p.proofs, func(ctx context.Context) (reason.Verdict, error) { return p.proofs.Matters(ctx, trees...) })
}

// always reports whether there is a rule that always permits, or always denies.
func (p *prover) always(action ast.ActionKind) bool {
	return slices.ContainsFunc(p.rules, func(r *rule) bool {
		return r.Rule.Action.Kind == action && len(r.Rule.Conditions) == 0
	})
}

// permitted evaluates the policy over claims.
func (p *prover) permitted(claims []claim.Claim) bool {
	o, err := p.evaluate(p.ctx, claims)
	return err == nil && o.Permitted
}

// permitsBy reports whether claims are permitted if of the permit rules there is only
// one: then it runs.
func (p *prover) permitsBy(r *rule, claims []claim.Claim) bool {
	p.spend(int64(len(p.rules)) * stepsOfRule)
	var others diag.Fix
	for _, other := range p.of(ast.Permit) {
		if other != r {
			others.Edits = append(others.Edits, diag.Edit{Span: other.Rule.Span})
		}
	}
	slices.SortFunc(others.Edits, func(a, b diag.Edit) int { return int(a.From - b.From) })
	text, _ := diag.Apply(p.Source.Text, others)
	alone, _ := check.Source(ast.NewSource(p.Source.Name, text), p.opts.Check)
	if alone == nil {
		return false
	}
	o, err := p.opts.Evaluate(alone)(p.ctx, claims)
	return err == nil && o.Permitted
}

// stepsOfRule is what counts for a rule in a policy that is checked and evaluated anew.
const stepsOfRule = 20

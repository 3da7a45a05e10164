package suite

import (
	"context"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
)

// Steps that the proofs of a policy may take together, and one of them, as for the lint
// (T2.3): steps, not time, so that the coverage doesn't depend on the machine.
const (
	impossibleSteps = 2_000_000
	unitSteps       = 20_000
)

// A policy of more rules or more tests is too large: what comes before the first proof
// would take longer than all proofs may.
const (
	mostProvedRules = 4_000
	mostProvedTests = 8_000
)

// prover finds out which goals of a policy's units can't be reached, whatever the
// claims are (T3.7). What is not proved counts.
type prover struct {
	proofs *reason.Proofs // nil without
}

func newProver(checked *check.Checked) *prover {
	rules, tests := 0, 0
	for s := range checked.Policy.Sections() {
		for rule := range rulesOf(s) {
			rules++
			for _, c := range rule.Conditions {
				tests += len(c.Tests)
			}
		}
	}
	if rules > mostProvedRules || tests > mostProvedTests {
		return &prover{}
	}
	return &prover{reason.NewProofs(reason.New(checked, nil), reason.Options{Steps: unitSteps})}
}

// rule asks of the unit of a rule what no case brought about.
func (p *prover) rule(ctx context.Context, u *Unit, rule *ast.Rule) {
	p.goal(u, "ran", func() (reason.Verdict, error) { return p.proofs.Runs(ctx, rule) })
}

// condition asks the same of the unit of a condition.
func (p *prover) condition(ctx context.Context, u *Unit, rule *ast.Rule, at int) {
	p.goal(u, "held", func() (reason.Verdict, error) { return p.proofs.Holds(ctx, rule, at, true) })
	p.goal(u, "failed", func() (reason.Verdict, error) { return p.proofs.Holds(ctx, rule, at, false) })
}

// goal takes a goal for impossible if that is proved. One that was reached needs no
// proof.
func (p *prover) goal(u *Unit, goal string, ask func() (reason.Verdict, error)) {
	if p.proofs == nil || p.proofs.Steps() > impossibleSteps-unitSteps || !slices.Contains(u.Missing(), goal) {
		return
	}
	if verdict, err := ask(); err == nil && verdict == reason.No {
		u.Impossible = append(u.Impossible, goal)
	}
}

package suite

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/eval/proof"
	"github.com/assay-policy/assay/eval/suite/internal/mutant"
)

// target is a policy that mutants are made of, and the cases that passed for it.
type target struct {
	*policy
	test   string // the first file with cases for it
	typ    catalog.Type
	cases  []*job
	reason *reason.Policy
}

// mutation runs the cases that passed against all mutants of their policies (T3.9 to
// T3.11). A case that fails anyway would kill every mutant, and says nothing.
func (x *execution) mutation(ctx context.Context) (*Mutation, error) {
	var trials []*trial
	for _, t := range x.targets() {
		for _, m := range mutant.All(t.program.Checked()) {
			trials = append(trials, &trial{target: t, mutant: m, limits: x.Limits})
		}
	}
	if err := x.tryAll(ctx, trials); err != nil {
		return nil, err
	}
	return newMutation(trials), nil
}

// targets are the policies, sorted by their paths.
func (x *execution) targets() []*target {
	byPolicy := map[*policy]*target{}
	var all []*target
	for _, j := range x.jobs {
		p := j.file.policy
		if p == nil || p.once() != nil {
			continue
		}
		t := byPolicy[p]
		if t == nil {
			t = &target{policy: p, test: j.file.name, reason: proof.Policy(p.program)}
			byPolicy[p], all = t, append(all, t)
		}
		if t.typ == "" {
			t.typ = j.file.tests.Type
		}
		if j.done.Status == Passed {
			t.cases = append(t.cases, j)
		}
	}
	for _, t := range all {
		if t.typ == "" {
			t.typ = check.DetectType(check.NewLineage(t.program.Checked().Policy, nil)).Type
		}
	}
	slices.SortStableFunc(all, func(a, b *target) int { return strings.Compare(a.path, b.path) })
	return all
}

// tryAll tries the mutants, several at a time. Those that the budget doesn't reach stay
// pending.
func (x *execution) tryAll(ctx context.Context, trials []*trial) error {
	limited, cancel := ctx, context.CancelFunc(func() {})
	if x.MutationBudget > 0 {
		limited, cancel = context.WithTimeout(ctx, x.MutationBudget)
	}
	defer cancel()
	workers := x.Jobs
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	errs := make([]error, len(trials))
	var group sync.WaitGroup
	for range min(workers, len(trials)) {
		group.Go(func() {
			for limited.Err() == nil {
				i := next.Add(1) - 1
				if i >= int64(len(trials)) {
					return
				}
				errs[i] = trials[i].try(limited)
			}
		})
	}
	group.Wait()
	if ctx.Err() != nil {
		return fmt.Errorf("running mutants: %w", context.Cause(ctx))
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// entered are the cases that came to where the change of a mutant is: to a condition,
// to a rule, or to an action, which needs all conditions of its rule.
func (t *target) entered(m *mutant.Mutant) []*job {
	var out []*job
	for _, j := range t.cases {
		if j.done.counts.entered(m.Unit, m.Rule) {
			out = append(out, j)
		}
	}
	return out
}

func (c *counts) entered(unit ast.Node, of *ast.Rule) bool {
	if _, action := unit.(*ast.Action); action {
		for _, cond := range of.Conditions {
			if c.nodes[cond].yes == 0 {
				return false
			}
		}
		unit = of
	}
	return c.nodes[unit].entered > 0
}

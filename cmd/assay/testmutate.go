package main

import (
	"fmt"
	"time"

	"github.com/assay-policy/assay/eval/suite"
)

// mutationFlags are those of mutation testing (T3.9 to T3.11).
type mutationFlags struct {
	Mutate            bool          `help:"Change the policies in one place after the other, and show the changes that no case notices, with cases that would."`
	MutateOut         word          `help:"Write the mutants to this file, .json, as a report of Stryker (schema 2)." placeholder:"FILE"`
	MutationThreshold *float64      `help:"Fail if the cases notice fewer than this percentage of the changes." placeholder:"PERCENT"`
	MutateBudget      time.Duration `help:"How long to try changes, such as 30s; 0 is as long as it takes." default:"5m" placeholder:"DURATION"`
}

// mutates reports whether mutants are asked for.
func (f *mutationFlags) mutates() bool {
	return f.Mutate || f.MutateOut != "" || f.MutationThreshold != nil
}

// check checks what the flags say.
func (f *mutationFlags) check() error {
	if p := f.MutationThreshold; p != nil && !(*p >= 0 && *p <= 100) {
		return usage("--mutation-threshold: found %v, expected a percentage", *p)
	}
	if f.MutateBudget < 0 {
		return usage("--mutate-budget: found %s, expected a time such as 5m", f.MutateBudget)
	}
	return nil
}

// reached wants that the score is not below the threshold.
func reached(p *float64, m *suite.Mutation) error {
	if p == nil || m.Score >= *p {
		return nil
	}
	bound := ""
	if n := m.Count(suite.MutantPending); n > 0 {
		bound = fmt.Sprintf(" with %d pending", n)
	}
	return refuse(fmt.Errorf("the mutation score is %.1f%%%s, expected %v%% at least", m.Score, bound, *p))
}

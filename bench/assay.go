package main

import (
	"context"
	"fmt"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
)

// program compiles a policy that must be without errors.
func program(text string) (*compile.Program, error) {
	p, found := compile.Source("policy.maa", text)
	if p == nil {
		return nil, fmt.Errorf("the policy does not compile: %w", found.Err())
	}
	return p, nil
}

// assayEngines are ours.
func assayEngines(s *subject) ([]engine, error) {
	p, err := program(s.policy)
	if err != nil {
		return nil, err
	}
	return assayForms(s.want, p, s.claims, eval.Options{}), nil
}

// assayForms are the ways to run a program. A result that is used again is the
// best form, a new one what most callers will write.
func assayForms(want outcome, p *compile.Program, claims []claim.Claim, opts eval.Options) []engine {
	ctx := context.Background()
	public := opts
	public.Engine = eval.CEL
	var reused, slow eval.Result
	var fresh *eval.Result
	var failed, freshFailed, slowFailed error
	return []engine{
		{
			name: "assay", quick: true,
			form:  "eval.RunInto: a compiled program, a result used again; claims come raw and are indexed each time",
			run:   func() { failed = eval.RunInto(ctx, p, claims, opts, &reused) },
			check: func() error { return checkResult(want, &reused, failed) },
		},
		{
			name:  "assay-fresh",
			form:  "eval.Run: the same with a new result each time",
			run:   func() { fresh, freshFailed = eval.Run(ctx, p, claims, opts) },
			check: func() error { return checkResult(want, fresh, freshFailed) },
		},
		{
			name: "cel-api", quick: true,
			form:  "eval.RunInto with Options.Engine CEL: the same through CEL's public API only",
			run:   func() { slowFailed = eval.RunInto(ctx, p, claims, public, &slow) },
			check: func() error { return checkResult(want, &slow, slowFailed) },
		},
	}
}

func checkResult(want outcome, r *eval.Result, err error) error {
	if err != nil {
		return err
	}
	if r.Err != nil {
		return fmt.Errorf("the evaluation failed: %v", r.Err)
	}
	return want.expect(outcome{r.Decision == eval.Permitted, pairs(r.Claims)}, nil)
}

package main

import (
	"context"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval/proof"
)

// neverPermits prints the smallest claims file that the policy permits. That there is
// none is an error, MAA3032, whatever severity the lint gives it (T2.11).
func (q *question) neverPermits(e *env) error {
	opts, err := q.options()
	if err != nil {
		return err
	}
	policy, err := q.program(e)
	if err != nil {
		return err
	}
	a, err := proof.NeverPermits(context.Background(), policy, opts)
	if err != nil {
		return err
	}
	if a.Holds == reason.Yes && q.output == "text" {
		return e.invalid(q.output, neverPermitted(policy))
	}
	if err := e.answer(form{Output: q.output}, e.proved(a)); err != nil {
		return err
	}
	if a.Holds != reason.No {
		return refused()
	}
	return nil
}

// neverPermitted is the finding that a policy never permits.
func neverPermitted(policy *compile.Program) diag.File {
	var at ast.Span
	for s := range policy.Checked().Policy.Sections() {
		if s.Kind == ast.Authorization {
			at = s.Name.Span
		}
	}
	return diag.File{Source: policy.Source(), Findings: diag.List{{
		Code: "MAA3032", Severity: diag.Error, Span: at,
		Message: "found a policy that denies every claims file, expected one that can permit",
	}}}
}

package main

import (
	"context"

	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/eval/proof"
)

// implies finds out whether another policy permits all that the policy permits, and
// fails unless it does (T2.11).
func (q *question) implies(e *env) error {
	if err := oneStdin([]string{q.path, string(q.Implies)}); err != nil {
		return err
	}
	opts, err := q.options()
	if err != nil {
		return err
	}
	policy, err := q.program(e)
	if err != nil {
		return err
	}
	other, err := e.program(string(q.Implies), q.typ, q.output)
	if err != nil {
		return err
	}
	a, err := proof.Implies(context.Background(), policy, other, opts)
	if err != nil {
		return err
	}
	if err := e.answer(form{Output: q.output}, e.proved(a)); err != nil {
		return err
	}
	if a.Holds != reason.Yes {
		return refused()
	}
	return nil
}

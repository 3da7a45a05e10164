package main

import (
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval/proof"
)

// proofFlags are the questions about one policy that check answers by proof (T2.11).
type proofFlags struct {
	Implies      word `help:"Instead, find out whether the policy in this file permits all that the policy permits; exit status 1 if it does not, or if that is unknown." placeholder:"FILE" xor:"question"`
	NeverPermits bool `help:"Instead, print the smallest claims file that the policy permits; exit status 1 if there is none, or if that is unknown." xor:"question"`
}

// asked reports whether there is a question.
func (f *proofFlags) asked() bool { return f.Implies != "" || f.NeverPermits }

// question is the policy that a question is about.
type question struct {
	*proofFlags
	path, typ, output string
}

// prove answers the question.
func (f *proofFlags) prove(e *env, policies []string, typ, output string) error {
	if len(policies) != 1 {
		return usage("found %d policies, expected one with --implies and --never-permits", len(policies))
	}
	if output != "text" && output != "json" {
		return usage("--output: found %s, expected text or json with --implies and --never-permits", output)
	}
	q := &question{f, policies[0], typ, output}
	if f.NeverPermits {
		return q.neverPermits(e)
	}
	return q.implies(e)
}

// program is the policy.
func (q *question) program(e *env) (*compile.Program, error) {
	return e.program(q.path, q.typ, q.output)
}

// options say how far to look: by steps, so that builds on slow machines have the
// same answer.
func (q *question) options() (proof.Options, error) {
	typ, err := attestationType(q.typ)
	return proof.Options{Type: typ}, err
}

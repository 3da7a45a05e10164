package main

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"time"

	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval/proof"
	"github.com/assay-policy/assay/internal/jsondoc"
)

type diffCmd struct {
	Old     string        `arg:"" help:"Policy file; \"-\" is standard input."`
	New     string        `arg:"" help:"Policy file to compare with; \"-\" is standard input."`
	Type    string        `help:"Attestation type the policies are for, whose evidence counterexamples look like: ${types}; default: what their names tell." placeholder:"TYPE"`
	Timeout time.Duration `help:"Stop after this time, and say what was found; 0 is no limit." placeholder:"DURATION" default:"10s"`
	form
}

// Help shows examples.
func (diffCmd) Help() string {
	return `The policies are compared over all claims files there can be: they are proved to be equivalent, or a smallest claims file is shown for each way in which they differ. The exit status is 0 if they are equivalent, 1 if they differ or if that is unknown.

Examples:

    # Show what a stricter policy denies (exit status 1).
    assay diff policy.maa strict.maa

    # Prove that formatting changed nothing.
    assay fmt <policy.maa | assay diff policy.maa -`
}

// Run compares the policies, prints how they differ, and fails unless they are
// equivalent (T5.3).
func (c *diffCmd) Run(e *env) error {
	if err := validTimeout(c.Timeout); err != nil {
		return err
	}
	if err := oneStdin([]string{c.Old, c.New}); err != nil {
		return err
	}
	typ, err := attestationType(c.Type)
	if err != nil {
		return err
	}
	old, next, err := c.programs(e)
	if err != nil {
		return err
	}
	// Time is what stops it, not steps (T5.9).
	opts := proof.Options{Type: typ, Steps: math.MaxInt64, Timeout: c.Timeout}
	d, err := proof.Compare(context.Background(), old, next, opts)
	if err != nil {
		return err
	}
	if err := e.answer(c.form, e.proved(d)); err != nil {
		return err
	}
	if d.Equivalent != reason.Yes {
		return refused()
	}
	return nil
}

// programs are the two policies.
func (c *diffCmd) programs(e *env) (old, next *compile.Program, err error) {
	if old, err = e.program(c.Old, c.Type, c.Output); err != nil {
		return nil, nil, err
	}
	next, err = e.program(c.New, c.Type, c.Output)
	return old, next, err
}

// proved is what package proof found out, in each form.
func (e *env) proved(found interface {
	json.Marshaler
	Text(proof.TextOptions) string
}) answer {
	return answer{
		json: func() jsondoc.Value {
			text, err := found.MarshalJSON()
			if err != nil {
				panic(err) // it is made of texts and numbers
			}
			return parsed(text)
		},
		text: func(w io.Writer) { io.WriteString(w, found.Text(proof.TextOptions{Width: e.terminalWidth()})) },
	}
}

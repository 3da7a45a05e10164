package main

import (
	"fmt"
	"io"

	"github.com/assay-policy/assay/internal/jsondoc"
)

type evidenceCmd struct {
	Inspect    evidenceInspectCmd `cmd:"" help:"Show what evidence says, without verifying it."`
	Verify     evidenceVerifyCmd  `cmd:"" help:"Verify evidence, and show what each step established."`
	Baselines  baselinesCmd       `cmd:"" help:"Keep the TCB baselines by which SGX platforms are judged."`
	Collateral collateralCmd      `cmd:"" help:"Fetch what the verification of evidence needs beside it, and show it."`
}

type evidenceInspectCmd struct {
	File string `arg:"" help:"Evidence: ${evidence}; \"-\" is standard input."`
	form
}

func (evidenceInspectCmd) Help() string {
	return `Nothing is verified: anyone could have made the evidence.

Examples:

    # Show the claims of a report.
    assay evidence inspect report.bin

    # Try a policy on what a report says about itself.
    assay evidence inspect -o json report.bin | assay eval policy.maa --claims -`
}

// maxEvidence bounds what is read of evidence, in bytes.
const maxEvidence = 1<<20 + 1

// Run prints the claims that evidence would give. Nothing is verified, and the
// output says so (E1.1).
func (c *evidenceInspectCmd) Run(e *env) error {
	data, err := e.evidence(c.File, maxEvidence)
	if err != nil {
		return err
	}
	got, err := inspect(kinds, data)
	if err != nil {
		return refuse(fmt.Errorf("%s: %w", c.File, err))
	}
	claims := parsed(got.claims)
	return e.answer(c.form, answer{
		json: func() jsondoc.Value {
			return jsondoc.NewObject(
				[]string{"kind", "form", "verified", "claims"},
				[]jsondoc.Value{jsondoc.NewString(got.kind), jsondoc.NewString(got.form), jsondoc.NewBool(false), claims})
		},
		text: func(w io.Writer) {
			fmt.Fprintf(w, "%s\n", got.title)
			fmt.Fprint(w, "NOT VERIFIED: this is what the evidence says about itself, and proves nothing.\n\n")
			table(w, claims)
		},
	})
}

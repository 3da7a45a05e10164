package main

import (
	"crypto/sha256"
	"fmt"
	"io"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/wrapping"
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
	return `Nothing is verified: anyone could have made the evidence. Its kind is found by its bytes. It may be in hex, base64 or base64url, with white space, and in the body of a request to the service, whose runtime and init-time data give claims, too.

Examples:

    # Show the claims of a report.
    assay evidence inspect report.bin

    # Show evidence that a log has in base64.
    base64 report.bin | assay evidence inspect -

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
	w, err := wrapping.Unwrap(data)
	if err != nil {
		return refuse(fmt.Errorf("%s: %w", c.File, err))
	}
	got, err := inspect(kinds, w.Data)
	if err != nil {
		return refuse(fmt.Errorf("%s%s: %w", c.File, w.Words(), err))
	}
	claims := w.Claims(parsed(got.claims), got.typ)
	return e.answer(c.form, answer{
		json: func() jsondoc.Value {
			return jsondoc.NewObject(
				[]string{"kind", "form", "verified", "claims"},
				[]jsondoc.Value{jsondoc.NewString(got.kind), jsondoc.NewString(w.Form(got.form)), jsondoc.NewBool(false), claims})
		},
		text: func(out io.Writer) {
			fmt.Fprintf(out, "%s%s\n", got.title, w.Words())
			fmt.Fprint(out, "NOT VERIFIED: this is what the evidence says about itself, and proves nothing.\n\n")
			table(out, claims)
			describeBound(out, w)
		},
	})
}

// describeBound prints what came with evidence, by its hash, which the evidence should
// hold (E2.2, E2.4).
func describeBound(w io.Writer, from *wrapping.Evidence) {
	for _, d := range []struct {
		name string
		data *evidence.Data
	}{{"Runtime data", from.Runtime}, {"Init-time data", from.InitTime}} {
		if d.data != nil {
			fmt.Fprintf(w, "\n%s: %s, %d bytes, SHA-256 %x\n", d.name, d.data.Type, len(d.data.Bytes), sha256.Sum256(d.data.Bytes))
		}
	}
}

package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/steps"
)

// evidenceVerifyCmd has one command for each kind of evidence.
type evidenceVerifyCmd struct{ kong.Plugins }

// verifyKindCmd is "evidence verify KIND": the kind's own flags, and those that all
// share.
type verifyKindCmd struct {
	kind     kind
	Evidence evidenceFlags `embed:""`

	At      *moment       `help:"Verify the evidence as of this time, such as 2024-01-01T12:00:00Z; default: now." placeholder:"TIME"`
	Timeout time.Duration `help:"Give up after this time, such as 10s; default: no limit." placeholder:"DURATION"`
	form
}

// verifyHelp says of which kind "evidence verify KIND" verifies evidence, after the
// help of "attest KIND".
func verifyHelp(k kind) string {
	return "Verify the evidence of " + strings.TrimPrefix(k.help, "Attest ")
}

// Help is the same for all kinds, save for the example's files.
func (c *verifyKindCmd) Help() string {
	command := "assay evidence verify " + c.kind.name + " " + c.kind.example
	return `No policy is evaluated, and no token issued: "assay attest ` + c.kind.name + `" does that.

Examples:

    # Verify evidence as of a past time; show what each step established, and the claims.
    ` + command + `

    # Keep the claims that it proves, such as for "assay eval --claims proved.json".
    ` + command + ` -o json > proved.json`
}

// Run verifies the evidence, and shows the steps taken and what they prove.
func (c *verifyKindCmd) Run(e *env) error {
	at, err := e.at(c.At)
	if err != nil {
		return err
	}
	ctx, cancel, err := deadline(c.Timeout)
	if err != nil {
		return err
	}
	defer cancel()
	p, err := e.verifyEvidence(ctx, c.Evidence, at)
	if r := (*refusal)(nil); errors.As(err, &r) && c.Output == "json" {
		if err := e.answer(c.form, answer{json: func() jsondoc.Value { return refusalJSON(c.kind, r) }}); err != nil {
			return err
		}
		return refused()
	}
	if err != nil {
		return timedOut(err, c.Timeout)
	}
	return e.answer(c.form, answer{
		json: func() jsondoc.Value { return provenJSON(c.kind, p) },
		text: func(w io.Writer) { describeProven(w, p) },
	})
}

// describeProven prints the steps in their order, how good the platform is, and the claims.
func describeProven(w io.Writer, p proven) {
	var text strings.Builder
	fmt.Fprintf(&text, "Evidence verified as of %s\n", stamp(p.Time()))
	steps.Text(&text, p.Steps(), 0)
	io.WriteString(w, printableLines(text.String()))
	if p.tcb != nil {
		fmt.Fprint(w, "\nTCB\n")
		describeTCB(w, p.tcb)
	}
	fmt.Fprint(w, "\nClaims\n")
	table(w, parsed(claim.ShapeToken(p.Claims())))
}

// provenJSON is the same for programs. "eval --claims" takes the member "claims".
func provenJSON(k kind, p proven) jsondoc.Value {
	doc := jsondoc.NewObject([]string{"kind", "verified", "time", "steps"}, []jsondoc.Value{
		jsondoc.NewString(k.name), jsondoc.NewBool(true), jsondoc.NewString(stamp(p.Time())), steps.JSON(p.Steps())})
	if p.tcb != nil {
		doc = with(doc, "tcb", tcbJSON(p.tcb))
	}
	return with(doc, "claims", parsed(claim.ShapeToken(p.Claims())))
}

// refusalJSON is a refusal for programs: the step that failed, with the byte where
// there is one, and how good the platform is if that is why.
func refusalJSON(k kind, r *refusal) jsondoc.Value {
	why := jsondoc.NewObject([]string{"step", "clause", "reason"}, []jsondoc.Value{
		jsondoc.NewString(r.failed.Step), jsondoc.NewString(r.failed.Clause), jsondoc.NewString(r.failed.Err.Error())})
	if r.failed.Offset >= 0 {
		why = with(why, "offset", jsondoc.NewInt(r.failed.Offset))
	}
	if r.advice != "" {
		why = with(why, "advice", jsondoc.NewString(r.advice))
	}
	doc := jsondoc.NewObject([]string{"kind", "verified", "time", "refusal"}, []jsondoc.Value{
		jsondoc.NewString(k.name), jsondoc.NewBool(false), jsondoc.NewString(stamp(r.at)), why})
	if tcb := tcbOf(r); tcb != nil {
		doc = with(doc, "tcb", tcbJSON(tcb))
	}
	return doc
}

package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/explain"
	"github.com/assay-policy/assay/internal/jsondoc"
)

type evalCmd struct {
	Policy  string        `arg:"" help:"Policy file; \"-\" is standard input."`
	Claims  string        `required:"" help:"Claims file in JSON: an array of claims, an object such as a token's payload, or what attest, evidence inspect, token inspect and token verify print with -o json; \"-\" is standard input." placeholder:"FILE" short:"c"`
	Type    string        `help:"Attestation type the policy is for: ${types}." placeholder:"TYPE"`
	Explain bool          `help:"Say why, and what is in the way of a permit, as explain does." short:"e"`
	Trace   bool          `help:"Say for each rule whether it ran and, if not, at which condition it ended."`
	Timeout time.Duration `help:"Give up after this time, such as 10s; default: no limit." placeholder:"DURATION"`
	form
}

// Help shows examples.
func (evalCmd) Help() string {
	return `Examples:

    # Evaluate a policy, which permits.
    assay eval policy.maa --claims claims.json

    # Explain why a policy denies (exit status 1).
    assay eval --explain policy.maa --claims debug.json

    # Show rule by rule how far each came.
    assay eval --trace policy.maa --claims claims.json`
}

// Run evaluates the policy, prints the result, and fails unless it permits.
func (c *evalCmd) Run(e *env) error {
	if c.Policy == "-" && c.Claims == "-" {
		return usage("only one of policy and claims can be standard input")
	}
	program, err := e.program(c.Policy, c.Type, c.Output)
	if err != nil {
		return err
	}
	claims, err := e.claims(c.Claims)
	if err != nil {
		return err
	}
	result, err := c.evaluate(e, program, claims)
	if err != nil {
		return err
	}
	if result.Decision != eval.Permitted {
		return refused()
	}
	return nil
}

// evaluate runs the program and prints the result.
func (c *evalCmd) evaluate(e *env, program *compile.Program, claims []claim.Claim) (*eval.Result, error) {
	ctx, cancel, err := deadline(c.Timeout)
	if err != nil {
		return nil, err
	}
	defer cancel()
	trace, err := eval.Explain(ctx, program, claims, eval.Options{})
	if err != nil {
		return nil, timedOut(err, c.Timeout)
	}
	why := trace.Summary() + "\n"
	switch {
	case c.Trace:
		why = trace.String()
	case c.Explain:
		typ, err := attestationType(c.Type)
		if err != nil {
			return nil, err
		}
		x, err := explain.Explain(ctx, program, claims, explain.Options{MaxEdits: explain.DefaultEdits, Type: typ})
		if err != nil {
			return nil, timedOut(err, c.Timeout)
		}
		why = x.Text(explain.TextOptions{Width: c.width(e)})
	}
	return trace.Result, e.answer(c.form, answer{
		json: func() jsondoc.Value { return c.json(trace, why) },
		text: func(w io.Writer) {
			io.WriteString(w, why)
			issued(w, trace.Result)
		},
	})
}

// width is that of the text; JSON has whole lines.
func (c *evalCmd) width(e *env) int {
	if c.Output == "json" {
		return 0
	}
	return e.terminalWidth()
}

// json is the result as L10.2 has it, and the lines of the explanation if they are
// asked for.
func (c *evalCmd) json(trace *eval.Trace, why string) jsondoc.Value {
	result := parsed(trace.Result.AppendJSON(nil, trace.Source))
	if !c.Explain && !c.Trace {
		return result
	}
	var lines []jsondoc.Value
	for line := range strings.Lines(why) {
		lines = append(lines, jsondoc.NewString(strings.TrimSuffix(line, "\n")))
	}
	return with(result, "explanation", jsondoc.NewArray(lines))
}

// issued lists what the policy issued, as a token would hold it (L6.5).
func issued(w io.Writer, r *eval.Result) {
	for _, part := range []struct {
		title  string
		claims []claim.Claim
	}{{"Issued claims", r.Claims}, {"Properties", r.Properties}} {
		if len(part.claims) > 0 {
			fmt.Fprintf(w, "\n%s\n", part.title)
			table(w, parsed(claim.Shape(part.claims)))
		}
	}
}

// program reads, checks and compiles a policy. Findings, if it has errors, go
// to stdout as those of check do; advice goes to stderr.
func (e *env) program(path, typeName, output string) (*compile.Program, error) {
	src, err := e.source(path)
	if err != nil {
		return nil, err
	}
	return e.compile(src, typeName, output)
}

func (e *env) compile(src *ast.Source, typeName, output string) (*compile.Program, error) {
	typ, err := attestationType(typeName)
	if err != nil {
		return nil, err
	}
	opts := compile.Options{Check: check.Options{AttestationType: typ}}
	program, findings := opts.Source(src.Name, src.Text)
	file := diag.File{Source: src, Findings: findings}
	if program == nil {
		return nil, e.invalid(output, file)
	}
	if len(findings) > 0 {
		return program, diag.Render(e.notes(), diag.Text, []diag.File{file}, diag.Options{})
	}
	return program, nil
}

package main

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/token"
)

type checkCmd struct {
	Policies     []string `arg:"" name:"policy" help:"Policy files or envelopes, directories and patterns; \"-\" is standard input."`
	Type         string   `help:"Attestation type the policy is for: ${types}; default: that of the configuration." placeholder:"TYPE"`
	Output       string   `help:"How to print the findings." enum:"text,json,sarif,github" default:"text" short:"o"`
	FailOn       string   `help:"Lowest severity that fails: error, warning or info; default: that of the configuration, else error." enum:",error,warning,info" default:"" placeholder:"error|warning|info"`
	NoLint       bool     `help:"Leave out the advice of the lint."`
	Severity     []string `help:"Severity of a check by its code or name: off, info, warning or error. It may be given several times." placeholder:"CODE=LEVEL" sep:"none"`
	ShowAccepted bool     `help:"Print accepted findings, too, with the reasons."`
	StdinPath    string   `help:"Path that standard input stands for: it is named so, and has the configuration of that place." placeholder:"FILE"`
	configFlags
	fixFlags
	proofFlags
}

// Help shows examples.
func (checkCmd) Help() string {
	return `A project says in .assay.yaml of which type its policies are, which checks apply and which findings are accepted.

Examples:

    # Check two policies. The exit status is 0, since neither has an error.
    assay check policy.maa strict.maa

    # Check all policies below a directory, and fail on warnings, too.
    assay check --fail-on=warning policies/

    # Check what is on standard input, fail on warnings, too, and write a report for code scanning.
    cat policy.maa | assay check --fail-on=warning --output=sarif -

    # Show what the safe fixes would change.
    assay check --diff policy.maa

    # Find out whether policy.maa permits all that strict.maa permits. It does not (exit status 1).
    assay check --implies policy.maa strict.maa

    # Show the smallest claims file that a policy permits.
    assay check --never-permits policy.maa`
}

// Run checks all policies and prints their findings together.
func (c *checkCmd) Run(e *env) error {
	if c.asked() {
		if c.fixFlags.any() {
			return usage("--fix, --unsafe-fixes and --diff don't go with --implies and --never-permits, which ask instead")
		}
		return c.prove(e, c.Policies, c.Type, c.Output)
	}
	run, err := c.prepare(e)
	if err != nil {
		return err
	}
	paths, err := policyPaths(c.Policies, run.configs.excluded)
	if err := cmp.Or(run.configs.err, err); err != nil {
		return err
	}
	var unread []error // they don't hide the findings of the others
	for _, path := range paths {
		if err := run.policy(path); err != nil {
			unread = append(unread, err)
		}
	}
	if len(run.files) == 0 && len(unread) > 0 {
		return worst(unread)
	}
	run.stale()
	if err := run.print(); err != nil {
		return err
	}
	if run.failed {
		unread = append(unread, refused())
	}
	return worst(unread)
}

// policyInside reads a policy, out of its envelope if it is in one (S4.1): the
// places of findings are then those of the text inside.
func (e *env) policyInside(path string) (src *ast.Source, enveloped bool, err error) {
	data, err := e.read(path, maxEnvelope)
	if err != nil && !errors.Is(err, errTooLarge) {
		return nil, false, err
	}
	if !token.IsEnvelope(string(data)) {
		return ast.NewSource(path, string(data[:min(len(data), maxPolicyText)])), false, nil
	}
	envelope, err := token.Unpack(string(data), token.UnpackOptions{})
	if err != nil {
		return nil, true, refuse(fmt.Errorf("%s: %w", path, err))
	}
	for _, w := range envelope.Warnings {
		fmt.Fprintf(e.notes(), "%s: warning: %s\n", path, w.Message)
	}
	fmt.Fprintf(e.notes(), "%s: a policy envelope: lines are those of the policy inside\n", path)
	return ast.NewSource(path, envelope.Text), true, nil
}

// findings prints findings to stdout.
func (e *env) findings(format diag.Format, files []diag.File) error {
	return diag.Render(e.out, format, files, e.rendering())
}

// rendering says how findings are printed.
func (e *env) rendering() diag.Options {
	return diag.Options{Color: e.colour, Width: e.width(), Version: moduleVersion(), Registry: pages()}
}

// invalid prints the findings of a policy that can't be used.
func (e *env) invalid(format string, file diag.File) error {
	if err := e.findings(diag.Format(format), []diag.File{file}); err != nil {
		return err
	}
	if !file.Findings.HasErrors() {
		return fmt.Errorf("%s: the policy could not be compiled", file.Source.Name)
	}
	return refused()
}

package main

import (
	"errors"
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/token"
)

type checkCmd struct {
	Policies []string `arg:"" name:"policy" help:"Policy files or envelopes; \"-\" is standard input."`
	Type     string   `help:"Attestation type the policy is for: ${types}." placeholder:"TYPE"`
	Output   string   `help:"How to print the findings." enum:"text,json,sarif,github" default:"text" short:"o"`
	NoLint   bool     `help:"Leave out the advice of the lint."`
	FailOn   string   `help:"Lowest severity that fails." enum:"error,warning,info" default:"error"`
	proofFlags
}

// Help shows examples.
func (checkCmd) Help() string {
	return `Examples:

    # Check two policies. The exit status is 0, since neither has an error.
    assay check policy.maa strict.maa

    # Check what is on standard input, fail on warnings, too, and write a report for code scanning.
    cat policy.maa | assay check --fail-on=warning --output=sarif -

    # Find out whether policy.maa permits all that strict.maa permits. It does not (exit status 1).
    assay check --implies policy.maa strict.maa

    # Show the smallest claims file that a policy permits.
    assay check --never-permits policy.maa`
}

// Run checks all policies and prints their findings together.
func (c *checkCmd) Run(e *env) error {
	if c.asked() {
		return c.prove(e, c.Policies, c.Type, c.Output)
	}
	typ, err := attestationType(c.Type)
	if err != nil {
		return err
	}
	if err := oneStdin(c.Policies); err != nil {
		return err
	}
	var files []diag.File
	var unread []error // they don't hide the findings of the others
	failed := false
	for _, path := range c.Policies {
		src, err := e.policyInside(path)
		if err != nil {
			unread = append(unread, err)
			continue
		}
		findings := c.check(src, check.Options{AttestationType: typ})
		files = append(files, diag.File{Source: src, Findings: findings})
		failed = failed || c.fails(findings)
	}
	if len(files) == 0 {
		return errors.Join(unread...)
	}
	if err := e.findings(diag.Format(c.Output), files); err != nil {
		return err
	}
	if len(unread) > 0 {
		return errors.Join(unread...)
	}
	if failed {
		return refused()
	}
	return nil
}

// check checks a policy, and lints it unless that is switched off (T2.1).
func (c *checkCmd) check(src *ast.Source, opts check.Options) diag.List {
	if c.NoLint {
		_, findings := check.Source(src, opts)
		return findings
	}
	_, findings := lint.Source(src, lint.Options{Check: opts})
	return findings
}

// policyInside reads a policy, out of its envelope if it is in one (S4.1): the
// places of findings are then those of the text inside.
func (e *env) policyInside(path string) (*ast.Source, error) {
	data, err := e.read(path, maxEnvelope)
	if err != nil && !errors.Is(err, errTooLarge) {
		return nil, err
	}
	if !token.IsEnvelope(string(data)) {
		return ast.NewSource(path, string(data[:min(len(data), maxPolicyText)])), nil
	}
	envelope, err := token.Unpack(string(data), token.UnpackOptions{})
	if err != nil {
		return nil, refuse(fmt.Errorf("%s: %w", path, err))
	}
	for _, w := range envelope.Warnings {
		fmt.Fprintf(e.err, "%s: warning: %s\n", path, w.Message)
	}
	fmt.Fprintf(e.err, "%s: a policy envelope: lines are those of the policy inside\n", path)
	return ast.NewSource(path, envelope.Text), nil
}

// fails reports whether a finding is as severe as --fail-on says.
func (c *checkCmd) fails(findings diag.List) bool {
	least := map[string]diag.Severity{"error": diag.Error, "warning": diag.Warning, "info": diag.Info}[c.FailOn]
	for _, d := range findings {
		if d.Severity <= least {
			return true
		}
	}
	return false
}

// findings prints findings to stdout.
func (e *env) findings(format diag.Format, files []diag.File) error {
	return diag.Render(e.out, format, files, diag.Options{
		Color: e.colour, Width: e.width(), Version: moduleVersion(), Registry: pages(),
	})
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

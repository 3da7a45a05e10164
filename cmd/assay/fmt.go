package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/grammar"
)

type fmtCmd struct {
	Paths []string `arg:"" optional:"" name:"path" help:"Policy files, directories and patterns; \"-\", the default, is standard input."`
	Write bool     `help:"Rewrite the files that change, and no others." short:"w"`
	List  bool     `help:"List the files that change." short:"l"`
	Diff  bool     `help:"Print what changes, as unified diffs." short:"d"`
	Check bool     `help:"List the files that would change, and fail if there are any. Write nothing."`
	configFlags
}

func (fmtCmd) Help() string {
	return `There is one style and there are no options for it. Comments and literals stay as they are. The text of a policy is its identity, so stderr tells how the hash of each file changes.

A file with a syntax error is left alone: its findings are printed, and the exit status is 1.

Examples:

    # Print a policy in the style.
    assay fmt policy.maa

    # Rewrite all policies below the working directory.
    assay fmt -w .

    # Fail in CI if a policy is not in the style, and show what would change (exit status 1).
    assay fmt --check -d .`
}

// Run formats the policies (T1.7).
func (c *fmtCmd) Run(e *env) error {
	if len(c.Paths) == 0 {
		c.Paths = []string{"-"}
	}
	configs := e.configs(c.configFlags)
	files, err := policyPaths(c.Paths, configs.fmtExcluded)
	if err := cmp.Or(configs.err, err); err != nil {
		return err
	}
	if err := c.usage(files); err != nil {
		return err
	}
	var failed []error
	for _, path := range files {
		failed = append(failed, c.file(e, path))
	}
	return worst(failed)
}

// usage refuses flags and files that do not go together.
func (c *fmtCmd) usage(files []string) error {
	prints := !c.Write && !c.List && !c.Diff && !c.Check
	switch {
	case c.Check && c.Write:
		return usage("--check writes nothing, so it does not go with --write")
	case c.Write && hasStdin(files):
		return usage("standard input can't be rewritten: leave out --write")
	case prints && len(files) > 1:
		return usage("found %d files, expected one to print: give --write, --list, --diff or --check", len(files))
	}
	return nil
}

func hasStdin(paths []string) bool {
	for _, path := range paths {
		if path == "-" {
			return true
		}
	}
	return false
}

// file formats one policy and tells what changed.
func (c *fmtCmd) file(e *env, path string) error {
	src, err := e.source(path)
	if err != nil {
		return err
	}
	out, err := e.formatted(src)
	if err != nil {
		return err
	}
	if !c.Write && !c.List && !c.Diff && !c.Check {
		if err := e.print(out); err != nil {
			return err
		}
	}
	if out == src.Text {
		return nil
	}
	return c.changed(e, src, out)
}

// formatted returns a policy in the style, proved to be the same but for its white
// space (T1.9). One with an error of its syntax is left alone.
func (e *env) formatted(src *ast.Source) (string, error) {
	tree, found := grammar.Parse(src, grammar.Options{})
	_, more := check.Policy(src, tree, check.Options{})
	if syntax := syntaxErrors(append(found, more...)); len(syntax) > 0 {
		file := diag.File{Source: src, Findings: syntax.Sorted()}
		if err := diag.Render(e.err, diag.Text, []diag.File{file}, diag.Options{Width: e.width(), Registry: pages()}); err != nil {
			return "", err
		}
		return "", refused()
	}
	out, err := grammar.FormatProved(src, tree)
	if err != nil {
		return "", fmt.Errorf("%s: %w; please report this with the policy", src.Name, err)
	}
	return out, nil
}

// syntaxErrors are the errors MAA1xxx, which leave open what the text says.
func syntaxErrors(found diag.List) (syntax diag.List) {
	for _, d := range found {
		if d.Severity == diag.Error && strings.HasPrefix(string(d.Code), "MAA1") {
			syntax = append(syntax, d)
		}
	}
	return syntax
}

// changed tells of a policy that is not in the style, and rewrites it if it is to be.
func (c *fmtCmd) changed(e *env, src *ast.Source, out string) error {
	if c.List || c.Check {
		if err := e.print(printable(src.Name) + "\n"); err != nil {
			return err
		}
	}
	if c.Diff {
		if err := e.printDiff(src, out); err != nil {
			return err
		}
	}
	becomes := "would become"
	if c.Write {
		if err := rewrite(src.Name, out); err != nil {
			return err
		}
		becomes = "becomes"
	}
	e.tellHashes(src, out, becomes)
	if c.Check {
		return refused()
	}
	return nil
}

// worst joins the errors of several files, with the status of the gravest: not done
// before refused (T7.1).
func worst(all []error) error {
	status, err := exitOK, errors.Join(all...)
	for _, e := range all {
		status = max(status, statusOf(e))
	}
	if err == nil {
		return nil
	}
	return &statusError{status, said(all)}
}

// said joins the errors that are not printed yet, nil if there is none.
func said(all []error) error {
	var open []error
	for _, err := range all {
		var s *statusError
		if err != nil && !(errors.As(err, &s) && s.err == nil) {
			open = append(open, err)
		}
	}
	return errors.Join(open...)
}

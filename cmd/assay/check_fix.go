package main

import (
	"fmt"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// fixFlags are the flags of check that change policies (T2.7).
type fixFlags struct {
	Fix         bool `help:"Apply the fixes that provably keep what a policy means, and write the policy. That of standard input goes to stdout, the findings to stderr."`
	UnsafeFixes bool `help:"Apply other fixes, too, where a finding has no alternatives."`
	Diff        bool `help:"Print what the fixes would change, as unified diffs, and write nothing. The findings go to stderr."`
}

// any reports whether there is something to fix.
func (f fixFlags) any() bool { return f.Fix || f.UnsafeFixes || f.Diff }

// mostRounds is how often a policy is fixed and checked again: a fix may bring up
// what the next one is for.
const mostRounds = 10

// fixed returns a policy with the fixes made, and what is found in it then. A round
// that adds an error is undone, and is an error.
func (f fixFlags) fixed(file diag.File, look func(*ast.Source) diag.File) (diag.File, error) {
	for round := 1; round <= mostRounds; round++ {
		text, made := diag.Apply(file.Source.Text, f.chosen(file.Findings)...)
		if made == 0 || text == file.Source.Text {
			break
		}
		next := look(ast.NewSource(file.Source.Name, text))
		if errorCount(next.Findings) > errorCount(file.Findings) {
			return file, fmt.Errorf("%s: round %d of fixes would add an error, so it was undone; please report this with the policy", file.Source.Name, round)
		}
		file = next
	}
	return file, nil
}

// chosen returns the fix of each finding that has one to be made: a safe one, or the
// only one if unsafe ones are asked for.
func (f fixFlags) chosen(found diag.List) (fixes []diag.Fix) {
	for _, d := range found {
		i := slices.IndexFunc(d.Fixes, func(fix diag.Fix) bool { return fix.Safe })
		switch {
		case i >= 0:
			fixes = append(fixes, d.Fixes[i])
		case f.UnsafeFixes && len(d.Fixes) == 1:
			fixes = append(fixes, d.Fixes[0])
		}
	}
	return fixes
}

func errorCount(found diag.List) int {
	n := 0
	for _, d := range found {
		if d.Severity == diag.Error {
			n++
		}
	}
	return n
}

// deliver writes a policy that was fixed to where it belongs, and tells its hashes
// (T1.8). Standard input goes to stdout in any case.
func (f fixFlags) deliver(e *env, path string, before, after *ast.Source) error {
	becomes := "becomes"
	switch {
	case f.Diff:
		becomes = "would become"
		if err := e.printDiff(before, after.Text); err != nil {
			return err
		}
	case path == "-":
		if err := e.print(after.Text); err != nil {
			return err
		}
	case before.Text != after.Text:
		if err := rewrite(path, after.Text); err != nil {
			return err
		}
	}
	if before.Text != after.Text {
		e.tellHashes(before, after.Text, becomes)
	}
	return nil
}

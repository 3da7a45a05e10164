package main

import (
	"github.com/assay-policy/assay/ast"
)

// fixFlags are the flags of check that change policies (T2.7).
type fixFlags struct {
	Fix         bool `help:"Apply the fixes that provably keep what a policy means, and write the policy. That of standard input goes to stdout, the findings to stderr."`
	UnsafeFixes bool `help:"Apply other fixes, too, where a finding has no alternatives."`
	Diff        bool `help:"Print what the fixes would change, as unified diffs, and write nothing. The findings go to stderr."`
}

// any reports whether there is something to fix.
func (f fixFlags) any() bool { return f.Fix || f.UnsafeFixes || f.Diff }

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

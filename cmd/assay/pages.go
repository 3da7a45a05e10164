package main

import (
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/grammar"
)

// pages are those of all codes that the command can report.
func pages() diag.Registry {
	return diag.NewRegistry(grammar.Pages(), check.Pages(), compile.Pages())
}

package main

import (
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/config"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/engine"
)

// pages are those of all codes that the command can report.
func pages() diag.Registry {
	return diag.NewRegistry(grammar.Pages(), check.Pages(), lint.Pages(), config.Pages(), engine.Pages())
}

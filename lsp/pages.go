package lsp

import (
	"sync"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/config"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/grammar"
)

// pages are those of all codes that the server can show.
var pages = sync.OnceValue(func() diag.Registry {
	return diag.NewRegistry(grammar.Pages(), check.Pages(), lint.Pages(), config.Pages())
})

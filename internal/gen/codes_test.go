package gen_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/config"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/engine"
	"github.com/assay-policy/assay/internal/gen"
)

// TestCodesAnchors: DocURL leads to a heading of the page, and every code has its
// place in it once.
func TestCodesAnchors(t *testing.T) {
	t.Parallel()
	pages := diag.NewRegistry(grammar.Pages(), check.Pages(), lint.Pages(), config.Pages(), engine.Pages())
	page := gen.Codes(pages)
	for _, e := range pages.All() {
		if n := strings.Count(page, "\n### "+string(e.Code)+"\n"); n != 1 {
			t.Errorf("%s: %d headings, want 1", e.Code, n)
		}
		_, fragment, _ := strings.Cut(e.Code.DocURL(), "#")
		if !strings.Contains(page, "("+"#"+fragment+")") {
			t.Errorf("%s: no link to #%s in the table", e.Code, fragment)
		}
	}
	if n := strings.Count(page, "\n```"); n%2 != 0 {
		t.Errorf("%d fences, want an even number", n)
	}
}

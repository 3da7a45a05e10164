package check_test

import (
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
)

// pages are those of the codes that a check reports.
var pages = diag.NewRegistry(grammar.Pages(), check.Pages())

// TestRegistryExamples: the bad example of every code that a check reports
// gives that code and no other, the good one nothing.
func TestRegistryExamples(t *testing.T) {
	t.Parallel()
	for _, e := range pages.All() {
		t.Run(string(e.Code)+" "+e.Name, func(t *testing.T) {
			t.Parallel()
			opts := check.Options{AttestationType: catalog.Type(e.Type)}
			src := ast.NewSource("bad.maa", e.Bad)
			_, found := check.Source(src, opts)
			if len(found) == 0 {
				t.Errorf("the bad example gives nothing")
			}
			for _, d := range found {
				if d.Code != e.Code {
					t.Errorf("bad example: %s", show(src, d))
				}
			}
			src = ast.NewSource("good.maa", e.Good)
			_, found = check.Source(src, opts)
			for _, d := range found {
				t.Errorf("good example: %s", show(src, d))
			}
		})
	}
}

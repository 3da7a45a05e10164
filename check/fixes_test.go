package check_test

import (
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
)

// TestL0_1_FixesLeaveFewerErrors: every fix of an error of the check, made alone,
// leaves fewer errors than there were.
func TestL0_1_FixesLeaveFewerErrors(t *testing.T) {
	t.Parallel()
	made := 0
	for _, c := range allCases(t) {
		_, found := check.Source(ast.NewSource(c.name, c.text), c.opts)
		before := errorsIn(found)
		for _, d := range found {
			if d.Code < "MAA2" || d.Severity != diag.Error {
				continue
			}
			for _, fix := range d.Fixes {
				text, _ := diag.Apply(c.text, fix)
				src := ast.NewSource("fixed.maa", text)
				_, left := check.Source(src, c.opts)
				made++
				if errorsIn(left) >= before {
					t.Errorf("%s/%s: %q of %s leaves %d errors of %d:", c.archive, c.name, fix.Title, d.Code, errorsIn(left), before)
					for _, d := range left {
						t.Log(show(src, d))
					}
				}
			}
		}
	}
	if made < 40 {
		t.Errorf("made %d fixes, expected at least 40", made)
	}
}

func errorsIn(found diag.List) int {
	n := 0
	for _, d := range found {
		if d.Severity == diag.Error {
			n++
		}
	}
	return n
}

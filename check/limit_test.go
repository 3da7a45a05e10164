package check_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
)

// A text that is no policy has findings without end: a last one counts them.
func TestFindingsAreCapped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rules int
		last  diag.Code
	}{{check.MaxFindings, "MAA1003"}, {check.MaxFindings + 1, "MAA1019"}} {
		text := "version=1.0;\nauthorizationrules{\n" + strings.Repeat("[type=\"a\"] => permit();\n", c.rules) + "};"
		checked, found := check.Source(ast.NewSource("test.maa", text), check.Options{})
		if checked != nil || len(found) != c.rules || found[len(found)-1].Code != c.last {
			t.Errorf("%d rules: %d findings, the last %v", c.rules, len(found), found[len(found)-1])
		}
	}
}

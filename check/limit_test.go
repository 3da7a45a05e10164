package check_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
)

// L10.3: a text that is no policy has findings without end, and all are counted:
// those of many rules and those of one.
func TestL10_3AllFindingsAreCounted(t *testing.T) {
	t.Parallel()
	const head = "version=1.0;\nauthorizationrules{\n"
	for name, text := range map[string]string{
		"rules":    head + strings.Repeat("[type=\"a\"] => permit();\n", 2345) + "};",
		"one rule": head + "[" + strings.Repeat("type=\"a\",", 2344) + "type=\"a\"] => permit();\n};",
	} {
		checked, found := check.Source(ast.NewSource("test.maa", text), check.Options{})
		if checked != nil || len(found) != 2345 || found[2344].Code != "MAA1003" {
			t.Errorf("%s: %d findings, the last %v, want 2345", name, len(found), found[len(found)-1])
		}
	}
}

// Findings of both phases name the file, the line and the column (section 10).
func TestErrNamesThePlace(t *testing.T) {
	t.Parallel()
	text := "version=1.0;\nauthorizationrules{\n  [type=\"a\"] => permit();\n  => premit();\n};"
	_, found := check.Source(ast.NewSource("policy.maa", text), check.Options{})
	const want = `policy.maa:3:8: MAA1003: found "=" in a condition, expected "=="; policy.maa:4:6: MAA2004: unknown action "premit"`
	if err := found.Err(); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

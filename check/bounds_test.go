package check_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/grammar"
)

// boundCases are the limits that show in a text, each with the largest that passes
// and with one more. The error names what there was too much of.
var boundCases = []struct {
	name  string
	make  func(n int) string
	most  int
	opts  grammar.Options // the defaults, if zero
	named string
}{
	{"text", func(n int) string {
		const policy = "version=1.0;authorizationrules{=>permit();};"
		return policy + strings.Repeat(" ", n-len(policy))
	}, 1 << 20, grammar.Options{}, `^MAA1019 .*1048576`},
	{"rules", func(n int) string {
		return "version=1.0;authorizationrules{" + strings.Repeat("=>permit();", n) + "};"
	}, 10_000, grammar.Options{}, `^MAA1019 .*10000`},
	{"conditions in a rule", func(n int) string {
		return in("authorizationrules", strings.Repeat(`[type=="a"] && `, n-1)+`[type=="a"] => permit();`)
	}, 256, grammar.Options{}, `^MAA1019 .*256`},
	{"nesting of calls", func(n int) string {
		return in("issuancerules", `=> issue(type="a", value=`+strings.Repeat("NegateBool(", n)+"true"+strings.Repeat(")", n)+");")
	}, 64, grammar.Options{}, `^MAA1019 .*64`},
	{"rules, as set", func(n int) string {
		return "version=1.0;authorizationrules{" + strings.Repeat("=>permit();", n) + "};"
	}, 3, grammar.Options{MaxRules: 3}, `^MAA1019 .*3`},
	{"depth of a literal document", func(n int) string {
		return in("authorizationrules", `[value==JmesPath("`+strings.Repeat("[", n)+strings.Repeat("]", n)+`", "a")] => permit();`)
	}, 512, grammar.Options{}, `^MAA2015 .*512`},
}

// TestL9_1_Bounds: the limits of a text pass and fail where the clause says.
func TestL9_1_Bounds(t *testing.T) {
	t.Parallel()
	for _, c := range boundCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			opts := check.Options{Grammar: c.opts}
			if checked, found := check.Source(ast.NewSource("fits.maa", c.make(c.most)), opts); checked == nil {
				t.Errorf("%d: %v", c.most, found.Err())
			}
			checked, found := check.Source(ast.NewSource("passes.maa", c.make(c.most+1)), opts)
			if checked != nil || len(found) != 1 {
				t.Fatalf("%d: found %v, want one error", c.most+1, found)
			}
			if text := string(found[0].Code) + " " + found[0].Message; !regexp.MustCompile(c.named).MatchString(text) {
				t.Errorf("got %q, want %s", text, c.named)
			}
		})
	}
}

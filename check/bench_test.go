package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/grammar"
)

// thousandRules is a policy of 1,000 rules, about 190 bytes each.
func thousandRules() string {
	var b strings.Builder
	b.WriteString("version=1.2;\nauthorizationrules{\n  => permit();\n};\nissuancerules{\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "  c:[type==\"events\", issuer==\"AttestationService\"] && d:[type==\"claim-%d\", value>=%d, value!=c.value] => "+
			"issue(type=\"result-%d\", value=JsonToClaimValue(JmesPath(c.value, \"Events[?PcrIndex == `%d`] | length(@)\")));\n", i, i, i, i%24)
	}
	b.WriteString("};\n")
	return b.String()
}

// BenchmarkPolicy is the check alone; BenchmarkParse, beside it, what it is
// measured against.
func BenchmarkPolicy(b *testing.B) {
	src := ast.NewSource("bench.maa", thousandRules())
	tree, _ := grammar.Parse(src, grammar.Options{})
	b.SetBytes(int64(len(src.Text)))
	b.ReportAllocs()
	for b.Loop() {
		if checked, found := check.Policy(src, tree, check.Options{}); checked == nil {
			b.Fatal(found.Err())
		}
	}
}

func BenchmarkParse(b *testing.B) {
	src := ast.NewSource("bench.maa", thousandRules())
	b.SetBytes(int64(len(src.Text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, found := grammar.Parse(src, grammar.Options{}); found.HasErrors() {
			b.Fatal(found.Err())
		}
	}
}

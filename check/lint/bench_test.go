package lint_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/grammar"
)

// thousandRules is a policy of 1,000 rules as large SGX and TPM policies have them:
// rules that permit, rules that make claims, and rules that test what was made.
func thousandRules() string {
	var b strings.Builder
	b.WriteString("version=1.2;\nauthorizationrules{\n")
	for i := range 500 {
		fmt.Fprintf(&b, "  [type==\"x-ms-sgx-is-debuggable\", value==false] && [type==\"x-ms-sgx-product-id\", value==%d] &&\n"+
			"    s:[type==\"x-ms-sgx-svn\", value>=%d] && [type==\"x-ms-sgx-mrsigner\", value==\"%064x\"] => permit();\n", i, i%9, i/2)
	}
	b.WriteString("};\nissuancerules{\n")
	for i := range 250 {
		fmt.Fprintf(&b, "  c:[type==\"x-ms-runtime\"] => add(type=\"made-%d\", value=JmesPath(c.value, \"keys[?kid == '%d'] | length(@)\"));\n"+
			"  c:[type==\"made-%d\", issuer==\"AttestationPolicy\", value!=\"null\"] => issue(type=\"result-%d\", value=JsonToClaimValue(c.value));\n",
			i, i, i, i)
	}
	b.WriteString("};\n")
	return b.String()
}

// parsed is what lint starts from.
func parsed(b *testing.B, text string) lint.Input {
	b.Helper()
	src := ast.NewSource("bench.maa", text)
	tree, found := grammar.Parse(src, grammar.Options{})
	checked, more := check.Policy(src, tree, check.Options{})
	if checked == nil {
		b.Fatal(more.Err())
	}
	return lint.Input{Source: src, Tree: tree, Checked: checked, Found: append(found, more...)}
}

// BenchmarkPolicy lints 1,000 rules, without what comes before and without proofs (T2: at
// most 150 ms).
func BenchmarkPolicy(b *testing.B) {
	in := parsed(b, thousandRules())
	b.ReportAllocs()
	var found diag.List
	for b.Loop() {
		found = lint.Policy(in, lint.Options{NoProofs: true})
	}
	if len(found) == 0 {
		b.Error("found nothing, want the binders that nothing uses")
	}
}

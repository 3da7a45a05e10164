package evaluator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/evaluator"
)

// chained is a policy of rules of two conditions, each of which takes what the one before
// made (V6.6).
func chained(rules int) string {
	var b strings.Builder
	b.WriteString("version=1.2;\n\nauthorizationrules {\n    [type==\"x-ms-sgx-is-debuggable\", value==false] => permit();\n};\n\nissuancerules {\n")
	before := "x-ms-sgx-product-id"
	for i := range rules {
		made := fmt.Sprintf("level-%04d", i)
		fmt.Fprintf(&b, "    c:[type==\"x-ms-sgx-svn\", value>=%d] && [type==%q, value>=%d]\n        => issue(type=%q, value=c.value);\n", i, before, i, made)
		before = made
	}
	b.WriteString("};\n")
	return b.String()
}

// claimsOf is a claims file of so many claims.
func claimsOf(n, svn int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "{\n  \"x-ms-sgx-is-debuggable\": false,\n  \"x-ms-sgx-svn\": %d,\n  \"x-ms-sgx-product-id\": 500", svn)
	for i := range n - 3 {
		fmt.Fprintf(&b, ",\n  \"claim-%04d\": %d", i, i)
	}
	b.WriteString("\n}\n")
	return []byte(b.String())
}

// BenchmarkEvaluate evaluates 1,000 rules over 1,000 claims for the first time, after the
// claims changed, and after a keystroke in the policy (V6.6).
func BenchmarkEvaluate(b *testing.B) {
	text := chained(1000)
	versions := [2]*ast.Source{
		ast.NewSource("p.maa", text),
		ast.NewSource("p.maa", strings.Replace(text, "value>=500]\n", "value>=501]\n", 1)),
	}
	claims := [2][]byte{claimsOf(1000, 500), claimsOf(1000, 501)}
	evaluate := func(b *testing.B, e *evaluator.Evaluator, policy, given int) {
		raw, err := e.Evaluate(b.Context(), versions[policy], claims[given])
		if err != nil || !strings.Contains(string(raw), `"decision":"permit"`) {
			b.Fatalf("found %.80s, %v, expected a permit", raw, err)
		}
	}
	b.Run("first", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			evaluate(b, evaluator.New(), 0, 0)
		}
	})
	b.Run("claims", func(b *testing.B) {
		b.ReportAllocs()
		e, n := evaluator.New(), 0
		for b.Loop() {
			n++
			evaluate(b, e, 0, n%2)
		}
	})
	b.Run("keystroke", func(b *testing.B) {
		b.ReportAllocs()
		e, n := evaluator.New(), 0
		// More versions than are kept compiled, each other than all before.
		for b.Loop() {
			n++
			versions[0] = ast.NewSource("p.maa", strings.Replace(text, "value>=500]\n", fmt.Sprintf("value>=%d]\n", 1000+n), 1))
			evaluate(b, e, 0, 0)
		}
	})
}

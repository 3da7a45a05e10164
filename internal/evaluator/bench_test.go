package evaluator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
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
// claims changed, and after a keystroke in the policy (V6.6). The server has the policy
// checked; parse and check are what the module of a browser does besides, which gets its
// text.
func BenchmarkEvaluate(b *testing.B) {
	text := chained(1000)
	claims := [2][]byte{claimsOf(1000, 500), claimsOf(1000, 501)}
	version := func(n int) *ast.Source {
		return ast.NewSource("p.maa", strings.Replace(text, "value>=500]\n", fmt.Sprintf("value>=%d]\n", 500+n), 1))
	}
	measure := func(name string, one func(b *testing.B, n int)) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for n := 1; b.Loop(); n++ {
				one(b, n)
			}
		})
	}
	first := checked(b, evaluator.New(), version(0))
	measure("first", func(b *testing.B, _ int) { permits(b, evaluator.New(), first, claims[0]) })
	e := evaluator.New()
	measure("claims", func(b *testing.B, n int) { permits(b, e, first, claims[n%2]) })
	measure("keystroke", func(b *testing.B, n int) {
		b.StopTimer()
		next := checked(b, e, version(n))
		b.StartTimer()
		permits(b, e, next, claims[0])
	})
	measure("keystroke-checked", func(b *testing.B, n int) { permits(b, e, checked(b, e, version(-n)), claims[0]) })
}

func checked(b *testing.B, e *evaluator.Evaluator, policy *ast.Source) *check.Checked {
	p, err := e.Check(policy)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

func permits(b *testing.B, e *evaluator.Evaluator, policy *check.Checked, claims []byte) {
	if x, err := e.Evaluate(b.Context(), policy, claims); err != nil || x.Decision != "permit" {
		b.Fatalf("found %+v, %v, expected a permit", x, err)
	}
}

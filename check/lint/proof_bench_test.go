package lint_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/check/lint"
)

// BenchmarkProofs proves what it can of 1,000 rules (T2.3: at most 1 s), of those of
// BenchmarkPolicy, and of rules among which there is something to find.
func BenchmarkProofs(b *testing.B) {
	for name, text := range map[string]string{
		"plain":       thousandRules(),
		"superfluous": strings.Replace(thousandRules(), "authorizationrules{\n", "authorizationrules{\n  [type==\"x-ms-sgx-is-debuggable\", value==false] => permit();\n", 1),
		"denied":      strings.Replace(thousandRules(), "authorizationrules{\n", "authorizationrules{\n  [type==\"x-ms-sgx-svn\", value<300] => deny();\n", 1),
		"unasked":     strings.ReplaceAll(thousandRules(), "value==false] &&", "value!=true] &&"),
		"debuggable":  strings.ReplaceAll(thousandRules(), "[type==\"x-ms-sgx-is-debuggable\", value==false] &&", ""),
	} {
		b.Run(name, func(b *testing.B) {
			in := parsed(b, text)
			for b.Loop() {
				lint.Policy(in, lint.Options{Evaluate: byNaive})
			}
		})
	}
}

package lint_test

import (
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/claim/catalog"
)

// TestSlips: slips of people that would deny a fleet, each found with its place.
func TestSlips(t *testing.T) {
	t.Parallel()
	const hash = "4aea5f9a0ed04b11f889aadfe6a1d376213a29a95a85ce7337ae6f7fece6610c"
	for name, c := range map[string]struct {
		typ   catalog.Type
		rules string
		code  diag.Code
		at    string
	}{
		"x-ms-sgx-mrsinger": {
			rules: `[type=="x-ms-sgx-mrsinger", value=="` + hash + `"] => permit();`, code: "MAA3004", at: `"x-ms-sgx-mrsinger"`},
		"x-ms-sevsnpvm-microcode-svm": {
			rules: `[type=="x-ms-sevsnpvm-microcode-svm", value>=115] => permit();`, code: "MAA3004", at: `"x-ms-sevsnpvm-microcode-svm"`},
		"is-debuggable with a text": {
			rules: `[type=="x-ms-sgx-is-debuggable", value=="false"] => permit();`, code: "MAA3009", at: `"false"`},
		"is-debuggable of tokens": {
			rules: `[type=="is-debuggable", value=="false"] => permit();`, code: "MAA3007", at: `"is-debuggable"`},
		"SGX claim for SNP": {
			typ: catalog.SevSnpVm, rules: `[type=="x-ms-sgx-svn", value>=4] => permit();`, code: "MAA3006", at: `"x-ms-sgx-svn"`},
		"SGX claim in an SNP policy": {
			rules: `[type=="x-ms-sevsnpvm-vmpl", value==0] && [type=="x-ms-sgx-svn", value>=4] => permit();`, code: "MAA3006", at: `"x-ms-sgx-svn"`},
		"hostdata 00": {
			rules: `[type=="x-ms-sevsnpvm-hostdata", value=="00"] => permit();`, code: "MAA3017", at: `"00"`},
		"AttestationServic": {
			rules: `[type=="x-ms-sgx-svn", value>=4, issuer=="AttestationServic"] => permit();`, code: "MAA3012", at: `"AttestationServic"`},
		"U+202E in a comment": {
			rules: "// \u202Edetsurt\n => permit();", code: "MAA3019", at: "\u202E"},
		"<your_sgx_mrenclave>": {
			rules: `[type=="x-ms-sgx-mrenclave", value=="<your_sgx_mrenclave>"] => permit();`, code: "MAA3018", at: `"<your_sgx_mrenclave>"`},
		"upper-case hash": {
			rules: `[type=="x-ms-sgx-mrsigner", value=="4AEA5F9A0ED04B11F889AADFE6A1D376213A29A95A85CE7337AE6F7FECE6610C"] => permit();`,
			code:  "MAA3016", at: `"4AEA5F9A0ED04B11F889AADFE6A1D376213A29A95A85CE7337AE6F7FECE6610C"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := ast.NewSource("p.maa", "version=1.2;\nauthorizationrules{\n"+c.rules+"\n};\n")
			_, found := lint.Source(src, lint.Options{Check: check.Options{AttestationType: c.typ}})
			for _, d := range found {
				if d.Code == c.code && src.Slice(d.Span) == c.at {
					return
				}
			}
			t.Errorf("got %v, want %s at %s", found, c.code, c.at)
		})
	}
}

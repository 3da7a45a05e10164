package lint

import (
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var hexCase = &diag.Page{
	Code: "MAA3016", Name: "HexCase", Title: `upper-case hex where claims have lower case`,
	Severity: diag.Warning, Clauses: []string{"E2.1", "L3.5", "S2.1"}, Since: "0.1.0",
	Why: `Strings compare byte for byte, and evidence gives hex digits in lower case: the condition never holds.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-isv-family-id",
      value=="4AEA5F9A0ED04B11F889AADFE6A1D376"] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-isv-family-id",
      value=="4aea5f9a0ed04b11f889aadfe6a1d376"] => permit();
};
`,
}

// hexCases reports hex of the right length that is not in lower case.
func hexCases(r *rule) {
	r.evidenceTexts(func(c *condition, lit *ast.StringLit) {
		lower := strings.ToLower(lit.Value)
		if _, hex := c.entry.HexDigits(); !hex || misfit(c.entry, lit.Value) != "" || lower == lit.Value {
			return
		}
		fix := replaceText(lit, lower)
		fix.Title = "write it in lower case"
		r.cannotHold(c, hexCase.At(lit.Span, "found hex digits in upper case, expected lower case"), fix)
	})
}

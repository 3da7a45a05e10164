package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var literalForm = &diag.Page{
	Code: "MAA3017", Name: "LiteralForm", Title: `text that the claim never has`,
	Severity: diag.Warning, Clauses: []string{"S2", "T2.4"}, Since: "0.1.0",
	Why: `Evidence gives this claim as text of another form, such as 64 hex digits without "0x", or BASE64URL without padding. The text is of another length or has other characters, so the condition never holds.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-isv-family-id", value=="0xmrsigner1"] => permit();
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

// literalForms reports texts that are not of the form which the catalogue has for the
// claim.
func literalForms(r *rule) {
	r.evidenceTexts(func(c *condition, lit *ast.StringLit) {
		if found := misfit(c.entry, lit.Value); found != "" {
			r.cannotHold(c, literalForm.At(lit.Span, "found %s, expected %s", found, c.entry.Form))
		}
	})
}

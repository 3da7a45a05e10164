package lint

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim/catalog"
)

var debugRequired = &diag.Page{
	Code: "MAA3031", Name: "DebugRequired", Title: `permit for what can be debugged`,
	Severity: diag.Warning, Clauses: []string{"S3.10", "T2.4"}, Since: "0.1.0",
	Why: `Whoever can debug an enclave or a virtual machine reads all its secrets. This rule permits only such ones. Most often the opposite was meant.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==true] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
}

// debugRequirements reports permit rules that ask for a claim which says that the TEE
// can be debugged.
func debugRequirements(r *rule) {
	if r.Rule.Action.Kind != ast.Permit {
		return
	}
	for _, c := range r.conditions() {
		if c.Negated() || !c.service || c.reached || !c.incoming(r.typ) {
			continue
		}
		for _, t := range c.Tests {
			if t.Property == ast.ValueProperty && t.Op == ast.Equal && c.saysDebuggable(t.Value) {
				found := r.Source.Slice(span(t.Value))
				r.report(debugRequired.At(span(t.Value), "found %s, expected that debugging is excluded", found))
			}
		}
	}
}

// saysDebuggable reports whether a value of the condition's claim says that the TEE can
// be debugged (S3.10, S2.8).
func (c *condition) saysDebuggable(e ast.Expr) bool {
	if lit, ok := e.(*ast.StringLit); ok {
		return c.entry.Name == "dbgstat" && lit.Value == "enabled"
	}
	lit, ok := e.(*ast.BoolLit)
	return ok && lit.Value && slices.ContainsFunc(catalog.AttestationTypes(), func(row catalog.AttestationType) bool {
		return row.DebugClaim != "" && (c.entry.Name == row.DebugClaim || c.entry.Twin == row.DebugClaim)
	})
}

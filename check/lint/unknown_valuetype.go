package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
)

var unknownValuetype = &diag.Page{
	Code: "MAA3013", Name: "UnknownValuetype", Title: `valueType that no claim has`,
	Severity: diag.Warning, Clauses: []string{"L3.1", "L3.5"}, Since: "0.1.0",
	Why: `The valueType of a claim is "Boolean", "Integer" or "String". No claim has another, so the condition never holds, and with "!=" the test leaves nothing out.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  [type=="lab", valueType=="Bool", issuer=="CustomClaim"] => deny();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  [type=="lab", valueType=="Boolean", issuer=="CustomClaim"] => deny();
};
`,
}

// unknownValuetypes reports value types that are none of the three.
func unknownValuetypes(r *rule) {
	kinds := []string{claim.BooleanKind.String(), claim.IntegerKind.String(), claim.StringKind.String()}
	r.closedSet(ast.ValueTypeProperty, unknownValuetype, "one of the three value types", kinds)
}

package lint

import (
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var unusedBinder = &diag.Page{
	Code: "MAA3041", Name: "UnusedBinder", Title: `binder that is never used`,
	Severity: diag.Info, Clauses: []string{"L4.2"}, Since: "0.1.0",
	Why: `Neither a later condition nor the action uses the claims that the binder names. Often another binder of the rule was meant somewhere.`,
	Bad: `version=1.0;
authorizationrules{
  c:[type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
}

// unusedBinders reports binders that nothing in their rule uses.
func unusedBinders(r *rule) {
	used := map[string]bool{}
	ast.Walk(r.Rule, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinderRef:
			used[n.Name] = true
		case *ast.PropertyRef:
			used[n.Binder.Name] = true
		default:
		}
		return true
	})
	for _, c := range r.conditions() {
		if c.Binder != nil && !used[c.Binder.Name] {
			d := unusedBinder.At(c.Binder.Span, "binder %s is never used", quoted(c.Binder.Name))
			r.report(d, r.removeBinder(c))
		}
	}
}

// removeBinder is the fix that takes out a binder with its colon and what blanks follow. A
// comment there stays.
func (r *rule) removeBinder(c *condition) diag.Fix {
	fix := diag.Fix{Title: "remove the binder", Safe: true}
	whole, colon := ast.Span{From: c.Binder.From, To: c.Open}, ast.Span{From: c.Colon, To: c.Colon + 1}
	if strings.Contains(r.Source.Slice(whole), "//") {
		fix.Edits = []diag.Edit{{Span: c.Binder.Span}, {Span: colon}}
	} else {
		fix.Edits = []diag.Edit{{Span: whole}}
	}
	return fix
}

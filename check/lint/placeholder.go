package lint

import (
	"regexp"
	"sync"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/lang"
)

var placeholder = &diag.Page{
	Code: "MAA3018", Name: "Placeholder", Title: `placeholder that was not filled in`,
	Severity: diag.Warning, Clauses: []string{"T2.4"}, Since: "0.1.0",
	Why: `The text stands for a value that was to be filled in, as samples and templates have it. No claim has it, and a claim made with it says nothing.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-mrenclave", value=="<your_sgx_mrenclave>"] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-product-id", value==4639] => permit();
};
`,
}

// placeheld are the forms of placeholders.
var placeheld = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(<[^<>]+>|\$\{[^{}]+\}|\{\{[^{}]+\}\}|%[A-Za-z_][A-Za-z0-9_]*%|\$[A-Z_][A-Z0-9_]*|(TODO|CHANGEME|REPLACE|your_|your-).*)$`)
})

// placeholders reports placeholders in tests of values and in values that are made.
func placeholders(r *rule) {
	for _, c := range r.conditions() {
		for _, t := range c.Tests {
			if t.Property != ast.ValueProperty {
				continue
			}
			plainTexts(t.Value, func(lit *ast.StringLit) {
				if direct := lit == t.Value; direct && t.Op == ast.Equal && placeheld().MatchString(lit.Value) {
					r.cannotHold(c, r.placeholder(lit))
				} else if placeheld().MatchString(lit.Value) {
					r.report(r.placeholder(lit))
				}
			})
		}
	}
	for _, arg := range r.Rule.Action.Args {
		if arg.Name != nil && arg.Name.Name == "value" {
			plainTexts(arg.Value, func(lit *ast.StringLit) {
				if placeheld().MatchString(lit.Value) {
					r.report(r.placeholder(lit))
				}
			})
		}
	}
}

func (r *rule) placeholder(lit *ast.StringLit) diag.Diagnostic {
	return placeholder.At(lit.Span, "found the placeholder %s, expected a value", quoted(lit.Value))
}

// plainTexts calls f with the strings in an expression that are no queries.
func plainTexts(e ast.Expr, f func(*ast.StringLit)) {
	switch e := e.(type) {
	case *ast.StringLit:
		f(e)
	case *ast.Call:
		fn := lang.FunctionNamed(e.Name.Name)
		for i, arg := range e.Args {
			if fn == nil || i >= len(fn.Params) || fn.Params[i].Content != lang.Query {
				plainTexts(arg, f)
			}
		}
	case *ast.IntLit, *ast.BoolLit, *ast.BinderRef, *ast.PropertyRef:
	}
}

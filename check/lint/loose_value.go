package lint

import (
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var looseValue = &diag.Page{
	Code: "MAA3027", Name: "LooseValue", Title: `value tested of claims of any type`,
	Severity: diag.Warning, Clauses: []string{"L4.2", "L4.9", "T2.4"}, Since: "0.1.0",
	Why: `Conditions do not look at the same claim: without a test of the type, any claim with such a value satisfies this one. Tests of one claim belong in one condition, joined by a comma.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  [type=="x-ms-sgx-is-debuggable"] && [value==true] => deny();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  [type=="x-ms-sgx-is-debuggable", value==true] => deny();
};
`,
}

// looseValues reports conditions that test a value, but of no type of claims.
func looseValues(r *rule) {
	for i, c := range r.conditions() {
		if c.Negated() || c.tests(ast.TypeProperty) || !c.tests(ast.ValueProperty) || !onlyLiterals(c) {
			continue
		}
		d := looseValue.At(c.Span, "found a test of the value alone, expected one of the type, too")
		if i > 0 {
			d.Fixes = r.joined(r.conditions()[i-1], c)
		}
		r.report(d)
	}
}

// tests reports whether a condition has a test of a property.
func (c *condition) tests(p ast.Property) bool {
	return slices.ContainsFunc(c.Tests, func(t *ast.Test) bool { return t.Property == p })
}

// onlyLiterals reports whether the tests of a condition use no binder.
func onlyLiterals(c *condition) bool {
	for _, t := range c.Tests {
		if usesBinder(t.Value) {
			return false
		}
	}
	return true
}

// usesBinder reports whether an expression uses a binder.
func usesBinder(e ast.Expr) bool {
	uses := false
	ast.Walk(e, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.BinderRef, *ast.PropertyRef:
			uses = true
		default:
		}
		return !uses
	})
	return uses
}

// joined are the fixes that make one condition of two, if some claim passes the tests
// of both and nothing uses the second by its binder.
func (r *rule) joined(before, c *condition) []diag.Fix {
	gap := ast.Span{From: before.Close, To: c.Open + 1}
	tests := slices.Concat(before.Tests, c.Tests)
	if before.Negated() || c.Binder != nil || !before.tests(ast.TypeProperty) || len(tests) > mostTests ||
		domainOf(tests).empty() || strings.Contains(r.Source.Slice(gap), "//") {
		return nil
	}
	return []diag.Fix{diag.Replace("join it with the condition before", gap, ", ")}
}

package lint

import (
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var redundantTest = &diag.Page{
	Code: "MAA3015", Name: "RedundantTest", Title: `test that others of its condition imply`,
	Severity: diag.Info, Clauses: []string{"L4.1", "T2.4"}, Since: "0.1.0",
	Why: `Each claim that passes the other tests of the condition passes this one, too: it leaves nothing out. Often another value was meant.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-svn", value>=1, value==3] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-svn", value==3] => permit();
};
`,
}

// redundantTests reports tests that the other literal tests of their condition imply.
// Those without "==" give way first, later ones before earlier ones: so the first
// test of the type stays, which says when right sides are evaluated (L4.10).
func redundantTests(r *rule) {
	for _, c := range r.conditions() {
		left := literalTests(c)
		if len(left) > mostTests || domainOf(left).empty() {
			continue
		}
		for _, equal := range []bool{false, true} {
			for i := len(left) - 1; i >= 0; i-- {
				t := left[i]
				others := slices.Concat(left[:i], left[i+1:])
				if (t.Op == ast.Equal) == equal && domainOf(others).within(t) {
					left = others
					fix := r.removeTest(c, slices.Index(c.Tests, t))
					r.report(redundantTest.At(t.Span, "found %s, which the other tests imply", r.testText(t)), fix)
				}
			}
		}
	}
}

// literalTests returns the tests of a condition with literals.
func literalTests(c *condition) []*ast.Test {
	var out []*ast.Test
	for _, t := range c.Tests {
		if isLiteral(t.Value) {
			out = append(out, t)
		}
	}
	return out
}

// removeTest is the fix that takes out the i-th test of several and a comma. Comments
// around it stay.
func (r *rule) removeTest(c *condition, i int) diag.Fix {
	t := c.Tests[i].Span
	fix := diag.Fix{Title: "remove the test", Safe: true}
	var gap ast.Span
	comma := max(i-1, 0)
	if i > 0 {
		gap = ast.Span{From: c.Tests[i-1].To, To: t.To}
	} else {
		gap = ast.Span{From: t.From, To: c.Tests[1].From}
	}
	if strings.Contains(r.Source.Slice(gap), "//") && comma < len(c.Commas) {
		at := ast.Span{From: c.Commas[comma], To: c.Commas[comma] + 1}
		fix.Edits = []diag.Edit{{Span: at}, {Span: t}}
		slices.SortFunc(fix.Edits, func(a, b diag.Edit) int { return int(a.From - b.From) })
		return fix
	}
	fix.Edits = []diag.Edit{{Span: gap}}
	return fix
}

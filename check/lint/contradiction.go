package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

var contradiction = &diag.Page{
	Code: "MAA3014", Name: "Contradiction", Title: `tests that no claim passes together`,
	Severity: diag.Warning, Clauses: []string{"L4.1", "T2.4"}, Since: "0.1.0",
	Why: `A claim has one type, one value and one issuer. All tests of a condition look at the same claim, so this condition never holds. Tests of different claims belong in conditions of their own, joined by "&&".`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  [type=="x-ms-sgx-svn", value>4, value<4] => deny();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  [type=="x-ms-sgx-svn", value<4] => deny();
};
`,
}

// contradictions reports, for each condition that its literals make impossible, the
// first test that leaves no claim.
func contradictions(r *rule) {
	for _, c := range r.conditions() {
		d := everyClaim()
		for i, t := range c.Tests[:min(len(c.Tests), mostTests)] {
			if d.meet(t); d.empty() {
				r.cannotHold(c, r.against(t, c.Tests[:i]))
				break
			}
		}
	}
}

// mostTests is how many tests of a condition are looked at together: each is compared
// with each.
const mostTests = 32

// against reports a test that no claim passes together with those before it: with
// one of them, if one is enough.
func (r *rule) against(t *ast.Test, before []*ast.Test) diag.Diagnostic {
	if domainOf([]*ast.Test{t}).empty() {
		return contradiction.At(t.Span, "found %s, which no claim passes", r.testText(t))
	}
	for _, other := range before {
		if domainOf([]*ast.Test{other, t}).empty() {
			d := contradiction.At(t.Span, "found %s, which contradicts %s", r.testText(t), r.testText(other))
			d.Related = []diag.Related{{Span: other.Span, Message: "the other test"}}
			return d
		}
	}
	d := contradiction.At(t.Span, "found %s, which no claim passes that passes the tests before", r.testText(t))
	for _, other := range before {
		if other.Property == t.Property {
			d.Related = append(d.Related, diag.Related{Span: other.Span, Message: "one of the tests before"})
		}
	}
	return d
}

// testText is a test as written, for a message.
func (r *rule) testText(t *ast.Test) string { return spell.Word(r.Source.Slice(t.Span)) }

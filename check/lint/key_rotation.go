package lint

import (
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var keyRotation = &diag.Page{
	Code: "MAA3038", Name: "KeyRotation", Title: `permit rules that differ in one text`,
	Severity: diag.Info, Clauses: []string{"L6.2", "T2.4"}, Since: "0.1.0",
	Why: `All these values permit, as while a key is being replaced. When the old one is out of use, its rule must go, or what it stands for is trusted for ever.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-isv-family-id",
      value=="4aea5f9a0ed04b11f889aadfe6a1d376"] => permit();
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-isv-family-id",
      value=="fb6ee32489e42abbdfb23fa00a3bea49"] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-isv-family-id",
      value=="fb6ee32489e42abbdfb23fa00a3bea49"] => permit();
};
`,
}

// keyRotations reports permit rules that differ in one string alone, with the values
// in force.
func keyRotations(p *policy) {
	permits := p.of(ast.Permit)
	inForce := make(map[string]int, len(permits)) // places in values
	var values [][]*ast.StringLit
	firsts := make([]*ast.StringLit, 0, len(permits))
	for _, r := range permits {
		masked := r.masked()
		for i, lit := range valueTexts(r.Rule) {
			at, seen := inForce[masked[i]]
			if !seen {
				inForce[masked[i]] = len(values)
				firsts = append(firsts, lit)
				values = append(values, firsts[len(firsts)-1:len(firsts):len(firsts)])
			} else if !hasText(values[at], lit.Value) {
				values[at] = append(values[at], lit)
			}
		}
	}
	for _, lits := range values {
		if len(lits) > 1 {
			p.rotation(lits)
		}
	}
}

// valueTexts returns the strings that a rule wants values to equal. Of a rule with
// very many no more are looked at than of a condition.
func valueTexts(rule *ast.Rule) []*ast.StringLit {
	var out []*ast.StringLit
	for _, cond := range rule.Conditions {
		for _, t := range cond.Tests {
			lit, ok := t.Value.(*ast.StringLit)
			if ok && t.Property == ast.ValueProperty && t.Op == ast.Equal && len(out) < mostTests {
				out = append(out, lit)
			}
		}
	}
	return out
}

func hasText(lits []*ast.StringLit, text string) bool {
	for _, lit := range lits {
		if lit.Value == text {
			return true
		}
	}
	return false
}

// rotation reports the values that permit, at the first of them.
func (p *policy) rotation(lits []*ast.StringLit) {
	d := keyRotation.At(lits[0].Span, "found %d permit rules that differ in this text alone", len(lits))
	for _, lit := range lits {
		d.Related = append(d.Related, diag.Related{Span: lit.Span, Message: fmt.Sprintf("in force: %s", quoted(lit.Value))})
	}
	p.report(d)
}

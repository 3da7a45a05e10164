package grammar_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/grammar"
)

// Rules are read as if each stood alone, however many are alike or not, and whether
// they can be read or not.
func TestRulesAlike(t *testing.T) {
	t.Parallel()
	values := []string{`=="v"`, "==true", ">=23", "!=f(1, c.value)"}
	var rules []string
	for i := range 500 { // more than are kept
		rule := "c:["
		for k := range 5 {
			rule += fmt.Sprintf("t%d%s, ", i, values[i>>(2*k)&3])
		}
		rules = append(rules, rule+`type=="a"] => add(type="b", value=c.value);`)
	}
	rules = append(rules, `[type=="é", value=1] => permit();`, `[type=="e" value==1] => permit();`, `[type==1] => permit( ;`,
		`=> add(x, claim==c);`, `[type=="longer", value=2] => permit();`, `[] => deny();`, `[type=="lo" value==1] => permit();`)
	rules = append(rules, rules...)
	const head = "version=1.2;issuancerules{"
	src := ast.NewSource("p.maa", head+strings.Join(rules, "")+"};")
	tree, found := grammar.Parse(src, grammar.Options{})
	checkPositions(t, src, tree, false)
	section := tree.Items[0].(*ast.Section)
	if len(section.Statements) != len(rules) {
		t.Fatalf("got %d rules, want %d", len(section.Statements), len(rules))
	}
	at, findings := len(head), 0
	for i, rule := range rules {
		alone := ast.NewSource("p.maa", head+rule+"};")
		want, expected := grammar.Parse(alone, grammar.Options{})
		if diff := cmp.Diff(dumped(want.Items[0].(*ast.Section).Statements[0], len(head)), dumped(section.Statements[i], at)); diff != "" {
			t.Fatalf("%s (-alone +among others):\n%s", rule, diff)
		}
		if diff := cmp.Diff(placed(expected, len(head)), placed(within(found, at, at+len(rule)), at)); diff != "" {
			t.Fatalf("findings of %s (-alone +among others):\n%s", rule, diff)
		}
		at, findings = at+len(rule), findings+len(expected)
	}
	if findings != len(found) {
		t.Errorf("got %d findings, want %d", len(found), findings)
	}
}

// dumped is a statement with its tokens' places from an offset.
func dumped(s ast.Statement, from int) (out []string) {
	ast.Walk(s, func(n ast.Node) bool {
		out = append(out, fmt.Sprintf("%T %d %d", n, n.Pos().Offset()-from, n.End().Offset()-from))
		return true
	})
	return out
}

// within are the findings that begin in a part of the text.
func within(found diag.List, from, to int) (out diag.List) {
	for _, d := range found {
		if at := d.From.Offset(); from <= at && at < to {
			out = append(out, d)
		}
	}
	return out
}

// placed are findings with their places from an offset.
func placed(found diag.List, from int) (out []string) {
	for _, d := range found {
		out = append(out, fmt.Sprintf("%s %d %d %s %d", d.Code, d.From.Offset()-from, d.To.Offset()-from, d.Message, len(d.Fixes)))
	}
	return out
}

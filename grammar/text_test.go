package grammar_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/grammar"
)

// canonical texts by T1.3, each with the same tokens spaced otherwise.
var canonical = []struct{ text, spaced string }{
	{`=> permit();`, `  =>permit ( ) ;`},
	{`[type=="t"] => deny();`, "[ type\t==\n\"t\" ]=>deny();"},
	{`c:[type=="t", value>=4] => issue(type="u", value=c.value);`, `c : [type == "t",value>= 4]=> issue( type = "u" ,value = c . value );`},
	{`![type=="t"] && [value!=-7] => add(claim=c);`, "! [type==\"t\"]\n&&[value!=-7] // why\n=>add(claim=c);"},
	{`=> add(type="t", value=F(G(c.value, "a\"\\b"), true));`, `=>add(type="t",value=F (G( c.value,"a\"\\b" ),true));`},
	{`=> issue("t", true);`, `=>issue("t",true);`}, // L5.3
}

// T1.3: a rule and each of its parts have one text, however they are spaced.
func TestCanonicalTextOfRules(t *testing.T) {
	t.Parallel()
	for _, c := range canonical {
		for _, text := range []string{c.text, c.spaced} {
			r := ruleOf(t, text)
			if got := grammar.Text(r); got != c.text {
				t.Errorf("%s: found %s, want %s", text, got, c.text)
			}
		}
	}
}

func ruleOf(t *testing.T, text string) *ast.Rule {
	t.Helper()
	_, p, found := parse("version=1.2;issuancerules{" + text + "};")
	for r := range p.Rules(ast.Issuance) {
		return r
	}
	t.Fatalf("%s: found no rule: %v", text, found)
	return nil
}

// T1.3: the text of each node of a tree stands in that of the whole.
func TestCanonicalTextOfParts(t *testing.T) {
	t.Parallel()
	r := ruleOf(t, `!c:[type=="t",value==F(1)]=>add(type=c.type,value=false);`)
	var found []string
	ast.Walk(r, func(n ast.Node) bool {
		found = append(found, grammar.Text(n))
		return true
	})
	want := []string{
		`!c:[type=="t", value==F(1)] => add(type=c.type, value=false);`,
		`!c:[type=="t", value==F(1)]`, `c`, `type=="t"`, `type`, `"t"`, `value==F(1)`, `value`, `F(1)`, `F`, `1`,
		`add(type=c.type, value=false)`, `add`, `type=c.type`, `type`, `c.type`, `c`, `type`, `value=false`, `value`, `false`,
	}
	if diff := cmp.Diff(found, want); diff != "" {
		t.Error(diff)
	}
}

// A tree that no text was parsed to has a text too.
func TestTextOfMadeLiteral(t *testing.T) {
	t.Parallel()
	lit := &ast.StringLit{Value: `a "quoted" \ text`}
	if got, want := grammar.Text(lit), `"a \"quoted\" \\ text"`; got != want {
		t.Errorf("found %s, want %s", got, want)
	}
}

func TestTextOfPolicy(t *testing.T) {
	t.Parallel()
	_, p, _ := parse("version= 1.0 ;authorizationrules{=>permit();[type==\"a\"]=>deny();}; issuancerules { } ;")
	want := "version=1.0;\n\nauthorizationrules {\n    => permit();\n    [type==\"a\"] => deny();\n};\n\nissuancerules {};\n"
	if got := grammar.Text(p); got != want {
		t.Errorf("found %s, want %s", got, want)
	}
}

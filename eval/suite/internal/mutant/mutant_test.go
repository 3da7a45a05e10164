package mutant_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/eval/suite/internal/mutant"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/policygen"
)

func checked(t *testing.T, text string) *check.Checked {
	t.Helper()
	p, found := check.Source(ast.NewSource("p.maa", text), check.Options{})
	if p == nil {
		t.Fatalf("%v in %s", found.Err(), text)
	}
	return p
}

// made lists the mutants of a policy that check: mutator, what is replaced, and by
// what.
func made(t *testing.T, text string) []string {
	t.Helper()
	p := checked(t, text)
	var out []string
	for _, m := range mutant.All(p) {
		if m.Check() != nil {
			out = append(out, fmt.Sprintf("%s: %s -> %s", m.Mutator, p.Source.Slice(m.Place), m.Replacement))
		}
	}
	return out
}

// permits is a policy that permits under these conditions.
func permits(version, conditions string) string {
	return "version=" + version + ";authorizationrules{" + conditions + "=>permit();};"
}

// issues is a policy with these rules of issuance.
func issues(rules string) string {
	return "version=1.2;authorizationrules{=>permit();};issuancerules{" + rules + "};"
}

// T3.9: what each mutator makes.
func TestT3_9Mutators(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		mutator mutant.Mutator
		text    string
		want    []string
	}{
		{mutant.Equality, permits("1.0", `[type=="a", value!=1]`), []string{
			`type=="a" -> type!="a"`, `value!=1 -> value==1`,
		}},
		{mutant.Ordering, permits("1.0", `[value<1, value<=2, value>3, value>=4]`), []string{
			`value<1 -> value<=1`, `value<1 -> value>=1`, `value<=2 -> value<2`, `value<=2 -> value>2`,
			`value>3 -> value>=3`, `value>3 -> value<=3`, `value>=4 -> value>4`, `value>=4 -> value<4`,
		}},
		{mutant.Boolean, permits("1.0", `[type=="a", value==true]`), []string{`true -> false`}},
		{mutant.Integer, permits("1.0", `[value==7, value<9223372036854775807]`), []string{
			`7 -> 8`, `7 -> 6`, `9223372036854775807 -> 9223372036854775806`,
		}},
		{mutant.String, issues(`[type=="a", value=="mutant"]=>issue(type="x", value="y");`), []string{
			`"a" -> "mutant2"`, `"mutant" -> "mutant2"`, `"x" -> "mutant2"`, `"y" -> "mutant2"`,
		}},
		{mutant.Issuer, permits("1.0", `[issuer=="AttestationService"]`), []string{
			`"AttestationService" -> "AttestationPolicy"`, `"AttestationService" -> "CustomClaim"`,
		}},
		{mutant.DropTest, permits("1.0", `[type=="a", value==1] && [type=="b"]`), []string{`type=="a" -> `, `value==1 -> `}},
		{mutant.DropCondition, issues(`c:[type=="a"] && d:[type=="b"] && ![type=="e"] => issue(claim=c);`), []string{
			`d:[type=="b"] -> `, `![type=="e"] -> `,
		}},
		{mutant.NegateCondition, permits("1.2", `c:[type=="a"] && [type=="b"] && ![type=="e"]`), []string{
			`[type=="b"] -> ![type=="b"]`, `![type=="e"] -> [type=="e"]`,
		}},
		{mutant.NegateCondition, permits("1.0", `[type=="a"]`), []string{`[type=="a"] -> ![type=="a"]`}}, // whatever the version
		{mutant.DropRule, "version=1.0;authorizationrules{[type==\"a\"]=>deny();=>permit();};", []string{
			`[type=="a"]=>deny(); -> `, `=>permit(); -> `,
		}},
		{mutant.Decision, "version=1.0;authorizationrules{[type==\"a\"]=>deny();=>permit();};", []string{
			`deny -> permit`, `permit -> deny`,
		}},
		{mutant.IssueToAdd, "version=1.0;authorizationrules{=>issue(type=\"a\",value=1);=>permit();};issuancerules{=>issue(type=\"b\",value=1);=>add(type=\"c\",value=1);};", []string{
			`issue -> add`,
		}},
		{mutant.Binder, issues(`a:[type=="a"] && b:[type=="b", value==a.value] && c:[type=="c", value==a.value] => issue(type=b.type, value=c.value);d:[type=="d"] && [type=="e", value==d.value]=>issue(claim=d);`), []string{
			`a.value -> b.value`, `b.type -> a.type`, `b.type -> c.type`, `c.value -> a.value`, `c.value -> b.value`,
		}},
		{mutant.Binder, issues(`a:[type=="a"] && b:[type=="b"] => issue(claim=a);`), []string{`a -> b`}},
		{mutant.Function, issues(`c:[type=="a"] => issue(type="x", value=NegateBool(ContainsOnlyValue(c.value, true)));=>issue(type="y", value=AppendString("a", "b"));`), []string{
			`NegateBool(ContainsOnlyValue(c.value, true)) -> ContainsOnlyValue(c.value, true)`, `ContainsOnlyValue -> IsSubsetOf`,
			`AppendString("a", "b") -> "a"`, `AppendString("a", "b") -> "b"`,
		}},
		{mutant.QueryComparison, issues(`c:[type=="a"] => issue(type="x", value=JmesPath(c.value, "[?a=='==' && b<c && \"d!=\"!=e && f>=g]"));`), []string{
			`== -> !=`, `< -> <=`, `< -> >=`, `!= -> ==`, `>= -> >`, `>= -> <`,
		}},
		{mutant.QueryLogic, issues(`c:[type=="a"] => issue(type="x", value=JmesPath(c.value, "a && b || c"));`), []string{`&& -> ||`, `|| -> &&`}},
		{mutant.QueryLiteral, issues("c:[type==\"a\"] => issue(type=\"x\", value=JmesPath(c.value, \"a=='x' || b==`1` || c==`true` || d==`\\\"s\\\"` || e==`null` || [1]\"));"), []string{
			"'x' -> 'mutant'", "`1` -> `2`", "`1` -> `0`", "`true` -> `false`", "`\\\"s\\\"` -> `\\\"mutant\\\"`",
		}},
	} {
		var got []string
		for _, line := range made(t, tt.text) {
			if what, ok := strings.CutPrefix(line, string(tt.mutator)+": "); ok {
				got = append(got, what)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s of %s:\n got %q\nwant %q", tt.mutator, tt.text, got, tt.want)
		}
	}
}

// T3.9: those that don't check are not made.
func TestT3_9OnlyWhatChecks(t *testing.T) {
	t.Parallel()
	text := issues(`c:[type=="a"] => issue(type="x", value=JmesPath("[1]", c.value));`)
	for _, line := range made(t, text) {
		if strings.HasPrefix(line, "drop-condition") {
			t.Errorf("got %s, but the action uses the binder", line)
		}
	}
}

// wellMade wants that the mutants of a policy are what their change makes of its text,
// or if that drops something what their tree is printed as, and that the policy stays as
// it was. Of many mutants it looks at some.
func wellMade(t rapid.TB, text string) (mutants int) {
	t.Helper()
	p, _ := check.Source(ast.NewSource("p.maa", text), check.Options{})
	if p == nil {
		return 0
	}
	before := ast.Dump(p.Policy)
	all := mutant.All(p)
	for i := 0; i < len(all); i += 1 + len(all)/12 {
		mutants++
		m := all[i]
		tree := m.Tree()
		m.Check()
		changed := grammar.Text(tree)
		if m.Replacement != "" {
			changed = text[:m.Place.From.Offset()] + m.Replacement + text[m.Place.To.Offset():]
		}
		parsed, _ := grammar.Parse(ast.NewSource("m.maa", changed), grammar.Options{})
		sections := slices.Collect(parsed.Sections())
		for i, s := range slices.Collect(tree.Sections()) {
			if !ast.Same(s, sections[i]) {
				t.Fatalf("%s at %d:\n%s\nis not\n%s", m.Mutator, m.Place.From, grammar.Text(s), grammar.Text(sections[i]))
			}
		}
	}
	if ast.Dump(p.Policy) != before {
		t.Fatalf("the policy was changed: %s", text)
	}
	return mutants
}

// T3.9: trees of mutants are those of the texts that their places and replacements
// give, for the public policies and for random ones.
func TestT3_9TextAndTreeAgree(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../../../testdata/policies/*.maa")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		n += wellMade(t, string(data))
	}
	if n < 300 {
		t.Errorf("%d mutants of %d policies, want 300 or more", n, len(files))
	}
}

func TestT3_9TextAndTreeAgreeAtRandom(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) { wellMade(rt, policygen.Policy(rt)) })
}

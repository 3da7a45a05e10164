package compile_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/engine"
)

func program(t testing.TB, text string) *compile.Program {
	t.Helper()
	p, found := compile.Source("policy.maa", text)
	if p == nil {
		t.Fatalf("policy does not check: %v", found.Err())
	}
	return p
}

// insides returns what a policy is compiled to.
func insides(t testing.TB, text string) *engine.Program {
	t.Helper()
	return compile.Insides(program(t, text))
}

// TestCELText has every row of the table in section 2 of the performance goals:
// flat variables, no claim list, a guard before each ordering (L4.6), nothing
// that can fail inside &&, || or exists (L6.4), binders by number (L4.8).
func TestCELText(t *testing.T) {
	t.Parallel()
	p := program(t, `version=1.2;
authorizationrules {
  in:[type=="a", value=="x", value!=true, value<3, type=="b", issuer!="CustomClaim", valueType=="Integer"]
  && [value==in.value, issuer!=in.issuer, value<in.value, value>=in.value] => permit();
};
issuancerules {
  for:[type=="a", value!=3] && in:[type=="b", value==AppendString(for.value, "-"), value=="x"] =>
    issue(type=for.type, value=JsonToClaimValue(JmesPath(in.value, AppendString(for.type, for.value))));
  c:[type=="a"] => issue(type="s", value=IsSubsetOf(c.value, "x"));
  c:[type=="a"] => issue(type="o", value=ContainsOnlyValue(NegateBool(true), c.value));
};
`)
	want := `3:18 value == "x"
3:30 value != true
3:43 type(value) == int && value < 3
3:52 type == "b"
3:63 issuer != "CustomClaim"
3:86 valueType == "Integer"
4:7 value in r0
4:24 r0.exists(v, issuer != v)
4:43 type(value) == int && r0.exists(v, type(v) == int && value < v)
4:59 type(value) == int && r0.exists(v, type(v) == int && value >= v)
7:19 value != 3
7:54 AppendString(run, 0, r0, "-")
8:32 JsonToClaimValue(run, 0, JmesPath(run, 1, r2, AppendString(run, 2, r1, r0)))
9:42 IsSubsetOf(run, 0, r0, "x")
10:42 ContainsOnlyValue(run, 0, NegateBool(run, 1, true), r0)
`
	if diff := cmp.Diff(want, p.CELText()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestShared: tests that say the same share one program, wherever they are.
func TestShared(t *testing.T) {
	t.Parallel()
	p := insides(t, `version=1.0;
authorizationrules {
  a:[type=="a", issuer=="AttestationService"] && [type=="b", issuer=="AttestationService", value==a.value] => permit();
  a:[type=="a", issuer=="AttestationService"] && [type=="b", value==a.type, issuer!="AttestationService"] => permit();
};
`)
	one, two := p.Authorization[0].Conditions, p.Authorization[1].Conditions
	if one[0].Tests[0].Conjunct != two[0].Tests[0].Conjunct || one[0].Tests[0].Conjunct != one[1].Tests[0].Conjunct {
		t.Error("the same test has several programs")
	}
	if one[1].Tests[1].Conjunct != two[1].Tests[0].Conjunct {
		t.Error("the same test against two sets has two programs")
	}
	if two[1].Tests[1].Conjunct == one[0].Tests[0].Conjunct {
		t.Error("different tests have one program")
	}
	if one[0].Tests[0].Conjunct.Shape.Literal != claim.String("AttestationService") {
		t.Error("the literal is gone")
	}
}

// TestSlots: the first type literal of a condition becomes a slot (L4.10), others
// stay tests; a condition without one reads all claims (L4.9).
func TestSlots(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long", 100)
	p := insides(t, `version=1.0;
authorizationrules {
  [type!="x", type=="a", type=="b"] && [type=="`+long+`"] && [value==1] => permit();
};
`)
	conditions := p.Authorization[0].Conditions
	if conditions[0].Slot != p.Types.Find("a") || conditions[1].Slot != p.Types.Find(long) || conditions[2].Slot != engine.NoSlot {
		t.Errorf("got slots %d, %d, %d", conditions[0].Slot, conditions[1].Slot, conditions[2].Slot)
	}
	if len(conditions[0].Tests) != 2 || len(conditions[1].Tests) != 0 || p.Types.Len() != 2 || !p.ReadsAll {
		t.Errorf("got %d tests, %d slots", len(conditions[0].Tests), p.Types.Len())
	}
	for _, name := range []string{"", "x", "b", "A", long + "x", strings.Repeat("y", 400)} {
		if p.Types.Find(name) != engine.NoSlot {
			t.Errorf("%.20q has a slot", name)
		}
	}
	if insides(t, `version=1.0;authorizationrules{[type=="a"]=>permit();};`).ReadsAll {
		t.Error("reads claims of all types")
	}
}

// TestNarrow: of an ordering's right side one integer is left, of others all.
func TestNarrow(t *testing.T) {
	t.Parallel()
	p := insides(t, `version=1.0;
authorizationrules {
  a:[type=="a"] && [value<a.value, value<=a.value, value>a.value, value>=a.value, value==a.value, value!=a.value] => permit();
};
`)
	var right engine.Values
	for _, v := range []claim.Value{claim.String("z"), claim.Int(-5), claim.Int(9), claim.Bool(true), claim.Int(3)} {
		right.Add(v, false)
	}
	tests := p.Authorization[0].Conditions[1].Tests
	for i, want := range []int64{9, 9, -5, -5} {
		var scratch engine.Values
		got := tests[i].Conjunct.Narrow(&right, &scratch)
		if got.Len() != 1 || got.At(0).Value != claim.Int(want) {
			t.Errorf("test %d: got %v, want %d", i, got, want)
		}
		if got := tests[i].Conjunct.Narrow(&engine.Values{}, &scratch); got.Len() != 0 {
			t.Errorf("test %d: got %v of nothing", i, got)
		}
	}
	for _, test := range tests[4:] {
		if test.Conjunct.Narrow(&right, nil) != &right {
			t.Errorf("%s is narrowed", test.Node.Op)
		}
	}
	if got := tests[0].Conjunct.Narrow(&right, &right); got.Len() != 1 || got.At(0).Value != claim.Int(9) {
		t.Errorf("got %v where both are one", got)
	}
}

// TestSource: errors give no program, findings that are none give both.
func TestSource(t *testing.T) {
	t.Parallel()
	p, found := compile.Source("p.maa", `version=1.0;authorizationrules{ => premit(); };`)
	if p != nil || !found.HasErrors() {
		t.Errorf("got %v, %v", p, found)
	}
	p, found = compile.Source("p.maa", `version=1.0;issuancerules{ => issue(type="iss", value="x"); };authorizationrules{ => permit(); };`)
	if p == nil || len(found) == 0 || found.HasErrors() {
		t.Errorf("got %v, %v", p, found)
	}
	if p.Source().Name != "p.maa" || p.Hash() != ast.PolicyHash(p.Source().Text) || p.Checked().Source != p.Source() {
		t.Error("the program forgot its source")
	}
}

// TestUnchecked: a tree that no check has passed gives an error, not a program.
func TestUnchecked(t *testing.T) {
	t.Parallel()
	for _, rule := range []string{
		`[type=="a", value==b.value] => permit()`,
		`=> issue(claim=c)`,
		`=> issue(type=t, value=1)`,
		`=> issue(type="t", value=JmesPath("{}"))`,
		`=> issue(type="t", value=Jmespath("{}", "a"))`,
		`=> issue(type="t", value=AppendString(c.value, "a"))`,
		`=> issue(type="t", value=AppendString("a", AppendString(c.value)))`,
		`=> issue("t", value=1)`,
		`=> issue(type="t")`,
		`=> issue(type="t", type="u")`,
		`=> permit(type="t")`,
		`=> premit()`,
		`=>`,
		`[value<"x"] => permit()`,
		`[issuer==1] => permit()`,
		`[kind=="x"] => permit()`,
		`[type<"x"] => permit()`,
		`[type==c] => permit()`,
	} {
		src := ast.NewSource("p.maa", "version=1.2;authorizationrules{ "+rule+"; };")
		tree, _ := grammar.Parse(src, grammar.Options{})
		if p, err := compile.Policy(&check.Checked{Source: src, Policy: tree}); err == nil {
			t.Errorf("%s: got %v, want an error", rule, p)
		}
	}
}

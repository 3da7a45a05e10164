package eval_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/engine"
)

// TestTrace looks at the data after an explanation.
func TestTrace(t *testing.T) {
	t.Parallel()
	p := program(t, `version=1.2;
authorizationrules {
  a:[type=="t", value>1] && [type=="t", value==a.value, issuer=="CustomClaim", value<a.value] => permit();
  ![type=="t", value==2] => deny();
  => add(type="made", value=JsonToClaimValue("[1,1,2]"));
};
issuancerules {
  => issue(type="x", value=1);
};
`)
	custom := claim.Claim{Type: "t", Value: claim.Int(3), Issuer: claim.CustomClaim}
	service := claim.Claim{Type: "t", Value: claim.Int(2), Issuer: claim.AttestationService}
	one := claim.Claim{Type: "t", Value: claim.Int(1), Issuer: claim.AttestationService}
	trace, err := eval.Explain(t.Context(), p, []claim.Claim{one, service, custom}, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rules := insides(p).Authorization
	tests := rules[0].Node.Conditions[1].Tests
	values := func(listed ...claim.Value) eval.Values { return eval.Values{Listed: listed, Count: len(listed)} }
	typ, client := values(claim.String("t")), values(claim.String("CustomClaim"))
	made := func(n int64) claim.Claim {
		return claim.Claim{Type: "made", Value: claim.Int(n), Issuer: claim.AttestationPolicy}
	}
	want := []eval.SectionTrace{
		{Kind: ast.Authorization, Rules: []eval.RuleTrace{
			{Rule: rules[0].Node, Reached: true, Conditions: []eval.ConditionTrace{
				{Condition: rules[0].Node.Conditions[0], Held: true, Claims: 3, Matched: []claim.Claim{service, custom}, MatchedCount: 2,
					Wanted: []eval.Values{typ, values(claim.Int(1))}, Complete: true},
				{Condition: rules[0].Node.Conditions[1], Claims: 3, Complete: true, Wanted: []eval.Values{
					typ, values(claim.Int(2), claim.Int(3)), client, values(claim.Int(3)),
				}, Near: []eval.Miss{
					{Claim: service, Failed: []eval.FailedTest{
						{Test: tests[2], Found: claim.String("AttestationService"), Wanted: client},
					}},
					{Claim: custom, Failed: []eval.FailedTest{
						{Test: tests[3], Found: claim.Int(3), Wanted: values(claim.Int(3))},
					}},
				}},
			}},
			{Rule: rules[1].Node, Reached: true, Conditions: []eval.ConditionTrace{
				{Condition: rules[1].Node.Conditions[0], Claims: 3, Matched: []claim.Claim{service}, MatchedCount: 1,
					Wanted: []eval.Values{typ, values(claim.Int(2))}, Complete: true},
			}},
			{Rule: rules[2].Node, Reached: true, Ran: true, Made: []claim.Claim{made(1), made(2)}, MadeCount: 2},
		}},
		{Kind: ast.Issuance, Skipped: true, Rules: []eval.RuleTrace{{Rule: insides(p).Issuance[0].Node}}},
	}
	opts := []cmp.Option{cmpopts.EquateEmpty(), cmp.AllowUnexported(claim.Value{})}
	if diff := cmp.Diff(want, trace.Sections, opts...); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if trace.Result.Reason != eval.ReasonNoPermit || trace.Source != p.Source() {
		t.Errorf("got %v", trace.Result)
	}
}

// TestTraceNear: a trace keeps some near claims, not all.
func TestTraceNear(t *testing.T) {
	t.Parallel()
	p := program(t, `version=1.0;authorizationrules{[type=="t", value>=100]=>permit();};`)
	trace, err := eval.Explain(t.Context(), p, numbers("t", 100), eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if near := trace.Sections[0].Rules[0].Conditions[0].Near; len(near) != eval.MaxNear {
		t.Errorf("got %d near claims, want %d", len(near), eval.MaxNear)
	}
	want := `no-permit: nearest rule 1:32, [type=="t", value>=100] found 0, 1, 2 and 5 more`
	if got := trace.Summary(); got != want {
		t.Errorf("got %s", got)
	}
}

// TestTraceString: printing a trace prints its text.
func TestTraceString(t *testing.T) {
	t.Parallel()
	trace, err := eval.Explain(t.Context(), program(t, `version=1.0;authorizationrules{=>permit();};`), nil, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := "permitted: rule 1:32, without condition\nauthorizationrules:\n  1:32 ran: permit\n"
	if got := fmt.Sprint(trace); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := (&eval.Trace{Result: &eval.Result{}}).Summary(), "error"; got != want {
		t.Errorf("got %q of an empty trace, want %q", got, want)
	}
}

// TestTraceIsSmall: a trace keeps a few of what there are many, and says how many
// there are.
func TestTraceIsSmall(t *testing.T) {
	t.Parallel()
	var claims []claim.Claim
	for i := range 1000 {
		claims = append(claims, claim.Claim{Type: "a", Value: claim.Int(int64(i))}, claim.Claim{Type: "b", Value: claim.Int(int64(2000 + i))})
	}
	p := program(t, `version=1.0;authorizationrules{
a:[type=="a"] && [type=="b", value==a.value] => permit();
a:[type=="a"] => add(type="c", value=a.value);
};`)
	trace, err := eval.Explain(t.Context(), p, claims, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rules := trace.Sections[0].Rules
	matched, missed := rules[0].Conditions[0], rules[0].Conditions[1]
	if len(matched.Matched) != eval.MaxListed || matched.MatchedCount != 1000 {
		t.Errorf("got %d of %d claims that matched, want %d of 1000", len(matched.Matched), matched.MatchedCount, eval.MaxListed)
	}
	wanted := missed.Near[0].Failed[0]
	if len(missed.Near) != eval.MaxNear || len(wanted.Wanted.Listed) != eval.MaxListed || wanted.Wanted.Count != 1000 {
		t.Errorf("got %d near claims that want %d of %d values", len(missed.Near), len(wanted.Wanted.Listed), wanted.Wanted.Count)
	}
	if len(rules[1].Made) != eval.MaxListed || rules[1].MadeCount != 1000 {
		t.Errorf("got %d of %d claims made", len(rules[1].Made), rules[1].MadeCount)
	}
	if got := trace.String(); !strings.Contains(got, "1000 more") && !strings.Contains(got, "997 more") {
		t.Errorf("the text does not say how many there are: %s", got)
	}
}

// insides returns what a program is made of.
func insides(p *compile.Program) *engine.Program { return (*engine.Sealed)(p).Open() }

// TestExplainAll: after a condition that fails the others are looked at, with the
// claims as they are then, but for those that call functions; so are the rules of a
// section that does not run, with the claims at the end (T4.1, T4.6).
func TestExplainAll(t *testing.T) {
	t.Parallel()
	p := program(t, `version=1.2;
authorizationrules {
  c:[type=="a"] => add(type="b", value=c.value);
  [type=="none"] && c:[type=="b", value==1] && [type=="b", value==JmesPath(c.value, "x")] && [type=="b", value==c.value] => permit();
  => add(type="b", value=2);
};
issuancerules {
  [type=="b", value==2] => issue(type="x", value=1);
};
`)
	a := claim.Claim{Type: "a", Value: claim.Int(1), Issuer: claim.CustomClaim}
	b := claim.Claim{Type: "b", Value: claim.Int(1), Issuer: claim.AttestationPolicy}
	trace, err := eval.ExplainAll(t.Context(), p, []claim.Claim{a}, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	run, err := eval.Run(t.Context(), p, []claim.Claim{a}, eval.Options{})
	if err != nil || trace.Result.Steps != run.Steps || trace.Result.Reason != run.Reason {
		t.Errorf("got %v after %d steps, want %v after %d (%v)", trace.Result.Reason, trace.Result.Steps, run.Reason, run.Steps, err)
	}
	authorization, issuance := &trace.Sections[0], &trace.Sections[1]
	rest := authorization.Rules[1].Rest
	if len(authorization.Rules[1].Conditions) != 1 || len(rest) != 3 {
		t.Fatalf("got %d conditions and %d others, want 1 and 3", len(authorization.Rules[1].Conditions), len(rest))
	}
	if !rest[0].Held || rest[1].Complete || rest[1].Held || !rest[2].Held || !rest[2].Matched[0].Same(b) {
		t.Errorf("got %+v", rest)
	}
	if r := &issuance.Rules[0]; r.Reached || r.Ran || len(r.Conditions) > 0 || !r.Rest[0].Held {
		t.Errorf("got %+v of a rule that is not reached", r)
	}
	if got := trace.Maker(b); got != &authorization.Rules[0] {
		t.Errorf("got %+v as the maker of %v", got, b)
	}
	if trace.Maker(a) != nil || trace.Issuer(b) != nil {
		t.Error("an incoming claim has a maker, or one that was added an issuer")
	}
	short, err := eval.Explain(t.Context(), p, []claim.Claim{a}, eval.Options{})
	if err != nil || short.Sections[0].Rules[1].Rest != nil || short.Maker(b) != nil {
		t.Errorf("Explain looked at more than was entered (%v)", err)
	}
}

// TestExplainAllAfterAnError: a function that fails while it is looked at ends
// nothing, nor does one that ended the evaluation.
func TestExplainAllAfterAnError(t *testing.T) {
	t.Parallel()
	p := program(t, `version=1.2;
authorizationrules {
  c:[type=="a"] && d:[type=="a", value==JsonToClaimValue(c.value)] && [type=="a", value==d.value] && [type=="a", value==c.value] => permit();
  c:[type=="a"] && [type=="a", value==JsonToClaimValue(c.value)] => permit();
  c:[type=="a", value=="no JSON"] => permit();
};
`)
	a := claim.Claim{Type: "a", Value: claim.String("no JSON"), Issuer: claim.CustomClaim}
	trace, err := eval.ExplainAll(t.Context(), p, []claim.Claim{a}, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if trace.Result.Reason != eval.ReasonError {
		t.Fatalf("got %v, want an error", trace.Result.Reason)
	}
	rules := trace.Sections[0].Rules
	if r := &rules[0]; r.Conditions[1].Complete || len(r.Rest) != 2 || !r.Rest[0].Complete || r.Rest[0].Held || !r.Rest[1].Held {
		t.Errorf("got %+v", r)
	}
	if r := &rules[1]; !r.Rest[0].Held || r.Rest[1].Complete || r.Rest[1].Held {
		t.Errorf("got %+v of a rule whose function fails while it is looked at", r)
	}
	if r := &rules[2]; !r.Rest[0].Held {
		t.Errorf("got %+v of the rule behind", r)
	}
}

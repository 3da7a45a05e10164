package eval_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/engine"
)

// TestTrace looks at the data behind an explanation.
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
	made := func(n int64) claim.Claim {
		return claim.Claim{Type: "made", Value: claim.Int(n), Issuer: claim.AttestationPolicy}
	}
	want := []eval.SectionTrace{
		{Kind: ast.Authorization, Rules: []eval.RuleTrace{
			{Rule: rules[0].Node, Reached: true, Conditions: []eval.ConditionTrace{
				{Condition: rules[0].Node.Conditions[0], Held: true, Claims: 3, Matched: []claim.Claim{service, custom}, Complete: true},
				{Condition: rules[0].Node.Conditions[1], Claims: 3, Complete: true, Near: []eval.Miss{
					{Claim: service, Failed: []eval.FailedTest{
						{Test: tests[2], Found: claim.String("AttestationService"), Wanted: []claim.Value{claim.String("CustomClaim")}},
					}},
					{Claim: custom, Failed: []eval.FailedTest{
						{Test: tests[3], Found: claim.Int(3), Wanted: []claim.Value{claim.Int(3)}},
					}},
				}},
			}},
			{Rule: rules[1].Node, Reached: true, Conditions: []eval.ConditionTrace{
				{Condition: rules[1].Node.Conditions[0], Claims: 3, Matched: []claim.Claim{service}, Complete: true},
			}},
			{Rule: rules[2].Node, Reached: true, Ran: true, Made: []claim.Claim{made(1), made(2)}},
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

// TestTraceWrite: an error of the writer comes back.
func TestTraceWrite(t *testing.T) {
	t.Parallel()
	trace, err := eval.Explain(t.Context(), program(t, `version=1.0;authorizationrules{};`), nil, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := trace.Text(full{}); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
	if got, want := (&eval.Trace{Result: &eval.Result{}}).Summary(), "error"; got != want {
		t.Errorf("got %q of an empty trace, want %q", got, want)
	}
}

var errFull = errors.New("disk full")

// full is a writer that can't write.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// insides returns what a program is made of.
func insides(p *compile.Program) *engine.Program { return (*engine.Sealed)(p).Open() }

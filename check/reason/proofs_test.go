package reason_test

import (
	"context"
	"slices"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
)

func rulesOf(p *reason.Policy, kind ast.SectionKind) []*ast.Rule {
	return slices.Collect(p.Checked().Policy.Rules(kind))
}

// T2.4: of two rules that make each other superfluous either can go, but not both.
func TestMattersTogether(t *testing.T) {
	t.Parallel()
	p := policy(t, policyOf("", `[type=="a"] => permit(); [type=="a", value!="x"] => permit(); c:[type=="a"] => permit(); [type=="b"] => add(type="c", value=1);`, ""))
	r := rulesOf(p, ast.Authorization)
	proofs := reason.NewProofs(p, reason.Options{})
	for name, c := range map[string]struct {
		rules []*ast.Rule
		want  reason.Verdict
	}{
		"one":           {r[:1], reason.No},
		"the other":     {r[2:3], reason.No},
		"the narrower":  {r[1:2], reason.No},
		"with narrower": {r[:2], reason.No},
		"all":           {r[:3], reason.Yes},
		"both":          {[]*ast.Rule{r[0], r[2]}, reason.Yes},
		"with an add":   {[]*ast.Rule{r[0], r[3]}, reason.No},
		"none":          {nil, reason.No},
	} {
		got, err := proofs.Matters(context.Background(), c.rules...)
		if err != nil || got != c.want {
			t.Errorf("%s: found %d, %v, expected %d", name, got, err, c.want)
		}
	}
}

// T2.3: what is asked of each of 1,000 rules stays within the steps of lint; questions
// about the same claims share what they need.
func TestProofsOfLargePolicies(t *testing.T) {
	t.Parallel()
	p := policy(t, large(1000, 3))
	proofs := reason.NewProofs(p, reason.Options{Steps: 20_000})
	ctx := context.Background()
	for _, kind := range []ast.SectionKind{ast.Authorization, ast.Issuance} {
		for _, r := range rulesOf(p, kind) {
			if runs, err := proofs.Runs(ctx, r); err != nil || runs != reason.Yes {
				t.Fatalf("found %d, %v, expected that every rule can run", runs, err)
			}
		}
	}
	after := proofs.Steps()
	if after > 500_000 {
		t.Errorf("found %d steps, expected at most 500,000", after)
	}
	given := reason.Given{With: []claim.Claim{service("mode", claim.String("x"))}}
	for _, r := range rulesOf(p, ast.Authorization) {
		given.By = r
		if a, err := proofs.Permits(ctx, given); err != nil || a.Verdict != reason.Yes || len(a.Claims) != 3 {
			t.Fatalf("found %+v, %v, expected three claims", a, err)
		}
	}
	if steps := proofs.Steps() - after; steps > 1_000_000 {
		t.Errorf("found %d steps, expected at most 1,000,000", steps)
	}
}

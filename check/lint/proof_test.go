package lint_test

import (
	"context"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/naive"
)

// byNaive evaluates a policy clause by clause.
func byNaive(checked *check.Checked) reason.Evaluate {
	return func(ctx context.Context, claims []claim.Claim) (reason.Outcome, error) {
		r, err := naive.Run(ctx, checked, claims, eval.Options{})
		if err != nil {
			return reason.Outcome{}, err
		}
		return reason.Outcome{Permitted: r.Decision == eval.Permitted, Claims: r.Claims, Properties: r.Properties}, nil
	}
}

// T2.3: to remove a duplicate is safe where that is proved, and only there.
func TestT2_3SafeDuplicates(t *testing.T) {
	t.Parallel()
	const before, after = "version=1.2;\nauthorizationrules{\n=> permit();\n[type==\"b\"] => add(type=\"c\", value=1);\n",
		"[type==\"b\"] => add(type=\"c\", value=1);\n};\nissuancerules{\nx:[type==\"c\"] => issue(claim=x);\n};\n"
	for _, c := range []struct {
		between  string
		noProofs bool
		want     bool
	}{
		{"", false, true},
		{"", true, false},
		{"=> add(type=\"b\", value=1);\n", false, false},
		{"=> add(type=\"d\", value=1);\n", false, true},
	} {
		_, found := lint.Source(ast.NewSource("p.maa", before+c.between+after), lint.Options{NoProofs: c.noProofs})
		safe, seen := false, false
		for _, d := range found {
			if d.Code == "MAA3037" {
				safe, seen = d.Fixes[0].Safe, true
			}
		}
		if !seen || safe != c.want {
			t.Errorf("after %q, without proofs: %t: found %t, safe %t, want %t", c.between, c.noProofs, seen, safe, c.want)
		}
	}
}

// T2.3: without a way to evaluate, what permits is not said to; what needs no example is
// still proved.
func TestT2_3WithoutEvaluation(t *testing.T) {
	t.Parallel()
	const text = "version=1.2;\nauthorizationrules{\n![type==\"a\"] => permit();\n[type==\"b\"] && ![type==\"b\"] => permit();\n};\n"
	for _, c := range []struct {
		opts lint.Options
		want string
	}{
		{lint.Options{}, "MAA3034 warning"},
		{lint.Options{Evaluate: byNaive}, "MAA3029 warning, MAA3034 warning"},
		{lint.Options{Evaluate: byNaive, NoProofs: true}, ""},
	} {
		_, found := lint.Source(ast.NewSource("p.maa", text), c.opts)
		if got := codes(found); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

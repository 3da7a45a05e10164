package lint_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/naive"
)

// grid is all claims of a small space: for each condition that vocabulary makes it has
// a claim that passes, if there is any.
func grid() []claim.Claim {
	var values []claim.Value
	for n := int64(-2); n <= 5; n++ {
		values = append(values, claim.Int(n))
	}
	values = append(values, claim.Bool(true), claim.Bool(false), claim.String("x"), claim.String("y"), claim.String("other"))
	var out []claim.Claim
	for _, typ := range []string{"a", "b", "other"} {
		for _, v := range values {
			for i := claim.CustomClaim; i <= claim.AttestationService; i++ {
				out = append(out, claim.Claim{Type: typ, Value: v, Issuer: i})
			}
		}
	}
	return out
}

// vocabulary is the tests that conditions are made of.
func vocabulary() []string {
	var out []string
	add := func(property, ops string, values ...string) {
		for _, op := range strings.Fields(ops) {
			for _, v := range values {
				out = append(out, property+op+v)
			}
		}
	}
	add("type", "== !=", `"a"`, `"b"`)
	add("issuer", "== !=", `"AttestationService"`, `"AttestationPolicy"`, `"CustomClaim"`)
	add("valueType", "== !=", `"Boolean"`, `"Integer"`, `"String"`)
	add("value", "== !=", "true", "false", `"x"`, `"y"`, "0", "1", "2", "3")
	add("value", "< <= > >=", "0", "1", "2", "3")
	return out
}

// TestT2_4Exact: a contradiction is found if no claim passes, and only then; a test is
// said to be redundant if the claims that pass without it are the same.
func TestT2_4Exact(t *testing.T) {
	t.Parallel()
	rng, words, claims := rand.New(rand.NewPCG(7, 8)), vocabulary(), grid()
	contradictions, redundant := 0, 0
	for range 400 {
		tests := make([]string, 1+rng.IntN(5))
		for i := range tests {
			tests[i] = words[rng.IntN(len(words))]
		}
		text := fmt.Sprintf("version=1.2;authorizationrules{[%s]=>permit();};", strings.Join(tests, ", "))
		checked, found := lint.Source(ast.NewSource("p.maa", text), lint.Options{})
		if checked == nil {
			t.Fatal(found.Err())
		}
		passing := passes(t, checked, claims)
		none := !slices.Contains(passing, true)
		if got := slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Code == "MAA3014" }); got != none {
			t.Fatalf("contradiction found: %t, want %t: %s", got, none, text)
		}
		if none {
			contradictions++
			continue
		}
		for _, d := range found {
			if d.Code != "MAA3015" {
				continue
			}
			redundant++
			fixed, _ := diag.Apply(text, d.Fixes[0])
			without, _ := check.Source(ast.NewSource("p.maa", fixed), check.Options{})
			if !slices.Equal(passes(t, without, claims), passing) {
				t.Fatalf("not redundant: %s\n%s", text, fixed)
			}
		}
	}
	if contradictions < 50 || redundant < 50 {
		t.Errorf("tried %d contradictions and %d redundant tests, want 50 of each", contradictions, redundant)
	}
}

// passes says of each claim whether it passes the policy's condition.
func passes(t *testing.T, p *check.Checked, claims []claim.Claim) []bool {
	t.Helper()
	out := make([]bool, len(claims))
	for i, c := range claims {
		r, err := naive.Run(t.Context(), p, []claim.Claim{c}, eval.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out[i] = r.Decision == eval.Permitted
	}
	return out
}

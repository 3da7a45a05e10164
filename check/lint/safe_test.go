package lint_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/naive"
	"github.com/assay-policy/assay/internal/policygen"
)

// T2.3: a safe fix keeps Results on all claim sets, all safe fixes of a round together
// do, too (T2.7). Each one of the archives is tried on 1,000, drawn from what the policy
// tests.
func TestT2_3SafeFixesOfArchives(t *testing.T) {
	t.Parallel()
	tried := 0
	for _, c := range allCases(t) {
		checked, found := lint.Source(ast.NewSource("p.maa", c.text), c.opts)
		if checked == nil {
			continue
		}
		for _, after := range safelyFixed(t, c.text, found) {
			tried++
			draw := newDrawer(checked)
			for range 1000 {
				sameResult(t, checked, after, draw.claims())
			}
		}
	}
	if tried < 10 {
		t.Errorf("%d safe fixes in the archives, want 10 or more", tried)
	}
}

// The same for random policies, each with a few claim sets.
func TestT2_3SafeFixesAtRandom(t *testing.T) {
	t.Parallel()
	tried := 0
	rapid.Check(t, func(rt *rapid.T) {
		text := policygen.Policy(rt)
		checked, found := lint.Source(ast.NewSource("p.maa", text), lint.Options{Evaluate: byNaive})
		if checked == nil {
			rt.Fatalf("%v in %s", found.Err(), text)
		}
		for _, after := range safelyFixed(t, text, found) {
			tried++
			draw := newDrawer(checked)
			for range 5 {
				sameResult(t, checked, after, draw.claims())
				sameResult(t, checked, after, policygen.Claims(rt))
			}
		}
	})
	if tried < 20 {
		t.Errorf("%d safe fixes in random policies, want 20 or more", tried)
	}
}

// safelyFixed returns the policies that the safe fixes of a lint make, each alone, and
// all together.
func safelyFixed(t *testing.T, text string, found diag.List) []fixedPolicy {
	t.Helper()
	var out []fixedPolicy
	var all []diag.Fix
	proof := false
	add := func(code diag.Code, proof bool, fixes ...diag.Fix) {
		fixed, _ := diag.Apply(text, fixes...)
		after, left := check.Source(ast.NewSource("fixed.maa", fixed), check.Options{})
		if after == nil {
			t.Fatalf("%s: %v after %q in\n%s", code, left.Err(), fixes[0].Title, fixed)
		}
		out = append(out, fixedPolicy{after, proof})
	}
	for _, d := range found {
		for _, fix := range d.Fixes {
			if fix.Safe {
				proved := slices.Contains(proved, string(d.Code))
				add(d.Code, proved, fix)
				all, proof = append(all, fix), proof || proved
			}
		}
	}
	if len(all) > 1 {
		add("all", proof, all...)
	}
	return out
}

// fixedPolicy is a policy after safe fixes. If it is proved that they are, that holds
// for claims files, and for what counts as a Result (T5.2).
type fixedPolicy struct {
	*check.Checked
	proved bool
}

// sameResult compares what a policy and the fixed one come to over the same claims.
func sameResult(t *testing.T, before *check.Checked, after fixedPolicy, claims []claim.Claim) {
	t.Helper()
	type result struct {
		Decision           eval.Decision
		Reason             eval.Reason
		Claims, Properties []claim.Claim
		Code               diag.Code
	}
	if after.proved {
		claims = ofFile(claims)
	}
	look := func(p *check.Checked) result {
		r, err := naive.Run(t.Context(), p, claims, eval.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out := result{Decision: r.Decision, Reason: r.Reason, Claims: r.Claims, Properties: r.Properties}
		if r.Err != nil {
			out.Code = r.Err.Code
		}
		if after.proved {
			out.Reason, out.Code = 0, ""
		}
		return out
	}
	if diff := cmp.Diff(look(before), look(after.Checked), cmp.Comparer(func(a, b claim.Claim) bool { return a == b })); diff != "" {
		t.Fatalf("claims %v (-before +after):\n%s\n%s\n%s", claims, diff, before.Source.Text, after.Source.Text)
	}
}

// ofFile makes claims those of a file that marks nothing read-only: none is of the
// policy's own, none comes twice.
func ofFile(claims []claim.Claim) []claim.Claim {
	var out []claim.Claim
	for _, c := range claims {
		c.ReadOnly = false
		if c.Issuer == claim.AttestationPolicy {
			c.Issuer = claim.CustomClaim
		}
		if !slices.ContainsFunc(out, c.Same) {
			out = append(out, c)
		}
	}
	return out
}

// drawer draws claims of the types and values that a policy names.
type drawer struct {
	rand   *rand.Rand
	types  []string
	values []claim.Value
}

func newDrawer(p *check.Checked) *drawer {
	d := &drawer{rand: rand.New(rand.NewPCG(1, 2)), types: []string{"other"}, values: []claim.Value{claim.Bool(true), claim.Bool(false)}}
	ast.Walk(p.Policy, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StringLit:
			d.types = append(d.types, n.Value)
			d.values = append(d.values, claim.String(n.Value))
		case *ast.IntLit:
			d.values = append(d.values, claim.Int(n.Value-1), claim.Int(n.Value), claim.Int(n.Value+1))
		}
		return true
	})
	return d
}

func (d *drawer) claims() []claim.Claim {
	out := make([]claim.Claim, d.rand.IntN(8))
	for i := range out {
		out[i] = claim.Claim{
			Type:   d.types[d.rand.IntN(len(d.types))],
			Value:  d.values[d.rand.IntN(len(d.values))],
			Issuer: []claim.Issuer{claim.CustomClaim, claim.AttestationPolicy, claim.AttestationService}[d.rand.IntN(3)],
		}
	}
	return out
}

package explain_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/explain"
	"github.com/assay-policy/assay/internal/naive"
	"github.com/assay-policy/assay/internal/policygen"
)

// watched is what the naive evaluator found: the claims before each rule, and those
// that satisfy each condition that it entered.
type watched struct {
	before     map[*ast.Rule][]claim.Claim
	satisfying map[*ast.Condition][]claim.Claim
	last       []claim.Claim
}

func (w *watched) Rule(r *ast.Rule, incoming []claim.Claim) { w.before[r], w.last = incoming, incoming }

func (w *watched) Condition(c *ast.Condition, satisfying []claim.Claim) {
	if satisfying == nil {
		satisfying = []claim.Claim{}
	}
	w.satisfying[c] = satisfying
}

// sample is a random policy over random claims, explained and watched.
type sample struct {
	policy string
	claims []claim.Claim
	opts   eval.Options
	x      *explain.Explanation
	naive  *eval.Result
	seen   *watched
}

// checkSamples checks a property of random samples, several in each of rapid's checks.
func checkSamples(t *testing.T, check func(t *rapid.T, s sample)) {
	rapid.Check(t, func(t *rapid.T) {
		for range 3 {
			check(t, draw(t))
		}
	})
}

func draw(t *rapid.T) sample {
	s := sample{policy: policygen.Policy(t), claims: policygen.Claims(t), seen: &watched{
		before: map[*ast.Rule][]claim.Claim{}, satisfying: map[*ast.Condition][]claim.Claim{},
	}}
	s.opts.Limits.Steps = policygen.Pick(t, []int64{0, 0, 0, 7, 30, 110})
	p, found := compile.Source("random.maa", s.policy)
	if p == nil {
		t.Fatalf("%v in\n%s", found.Err(), s.policy)
	}
	var err error
	if s.x, err = explain.Explain(context.Background(), p, s.claims, explain.Options{Eval: s.opts}); err != nil {
		t.Fatal(err)
	}
	if s.naive, err = naive.Watched(context.Background(), p.Checked(), s.claims, s.opts, s.seen); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestAgreesWithNaive: on random policies the explanation has the result of the naive
// evaluator, and says of every condition that this one entered whether it holds and
// which claims match (T4.1).
func TestAgreesWithNaive(t *testing.T) {
	t.Parallel()
	checkSamples(t, func(t *rapid.T, s sample) {
		r := s.x.Result
		if r.Reason != s.naive.Reason || r.Steps != s.naive.Steps || r.DecidedBy != s.naive.DecidedBy || (r.Err == nil) != (s.naive.Err == nil) {
			t.Fatalf("got %v after %d steps, want %v after %d", r.Reason, r.Steps, s.naive.Reason, s.naive.Steps)
		}
		for _, rule := range s.x.Rules {
			if _, reached := s.seen.before[rule.Node]; reached != rule.Reached {
				t.Fatalf("rule %v: got reached %t", rule.Node.Pos(), rule.Reached)
			}
			s.compare(t, rule)
		}
	})
}

func (s *sample) compare(t *rapid.T, rule *explain.Rule) {
	all := true
	for i := range rule.Conditions {
		c := &rule.Conditions[i]
		want, entered := s.seen.satisfying[c.Node]
		holds := len(want) > 0 != c.Node.Negated()
		all = all && entered && holds
		if !entered {
			continue
		}
		if !c.Looked || c.Holds != holds || c.MatchedCount != len(want) {
			t.Fatalf("condition at %v: got looked %t, holds %t, matched %d, want holds %t, matched %d in\n%s",
				c.Node.Pos(), c.Looked, c.Holds, c.MatchedCount, holds, len(want), s.policy)
		}
		if first := want[:min(len(want), explain.MaxClaims)]; !slices.EqualFunc(c.Matched, first, claim.Claim.Same) {
			t.Fatalf("condition at %v: got %v, want %v", c.Node.Pos(), c.Matched, first)
		}
	}
	if rule.Ran != (rule.Reached && all) {
		t.Fatalf("rule at %v: got ran %t, want %t in\n%s", rule.Node.Pos(), rule.Ran, all, s.policy)
	}
}

// TestLooksAtAll: conditions with literals alone, which are looked at wherever they
// stand, match what a plain loop over the claims does that are there when the rule runs.
func TestLooksAtAll(t *testing.T) {
	t.Parallel()
	looked := 0
	checkSamples(t, func(t *rapid.T, s sample) {
		if s.opts.Limits.Steps > 0 {
			return // there may be too few to look
		}
		for _, rule := range s.x.Rules {
			before, reached := s.seen.before[rule.Node]
			if !reached {
				continue
			}
			for i := range rule.Conditions {
				c := &rule.Conditions[i]
				want, plain := plainly(c.Node, before)
				if !plain {
					continue
				}
				looked++
				if !c.Looked || c.MatchedCount != len(want) || c.Holds != (len(want) > 0 != c.Node.Negated()) {
					t.Fatalf("condition at %v: got looked %t, matched %d, holds %t, want %v in\n%s", c.Node.Pos(), c.Looked, c.MatchedCount, c.Holds, want, s.policy)
				}
				checkTests(t, c, before)
			}
		}
	})
	if looked < 100 {
		t.Errorf("looked at %d conditions, expected many", looked)
	}
}

// plainly returns the claims that match a condition, if it has literals alone.
func plainly(c *ast.Condition, claims []claim.Claim) (matched []claim.Claim, plain bool) {
	for _, t := range c.Tests {
		if _, ok := literal(t.Value); !ok {
			return nil, false
		}
	}
	for _, cl := range claims {
		if failing(c, cl) == 0 {
			matched = append(matched, cl)
		}
	}
	return matched, true
}

func failing(c *ast.Condition, cl claim.Claim) int {
	n := 0
	for _, t := range c.Tests {
		if !passes(t, cl) {
			n++
		}
	}
	return n
}

func passes(t *ast.Test, cl claim.Claim) bool {
	want, _ := literal(t.Value)
	got := map[ast.Property]claim.Value{
		ast.TypeProperty: claim.String(cl.Type), ast.ValueProperty: cl.Value,
		ast.ValueTypeProperty: claim.String(cl.Value.Kind().String()), ast.IssuerProperty: claim.String(cl.Issuer.String()),
	}[t.Property]
	both := got.Kind() == claim.IntegerKind && want.Kind() == claim.IntegerKind
	return map[ast.Op]bool{
		ast.Equal: got == want, ast.NotEqual: got != want,
		ast.Less: both && got.Int() < want.Int(), ast.LessEqual: both && got.Int() <= want.Int(),
		ast.Greater: both && got.Int() > want.Int(), ast.GreaterEqual: both && got.Int() >= want.Int(),
	}[t.Op]
}

func literal(e ast.Expr) (claim.Value, bool) {
	switch e := e.(type) {
	case *ast.StringLit:
		return claim.String(e.Value), true
	case *ast.IntLit:
		return claim.Int(e.Value), true
	case *ast.BoolLit:
		return claim.Bool(e.Value), true
	}
	return claim.Value{}, false
}

// checkTests: the claims that a failing test names fail it, and no claim fails fewer
// tests of its condition (T4.3).
func checkTests(t *rapid.T, c *explain.Condition, claims []claim.Claim) {
	if c.MatchedCount > 0 {
		return
	}
	fewest := len(c.Node.Tests)
	for _, cl := range claims {
		if typed(c.Node, cl) {
			fewest = min(fewest, failing(c.Node, cl))
		}
	}
	for i := range c.Tests {
		for _, cl := range c.Tests[i].Actual {
			if n := failing(c.Node, cl); n != fewest || passes(c.Tests[i].Node, cl) != c.Tests[i].Holds {
				t.Fatalf("test at %v: %v fails %d tests, the fewest are %d", c.Tests[i].Node.Pos(), cl, n, fewest)
			}
		}
	}
}

// typed reports whether a claim has the literal type of a condition, if that has one.
func typed(c *ast.Condition, cl claim.Claim) bool {
	for _, t := range c.Tests {
		if lit, ok := t.Value.(*ast.StringLit); ok && t.Property == ast.TypeProperty && t.Op == ast.Equal {
			return cl.Type == lit.Value
		}
	}
	return true
}

// TestLineageEnds: every outgoing claim has a rule that issued it, and comes from
// claims that came in (T4.5); a rule without conditions makes it from none.
func TestLineageEnds(t *testing.T) {
	t.Parallel()
	lines := 0
	checkSamples(t, func(t *rapid.T, s sample) {
		if len(s.x.Lineage) != len(s.x.Result.Claims) {
			t.Fatalf("got %d lineages of %d claims", len(s.x.Lineage), len(s.x.Result.Claims))
		}
		for i, l := range s.x.Lineage {
			lines++
			if !l.Claim.Same(s.x.Result.Claims[i]) || l.Rule == nil || !l.Rule.Ran || l.Rule.Node.Action.Kind != ast.Issue {
				t.Fatalf("%v: got rule %v", l.Claim, l.Rule)
			}
			if len(l.Rule.Conditions) == 0 && len(l.From) > 0 {
				t.Fatalf("%v: got %v of a rule without conditions", l.Claim, l.From)
			}
			for _, from := range l.From {
				if !slices.ContainsFunc(s.claims, from.Same) {
					t.Fatalf("%v: %v did not come in", l.Claim, from)
				}
			}
			s.checkDirect(t, &l)
		}
	})
	if lines < 50 {
		t.Errorf("looked at %d claims, expected many", lines)
	}
}

// checkDirect: incoming claims that a positive condition of the rule matched are in
// the lineage.
func (s *sample) checkDirect(t *rapid.T, l *explain.Lineage) {
	for i := range l.Rule.Conditions {
		c := &l.Rule.Conditions[i]
		for _, m := range c.Matched {
			if !c.Node.Negated() && slices.ContainsFunc(s.claims, m.Same) && !slices.ContainsFunc(l.From, m.Same) {
				t.Fatalf("%v: %v is not in %v", l.Claim, m, l.From)
			}
		}
	}
}

// TestExplainIsDeterministic: equal inputs give equal explanations, whichever engine
// does the tests.
func TestExplainIsDeterministic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		p, _ := compile.Source("random.maa", s.policy)
		s.opts.Engine = eval.CEL
		again, err := explain.Explain(context.Background(), p, s.claims, explain.Options{Eval: s.opts})
		if err != nil {
			t.Fatal(err)
		}
		all := explain.TextOptions{All: true}
		if diff := cmp.Diff(s.x.Text(all), again.Text(all)); diff != "" {
			t.Fatalf("text: %s", diff)
		}
		if a, b := s.x.Document(), again.Document(); !reflect.DeepEqual(a, b) {
			t.Fatal(cmp.Diff(a, b))
		}
		if fmt.Sprint(s.x) != s.x.Text(explain.TextOptions{}) {
			t.Fatal("String is not the text")
		}
	})
}

package explain_test

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/explain"
	"github.com/assay-policy/assay/internal/naive"
)

// smallSpace are the claims that policies of smallPolicy can tell apart: all of them, but
// for fresh values that behave as one of these.
func smallSpace() []claim.Claim {
	var all []claim.Claim
	for _, typ := range []string{"a", "b"} {
		for _, v := range []claim.Value{claim.Int(0), claim.Int(1), claim.Int(2), claim.Int(3), claim.String("x"), claim.String("z"), claim.Bool(true)} {
			for _, issuer := range []claim.Issuer{claim.AttestationService, claim.CustomClaim} {
				all = append(all, claim.Claim{Type: typ, Value: v, Issuer: issuer})
			}
		}
	}
	return all
}

// drawn draws small policies and claims.
type drawn struct{ *rand.Rand }

func (d drawn) pick(all ...string) string { return all[d.IntN(len(all))] }

func (d drawn) policy() string {
	var rules []string
	for range 1 + d.IntN(3) {
		rules = append(rules, d.rule(d.pick("permit()", "deny()", `add(type="b", value=1)`, `add(type="a", value="x")`, "add(claim=c)", `add(type="b", value=c.value)`)))
	}
	rules = append(rules, d.rule("permit()"))
	d.Shuffle(len(rules), func(i, k int) { rules[i], rules[k] = rules[k], rules[i] })
	return "version=1.2;\nauthorizationrules {\n" + strings.Join(rules, "\n") + "\n};\n"
}

func (d drawn) rule(action string) string {
	conditions := []string{"c:" + d.condition("")}
	for range d.IntN(3) {
		conditions = append(conditions, d.pick("", "", "!")+d.condition("c"))
	}
	return "    " + strings.Join(conditions, " && ") + " => " + action + ";"
}

func (d drawn) condition(bound string) string {
	tests := []string{"type==" + d.pick(`"a"`, `"b"`)}
	value := d.pick("==1", "==2", ">=2", "<2", `=="x"`, `!="x"`, "==true", "")
	if bound != "" && d.IntN(4) == 0 {
		value = d.pick("==", "!=") + bound + ".value"
	}
	if value != "" {
		tests = append(tests, "value"+value)
	}
	if d.IntN(6) == 0 {
		tests = append(tests, "issuer"+d.pick("==", "!=")+d.pick(`"AttestationService"`, `"CustomClaim"`, `"AttestationPolicy"`))
	}
	return "[" + strings.Join(tests, ", ") + "]"
}

// given draws claims, each once: a set has no equal ones.
func (d drawn) given() []claim.Claim {
	space := smallSpace()
	d.Shuffle(len(space), func(i, k int) { space[i], space[k] = space[k], space[i] })
	return space[:d.IntN(4)]
}

// edited are what one edit makes of claims.
func edited(claims []claim.Claim) [][]claim.Claim {
	var all [][]claim.Claim
	for i := range claims {
		all = append(all, slices.Delete(slices.Clone(claims), i, i+1))
	}
	for _, c := range smallSpace() {
		all = append(all, append(slices.Clone(claims), c))
		for i, old := range claims {
			if old.Type == c.Type && old.Issuer == c.Issuer {
				set := slices.Clone(claims)
				set[i] = c
				all = append(all, set)
			}
		}
	}
	return all
}

// permits evaluates by the naive evaluator.
func permits(t *testing.T, p *compile.Program, claims []claim.Claim) bool {
	t.Helper()
	r, err := naive.Run(context.Background(), p.Checked(), claims, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Decision == eval.Permitted
}

// permitsAfter reports whether exactly so many edits, one or two, can make it permit.
func permitsAfter(t *testing.T, p *compile.Program, claims []claim.Claim, edits int) bool {
	t.Helper()
	return slices.ContainsFunc(edited(claims), func(c []claim.Claim) bool {
		if edits == 1 {
			return permits(t, p, c)
		}
		return permitsAfter(t, p, c, edits-1)
	})
}

// T4.4, section 8: on small spaces each change permits, and no smaller one does; they
// stand in their order.
func TestChangesAreSmallest(t *testing.T) {
	t.Parallel()
	d := drawn{rand.New(rand.NewPCG(7, 44))}
	sizes := map[int]int{}
	for range 250 {
		text, claims := d.policy(), d.given()
		p := program(t, "small.maa", text)
		x, err := explain.Explain(t.Context(), p, claims, explain.Options{MaxEdits: 3})
		if err != nil {
			t.Fatal(err)
		}
		if x.Result.Decision == eval.Permitted {
			if len(x.Changes) > 0 {
				t.Errorf("found %v after a permit", x.Changes)
			}
			continue
		}
		size := 4
		if len(x.Changes) > 0 {
			size = len(x.Changes[0].Edits)
		}
		sizes[size]++
		for n := 1; n < min(size, 3) && (n == 1 || sizes[size] <= 10); n++ {
			if permitsAfter(t, p, claims, n) {
				t.Errorf("found %d edits, but %d are enough for %v in\n%s", size, n, claims, text)
			}
		}
		if !x.Minimal || len(x.Changes) > 3 {
			t.Errorf("found %d changes, minimal %v, of %v in\n%s", len(x.Changes), x.Minimal, claims, text)
		}
		checkChanges(t, p, x, claims)
	}
	t.Log(sizes)
	if sizes[1] < 50 || sizes[2] < 20 || sizes[3] < 1 || sizes[4] < 5 {
		t.Errorf("found sizes %v, expected some of each", sizes)
	}
}

// checkChanges: each change permits, is what its edits say, and stands in its place;
// the nearest rule runs after one.
func checkChanges(t *testing.T, p *compile.Program, x *explain.Explanation, claims []claim.Claim) {
	t.Helper()
	for i, c := range x.Changes {
		if !permits(t, p, c.Claims) {
			t.Errorf("%v does not permit %v in\n%s", c, claims, x.Source.Text)
		}
		if got, want := sorted(applied(claims, c.Edits)), sorted(c.Claims); !slices.Equal(got, want) {
			t.Errorf("found %v, but the edits make %v", want, got)
		}
		if i > 0 && inOrder(x.Changes[i-1], c) >= 0 {
			t.Errorf("found %v before %v, expected the contrary", x.Changes[i-1], c)
		}
	}
	if len(x.Changes) > 0 && x.Result.Reason == eval.ReasonNoPermit {
		if !slices.ContainsFunc(x.Changes, func(c reason.Change) bool { return runs(t, p, x.Nearest.Node, c.Claims) }) {
			t.Errorf("found the nearest rule %v, which no change makes run, in\n%s", x.Nearest.Node.Pos(), x.Source.Text)
		}
	}
}

// runs reports whether a rule runs over claims.
func runs(t *testing.T, p *compile.Program, rule *ast.Rule, claims []claim.Claim) bool {
	t.Helper()
	trace, err := eval.Explain(t.Context(), p, claims, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range trace.Sections {
		for _, r := range s.Rules {
			if r.Rule == rule {
				return r.Ran
			}
		}
	}
	return false
}

// applied is what edits make of claims.
func applied(claims []claim.Claim, edits []reason.Edit) []claim.Claim {
	out := slices.Clone(claims)
	for _, e := range edits {
		gone := e.Claim
		if e.Kind == reason.SetValue {
			gone = e.Was
		}
		if e.Kind != reason.AddClaim {
			out = slices.DeleteFunc(out, gone.Same)
		}
		if e.Kind != reason.RemoveClaim {
			out = append(out, e.Claim)
		}
	}
	return out
}

func sorted(claims []claim.Claim) []string {
	var all []string
	for _, c := range claims {
		all = append(all, c.String())
	}
	slices.Sort(all)
	return all
}

// inOrder compares changes: only set first, then only add, then by claims of clients.
func inOrder(a, b reason.Change) int {
	return cmp.Or(class(a)-class(b), clients(a)-clients(b), strings.Compare(strings.Join(texts(a), ""), strings.Join(texts(b), "")))
}

func class(c reason.Change) int {
	for i, kind := range []reason.EditKind{reason.SetValue, reason.AddClaim} {
		if !slices.ContainsFunc(c.Edits, func(e reason.Edit) bool { return e.Kind != kind }) {
			return i
		}
	}
	return 2
}

func clients(c reason.Change) (n int) {
	for _, e := range c.Edits {
		if e.Kind != reason.RemoveClaim && e.Claim.Issuer == claim.CustomClaim {
			n++
		}
	}
	return n
}

func texts(c reason.Change) (all []string) {
	for _, e := range c.Edits {
		all = append(all, e.Kind.String()+e.Claim.String()+e.Was.String())
	}
	return all
}

// T4.2: of the permit rules that run after the fewest edits the nearest is the one that
// lacks least, though the changes that are shown make others run.
func TestNearestRunsAfterFewestEdits(t *testing.T) {
	t.Parallel()
	p := program(t, "policy.maa", `version=1.0;authorizationrules{
[type=="y", value==1] && [type=="w"] => permit();
[type=="z", value==1] => permit();
[type=="a", value==1] => permit();
[type=="a", value==2] => permit();
[type=="a", value==3] => permit();
};`)
	given := []claim.Claim{
		{Type: "a", Value: claim.Int(9), Issuer: claim.AttestationService},
		{Type: "y", Value: claim.Int(9), Issuer: claim.AttestationService},
		{Type: "z", Value: claim.Int(9), Issuer: claim.AttestationService},
	}
	x, err := explain.Explain(t.Context(), p, given, explain.Options{MaxEdits: explain.DefaultEdits})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range x.Changes {
		if len(c.Edits) != 1 || c.Edits[0].Claim.Type != "a" {
			t.Errorf("found %+v", c)
		}
	}
	if at := p.Source().Place(x.Nearest.Node.Pos()).Line; at != 3 || len(x.Changes) != 3 {
		t.Errorf("found line %d and %d changes, expected line 3 and 3", at, len(x.Changes))
	}
}

package lint_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

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

const (
	policiesProved   = 300
	policiesVariable = "ASSAY_LINT_POLICIES"
)

// T8 2, T2.3: no claims refute what is said to be proved. ASSAY_LINT_POLICIES is how many
// policies are tried.
func TestT2_3ProofsAtRandom(t *testing.T) {
	t.Parallel()
	n := policiesProved
	if text := os.Getenv(policiesVariable); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[diag.Code]int{}
	for i := range n {
		rng := rand.New(rand.NewPCG(uint64(i), 1))
		text := smallPolicy(rng)
		if i%3 == 0 {
			text = rapid.Custom(policygen.Policy).Example(i)
		}
		holdProofs(t, text, 60, seen)
	}
	for _, code := range proved {
		if code != "MAA3030" && seen[diag.Code(code)] < n/100 { // 3030 needs names of evidence
			t.Errorf("%s: found %d times in %d policies, want %d", code, seen[diag.Code(code)], n, n/100)
		}
	}
}

// holdProofs tries what lint proves of a policy on some random claim sets.
func holdProofs(t *testing.T, text string, sets int, seen map[diag.Code]int) {
	t.Helper()
	checked, found := lint.Source(ast.NewSource("p.maa", text), lint.Options{Evaluate: byNaive, ClientClaims: lint.NoClientClaims})
	if checked == nil {
		t.Fatalf("%v in\n%s", found.Err(), text)
	}
	for _, d := range found {
		seen[d.Code]++
		if d.Code == "MAA3029" {
			if o, err := byNaive(checked)(t.Context(), nil); err != nil || !o.Permitted {
				t.Fatalf("%s: no claims are denied, %v\n%s", d, err, text)
			}
		}
	}
	fixed := safelyFixed(t, text, found)
	draw := newDrawer(checked)
	draw.rand = rand.New(rand.NewPCG(7, uint64(len(text))))
	for range sets {
		claims := ofFile(draw.claims())
		for _, after := range fixed {
			sameResult(t, checked, after, claims)
		}
		holdOver(t, checked, claims, found)
	}
}

// holdOver holds findings against what ran over some claims.
func holdOver(t *testing.T, checked *check.Checked, claims []claim.Claim, found diag.List) {
	t.Helper()
	w := &ranRules{ran: map[*ast.Rule]bool{}}
	r, err := naive.Watched(t.Context(), checked, claims, eval.Options{}, w)
	if err != nil {
		t.Fatal(err)
	}
	w.end()
	denied := false
	for rule := range w.ran {
		denied = denied || rule.Action.Kind == ast.Deny
	}
	for _, d := range found {
		refuted := false
		switch d.Code {
		case "MAA3032":
			refuted = r.Decision == eval.Permitted
		case "MAA3034":
			refuted = w.ran[ruleAt(checked.Policy, d.Span)]
		case "MAA3035":
			refuted = w.ran[ruleAt(checked.Policy, d.Span)] && !denied
		}
		if refuted {
			t.Fatalf("%s: refuted by %v\n%s", d, claims, checked.Source.Text)
		}
	}
}

func ruleAt(tree *ast.Policy, at ast.Span) *ast.Rule {
	for _, kind := range []ast.SectionKind{ast.Configuration, ast.Authorization, ast.Issuance} {
		for r := range tree.Rules(kind) {
			if r.From <= at.From && at.To <= r.To {
				return r
			}
		}
	}
	return nil
}

// ranRules notes which rules' conditions held.
type ranRules struct {
	ran  map[*ast.Rule]bool
	rule *ast.Rule
	held int
}

func (w *ranRules) Rule(r *ast.Rule, _ []claim.Claim) {
	w.end()
	w.rule, w.held = r, 0
}

func (w *ranRules) Condition(c *ast.Condition, satisfying []claim.Claim) {
	if (len(satisfying) > 0) != c.Negated() {
		w.held++
	}
}

// end is the end of a rule.
func (w *ranRules) end() {
	if w.rule != nil && w.held == len(w.rule.Conditions) {
		w.ran[w.rule] = true
	}
}

// smallPolicy draws a policy of few types and values, of which there is much to say.
func smallPolicy(rng *rand.Rand) string {
	pick := func(all ...string) string { return all[rng.IntN(len(all))] }
	condition := func() string {
		text := pick("", "", "!") + `[type=="` + pick("a", "b", "m") + `"`
		if rng.IntN(2) == 0 {
			text += ", value" + pick("==1", "==2", ">1", "<2", "!=1", "==true", `=="x"`)
		}
		if rng.IntN(3) == 0 {
			text += `, issuer=="` + pick("AttestationPolicy", "AttestationService", "CustomClaim") + `"`
		}
		return text + "]"
	}
	rule := func(action string) string {
		var conditions []string
		for range rng.IntN(3) {
			conditions = append(conditions, condition())
		}
		switch made := pick("a", "m", "n"); {
		case action == "deny":
			conditions = append(conditions, condition())
		case action != "permit" && rng.IntN(3) == 0:
			conditions = append(conditions, `c:[type=="`+pick("a", "b", "m")+`"]`)
			return strings.Join(conditions, " && ") + fmt.Sprintf(" => %s(type=%q, value=c.value);\n", action, made)
		case action != "permit":
			return strings.Join(conditions, " && ") + fmt.Sprintf(" => %s(type=%q, value=%s);\n", action, made, pick("1", "2", "true"))
		}
		return strings.Join(conditions, " && ") + " => " + action + "();\n"
	}
	text := "version=1.2;\nauthorizationrules{\n" + rule("permit")
	for range 1 + rng.IntN(5) {
		text += rule(pick("permit", "permit", "add", "deny"))
	}
	text += "};\nissuancerules{\n"
	for range rng.IntN(3) {
		text += rule(pick("issue", "issue", "add"))
	}
	return text + "};\n"
}

package check_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/naive"
	"github.com/assay-policy/assay/internal/policygen"
)

// inferredPolicies is how many random policies TestL0_1_InferredKinds looks at.
const inferredPolicies = 2000

var (
	randomPolicies = rapid.Custom(policygen.Policy)
	randomClaims   = rapid.Custom(policygen.Claims)
)

// TestL0_1_InferredKinds: whatever binders and functions stand where others would
// fit, a policy has no error for a kind that is inferred, it compiles, and it
// evaluates as L4.6, L5.1 and L7 say.
func TestL0_1_InferredKinds(t *testing.T) {
	t.Parallel()
	warned := 0
	for seed := range inferredPolicies {
		text := mixed(t, randomPolicies.Example(seed), rand.New(rand.NewPCG(uint64(seed), 1)))
		src := ast.NewSource("random.maa", text)
		checked, found := check.Source(src, check.Options{})
		if slices.ContainsFunc(found, aboutInferred) {
			warned++
		}
		if checked == nil {
			for _, d := range found {
				if d.Severity == diag.Error {
					t.Errorf("seed %d: %s", seed, show(src, d))
				}
			}
			continue
		}
		if seed%8 == 0 {
			enginesAgree(t, seed, checked)
		}
	}
	if warned < inferredPolicies/4 {
		t.Errorf("found %d policies with kinds that don't fit, expected at least %d", warned, inferredPolicies/4)
	}
	t.Logf("%d of %d policies have kinds that don't fit", warned, inferredPolicies)
}

func aboutInferred(d diag.Diagnostic) bool {
	return d.Code == "MAA3010" || d.Code == "MAA3052" || d.Code == "MAA3053"
}

// enginesAgree evaluates a policy with the compiled and with the naive engine.
func enginesAgree(t *testing.T, seed int, checked *check.Checked) {
	t.Helper()
	p, err := compile.Policy(checked)
	if err != nil {
		t.Fatalf("seed %d: %v in\n%s", seed, err, checked.Source.Text)
	}
	claims := randomClaims.Example(seed)
	fast, err := eval.Run(context.Background(), p, claims, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	slow, err := naive.Run(context.Background(), checked, claims, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, want := string(fast.AppendJSON(nil, checked.Source)), string(slow.AppendJSON(nil, checked.Source))
	if got != want {
		t.Errorf("seed %d: got %s, want %s\n%s", seed, got, want, checked.Source.Text)
	}
}

// mixed replaces some expressions of a policy that are no literals, and literals
// as well, by others whose kind is inferred, whatever it is.
func mixed(t *testing.T, text string, random *rand.Rand) string {
	t.Helper()
	tree, found := grammar.Parse(ast.NewSource("random.maa", text), grammar.Options{})
	if found.HasErrors() {
		t.Fatal(found.Err())
	}
	m := mixer{random: random, minor: tree.Version.Minor}
	for section := range tree.Sections() {
		for _, st := range section.Statements {
			m.rule(st.(*ast.Rule))
		}
	}
	mixed, _ := diag.Apply(text, diag.Fix{Title: "mix", Edits: m.edits})
	return mixed
}

type mixer struct {
	random *rand.Rand
	minor  int
	scope  []string
	edits  []diag.Edit
}

func (m *mixer) rule(r *ast.Rule) {
	m.scope = nil
	for _, cond := range r.Conditions {
		for _, test := range cond.Tests {
			m.expr(test.Value)
		}
		if cond.Binder != nil && !asksFor(cond, "pcrs") { // those would be read-only (L5.4)
			m.scope = append(m.scope, cond.Binder.Name)
		}
	}
	for _, arg := range r.Action.Args {
		m.expr(arg.Value)
	}
}

// asksFor reports whether a test of a condition has the literal.
func asksFor(cond *ast.Condition, text string) bool {
	return slices.ContainsFunc(cond.Tests, func(t *ast.Test) bool {
		lit, ok := t.Value.(*ast.StringLit)
		return ok && lit.Value == text
	})
}

// expr replaces an expression, or what is in it.
func (m *mixer) expr(e ast.Expr) {
	if _, ok := e.(*ast.BinderRef); ok {
		return
	}
	if text := m.inferred(); text != "" && m.random.IntN(4) == 0 {
		m.edits = append(m.edits, diag.Edit{Span: ast.Span{From: e.Pos(), To: e.End()}, NewText: text})
		return
	}
	if call, ok := e.(*ast.Call); ok {
		for _, arg := range call.Args {
			m.expr(arg)
		}
	}
}

// inferred returns an expression without a literal of its own, "" if there is none.
func (m *mixer) inferred() string {
	var all []string
	if m.minor == 2 {
		all = []string{
			`NegateBool(true)`, `IsSubsetOf(1, 2)`, `AppendString("a", "b")`, `JmesPath("{\"a\": 1}", "a")`,
			`JsonToClaimValue("[1, true]")`, `JsonToClaimValue("5")`, `JsonToClaimValue("\"x\"")`, `JsonToClaimValue("null")`,
		}
	}
	for _, name := range m.scope {
		for _, p := range []string{"value", "value", "value", "type", "issuer", "valueType"} {
			all = append(all, name+"."+p)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return all[m.random.IntN(len(all))]
}

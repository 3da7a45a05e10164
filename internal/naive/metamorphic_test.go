package naive_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/policygen"
)

// What must not change a result, on both engines: each property is tried on so
// many random cases.
const tried = 500

var cases = rapid.Custom(func(t *rapid.T) example {
	return example{policy: policygen.Policy(t), runs: []input{inputs.Draw(t, "input")}}
})

// visible is what a result says of a policy, apart from its text: places are
// lines.
type visible struct {
	Decision           eval.Decision
	Reason             eval.Reason
	Claims, Properties []claim.Claim
	Code               diag.Code
	Message            string
	ErrLine, RuleLine  int
	Steps              int64
}

func look(e engines, r *eval.Result) visible {
	src := e.checked.Source
	v := visible{
		Decision: r.Decision, Reason: r.Reason, Claims: r.Claims, Properties: r.Properties, Steps: r.Steps,
	}
	if r.Err != nil {
		v.Code, v.Message, v.ErrLine = r.Err.Code, r.Err.Message, src.Place(r.Err.From).Line
	}
	if r.DecidedBy != nil {
		v.RuleLine = src.Place(r.DecidedBy.From).Line
	}
	return v
}

// mustLoad compiles a policy for both engines.
func mustLoad(t *testing.T, policy string) engines {
	t.Helper()
	e, err := load(policy)
	if err != nil {
		t.Fatalf("%v in\n%s", err, policy)
	}
	return e
}

// evaluate runs both engines, which must agree.
func evaluate(t *testing.T, e engines, in input) *eval.Result {
	t.Helper()
	r, diff := e.run(in)
	if diff != "" {
		t.Fatalf("compiled (-) and naive (+) differ:\n%s\n%s", diff, describe(e.checked.Source.Text, in))
	}
	return r
}

// unchanged fails the test if a result does not look as it did before.
func unchanged(t *testing.T, before engines, in input, after engines, otherIn input) {
	t.Helper()
	one, two := look(before, evaluate(t, before, in)), look(after, evaluate(t, after, otherIn))
	if diff := cmp.Diff(one, two, cmp.Comparer(sameValue)); diff != "" {
		t.Fatalf("before (-) and after (+) differ:\n%s\n%s\nafter:\n%s", diff,
			describe(before.checked.Source.Text, in), describe(after.checked.Source.Text, otherIn))
	}
}

// L4.8: a binder is a name: renaming it changes nothing but the hash.
func TestRenamingBinders(t *testing.T) {
	t.Parallel()
	renamed := 0
	for seed := range tried {
		ex := cases.Example(seed)
		e := mustLoad(t, ex.policy)
		next := rename(e.checked, func(name string) string { return "_" + name + "_renamed" })
		unchanged(t, e, ex.runs[0], mustLoad(t, next), ex.runs[0])
		if next != ex.policy {
			renamed++
		}
	}
	if renamed < tried/2 {
		t.Errorf("renamed binders in %d of %d policies, expected half of them", renamed, tried)
	}
}

// rename returns a policy with each binder under another name.
func rename(p *check.Checked, to func(string) string) string {
	var edits []diag.Edit
	edit := func(at ast.Span, name string) { edits = append(edits, diag.Edit{Span: at, NewText: to(name)}) }
	ast.Walk(p.Policy, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Condition:
			if n.Binder != nil {
				edit(n.Binder.Span, n.Binder.Name)
			}
		case *ast.PropertyRef:
			edit(n.Binder.Span, n.Binder.Name)
		case *ast.BinderRef:
			edit(n.Span, n.Name)
		}
		return true
	})
	out, _ := diag.Apply(p.Source.Text, diag.Fix{Edits: edits})
	return out
}

// L1.1: a comment changes the hash, and nothing else.
func TestAppendingAComment(t *testing.T) {
	t.Parallel()
	for seed := range tried {
		ex := cases.Example(seed)
		e, next := mustLoad(t, ex.policy), mustLoad(t, ex.policy+"\n// => deny();")
		unchanged(t, e, ex.runs[0], next, ex.runs[0])
		one, two := evaluate(t, e, ex.runs[0]), evaluate(t, next, ex.runs[0])
		if one.PolicyHash == two.PolicyHash {
			t.Fatalf("seed %d: found one hash for two texts", seed)
		}
		if one.Err != nil && one.Err.Span != two.Err.Span {
			t.Fatalf("seed %d: found the error at %v, then at %v", seed, one.Err.Span, two.Err.Span)
		}
	}
}

// L9.1: a limit that was not passed has no part in the result: larger ones give
// the same.
func TestLargerBudget(t *testing.T) {
	t.Parallel()
	limits := []diag.Code{"MAA5001", "MAA5002", "MAA5003", "MAA5004", "MAA5005", "MAA5014"}
	fitted, small := 0, 0
	for seed := range 3 * tried {
		ex := cases.Example(seed)
		in := ex.runs[0]
		if in.limits == (eval.Limits{}) {
			continue
		}
		e := mustLoad(t, ex.policy)
		r := evaluate(t, e, in)
		if r.Err != nil && slices.Contains(limits, r.Err.Code) {
			continue
		}
		for _, by := range []int{1, 7, 1000} {
			unchanged(t, e, in, e, input{in.claims, larger(in.limits, by)})
		}
		unchanged(t, e, in, e, input{in.claims, eval.Limits{}})
		if fitted++; in.limits.Steps > 0 && r.Steps > 0 {
			small++
		}
	}
	if fitted < tried/2 || small < tried/20 {
		t.Errorf("found %d results within small limits, %d within few steps, expected %d and %d", fitted, small, tried/2, tried/20)
	}
}

// larger adds to the limits that are set; the others have their default.
func larger(l eval.Limits, by int) eval.Limits {
	more := func(n int) int {
		if n == 0 {
			return 0
		}
		return n + by
	}
	return eval.Limits{
		Claims: more(l.Claims), Text: more(l.Text), Elements: more(l.Elements), Depth: more(l.Depth),
		Steps: int64(more(int(l.Steps))), Memory: int64(more(int(l.Memory))),
	}
}

// L4.1, L9: claims of a type that no condition asks for change nothing, not even
// the steps, if every condition asks for a type.
func TestUnrelatedClaims(t *testing.T) {
	t.Parallel()
	typed, conditions := 0, 0
	for seed := range 4 * tried {
		ex := cases.Example(seed)
		e := mustLoad(t, ex.policy)
		n, all := typedConditions(e.checked.Policy)
		if !all {
			continue
		}
		in := ex.runs[0]
		in.limits.Claims, in.limits.Memory = 0, 0 // they take room
		more := slices.Insert(slices.Clone(in.claims), len(in.claims)/2, claim.Claim{Type: "unrelated", Value: claim.Int(1)})
		more = append(more, claim.Claim{Type: "unrelated", Value: claim.Bool(true), Issuer: claim.AttestationService, ReadOnly: true})
		unchanged(t, e, in, e, input{more, in.limits})
		typed++
		conditions += n
	}
	if typed < tried/2 || conditions < 2*tried {
		t.Errorf("found %d policies with %d conditions that all ask for a type, expected %d with %d", typed, conditions, tried/2, 2*tried)
	}
}

// typedConditions counts the conditions of a policy, and reports whether each
// has a test type == "literal".
func typedConditions(p *ast.Policy) (n int, all bool) {
	all = true
	ast.Walk(p, func(node ast.Node) bool {
		if cond, ok := node.(*ast.Condition); ok {
			n++
			all = all && slices.ContainsFunc(cond.Tests, func(test *ast.Test) bool {
				_, literal := test.Value.(*ast.StringLit)
				return literal && test.Property == ast.TypeProperty && test.Op == ast.Equal
			})
		}
		return true
	})
	return n, all
}

// L3.3, L3.4: claims that come again, later and not read-only, change nothing.
func TestRepeatedClaims(t *testing.T) {
	t.Parallel()
	for seed := range tried {
		ex := cases.Example(seed)
		e, in := mustLoad(t, ex.policy), ex.runs[0]
		again := slices.Clone(in.claims)
		for _, c := range in.claims {
			c.ReadOnly = false
			again = append(again, c)
		}
		unchanged(t, e, in, e, input{again, in.limits})
	}
}

// L2.1, L6.1: sections run in their order, whatever the order of the text. Only
// places change.
func TestOrderOfSections(t *testing.T) {
	t.Parallel()
	moved := 0
	for seed := range tried {
		ex := cases.Example(seed)
		e := mustLoad(t, ex.policy)
		next := mustLoad(t, reversed(e.checked))
		one, two := look(e, evaluate(t, e, ex.runs[0])), look(next, evaluate(t, next, ex.runs[0]))
		one.ErrLine, one.RuleLine, two.ErrLine, two.RuleLine = 0, 0, 0, 0
		if diff := cmp.Diff(one, two, cmp.Comparer(sameValue)); diff != "" {
			t.Fatalf("before (-) and after (+) differ:\n%s\n%s", diff, describe(ex.policy, ex.runs[0]))
		}
		if next.checked.Source.Text != ex.policy {
			moved++
		}
	}
	if moved < tried/2 {
		t.Errorf("moved sections in %d of %d policies, expected half of them", moved, tried)
	}
}

// reversed returns a policy with its sections in the opposite order; the text
// between them stays where it is.
func reversed(p *check.Checked) string {
	var between, sections []string
	from := ast.PosAt(0)
	for s := range p.Policy.Sections() {
		between = append(between, p.Source.Slice(ast.Span{From: from, To: s.From}))
		sections = append(sections, p.Source.Slice(s.Span))
		from = s.To
	}
	slices.Reverse(sections)
	var b strings.Builder
	for i, text := range sections {
		b.WriteString(between[i] + text)
	}
	return b.String() + p.Source.Slice(ast.Span{From: from, To: p.Policy.To})
}

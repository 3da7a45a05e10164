package naive_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/naive"
	"github.com/assay-policy/assay/internal/policygen"
)

// TestEnginesAgree compares so many evaluations, unless the variable casesVariable
// of the environment says otherwise: each policy with several claim sets and
// limits, since compiling is what takes time.
const (
	casesCompared = 20_000
	runsOfEach    = 4
	casesVariable = "ASSAY_AGREE_CASES"
)

// casesWanted returns how many evaluations to compare.
func casesWanted(t *testing.T) int {
	t.Helper()
	text := os.Getenv(casesVariable)
	if text == "" {
		return casesCompared
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < runsOfEach {
		t.Fatalf("%s: found %q, expected a number of at least %d", casesVariable, text, runsOfEach)
	}
	return n
}

// example is a policy with what it is evaluated over.
type example struct {
	policy string
	runs   []input
}

// input is what a policy is evaluated over.
type input struct {
	claims []claim.Claim
	limits eval.Limits
}

var inputs = rapid.Custom(func(t *rapid.T) input {
	in := input{claims: policygen.Claims(t)}
	if policygen.Pick(t, []bool{false, true}) {
		in.limit(t)
	}
	return in
})

// limit draws small limits. Claims and text mostly fit as they come in: it is
// the rules that are to pass the limit.
func (in *input) limit(t *rapid.T) {
	in.limits = eval.Limits{
		Steps:    policygen.Pick(t, []int64{0, 0, 0, 0, 0, 0, 1, 2, 4, 7, 12, 20, 30, 45, 70, 110}),
		Elements: policygen.Pick(t, []int{0, 0, 0, 0, 0, 0, 0, 1, 2, 3}),
		Depth:    policygen.Pick(t, []int{0, 0, 0, 0, 0, 0, 0, 1, 2, 3}),
		Text:     policygen.Pick(t, []int{0, 0, 0, 0, 0, 0, 1, 4, 10, 30, 100}),
	}
	in.limits.Memory = policygen.Pick(t, []int64{0, 0, 0, 0, 0, 0, 0, 150, 300, 500, 800, 1200, 1800, 2700, 4000, 8000})
	if fits := policygen.Pick(t, []bool{true, true, true, false}); fits && in.limits.Text > 0 {
		in.claims = slices.DeleteFunc(in.claims, func(c claim.Claim) bool { return len(c.Value.Text()) > in.limits.Text })
	}
	if more := policygen.Pick(t, []int{-9, -9, -9, -9, -9, -9, -1, 0, 0, 1, 2, 3}); more > -9 {
		in.limits.Claims = max(distinct(in.claims)+more, 1)
	}
}

// distinct counts claims that are not equal (L3.3).
func distinct(claims []claim.Claim) int {
	n := 0
	for i, c := range claims {
		if !slices.ContainsFunc(claims[:i], c.Same) {
			n++
		}
	}
	return n
}

// enginesCompared are naive, fast and CEL, the two also explained, and fast into
// a result that was used before.
const enginesCompared = 6

// engines evaluates one policy with all engines.
type engines struct {
	checked *check.Checked
	program *compile.Program
}

// load compiles a policy, which must pass the check.
func load(text string) (engines, error) {
	checked, found := check.Source(ast.NewSource("random.maa", text), check.Options{})
	if checked == nil {
		return engines{}, found.Err()
	}
	program, err := compile.Policy(checked)
	return engines{checked, program}, err
}

// run evaluates with all engines and returns the naive one's result and in what
// another differs: the fast plan and the public CEL programs, each also while it
// explains itself, and the fast one into a result that was used before. The
// explanations must be equal too.
func (e engines) run(in input) (result *eval.Result, difference string) {
	before, opts := slices.Clone(in.claims), eval.Options{Limits: in.limits}
	want, err := naive.Run(context.Background(), e.checked, in.claims, opts)
	if err != nil {
		return nil, "naive: " + err.Error()
	}
	reused := &eval.Result{Claims: make([]claim.Claim, 2, 3)}
	if err := eval.RunInto(context.Background(), e.program, in.claims, opts, reused); err != nil {
		return nil, "reused: " + err.Error()
	}
	results, traces := []*eval.Result{reused}, []*eval.Trace{}
	for _, opts.Engine = range []eval.Engine{eval.Fast, eval.CEL} {
		r, err := eval.Run(context.Background(), e.program, in.claims, opts)
		if err != nil {
			return nil, fmt.Sprintf("engine %d: %v", opts.Engine, err)
		}
		trace, err := eval.Explain(context.Background(), e.program, in.claims, opts)
		if err != nil {
			return nil, fmt.Sprintf("engine %d, explained: %v", opts.Engine, err)
		}
		results, traces = append(results, r, trace.Result), append(traces, trace)
	}
	for i, r := range results {
		if !same(r, want) {
			return want, fmt.Sprintf("result %d: ", i) + cmp.Diff(r, want, cmp.Comparer(sameRule), cmp.Comparer(sameValue))
		}
	}
	if !reflect.DeepEqual(traces[0].Sections, traces[1].Sections) {
		return want, "traces: " + cmp.Diff(traces[0].Sections, traces[1].Sections, cmp.Comparer(sameRule), cmp.Comparer(sameValue))
	}
	if !slices.Equal(in.claims, before) {
		return nil, "the claims that came in were written to"
	}
	return want, ""
}

// same reports whether two results are equal in all they have.
func same(a, b *eval.Result) bool {
	return a.Decision == b.Decision && a.Reason == b.Reason && a.PolicyHash == b.PolicyHash &&
		slices.Equal(a.Claims, b.Claims) && slices.Equal(a.Properties, b.Properties) &&
		a.DecidedBy == b.DecidedBy && sameFailure(a.Err, b.Err) && a.Steps == b.Steps
}

func sameFailure(a, b *diag.Diagnostic) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Code == b.Code && a.Severity == b.Severity && a.Span == b.Span && a.Message == b.Message
}

func sameRule(a, b *ast.Rule) bool    { return a == b }
func sameValue(a, b claim.Value) bool { return a == b }

// describe shows a case in full, for a failure message.
func describe(policy string, in input) string {
	var b strings.Builder
	fmt.Fprintf(&b, "policy:\n%s\nclaims:\n", policy)
	for _, c := range in.claims {
		fmt.Fprintf(&b, "  %v read-only: %t\n", c, c.ReadOnly)
	}
	fmt.Fprintf(&b, "limits: %+v\n", in.limits)
	return b.String()
}

// The compiled engines and this one give the same result for random policies,
// claims and limits: decision, reason, claims, properties, failures with their
// places, and steps.
func TestEnginesAgree(t *testing.T) {
	t.Parallel()
	examples := rapid.Custom(func(t *rapid.T) example {
		ex := example{policy: policygen.Policy(t)}
		for range runsOfEach {
			ex.runs = append(ex.runs, inputs.Draw(t, "input"))
		}
		return ex
	})
	var all tally
	var workers sync.WaitGroup
	width, policies := runtime.GOMAXPROCS(0), casesWanted(t)/runsOfEach
	for w := range width {
		workers.Go(func() {
			for seed := w; seed < policies && !t.Failed(); seed += width {
				compare(t, seed, examples.Example(seed), &all)
			}
		})
	}
	workers.Wait()
	if !t.Failed() {
		all.check(t, policies*runsOfEach)
	}
}

func compare(t *testing.T, seed int, ex example, all *tally) {
	e, err := load(ex.policy)
	if err != nil {
		t.Errorf("seed %d: %v in\n%s", seed, err, ex.policy)
		return
	}
	for i, in := range ex.runs {
		result, diff := e.run(in)
		if diff != "" {
			t.Errorf("seed %d, run %d: compiled (-) and naive (+) differ:\n%s\n%s", seed, i, diff, describe(ex.policy, in))
			return
		}
		all.add(e.checked.Policy, result)
	}
}

// The same on random seeds: what fails here is shrunk to a small case.
func TestEnginesAgreeAtRandom(t *testing.T) {
	t.Parallel()
	rapid.Check(t, agree)
}

func agree(t *rapid.T) {
	policy := policygen.Policy(t)
	e, err := load(policy)
	if err != nil {
		t.Fatalf("%v in\n%s", err, policy)
	}
	in := inputs.Draw(t, "input")
	if _, diff := e.run(in); diff != "" {
		t.Fatalf("compiled (-) and naive (+) differ:\n%s\n%s", diff, describe(policy, in))
	}
}

// The same under the fuzzer.
func FuzzEnginesAgree(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte("assay"))
	for _, name := range conformanceFiles(f)[:8] {
		f.Add(readFile(f, name)) // as good as any bytes
	}
	f.Fuzz(policygen.Fuzz(agree))
}

// conformanceFiles are the archives of the conformance tests.
func conformanceFiles(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob("../../testdata/conformance/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("found %d archives (%v), expected those of the conformance tests", len(names), err)
	}
	return names
}

// Without a policy, or with a context that is cancelled, there is no result.
func TestRunMisuse(t *testing.T) {
	t.Parallel()
	e, err := load(`version=1.2;authorizationrules{
		c:[type=="log"] && [type=="log", value!=JmesPath(c.value, "@")] => permit();
		[type=="log"] => deny();
	};`)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := naive.Run(context.Background(), nil, nil, eval.Options{}); r != nil || err == nil {
		t.Errorf("no policy: got %v, %v, want no result and an error", r, err)
	}
	claims := []claim.Claim{{Type: "log", Value: claim.String("1")}}
	for polls := range 6 { // at the start, before a condition, around a query
		ctx := &cancelling{Context: context.Background(), polls: polls}
		if r, err := naive.Run(ctx, e.checked, claims, eval.Options{}); r != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled after %d polls: got %v, %v, want no result and %v", polls, r, err, context.Canceled)
		}
	}
}

// cancelling is a context that is cancelled after so many polls.
type cancelling struct {
	context.Context
	polls int
}

func (c *cancelling) Err() error {
	if c.polls--; c.polls < 0 {
		return context.Canceled
	}
	return nil
}

// readFile returns the content of a test file.
func readFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

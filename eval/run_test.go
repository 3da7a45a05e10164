package eval_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
)

// impatient is a context that is done once it was asked some times.
type impatient struct {
	context.Context
	left int
}

func (c *impatient) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func numbers(kind string, n int) []claim.Claim {
	var out []claim.Claim
	for i := range n {
		out = append(out, claim.Claim{Type: kind, Value: claim.Int(int64(i)), Issuer: claim.AttestationService})
	}
	return out
}

// TestCancelled: a context that is done gives an error and no result, wherever
// the work is: in conditions, in their tests, in queries, in functions (L9.1).
func TestCancelled(t *testing.T) {
	t.Parallel()
	list := "[" + strings.Repeat("1,", 5000) + "1]"
	for name, tt := range map[string]struct {
		rules  string
		claims []claim.Claim
	}{
		"conditions": {strings.Repeat("  [type==\"t\"] => add(type=\"u\", value=1);\n", 100), numbers("t", 100)},
		"tests":      {`  c:[type=="t", value!=-1, value!=-2, value!=-3] => add(type="u", value=c.value);`, numbers("t", 2000)},
		"query": {`  c:[type=="l"] => add(type="u", value=JmesPath(c.value, "sum([*])"));`,
			[]claim.Claim{{Type: "l", Value: claim.String(list)}}},
		"calls": {strings.Repeat("  => add(type=\"u\", value=NegateBool(true));\n", 10), nil},
	} {
		p := program(t, "version=1.2;\nauthorizationrules {\n"+tt.rules+"  => permit();\n};\n")
		for _, e := range engines[:compiled] { // where naive looks is its own affair
			for _, asked := range []int{0, 1, 2} {
				r, err := e.run(&impatient{t.Context(), asked}, p, tt.claims, eval.Options{})
				if r != nil || !errors.Is(err, context.Canceled) {
					t.Errorf("%s, %s, asked %d times: got %v, %v", e.name, name, asked, r, err)
				}
			}
		}
		if r := run(t, p, tt.claims, eval.Limits{}); r.Decision != eval.Permitted {
			t.Errorf("%s: got %v without haste", name, r.Err)
		}
	}
}

// TestMisuse: arguments that can't be used are errors, not results.
func TestMisuse(t *testing.T) {
	t.Parallel()
	p := program(t, `version=1.0;authorizationrules{=>permit();};`)
	good := claim.Claim{Type: "t", Value: claim.Int(1)}
	var none context.Context
	if _, err := eval.Run(none, p, nil, eval.Options{}); err == nil {
		t.Error("ran without context")
	}
	if _, err := eval.Run(t.Context(), nil, nil, eval.Options{}); err == nil {
		t.Error("ran without program")
	}
	for _, bad := range []claim.Claim{{Type: "t"}, {Type: "t", Value: claim.Int(1), Issuer: 3}} {
		if r, err := eval.Run(t.Context(), p, []claim.Claim{good, bad}, eval.Options{}); err == nil {
			t.Errorf("got %v of %+v", r, bad)
		}
		if r, err := eval.Explain(t.Context(), p, []claim.Claim{good, bad}, eval.Options{}); err == nil {
			t.Errorf("got %v of %+v", r, bad)
		}
	}
}

// TestZeroResult: a result that was not filled in denies.
func TestZeroResult(t *testing.T) {
	t.Parallel()
	want := `{"decision":"deny","reason":"error","policyHash":"","claims":{},"properties":{},"error":null}`
	if got := string((&eval.Result{}).AppendJSON(nil, ast.NewSource("", ""))); got != want {
		t.Errorf("got %s", got)
	}
}

// TestShared: one program serves many goroutines, and what one evaluation leaves
// behind no other sees: results stay as they were returned.
func TestShared(t *testing.T) {
	t.Parallel()
	p := program(t, policyText(t, "408"))
	inputs := [][]claim.Claim{claimsFile(t, "claims/tpm-events-windows.json"), claimsFile(t, "claims/tpm-basic.json"), nil}
	var want []*eval.Result
	for _, claims := range inputs {
		want = append(want, run(t, p, claims, eval.Limits{}))
	}
	kept := make([]*eval.Result, 24)
	var wg sync.WaitGroup
	for i := range kept {
		wg.Go(func() {
			r, err := eval.Run(t.Context(), p, inputs[i%3], eval.Options{})
			if err != nil {
				t.Error(err)
			}
			kept[i] = r
		})
	}
	wg.Wait()
	for i, got := range kept {
		if diff := cmp.Diff(want[i%3], got, cmp.AllowUnexported(claim.Value{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%d: %s", i, diff)
		}
	}
}

// TestSharedFailures: evaluations that fail inside a function share nothing,
// neither of one program nor of several: the race detector looks on.
func TestSharedFailures(t *testing.T) {
	t.Parallel()
	const text = `version=1.2;authorizationrules{c:[type=="t"]=>add(type="u",value=NegateBool(JsonToClaimValue(JmesPath(c.value,AppendString(c.value,"")))));};`
	one := program(t, text)
	claims := []claim.Claim{{Type: "t", Value: claim.String(`"x"`)}}
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 8 {
		p := one
		if i%2 == 0 {
			p = program(t, text)
		}
		wg.Go(func() {
			<-start
			for range 100 {
				r, err := eval.Run(t.Context(), p, claims, eval.Options{Engine: eval.Engine(i / 2 % 2)})
				if err != nil || r.Err == nil || r.Err.Code != "MAA5006" {
					t.Errorf("got %v, %v", r, err)
				}
			}
		})
	}
	close(start)
	wg.Wait()
}

// TestL9Work: what the budget allows is also done in reasonable time: many claims
// against many values are no pairs, and a property is found by its name.
func TestL9Work(t *testing.T) {
	t.Parallel()
	const n = 30_000
	p := program(t, `version=1.2;
authorizationrules {
  a:[type=="a"] && [type=="b", value==a.value] && ![type=="b", value!=a.value, value>a.value, value<a.value] => permit();
  a:[type=="a"] && [type=="a", value>=a.value, value<=a.value] => permit();
};
issuancerules {
  c:[issuer=="CustomClaim"] => issueproperty(claim=c);
  a:[type=="a"] => issue(type="all", value=IsSubsetOf(a.value, a.value));
};
`)
	claims := slices.Concat(numbers("a", n), []claim.Claim{{Type: "b", Value: claim.Int(n - 1)}})
	for i := range n {
		claims = append(claims, claim.Claim{Type: fmt.Sprintf("p%d", i), Value: claim.Bool(true)})
	}
	r, err := eval.Run(t.Context(), p, claims, eval.Options{})
	if err != nil || r.Decision != eval.Permitted || len(r.Properties) != n+1 || len(r.Claims) != 1 {
		t.Errorf("got %v, %v", r, err)
	}
}

// TestL6_5Order: claims and properties come in order of issue, also many.
func TestL6_5Order(t *testing.T) {
	t.Parallel()
	p := program(t, `version=1.0;
authorizationrules { => permit(); };
issuancerules {
  c:[type=="t"] => issue(claim=c);
  c:[type=="t"] => issue(claim=c);
  c:[issuer=="CustomClaim"] => issueproperty(claim=c);
  c:[issuer=="CustomClaim"] => issueproperty(claim=c);
};
`)
	claims := numbers("t", 40)
	for i := range 40 {
		claims = append(claims, claim.Claim{Type: fmt.Sprintf("p%d", 40-i), Value: claim.Int(int64(i))})
	}
	r := run(t, p, claims, eval.Limits{})
	for i := range 40 {
		if r.Claims[i].Value != claim.Int(int64(i)) || r.Properties[i].Type != fmt.Sprintf("p%d", 40-i) {
			t.Fatalf("%d: got %v, %v", i, r.Claims[i], r.Properties[i])
		}
	}
	if len(r.Claims) != 40 || len(r.Properties) != 40 {
		t.Errorf("got %d claims, %d properties", len(r.Claims), len(r.Properties))
	}
}

// TestL9Fit: a larger budget never changes a result that fitted a smaller one,
// and the smallest that fits is the one that was spent.
func TestL9Fit(t *testing.T) {
	t.Parallel()
	p := program(t, policyText(t, "408"))
	claims := claimsFile(t, "claims/tpm-events-windows.json")
	want := run(t, p, claims, eval.Limits{})
	if got := run(t, p, claims, eval.Limits{Steps: want.Steps}); got.Err != nil || got.Steps != want.Steps {
		t.Errorf("got %v with exactly the steps it takes", got.Err)
	}
	for _, steps := range []int64{1, want.Steps / 3, want.Steps - 1} {
		got := run(t, p, claims, eval.Limits{Steps: steps})
		if got.Err == nil || got.Err.Code != "MAA5001" || got.Steps != steps {
			t.Errorf("%d steps: got %v, %d taken", steps, got.Err, got.Steps)
		}
	}
}

// TestL1_1: a byte order mark is no column, also of an error.
func TestL1_1(t *testing.T) {
	t.Parallel()
	p := program(t, ast.BOM+`version=1.2;authorizationrules{c:[type=="t"]=>add(type="u",value=NegateBool(c.value));};`)
	r := run(t, p, numbers("t", 1), eval.Limits{})
	if got := p.Source().Place(r.Err.Pos()); got != (ast.Place{Line: 1, Column: 77}) {
		t.Errorf("got %v", got)
	}
}

// L10.2: a failure says where it is: printing it names the policy, line and column.
func TestFailureHasItsPlace(t *testing.T) {
	t.Parallel()
	p := program(t, "version=1.2;\nauthorizationrules{\n  => add(type=\"a\", value=JmesPath(\"{}\", AppendString(\"a\", \"[\")));\n};")
	r, err := eval.Run(t.Context(), p, nil, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(r.Err), "policy.maa:3:41: MAA5009: "; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want it to begin with %q", got, want)
	}
}

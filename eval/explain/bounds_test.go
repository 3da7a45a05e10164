package explain_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/explain"
)

// hostile is a policy of many rules over many claims, all of which every rule looks at.
func hostile(t testing.TB, rules, claims int) *explain.Explanation {
	t.Helper()
	var b strings.Builder
	b.WriteString("version=1.0;authorizationrules{\n")
	for i := range rules {
		fmt.Fprintf(&b, "c:[type==\"t\"] && [type==\"t\", value==c.value, issuer==\"AttestationPolicy\"] && [type==\"u%d\"] => permit();\n", i)
	}
	b.WriteString("};")
	long := strings.Repeat("x", 10_000)
	var in []claim.Claim
	for i := range claims {
		in = append(in, claim.Claim{Type: "t", Value: claim.String(fmt.Sprint(long, i)), Issuer: claim.AttestationService})
		in = append(in, claim.Claim{Type: fmt.Sprint("v", i), Value: claim.Int(1), Issuer: claim.AttestationService})
	}
	x, err := explain.Explain(t.Context(), program(t, "hostile.maa", b.String()), in, explain.Options{MaxEdits: explain.DefaultEdits})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestBounded: an explanation of many rules over many claims is small, and does not
// take long.
func TestBounded(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	x := hostile(t, 2_000, 3_000)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if got := int64(after.HeapAlloc) - int64(before.HeapAlloc); got > 300<<20 {
		t.Errorf("the explanation takes %d MB", got>>20)
	}
	if got := time.Since(start); got > time.Minute {
		t.Errorf("it took %v", got)
	}
	if got := len(x.String()); got > 100_000 {
		t.Errorf("the text has %d bytes", got)
	}
	text, err := x.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	if got := len(text); got > 100<<20 {
		t.Errorf("the JSON has %d MB", got>>20)
	}
	runtime.KeepAlive(x)
}

// TestChangesAreBounded: the search for changes ends after its steps, however hard the
// policy is, and then says that it found nothing out (T4.4).
func TestChangesAreBounded(t *testing.T) {
	t.Parallel()
	var joins, chain strings.Builder
	joins.WriteString("c0:[value>0]")
	for i := range 200 {
		fmt.Fprintf(&joins, " && c%d:[value!=c%d.value, type!=c%d.type]", i+1, i, i)
	}
	for i := range 500 {
		fmt.Fprintf(&chain, "c:[value>%d] && d:[type!=c.type, value>c.value] => add(type=\"k%d\", value=c.value);\n", i, i)
	}
	for name, rules := range map[string]string{
		"joins": joins.String() + " => permit();",
		"chain": chain.String() + `[type=="k499", value==5] && [type=="z"] => permit();`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given := []claim.Claim{{Type: "t", Value: claim.Int(1), Issuer: claim.AttestationService}}
			p := program(t, "hostile.maa", "version=1.0;authorizationrules{\n"+rules+"\n};")
			x, err := explain.Explain(t.Context(), p, given, explain.Options{MaxEdits: explain.DefaultEdits})
			if err != nil {
				t.Fatal(err)
			}
			if len(x.Changes) > 0 || x.Minimal || !strings.HasSuffix(x.String(), "but there may be one\n") {
				t.Errorf("found %d changes, minimal %v, expected none and no proof", len(x.Changes), x.Minimal)
			}
		})
	}
}

// TestLists: lists keep MaxClaims claims, and their count is told.
func TestLists(t *testing.T) {
	t.Parallel()
	var in []claim.Claim
	for i := range 50 {
		in = append(in, claim.Claim{Type: "t", Value: claim.Int(int64(i)), Issuer: claim.CustomClaim})
	}
	x := explained(t, `version=1.2;authorizationrules{![type=="t"] => permit(); [type=="t", value>50] => permit();};`, in)
	if c := x.Rules[0].Conditions[0]; len(c.Matched) != explain.MaxClaims || c.MatchedCount != 50 {
		t.Errorf("got %d of %d claims", len(c.Matched), c.MatchedCount)
	}
	if got := x.Rules[1].Conditions[0].Tests[1].Actual; len(got) != explain.MaxClaims {
		t.Errorf("got %d claims", len(got))
	}
	if got := x.String(); !strings.Contains(got, "and 42 more") {
		t.Errorf("the text does not say how many there are:\n%s", got)
	}
}

// TestTooManySteps: what could not be looked at says so, and the result is that of Run.
func TestTooManySteps(t *testing.T) {
	t.Parallel()
	p := program(t, "policy.maa", `version=1.0;authorizationrules{[type=="a"] && [type=="t"] => permit(); [type=="t"] => deny();};`)
	claims := []claim.Claim{
		{Type: "t", Value: claim.Int(1), Issuer: claim.CustomClaim}, {Type: "t", Value: claim.Int(2), Issuer: claim.CustomClaim},
	}
	opts := eval.Options{Limits: eval.Limits{Steps: 1}}
	x, err := explain.Explain(t.Context(), p, claims, explain.Options{Eval: opts})
	if err != nil {
		t.Fatal(err)
	}
	want, err := eval.Run(t.Context(), p, claims, opts)
	if err != nil {
		t.Fatal(err)
	}
	if x.Result.Reason != want.Reason || x.Result.Steps != want.Steps || x.Result.Err.Code != want.Err.Code {
		t.Errorf("got %+v, want %+v", x.Result, want)
	}
	if got := x.String(); !strings.Contains(got, "not looked at: too many steps") {
		t.Errorf("got\n%s", got)
	}
}

// TestExplainMisuse: without a program, or with a context that is done, there is an error.
func TestExplainMisuse(t *testing.T) {
	t.Parallel()
	if x, err := explain.Explain(t.Context(), nil, nil, explain.Options{}); x != nil || err == nil {
		t.Errorf("got %v, %v", x, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := program(t, "policy.maa", `version=1.0;authorizationrules{=>permit();};`)
	if x, err := explain.Explain(ctx, p, nil, explain.Options{}); x != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v", x, err)
	}
}

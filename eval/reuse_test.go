package eval_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"unsafe"
	"weak"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
)

// TestAllocations: the SGX policy over 20 claims needs no memory if the result is
// used again, and at most three allocations if not. So do policies of the common
// kind that are larger: many claims, a semi-join, several rules of one type.
//
// It takes the least of many runs: a pool may always be emptied, and under the
// race detector is so at random. It must not run in parallel.
func TestAllocations(t *testing.T) {
	text, wideSet := wide(50)
	for name, tt := range map[string]struct {
		policy string
		claims []claim.Claim
	}{
		"sgx, 20 claims":   {sgxPolicy, sgxClaims(20)},
		"sgx, 1000 claims": {sgxPolicy, sgxClaims(1000)},
		"join, 100 by 100": {joinPolicy, joinClaims(100)},
		"50 rules":         {text, wideSet},
		"one type, twice":  {sgxPolicy[:len(sgxPolicy)-len("};\n")] + `c:[type=="x-ms-sgx-svn"] => issue(type="svn", value=c.value);};`, sgxClaims(20)},
		"add":              {`version=1.0;authorizationrules{c:[type=="x-ms-sgx-svn"]=>add(type="svn",value=c.value);[type=="svn"]=>permit();};`, sgxClaims(20)},
	} {
		p, ctx, r := program(t, tt.policy), context.Background(), &eval.Result{}
		reused := leastAllocations(func() {
			if err := eval.RunInto(ctx, p, tt.claims, eval.Options{}, r); err != nil || r.Decision != eval.Permitted {
				t.Fatalf("%s: got %v, %v", name, r, err)
			}
		})
		fresh := leastAllocations(func() {
			if got, err := eval.Run(ctx, p, tt.claims, eval.Options{}); err != nil || got.Decision != eval.Permitted {
				t.Fatalf("%s: got %v, %v", name, got, err)
			}
		})
		if reused != 0 || fresh > 3 {
			t.Errorf("%s: got %v allocations reusing the result, want 0, and %v afresh, want at most 3", name, reused, fresh)
		}
	}
}

func leastAllocations(f func()) float64 {
	least := testing.AllocsPerRun(1, f)
	for range 100 {
		least = min(least, testing.AllocsPerRun(1, f))
	}
	return least
}

// TestRunInto: a result that is used again holds the latest outcome and nothing
// of those before, also where there is none.
func TestRunInto(t *testing.T) {
	t.Parallel()
	many := program(t, `version=1.0;authorizationrules{=>permit();};issuancerules{c:[type=="t"]=>issue(claim=c);d:[type=="p"]=>issueproperty(claim=d);};`)
	none := program(t, `version=1.0;authorizationrules{=>deny();};`)
	fails := program(t, `version=1.2;authorizationrules{=>permit();};issuancerules{=>issue(type="a",value=1);c:[type=="t"]=>issue(type="b",value=NegateBool(c.value));};`)
	done, cancel := context.WithCancel(t.Context())
	cancel()
	claims := append(numbers("t", 30), claim.Claim{Type: "p", Value: claim.Bool(true)})
	r := &eval.Result{}
	for range 3 {
		for _, step := range []struct {
			p      *compile.Program
			ctx    context.Context
			claims int
			reason eval.Reason
		}{
			{many, t.Context(), 30, eval.ReasonPermitted},
			{none, t.Context(), 0, eval.ReasonDenied},
			{many, t.Context(), 30, eval.ReasonPermitted},
			{fails, t.Context(), 0, eval.ReasonError},
			{many, t.Context(), 30, eval.ReasonPermitted},
			{many, done, 0, eval.ReasonError},
		} {
			err := eval.RunInto(step.ctx, step.p, claims, eval.Options{}, r)
			if (err != nil) != (step.ctx == done) || errors.Is(err, context.Canceled) != (step.ctx == done) {
				t.Fatalf("got %v", err)
			}
			if len(r.Claims) != step.claims || r.Reason != step.reason || (len(r.Properties) > 0) != (step.claims > 0) {
				t.Fatalf("got %d claims, %d properties, %v", len(r.Claims), len(r.Properties), r.Reason)
			}
			if step.ctx == done && (r.PolicyHash != "" || r.Steps != 0 || r.Err != nil || r.DecidedBy != nil) {
				t.Fatalf("got %+v of an evaluation that did not take place", r)
			}
			for _, c := range r.Claims[len(r.Claims):cap(r.Claims)] {
				if c != (claim.Claim{}) {
					t.Fatalf("kept %v beyond the end", c)
				}
			}
		}
	}
}

// TestRunIntoMisuse: arguments that can't be used are errors, and no result is
// left that permits.
func TestRunIntoMisuse(t *testing.T) {
	t.Parallel()
	p := program(t, sgxPolicy)
	if err := eval.RunInto(t.Context(), p, nil, eval.Options{}, nil); err == nil {
		t.Error("ran without a result")
	}
	r := used()
	if err := eval.RunInto(t.Context(), p, r.Claims[2:4], eval.Options{}, r); err == nil {
		t.Error("ran over the claims of the result")
	}
	r = used()
	if err := eval.RunInto(t.Context(), p, nil, eval.Options{Engine: 9}, r); err == nil || r.Decision != eval.Denied || len(r.Claims) != 0 {
		t.Errorf("got %v, %v of an unknown engine", r, err)
	}
	r = used()
	bad := append(sgxClaims(20), claim.Claim{Type: "t"})
	if err := eval.RunInto(t.Context(), p, bad, eval.Options{}, r); err == nil || r.Decision != eval.Denied || len(r.Claims) != 0 {
		t.Errorf("got %v, %v of a claim without value", r, err)
	}
	long := claim.Claim{Type: "t", Value: claim.String("long")}
	if _, err := eval.Run(t.Context(), p, []claim.Claim{long, {Type: "t"}}, eval.Options{Limits: eval.Limits{Text: 1}}); err == nil {
		t.Error("a claim that passes a limit hides one that can't be used")
	}
}

// TestKeepsNoClaim: what a program keeps between evaluations, its states, holds
// no claim: neither text of those that came in nor text that rules made of them.
// One collection does not empty a pool, so what states held would survive it.
// It must not run in parallel, since others' states are no concern of it.
func TestKeepsNoClaim(t *testing.T) {
	p := program(t, `version=1.2;
authorizationrules {
  c:[type=="t"] && [type=="t", value==AppendString(c.value, "")] && [value==c.value, issuer==c.issuer] => add(type="a", value=c.value);
  c:[type=="a"] => add(type="unseen", value=AppendString(c.value, "x"));
  c:[type=="t"] => add(type="j", value=JsonToClaimValue(JmesPath(c.value, "[*]")));
  c:[type=="t"] => add(type="q", value=JmesPath(c.value, AppendString("[0] || ", JmesPath(c.value, "[1]"))));
  => permit();
};
issuancerules {
  c:[type=="j"] => issue(claim=c);
  c:[type=="a"] => issueproperty(claim=c);
  c:[type=="bad"] => issue(type="never", value=NegateBool(c.value));
};
`)
	for _, engine := range []eval.Engine{eval.Fast, eval.CEL} {
		for _, fails := range []bool{false, true} {
			for i := range 20 { // some of the states of a pool may be lost at random
				kept := evaluated(t, p, engine, fails, i)
				runtime.GC()
				if kept.Value() != nil {
					t.Fatalf("engine %d, fails %t: a claim's text is still alive", engine, fails)
				}
			}
		}
	}
}

// evaluated runs a program in every way over a text of its own, which it returns
// a weak pointer to.
//
//go:noinline
func evaluated(t *testing.T, p *compile.Program, engine eval.Engine, fails bool, i int) weak.Pointer[byte] {
	text := fmt.Sprintf(`["%0200d", "'%d'"]`, i, i)
	claims := []claim.Claim{{Type: "t", Value: claim.String(text)}}
	if fails {
		claims = append(claims, claim.Claim{Type: "bad", Value: claim.String(text)})
	}
	opts, r := eval.Options{Engine: engine}, &eval.Result{}
	if err := eval.RunInto(t.Context(), p, claims, opts, r); err != nil || (r.Err != nil) != fails {
		t.Fatal(err, r.Err)
	}
	fresh, err := eval.Run(t.Context(), p, claims, opts)
	if err != nil || !slices.Equal(fresh.Claims, r.Claims) {
		t.Fatal(err, fresh)
	}
	if _, err := eval.Explain(t.Context(), p, claims, opts); err != nil {
		t.Fatal(err)
	}
	return weak.Make(unsafe.StringData(text))
}

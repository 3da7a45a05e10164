package eval_test

import (
	"context"
	"testing"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/engine"
)

// The examples of the reference run: the bad one of a code of evaluation fails
// with exactly that code under the default limits, the good one doesn't fail.
func TestRegistryExamples(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, e := range engine.Pages() {
		seen++
		t.Run(string(e.Code), func(t *testing.T) {
			t.Parallel()
			if got := failure(t, e.Bad, e.Claims); got != e.Code {
				t.Errorf("the bad example gives %q, want %q", got, e.Code)
			}
			if got := failure(t, e.Good, e.Claims); got != "" {
				t.Errorf("the good example gives %q, want no failure", got)
			}
		})
	}
	if seen == 0 {
		t.Error("ran no example")
	}
}

// failure evaluates a policy and returns the code of what failed, if any.
func failure(t *testing.T, policy, claims string) diag.Code {
	t.Helper()
	program, findings := compile.Source("example.maa", policy)
	if program == nil {
		t.Fatal(findings.Err())
	}
	var incoming []claim.Claim
	if claims != "" {
		var err error
		if incoming, err = claim.ParseFile([]byte(claims), claim.FileOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	r, err := eval.Run(context.Background(), program, incoming, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Err == nil {
		return ""
	}
	return r.Err.Code
}

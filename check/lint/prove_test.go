package lint_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/check/lint"
)

// Prove finds what Policy finds, unless its context ends.
func TestProve(t *testing.T) {
	t.Parallel()
	in := input("version=1.0; authorizationrules { [type==\"a\"] => permit(); [type==\"a\"] => deny(); };")
	found, err := lint.Prove(t.Context(), in, lint.Options{})
	if diff := cmp.Diff(found, lint.Policy(in, lint.Options{})); err != nil || diff != "" || len(found) == 0 {
		t.Errorf("found %v (-Prove +Policy):\n%s", err, diff)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	less, err := lint.Prove(ended, in, lint.Options{})
	if !errors.Is(err, context.Canceled) || len(less) >= len(found) {
		t.Errorf("found %d findings and %v, expected fewer than %d, cancelled", len(less), err, len(found))
	}
}

// A lineage that the caller has gives the findings of one that is read.
func TestLineage(t *testing.T) {
	t.Parallel()
	for _, c := range allCases(t) {
		in := input(c.text)
		want := lint.Policy(in, lint.Options{NoProofs: true})
		in.Lineage = lint.Lineage(in)
		if diff := cmp.Diff(want, lint.Policy(in, lint.Options{NoProofs: true})); diff != "" {
			t.Errorf("(-read +given)\n%s\n%s", diff, c.text)
		}
	}
}

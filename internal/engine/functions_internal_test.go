package engine

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/internal/lang"
)

// Every row of the table of functions has an implementation, and no other name.
func TestL7EveryFunctionIsImplemented(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(slices.Sorted(slices.Values(lang.FunctionNames())), slices.Sorted(maps.Keys(implementations))); diff != "" {
		t.Error(diff)
	}
}

package engine_test

import (
	"testing"

	"github.com/assay-policy/assay/internal/engine"
)

// TestL9_1Defaults pins the limits of the clause.
func TestL9_1Defaults(t *testing.T) {
	t.Parallel()
	want := engine.Limits{Claims: 100_000, Text: 16 << 20, Steps: 10_000_000, Elements: 1_000_000, Depth: 512, Memory: 256 << 20}
	if got := (engine.Limits{Steps: -1, Depth: 0}).WithDefaults(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	small := engine.Limits{Claims: 1, Text: 2, Steps: 3, Elements: 4, Depth: 5, Memory: 6}
	if got := small.WithDefaults(); got != small {
		t.Errorf("got %+v, want %+v", got, small)
	}
}

package snp_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/evidence/snp"
)

// TestSteps compares the list of steps with those that a verification takes, and
// wants each to say what must hold.
func TestSteps(t *testing.T) {
	t.Parallel()
	got, err := snp.Verify(t.Context(), azureInput(t), azureTime, snp.Options{InsecureSkipRevocation: true})
	if err != nil {
		t.Fatal(err)
	}
	taken, listed := got.Steps(), snp.Steps()
	if len(listed) != len(taken) {
		t.Fatalf("found %d steps, the verification of an HCL report takes %d", len(listed), len(taken))
	}
	for i, s := range listed {
		if s.Name != taken[i].Name || s.Clause != taken[i].Clause || s.Skipped {
			t.Errorf("step %d is %+v, expected %s (%s)", i, s, taken[i].Name, taken[i].Clause)
		}
		if !strings.Contains(s.Detail, " ") || strings.HasSuffix(s.Detail, ".") {
			t.Errorf("step %q says %q, expected what must hold", s.Name, s.Detail)
		}
	}
}

package lint

import "testing"

// T2.3: all proofs of a policy share its steps, and each has its own limit.
func TestT2_3Budget(t *testing.T) {
	t.Parallel()
	b := budget{left: policySteps}
	b.spend(policySteps - proofSteps)
	if !b.fits() {
		t.Errorf("with %d steps left no proof fits", b.left)
	}
	b.spend(1)
	if b.fits() {
		t.Errorf("with %d steps left a proof of %d fits", b.left, proofSteps)
	}
	if b.spend(policySteps); b.left != 0 {
		t.Errorf("%d steps are left, want 0", b.left)
	}
}

package lint

import "testing"

// T2.3: all proofs of a policy share its steps, and each has its own limit.
func TestT2_3Budget(t *testing.T) {
	t.Parallel()
	b := budget{left: policySteps}
	if got := b.grant(); got != proofSteps {
		t.Errorf("the first proof may take %d steps, want %d", got, proofSteps)
	}
	b.spend(policySteps - 5)
	if got := b.grant(); got != 5 {
		t.Errorf("with 5 steps left a proof may take %d", got)
	}
	b.spend(6)
	if got := b.grant(); got != 0 {
		t.Errorf("with none left a proof may take %d", got)
	}
}

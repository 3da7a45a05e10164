package snp_test

import (
	"context"
	"testing"

	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// hook is a context that does something each time it is asked whether it has ended,
// which the frame does before each step.
type hook struct {
	context.Context
	do func()
}

func (h hook) Err() error { h.do(); return nil }

// TestChangedInput changes the caller's bytes between the steps, from an HCL report
// that says what no guest has said to one that is good: runtime data that was never
// bound to a signed report must not come out.
func TestChangedInput(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Milan, snp.VCEK)
	said, forged := []byte(`{"user-data":"00"}`), []byte(`{"user-data":"11"}`)
	g.Bind(forged)
	in := g.Input(t)
	unsigned := snptest.HCL(in.Report, forged)
	unsigned[0x20+0x2A0]++
	g.Bind(said)
	good := snptest.HCL(g.Sign(t), said)
	in.Report = make([]byte, len(good))
	if len(unsigned) != len(good) {
		t.Fatalf("the other report has %d bytes, expected %d", len(unsigned), len(good))
	}
	for when := range len(snp.Steps()) + 1 {
		copy(in.Report, unsigned)
		step := 0
		got, err := snp.Verify(hook{context.Background(), func() {
			if step++; step == when+1 {
				copy(in.Report, good)
			}
		}}, in, snptest.Now, g.Vendor.Options())
		if when > 0 {
			if err == nil {
				t.Errorf("changed before step %d: accepted with %s", when, claimOf(got, "x-ms-runtime").Value.Text())
			}
			continue
		}
		want(t, err, "")
		if text := claimOf(got, "x-ms-runtime").Value.Text(); text != string(said) {
			t.Errorf("got %s, expected %s", text, said)
		}
	}
}

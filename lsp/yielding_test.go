package lsp

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/assay-policy/assay/check/lint"
)

// V2.10: proofs let others run again and again, not each time that they ask, and end when
// their context ended meanwhile. What they find is the same.
func TestProofsYield(t *testing.T) {
	t.Parallel()
	s := testServer(t, everything, "{}")
	a := s.put("p.maa", large(150)).policy()
	opts := a.opts
	opts.NoProofs = false
	want, err := lint.Prove(t.Context(), a.in, opts)
	if err != nil {
		t.Fatal(err)
	}
	var clock time.Time
	asked, rests, most := 0, 0, 0
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	prove := func() (err error) {
		asked, rests = 0, 0
		found, err := lint.Prove(newYielding(ctx, func() time.Time {
			asked++
			clock = clock.Add(yieldAfter / 4)
			return clock
		}, func() {
			if rests++; rests == most {
				cancel()
			}
		}), a.in, opts)
		if err == nil && !reflect.DeepEqual(found, want) {
			t.Errorf("found %v, expected %v", found, want)
		}
		return err
	}
	if err := prove(); err != nil || rests < 50 || rests*5 > asked {
		t.Errorf("found %v after %d rests, %d times asked, expected at least 50, and that it asks five times for each", err, rests, asked)
	}
	most = rests / 2
	if err := prove(); !errors.Is(err, context.Canceled) || rests > most+3 {
		t.Errorf("found %v after %d rests, expected that it ends soon after %d", err, rests, most)
	}
}

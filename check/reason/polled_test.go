package reason_test

import (
	"context"
	"errors"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason"
)

// polled is a context that counts how often it is asked, and ends when it was asked so
// often; 0 means never. It belongs to one goroutine.
type polled struct {
	context.Context
	asked, most int
}

func (p *polled) Err() error {
	if p.asked++; p.most > 0 && p.asked >= p.most {
		return context.Canceled
	}
	return nil
}

// V2.10: what takes long asks its context again and again, also while it prepares a
// search, and always as often.
func TestSearchesAsk(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want int // at least
	}{
		"large": {large(1000, 3), 100},
		"hard":  {policyOf("", pigeons(8)+isOK+` => permit();`, ""), 100},
	} {
		var asked []int
		for range 2 {
			p := policy(t, c.text)
			ctx := &polled{Context: t.Context()}
			proofs := reason.NewProofs(p, reason.Options{Steps: 100_000})
			if _, err := proofs.Permits(ctx, reason.Given{}); err != nil {
				t.Fatal(err)
			}
			for r := range p.Checked().Policy.Rules(ast.Authorization) {
				if _, err := proofs.Runs(ctx, r); err != nil {
					t.Fatal(err)
				}
			}
			asked = append(asked, ctx.asked)
		}
		if asked[0] < c.want || asked[1] != asked[0] {
			t.Errorf("%s: asked %v times, expected the same number twice, at least %d", name, asked, c.want)
		}
	}
}

// A question that was stopped anywhere has no answer; asked again, it has the answer that
// it has without that.
func TestStoppedAnywhere(t *testing.T) {
	t.Parallel()
	p := policy(t, large(300, 3))
	var last *ast.Rule
	for r := range p.Checked().Policy.Rules(ast.Authorization) {
		last = r
	}
	answers := func(ctx context.Context, proofs *reason.Proofs) (out [3]reason.Verdict, err error) {
		var errs [3]error
		out[0], errs[0] = proofs.Runs(ctx, last)
		out[1], errs[1] = proofs.Matters(ctx, last)
		a, err := proofs.Permits(ctx, reason.Given{})
		out[2], errs[2] = a.Verdict, err
		return out, errors.Join(errs[:]...)
	}
	opts := reason.Options{Steps: 20_000}
	all := &polled{Context: t.Context()}
	want, err := answers(all, reason.NewProofs(p, opts))
	if err != nil {
		t.Fatal(err)
	}
	if want[0] != reason.Yes || all.asked < 20 {
		t.Fatalf("found %v after %d times, expected that the rule runs, and some more times", want, all.asked)
	}
	for most := 1; most < all.asked; most += 1 + all.asked/16 {
		proofs := reason.NewProofs(p, opts)
		if got, err := answers(&polled{Context: t.Context(), most: most}, proofs); !errors.Is(err, context.Canceled) {
			t.Errorf("stopped the %d. time: found %v, %v, expected an error", most, got, err)
		}
		if got, err := answers(t.Context(), proofs); err != nil || got != want {
			t.Errorf("stopped the %d. time, then asked again: found %v, %v, expected %v", most, got, err, want)
		}
	}
}

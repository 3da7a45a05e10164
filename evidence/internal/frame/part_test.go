package frame_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// around is a kind whose evidence holds evidence of the kind made up for these
// tests, between two steps of its own.
func around(part func(context.Context, *run, time.Time) (evidence.Verified, error)) frame.Procedure[*run] {
	return frame.Procedure[*run]{
		Kind: "around",
		Steps: []frame.Step[*run]{
			{Kind: "around", Name: "before", Clause: "E9", Must: "it is there", Check: (*run).header},
			{Kind: "around", Name: "inner", Clause: "E3.4", Part: part, Steps: procedure.List},
			{Kind: "around", Name: "after", Clause: "E9.2", Check: (*run).header},
		},
		Claims: func(*run) []claim.Claim { return nil },
	}
}

// E1.5: the steps of a part stand where it stands, and its claims are its own.
func TestE1_5_Part(t *testing.T) {
	t.Parallel()
	whole := around(procedure.Run)
	v, err := whole.Run(context.Background(), &run{number: 3}, now)
	if err != nil {
		t.Fatal(err)
	}
	want := []evidence.Step{
		{Name: "before", Clause: "E9", Detail: "a header"},
		{Name: "parse", Clause: "E1", Detail: "number 3"},
		{Name: "odd", Clause: "E6.2", Detail: "odd"},
		{Name: "after", Clause: "E9.2", Detail: "a header"},
	}
	if diff := cmp.Diff(want, v.Steps()); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if v.Kind() != "around" || len(v.Claims()) != 0 {
		t.Errorf("got kind %q with the claims %v", v.Kind(), v.Claims())
	}
	listed := []evidence.Step{
		{Name: "before", Clause: "E9", Detail: "it is there"},
		{Name: "header", Clause: "E7"}, {Name: "parse", Clause: "E1"}, {Name: "odd", Clause: "E6.2"},
		{Name: "after", Clause: "E9.2"},
	}
	if diff := cmp.Diff(listed, whole.List()); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
}

// E1.5: a part that fails is the failure of its own step, and no later step runs.
func TestE1_5_PartRefusal(t *testing.T) {
	t.Parallel()
	later := func(ctx context.Context, r *run, at time.Time) (evidence.Verified, error) {
		return procedure.Run(ctx, r, at.Add(time.Second))
	}
	none := func(context.Context, *run, time.Time) (evidence.Verified, error) { return evidence.Verified{}, nil }
	broken := func(context.Context, *run, time.Time) (evidence.Verified, error) {
		return evidence.Verified{}, errors.New("broken")
	}
	for _, c := range []struct {
		name   string
		part   func(context.Context, *run, time.Time) (evidence.Verified, error)
		number int
		kind   evidence.Kind
		step   string
	}{
		{"a step of the part", procedure.Run, 4, kind, "odd"},
		{"another time", later, 3, "around", "inner"},
		{"nothing verified", none, 3, "around", "inner"},
		{"another error", broken, 3, "around", "inner"},
	} {
		r := &run{number: c.number}
		v, err := around(c.part).Run(context.Background(), r, now)
		var refused *evidence.Error
		if !errors.As(err, &refused) || refused.Kind != c.kind || refused.Step != c.step {
			t.Errorf("%s: got %v, expected one of step %q", c.name, err, c.step)
		}
		if last := len(r.ran) - 1; !v.Empty() || last > 0 && r.ran[last] == "header" {
			t.Errorf("%s: ran %v", c.name, r.ran)
		}
	}
}

// A context that ends inside a part is no refusal of evidence.
func TestPartContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	_, err := around(func(ctx context.Context, r *run, at time.Time) (evidence.Verified, error) {
		cancel()
		return procedure.Run(ctx, r, at)
	}).Run(ctx, &run{number: 3}, now)
	if err != context.Canceled {
		t.Errorf("got %v, expected the context's error", err)
	}
}

package frame_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// run is a kind made up for these tests: its steps look at one number.
type run struct {
	wrapped bool
	number  int
	ran     []string
}

func (r *run) header() (string, error) {
	r.ran = append(r.ran, "header")
	return "a header", nil
}

func (r *run) parse() (string, error) {
	r.ran = append(r.ran, "parse")
	if r.number < 0 {
		return "", frame.ErrorfAt(kind, "deeper", "E2", 7, "found %d, expected a number from 0 on", r.number)
	}
	return fmt.Sprintf("number %d", r.number), nil
}

func (r *run) odd() (string, error) {
	r.ran = append(r.ran, "odd")
	switch {
	case r.number == 0:
		return frame.Skip("the number is %d", r.number)
	case r.number == 2:
		_, err := frame.Skip("never")
		return "", fmt.Errorf("wrapped: %w", err)
	case r.number%2 == 0:
		return "", io.EOF
	}
	return "odd", nil
}

var procedure = frame.Procedure[*run]{
	Kind: kind,
	Type: catalog.SevSnpVm,
	Steps: []frame.Step[*run]{
		{Kind: format, Name: "header", Clause: "E7", Only: func(r *run) bool { return r.wrapped }, Check: (*run).header},
		{Kind: kind, Name: "parse", Clause: "E1", Check: (*run).parse},
		{Kind: kind, Name: "odd", Clause: "E6.2", Check: (*run).odd},
	},
	Claims: func(r *run) []claim.Claim {
		return []claim.Claim{frame.Claim("number", claim.Int(int64(r.number)))}
	},
}

var now = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)

// E1.1, E1.5: the result has the steps that were run, in order, with what each
// established or why it was skipped, and the claims.
func TestE1_5_Run(t *testing.T) {
	t.Parallel()
	header := evidence.Step{Name: "header", Clause: "E7", Detail: "a header"}
	for _, c := range []struct {
		name string
		run  run
		want []evidence.Step
	}{
		{"all", run{wrapped: true, number: 3}, []evidence.Step{header,
			{Name: "parse", Clause: "E1", Detail: "number 3"}, {Name: "odd", Clause: "E6.2", Detail: "odd"}}},
		{"without the format's", run{number: 3}, []evidence.Step{
			{Name: "parse", Clause: "E1", Detail: "number 3"}, {Name: "odd", Clause: "E6.2", Detail: "odd"}}},
		{"one skipped", run{}, []evidence.Step{
			{Name: "parse", Clause: "E1", Detail: "number 0"}, {Name: "odd", Clause: "E6.2", Detail: "the number is 0", Skipped: true}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, err := procedure.Run(context.Background(), &c.run, now)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, v.Steps()); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if v.Empty() || v.Kind() != kind || v.Type() != catalog.SevSnpVm || !v.Time().Equal(now) {
				t.Errorf("got kind %q, type %q, time %v", v.Kind(), v.Type(), v.Time())
			}
			claims := v.Claims()
			if len(claims) != 1 || claims[0] != frame.Claim("number", claim.Int(int64(c.run.number))) || claims[0].Issuer != claim.AttestationService {
				t.Errorf("got the claims %v", claims)
			}
			claims[0].Type, v.Steps()[0].Name = "", ""
			if v.Claims()[0].Type == "" || v.Steps()[0].Name == "" {
				t.Error("a caller can change the result")
			}
		})
	}
}

// E1.5: the first step that fails is the error, and no later one runs.
func TestE1_5_Refusal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		number int
		want   evidence.Error
		ran    int
	}{
		{-1, evidence.Error{Kind: kind, Step: "deeper", Clause: "E2", Offset: 7}, 1},
		{4, evidence.Error{Kind: kind, Step: "odd", Clause: "E6.2", Offset: -1}, 2},
		{2, evidence.Error{Kind: kind, Step: "odd", Clause: "E6.2", Offset: -1}, 2}, // a wrapped skip is none
	} {
		r := &run{number: c.number}
		v, err := procedure.Run(context.Background(), r, now)
		var refused *evidence.Error
		if !errors.As(err, &refused) || refused.Kind != c.want.Kind || refused.Step != c.want.Step ||
			refused.Clause != c.want.Clause || refused.Offset != c.want.Offset {
			t.Errorf("%d: got %v, expected one of step %q", c.number, err, c.want.Step)
		}
		if !v.Empty() || len(v.Claims()) > 0 || len(r.ran) != c.ran {
			t.Errorf("%d: got the claims %v after the steps %v", c.number, v.Claims(), r.ran)
		}
	}
}

// What proves nothing has no result: no time (E1.3), no step that was passed, a
// context that has ended.
func TestE1_3_NothingVerified(t *testing.T) {
	t.Parallel()
	if _, err := procedure.Run(context.Background(), &run{}, time.Time{}); err != evidence.ErrNoTime {
		t.Errorf("got %v, expected ErrNoTime", err)
	}
	none := procedure
	none.Steps = procedure.Steps[:1] // of a format that the evidence hasn't got
	if v, err := none.Run(context.Background(), &run{}, now); err == nil || !v.Empty() {
		t.Errorf("got %v without any step", err)
	}
	none.Steps = procedure.Steps[2:] // which is skipped
	if v, err := none.Run(context.Background(), &run{}, now); err == nil || !v.Empty() {
		t.Errorf("got %v with all steps skipped", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := procedure.Run(ctx, &run{}, now); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, expected the context's error", err)
	}
	var empty evidence.Verified
	if !empty.Empty() || empty.Kind() != "" || empty.Type() != "" || !empty.Time().IsZero() || len(empty.Claims()) > 0 {
		t.Error("the zero Verified is not empty")
	}
}

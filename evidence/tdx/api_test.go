package tdx_test

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/tdx"
)

// TestSteps: the steps are those of package dcap, with those of HCL reports before
// and those that bind data after.
func TestSteps(t *testing.T) {
	t.Parallel()
	var names []string
	for _, s := range tdx.Steps() {
		if s.Detail == "" || s.Clause == "" {
			t.Errorf("%q doesn't say what must hold", s.Name)
		}
		names = append(names, s.Name)
	}
	want := []string{"hcl header", "hcl runtime data"}
	for _, s := range dcap.Steps() {
		want = append(want, s.Name)
	}
	want = append(want, "runtime data", "host data")
	if !slices.Equal(names, want) {
		t.Errorf("got %q, expected %q", names, want)
	}
	in, e := azure(t)
	got, err := tdx.Verify(t.Context(), in, e.Time, tdx.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range got.Steps() {
		if s.Name != want[i] || s.Skipped != (s.Name == "host data") {
			t.Errorf("step %d is %+v, expected %q", i, s, want[i])
		}
	}
	if len(got.Steps()) != len(want) {
		t.Errorf("got %d steps, expected %d", len(got.Steps()), len(want))
	}
}

// TestOptions: every option of quotes is one of TDs, save which technology it is.
func TestOptions(t *testing.T) {
	t.Parallel()
	ours := reflect.TypeFor[tdx.Options]()
	for _, f := range reflect.VisibleFields(reflect.TypeFor[dcap.Options]()) {
		if _, ok := ours.FieldByName(f.Name); !ok && f.Name != "Only" {
			t.Errorf("there is no option %s", f.Name)
		}
	}
}

// TestEvidence verifies in the form that package attest takes.
func TestEvidence(t *testing.T) {
	t.Parallel()
	e := expected(t, "tdx dcap-qvl 2025")
	got, err := tdx.NewVerifier(tdx.Options{}).Evidence(e.input(t)).Verify(t.Context(), e.Time)
	if err != nil || got.Empty() || got.Kind() != tdx.Kind {
		t.Errorf("got %v, %v", got, err)
	}
	got, tcb, err := tdx.NewVerifier(tdx.Options{}).Evidence(e.input(t)).VerifyTCB(t.Context(), e.Time)
	if err != nil || got.Empty() || tcb.Status != dcap.UpToDate || tcb.EvaluationNumber != 17 {
		t.Errorf("got %v, %v, %v", got, tcb, err)
	}
	_, err = tdx.Evidence{}.Verify(t.Context(), e.Time)
	wantStep(t, err, dcap.StepParse)
	if _, err := tdx.Verify(t.Context(), e.input(t), time.Time{}, tdx.Options{}); err != evidence.ErrNoTime {
		t.Errorf("got %v, expected ErrNoTime", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tdx.Verify(ended, e.input(t), e.Time, tdx.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, expected the context's error", err)
	}
}

// TestVerifiedIsACopy: what was verified doesn't change with the caller's bytes.
func TestVerifiedIsACopy(t *testing.T) {
	t.Parallel()
	in, e := azure(t)
	in.Quote, in.HCL = bytes.Clone(in.Quote), bytes.Clone(in.HCL)
	got, err := tdx.Verify(t.Context(), in, e.Time, tdx.Options{})
	if err != nil {
		t.Fatal(err)
	}
	before, report := got.Claims(), bytes.Clone(got.Report().MRTD)
	clear(in.Quote)
	clear(in.HCL)
	if !slices.Equal(before, got.Claims()) || !bytes.Equal(report, got.Report().MRTD) || bytes.Equal(report, make([]byte, 48)) {
		t.Error("the result changed with the input")
	}
}

// TestVerifier judges several TDs with one verifier: what it keeps of one doesn't
// stand in for another's.
func TestVerifier(t *testing.T) {
	t.Parallel()
	v := tdx.NewVerifier(tdx.Options{})
	for range 2 {
		for _, e := range expectations(t) {
			if e.Revocation == "skipped" {
				continue
			}
			_, err := v.Verify(t.Context(), e.input(t), e.Time)
			if e.Outcome == "error" {
				wantStep(t, err, e.Step)
			} else if err != nil {
				t.Errorf("%s: %v", e.Name, err)
			}
		}
	}
}

package dcap_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/vectors"
)

// read returns a file of the corpus, collateral the parts of a case.
var (
	read       = vectors.Read
	collateral = vectors.Collateral
)

// expectation is a case of the corpus.
type expectation struct{ vectors.Case }

type expectedTCB = vectors.TCB

// quote returns the quote of a file: the header of an Open Enclave report (E4.1) is
// cut.
func quote(t testing.TB, name string) []byte {
	t.Helper()
	data := read(t, name)
	if bytes.HasPrefix(data, []byte{1, 0, 0, 0, 2, 0, 0, 0}) {
		return data[16:]
	}
	return data
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	data, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func expectations(t testing.TB) (all []expectation) {
	t.Helper()
	for name, count := range map[string]int{"expected-sgx.json": 22, "expected-tdx.json": 16} {
		for _, c := range vectors.Cases(t, name, count) {
			all = append(all, expectation{c})
		}
	}
	return all
}

// input turns a case into what Verify takes.
func (e expectation) input(t testing.TB) dcap.Input {
	t.Helper()
	return dcap.Input{Quote: quote(t, e.Evidence), Collateral: collateral(t, e.Collateral)}
}

// TestExpected runs every case of the corpus, with all statuses accepted (E3.10).
// Those whose status the defaults don't accept are refused with them (E3.11).
func TestExpected(t *testing.T) {
	t.Parallel()
	for _, e := range expectations(t) {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			in := e.input(t)
			options := dcap.Options{Accept: dcap.AllButRevoked(), InsecureSkipRevocation: e.Revocation == "skipped"}
			got, err := dcap.Verify(context.Background(), in, e.Time, options)
			if e.Outcome == "error" {
				refused := wantStep(t, err, e.Step)
				if e.Offset != nil && refused.Offset != *e.Offset {
					t.Errorf("got offset %d, expected %d", refused.Offset, *e.Offset)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(e.TCB, summary(got, e.Kind)); diff != "" {
				t.Errorf("TCB (-want +got):\n%s", diff)
			}
			if td := got.Quote().TD; e.TEETCBSVN2 != "" && hex.EncodeToString(td.TEETCBSVN2) != e.TEETCBSVN2 {
				t.Errorf("TEE_TCB_SVN2 is %x, expected %s", td.TEETCBSVN2, e.TEETCBSVN2)
			}
			options.Accept = nil
			_, err = dcap.Verify(context.Background(), in, e.Time, options)
			if s := e.TCB.Status; s != dcap.UpToDate && s != dcap.SWHardeningNeeded {
				wantStep(t, err, dcap.StepTCBStatus)
			} else if err != nil {
				t.Error(err)
			}
			if e.Revocation == "skipped" {
				options.InsecureSkipRevocation = false
				_, err = dcap.Verify(context.Background(), in, e.Time, options)
				wantStep(t, err, dcap.StepCRL)
			}
		})
	}
}

// summary is the result as the corpus has it: advisories sorted, each once.
func summary(v *dcap.Verified, kind string) *expectedTCB {
	got := v.TCB()
	s := &expectedTCB{Status: got.Status, Platform: got.Platform, TDX: got.TDX, Module: got.Module, QE: got.QE, Evaluation: got.EvaluationNumber}
	if kind == "sgx" {
		s.TCBDate = got.Date.Format(time.DateOnly)
	}
	s.Advisories = []string{}
	for _, a := range got.Advisories {
		if !slices.Contains(s.Advisories, a.ID) {
			s.Advisories = append(s.Advisories, a.ID)
		}
	}
	return s
}

// wantStep checks that err is the refusal of a step, with a clause and a reason.
func wantStep(t testing.TB, err error, step string) *evidence.Error {
	t.Helper()
	var refused *evidence.Error
	if !errors.As(err, &refused) || refused.Step != step {
		t.Fatalf("got %v, expected a refusal at %q", err, step)
	}
	if refused.Kind == "" || refused.Clause == "" || refused.Err == nil {
		t.Errorf("refusal lacks a member: %#v", refused)
	}
	return refused
}

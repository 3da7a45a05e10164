package tdx_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/vectors"
	"github.com/assay-policy/assay/evidence/tdx"
)

// read returns a file of the corpus, collateral the parts of a case.
var (
	read       = vectors.Read
	collateral = vectors.Collateral
)

// expectation is a case of the corpus.
type expectation struct{ vectors.Case }

type expectedTCB = vectors.TCB

func expectations(t testing.TB) (all []expectation) {
	t.Helper()
	for _, c := range vectors.Cases(t, "expected-tdx.json", 16) {
		all = append(all, expectation{c})
	}
	return all
}

// expected returns the case of a name.
func expected(t testing.TB, name string) expectation {
	t.Helper()
	all := expectations(t)
	i := slices.IndexFunc(all, func(e expectation) bool { return e.Name == name })
	if i < 0 {
		t.Fatalf("found no case %q", name)
	}
	return all[i]
}

// input turns a case into what Verify takes.
func (e expectation) input(t testing.TB) tdx.Input {
	t.Helper()
	return tdx.Input{Quote: read(t, e.Evidence), Collateral: collateral(t, e.Collateral)}
}

// options are those under which a case verifies.
func (e expectation) options() tdx.Options {
	return tdx.Options{InsecureSkipRevocation: e.Revocation == "skipped"}
}

// TestExpected runs every case of the corpus: claims (E5.2, E5.3) and TCB (E3.10).
// Those with a status that other kinds don't accept by default are refused if the
// options ask for it (E3.11), and those without a CRL by default.
func TestExpected(t *testing.T) {
	t.Parallel()
	for _, e := range expectations(t) {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			in, options := e.input(t), e.options()
			got, err := tdx.Verify(t.Context(), in, e.Time, options)
			if e.Outcome == "error" {
				if refused := wantStep(t, err, e.Step); e.Offset != nil && refused.Offset != *e.Offset {
					t.Errorf("got offset %d, expected %d", refused.Offset, *e.Offset)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(e.Claims, asJSON(got.Claims())); diff != "" {
				t.Errorf("claims (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(e.TCB, summary(got.TCB())); diff != "" {
				t.Errorf("TCB (-want +got):\n%s", diff)
			}
			if svn := got.Report().TEETCBSVN2; hex.EncodeToString(svn) != e.TEETCBSVN2 {
				t.Errorf("TEE_TCB_SVN2 is %x, expected %q", svn, e.TEETCBSVN2)
			}
			strict := options
			strict.Accept = []dcap.Status{dcap.UpToDate}
			_, err = tdx.Verify(t.Context(), in, e.Time, strict)
			if s := e.TCB.Status; s != dcap.UpToDate && s != dcap.SWHardeningNeeded {
				wantStep(t, err, dcap.StepTCBStatus)
			} else if err != nil {
				t.Error(err)
			}
			if e.Revocation == "skipped" {
				_, err = tdx.Verify(t.Context(), in, e.Time, tdx.Options{})
				wantStep(t, err, dcap.StepCRL)
			}
		})
	}
}

// summary is a result as the corpus has it: advisories each once.
func summary(got dcap.TCB) *expectedTCB {
	s := &expectedTCB{Status: got.Status, Platform: got.Platform, TDX: got.TDX, Module: got.Module, QE: got.QE,
		Advisories: []string{}, Evaluation: got.EvaluationNumber}
	for _, a := range got.Advisories {
		if !slices.Contains(s.Advisories, a.ID) {
			s.Advisories = append(s.Advisories, a.ID)
		}
	}
	return s
}

// asJSON returns claims as a JSON decoder would.
func asJSON(claims []claim.Claim) map[string]any {
	out := make(map[string]any)
	for _, c := range claims {
		switch c.Value.Kind() {
		case claim.BooleanKind:
			out[c.Type] = c.Value.Bool()
		case claim.IntegerKind:
			out[c.Type] = json.Number(c.Value.String())
		case claim.StringKind:
			out[c.Type] = c.Value.Text()
		}
	}
	return out
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

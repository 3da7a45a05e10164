package sgx_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/dcap/dcaptest"
	"github.com/assay-policy/assay/evidence/sgx"
)

// of returns the collateral of a platform in a TCB evaluation.
func of(t testing.TB, p *dcaptest.Platform, number int) dcap.Collateral {
	t.Helper()
	was := *p
	defer func() { *p = was }()
	p.TCBInfo.EvaluationNumber, p.QEIdentity.EvaluationNumber = number, number
	return p.Collateral(t)
}

// put writes collateral into a folder of a store.
func put(store fstest.MapFS, folder string, c dcap.Collateral) {
	for _, f := range c.Files() {
		store[folder+"/"+f.Name] = &fstest.MapFile{Data: f.Data}
	}
}

// storeOf makes a store with those baselines.
func storeOf(t testing.TB, p *dcaptest.Platform, numbers ...int) *sgx.Baselines {
	t.Helper()
	store := fstest.MapFS{}
	for _, n := range numbers {
		put(store, fmt.Sprint(n), of(t, p, n))
	}
	b, err := sgx.ReadBaselines(store, dcap.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// E4.6: identifiers are numbers, and azuredefault, which is the service's default or
// the highest number.
func TestE4_6_Lookup(t *testing.T) {
	t.Parallel()
	p := dcaptest.NewIntel(t).NewPlatform(t, dcap.SGX)
	some, with10 := storeOf(t, p, 17, 9, 12), storeOf(t, p, 12, 10, 9)
	for _, c := range []struct {
		store      *sgx.Baselines
		identifier string
		number     int64
		message    string
	}{
		{some, "9", 9, ""},
		{some, "17", 17, ""},
		{some, "azuredefault", 17, ""},
		{with10, "azuredefault", 10, ""},
		{with10, "12", 12, ""},
		{some, "10", 0, "found no TCB baseline 10, expected one of 9, 12, 17"},
		{nil, "10", 0, "found no TCB baseline 10, there are none"},
		{nil, "azuredefault", 0, "found no TCB baseline azuredefault, there are none"},
		{some, "", 0, `found the TCB baseline "", expected a TCB evaluation number or "azuredefault"`},
		{some, "09", 0, `found the TCB baseline "09", expected`},
		{some, "+9", 0, `found the TCB baseline "+9", expected`},
		{some, "9 ", 0, `found the TCB baseline "9 ", expected`},
		{some, "0", 0, `found the TCB baseline "0", expected`},
		{some, "-9", 0, `found the TCB baseline "-9", expected`},
		{some, "AzureDefault", 0, `found the TCB baseline "AzureDefault", expected`},
		{some, "../17", 0, `found the TCB baseline "../17", expected`},
		{some, "99999999999999999999", 0, `found the TCB baseline "99999999999999999999", expected`},
	} {
		got, err := c.store.Lookup(c.identifier)
		var missing *sgx.BaselineError
		switch {
		case c.message == "" && (err != nil || got.Number != c.number || got.Identifier() != fmt.Sprint(c.number)):
			t.Errorf("%q: got %v, %v, expected %d", c.identifier, got, err, c.number)
		case c.message != "" && (!errors.As(err, &missing) || !strings.HasPrefix(err.Error(), c.message)):
			t.Errorf("%q: got %v, expected %q", c.identifier, err, c.message)
		}
	}
	var numbers []int64
	for _, b := range some.List() {
		numbers = append(numbers, b.Number)
		if b.FMSPC != p.PCK.FMSPC || !b.IssueDate.Equal(p.TCBInfo.IssueDate) {
			t.Errorf("got %v", b)
		}
	}
	if !slices.Equal(numbers, []int64{9, 12, 17}) || some.Default().Number != 17 || (*sgx.Baselines)(nil).Default() != nil {
		t.Errorf("got %v", numbers)
	}
}

// E4.7: a folder of a store holds what its name says, or the store can't be read.
func TestE4_7_Store(t *testing.T) {
	t.Parallel()
	intel := dcaptest.NewIntel(t)
	p := intel.NewPlatform(t, dcap.SGX)
	twelve := of(t, p, 12)
	differ := twelve.With(dcap.Collateral{QEIdentity: of(t, p, 13).QEIdentity})
	for _, c := range []struct {
		name    string
		change  func(fstest.MapFS)
		message string
	}{
		{"as it is", func(fstest.MapFS) {}, ""},
		{"other files and folders", func(s fstest.MapFS) {
			put(s, "new", differ)
			put(s, "012", differ)
			s["README"] = &fstest.MapFile{}
			s["13"] = &fstest.MapFile{Data: []byte("a file")}
		}, ""},
		{"wrong number", func(s fstest.MapFS) { put(s, "13", twelve) }, "baseline 13: the documents are of TCB evaluation 12, expected 13"},
		{"two numbers", func(s fstest.MapFS) { put(s, "12", differ) }, "baseline 12: the TCB info is of TCB evaluation 12, the QE identity of 13, expected the same"},
		{"empty folder", func(s fstest.MapFS) { s["13"] = &fstest.MapFile{Mode: fs.ModeDir} }, "baseline 13: "},
		{"no QE identity", func(s fstest.MapFS) { delete(s, "12/qe_identity.json") }, "baseline 12: found no TCB info, no QE identity or no signing chain"},
		{"no TCB info", func(s fstest.MapFS) { delete(s, "12/tcb_info.json") }, "baseline 12: found no TCB info"},
		{"no signing chain", func(s fstest.MapFS) { delete(s, "12/signing_chain.pem") }, "baseline 12: found no TCB info"},
		{"broken TCB info", func(s fstest.MapFS) { s["12/tcb_info.json"] = &fstest.MapFile{Data: []byte("{}")} }, "baseline 12: "},
		{"broken QE identity", func(s fstest.MapFS) { s["12/qe_identity.json"] = &fstest.MapFile{Data: []byte("{")} }, "baseline 12: "},
		{"evaluation 0", func(s fstest.MapFS) { put(s, "12", of(t, p, 0)) }, "baseline 12: the documents are of TCB evaluation 0"},
		{"of TDX", func(s fstest.MapFS) { put(s, "19", intel.NewPlatform(t, dcap.TDX).Collateral(t)) }, "baseline 19: the TCB info is for TDX"},
		{"QE identity of TDX", func(s fstest.MapFS) {
			put(s, "19", p.Collateral(t).With(dcap.Collateral{QEIdentity: intel.NewPlatform(t, dcap.TDX).Collateral(t).QEIdentity}))
		}, "baseline 19: the QE identity is for TDX"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			store := fstest.MapFS{}
			put(store, "12", twelve)
			c.change(store)
			got, err := sgx.ReadBaselines(store, dcap.Limits{})
			switch {
			case c.message == "" && (err != nil || len(got.List()) != 1):
				t.Errorf("got %v, %v", got, err)
			case c.message != "" && (err == nil || !strings.HasPrefix(err.Error(), c.message)):
				t.Errorf("got %v, expected %q", err, c.message)
			}
		})
	}
	if _, err := sgx.ReadBaselines(fstest.MapFS{"a": &fstest.MapFile{}}, dcap.Limits{}); err != nil {
		t.Errorf("got %v for a store without baselines", err)
	}
}

// E4.7: which collateral judges, and what holds under a baseline.
func TestE4_7_Baselines(t *testing.T) {
	t.Parallel()
	documents := func(c dcap.Collateral) dcap.Collateral { return c.With(dcap.Collateral{}) }
	for _, c := range []struct {
		name       string
		identifier string
		change     func(*scene)
		baseline   string
		step, text string
	}{
		{name: "no identifier", baseline: "19"},
		{name: "azuredefault", identifier: "azuredefault", baseline: "19"},
		{name: "a number", identifier: "12", baseline: "12"},
		{name: "collateral given", identifier: "12", change: func(s *scene) { s.in.Collateral = documents(s.p.Collateral(s.t)) }},
		{name: "collateral given, unknown baseline", identifier: "16", change: func(s *scene) { s.in.Collateral = s.p.Collateral(s.t) }},
		{name: "lists given", identifier: "12", change: func(s *scene) {
			s.at = s.at.AddDate(1, 0, 0)
			s.in.Collateral = s.listsAt()
		}, baseline: "12"},
		{name: "lists expired", identifier: "12", change: func(s *scene) { s.at = s.at.AddDate(1, 0, 0) }, step: dcap.StepCRL, text: "valid until"},
		{name: "issued later", identifier: "12", change: func(s *scene) { s.at = s.at.AddDate(0, 0, -16) }, step: dcap.StepCRL},
		{name: "part of the documents given", identifier: "12", change: func(s *scene) { s.in.Collateral.TCBInfo = s.p.Collateral(s.t).TCBInfo },
			step: dcap.StepCollateral, text: "found no QE identity"},
		{name: "signing chain given", identifier: "12", change: func(s *scene) { s.in.Collateral.SigningChain = s.p.Collateral(s.t).SigningChain },
			step: dcap.StepCollateral, text: "found no TCB info"},
		{name: "below it", identifier: "12", change: func(s *scene) { s.q.Platform.PCK.PCESVN = 10 }, step: dcap.StepTCBStatus, text: "below the baseline"},
		{name: "another platform", identifier: "12", change: func(s *scene) { s.q.Platform.PCK.FMSPC[0] = 9 }, step: dcap.StepTCBInfoMatch, text: "FMSPC"},
		{name: "unknown", identifier: "16", step: dcap.StepCollateral, text: "found no TCB baseline 16, expected one of 12, 19"},
		{name: "malformed", identifier: "twelve", step: dcap.StepCollateral, text: `found the TCB baseline "twelve", expected`},
		{name: "malformed, collateral given", identifier: "012", change: func(s *scene) { s.in.Collateral = s.p.Collateral(s.t) },
			step: dcap.StepCollateral, text: `found the TCB baseline "012", expected`},
		{name: "unknown, and a broken quote", identifier: "16", change: func(s *scene) { s.q.Bind = false }, step: dcap.StepQEReportData},
		{name: "unknown, and an early failure of data", identifier: "16", change: func(s *scene) { s.in.InitTimeData = &evidence.Data{} }, step: dcap.StepCollateral},
		{name: "unknown, without lists", identifier: "16", change: func(s *scene) { s.options.InsecureSkipRevocation = true }, step: dcap.StepCollateral, text: "16"},
		{name: "unknown, no store", identifier: "16", change: func(s *scene) { s.options.Baselines = nil }, step: dcap.StepCollateral, text: "there are none"},
		{name: "azuredefault, no store", identifier: "azuredefault", change: func(s *scene) { s.options.Baselines = nil },
			step: dcap.StepCollateral, text: "found no TCB info"},
		{name: "none, no store", change: func(s *scene) { s.options.Baselines = nil }, step: dcap.StepCollateral, text: "found no TCB info"},
		{name: "older than wanted", identifier: "12", change: func(s *scene) { s.options.MinEvaluationNumber = 13 }, step: dcap.StepTCBInfoMatch, text: "evaluation 12"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, 3)
			s.options.Baselines = storeOf(t, s.p, 12, 19)
			s.in.TCBIdentifier = c.identifier
			if c.change != nil {
				c.change(s)
			}
			s.in.Quote = s.q.Sign(t)
			got, err := s.verify()
			want(t, err, c.step, c.text)
			if c.step != "" {
				return
			}
			if got.Baseline() != c.baseline || c.baseline != "" && fmt.Sprint(got.TCB().EvaluationNumber) != c.baseline {
				t.Errorf("judged by baseline %q, evaluation %d, expected %q", got.Baseline(), got.TCB().EvaluationNumber, c.baseline)
			}
			checkIdentifier(t, got.Claims(), c.identifier)
		})
	}
}

// checkIdentifier wants the claim of an identifier, none for "" (E4.4).
func checkIdentifier(t *testing.T, claims []claim.Claim, identifier string) {
	t.Helper()
	want := claim.Claim{}
	if identifier != "" {
		want = claim.Claim{Type: "x-ms-sgx-tcbidentifier", Value: claim.String(identifier), Issuer: claim.AttestationService}
	}
	if got := claimOf(claims, "x-ms-sgx-tcbidentifier"); got != want {
		t.Errorf("got %v, expected %v", got, want)
	}
}

// listsAt returns revocation lists that are valid at the time of verification.
func (s *scene) listsAt() dcap.Collateral {
	s.t.Helper()
	template := &x509.RevocationList{ThisUpdate: s.at.AddDate(0, 0, -1), NextUpdate: s.at.AddDate(0, 0, 1)}
	return dcap.Collateral{PCKCRL: s.p.CA.SignCRL(s.t, template), RootCRL: s.p.Intel.Root.SignCRL(s.t, template)}
}

// L5.6, E4.6: a policy's property selects the baseline, whatever the input says; what
// is no identifier fails.
func TestL5_6_VerifyUnder(t *testing.T) {
	t.Parallel()
	s := newScene(t, 3)
	s.options.Baselines = storeOf(t, s.p, 12, 19)
	s.in.Quote, s.in.TCBIdentifier = s.q.Sign(t), "19"
	ev := sgx.NewVerifier(s.options).Evidence(s.in)
	property := func(v claim.Value) []claim.Claim {
		return []claim.Claim{
			{Type: "required_pcr_mask", Value: claim.Int(1), Issuer: claim.AttestationPolicy},
			{Type: "x-ms-sgx-tcbidentifier", Value: v, Issuer: claim.AttestationPolicy},
		}
	}
	for _, c := range []struct {
		name       string
		properties []claim.Claim
		identifier string
		text       string
	}{
		{"none", nil, "19", ""},
		{"another property", property(claim.Int(1))[:1], "19", ""},
		{"a number", property(claim.String("12")), "12", ""},
		{"azuredefault", property(claim.String("azuredefault")), "azuredefault", ""},
		{"unknown", property(claim.String("13")), "", "found no TCB baseline 13"},
		{"empty", property(claim.String("")), "", `found the TCB baseline "", expected`},
		{"integer", property(claim.Int(12)), "", `found the TCB baseline "12", expected a string`},
		{"boolean", property(claim.Bool(true)), "", `found the TCB baseline "true", expected a string`},
		{"no value", property(claim.Value{}), "", "found the TCB baseline"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := ev.VerifyUnder(context.Background(), s.at, c.properties)
			if c.text != "" {
				want(t, err, dcap.StepCollateral, c.text)
				return
			}
			want(t, err, "", "")
			checkIdentifier(t, got.Claims(), c.identifier)
		})
	}
	direct, err := s.verify()
	want(t, err, "", "")
	same, err := ev.Verify(context.Background(), s.at)
	want(t, err, "", "")
	if diff := cmp.Diff(asJSON(direct.Claims()), asJSON(same.Claims())); diff != "" {
		t.Errorf("claims (-verified +evidence):\n%s", diff)
	}
	same, tcb, err := ev.VerifyTCB(context.Background(), s.at)
	want(t, err, "", "")
	if same.Empty() || !cmp.Equal(tcb, direct.TCB(), cmp.AllowUnexported(big.Int{})) {
		t.Errorf("got %+v, expected %+v", tcb, direct.TCB())
	}
	broken := s.in
	broken.Quote = nil
	if same, tcb, err := sgx.NewVerifier(s.options).Evidence(broken).VerifyTCB(context.Background(), s.at); err == nil || !same.Empty() || tcb.Status != "" {
		t.Errorf("got %v, %v for nothing", same, tcb)
	}
}

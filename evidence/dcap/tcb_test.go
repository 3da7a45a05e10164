package dcap_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/dcap/dcaptest"
)

// convergences is a table of what the parts of a platform come to (E3.10). A
// platform of SGX has neither TDX status nor module.
var convergences = []struct {
	platform, tdx, module, qe dcap.Status
	svn2                      [3]byte // TEE_TCB_SVN2 of a TD of 1.5; zero: one of 1.0
	want                      dcap.Status
}{
	{platform: dcap.UpToDate, qe: dcap.UpToDate, want: dcap.UpToDate},
	{platform: dcap.SWHardeningNeeded, qe: dcap.UpToDate, want: dcap.SWHardeningNeeded},
	{platform: dcap.ConfigurationNeeded, qe: dcap.UpToDate, want: dcap.ConfigurationNeeded},
	{platform: dcap.ConfigurationAndSWHardeningNeeded, qe: dcap.UpToDate, want: dcap.ConfigurationAndSWHardeningNeeded},
	{platform: dcap.OutOfDate, qe: dcap.UpToDate, want: dcap.OutOfDate},
	{platform: dcap.OutOfDateConfigurationNeeded, qe: dcap.UpToDate, want: dcap.OutOfDateConfigurationNeeded},
	{platform: dcap.Revoked, qe: dcap.UpToDate, want: dcap.Revoked},
	{platform: dcap.UpToDate, qe: dcap.OutOfDate, want: dcap.OutOfDate},
	{platform: dcap.SWHardeningNeeded, qe: dcap.OutOfDate, want: dcap.OutOfDate},
	{platform: dcap.ConfigurationNeeded, qe: dcap.OutOfDate, want: dcap.OutOfDateConfigurationNeeded},
	{platform: dcap.ConfigurationAndSWHardeningNeeded, qe: dcap.OutOfDate, want: dcap.OutOfDateConfigurationNeeded},
	{platform: dcap.OutOfDate, qe: dcap.OutOfDate, want: dcap.OutOfDate},
	{platform: dcap.OutOfDateConfigurationNeeded, qe: dcap.OutOfDate, want: dcap.OutOfDateConfigurationNeeded},
	{platform: dcap.Revoked, qe: dcap.OutOfDate, want: dcap.Revoked},
	{platform: dcap.UpToDate, qe: dcap.Revoked, want: dcap.Revoked},

	{dcap.UpToDate, dcap.UpToDate, dcap.UpToDate, dcap.UpToDate, [3]byte{}, dcap.UpToDate},
	{dcap.UpToDate, dcap.OutOfDate, dcap.UpToDate, dcap.UpToDate, [3]byte{}, dcap.OutOfDate},
	{dcap.OutOfDate, dcap.OutOfDate, dcap.UpToDate, dcap.UpToDate, [3]byte{}, dcap.OutOfDate},
	{dcap.UpToDate, dcap.UpToDate, dcap.OutOfDate, dcap.UpToDate, [3]byte{}, dcap.OutOfDate},
	{dcap.ConfigurationNeeded, dcap.ConfigurationNeeded, dcap.OutOfDate, dcap.UpToDate, [3]byte{}, dcap.OutOfDateConfigurationNeeded},
	{dcap.UpToDate, dcap.UpToDate, dcap.Revoked, dcap.UpToDate, [3]byte{}, dcap.Revoked},
	{dcap.UpToDate, dcap.UpToDate, dcap.UpToDate, dcap.Revoked, [3]byte{}, dcap.Revoked},

	// A relaunch helps if the module that runs now is the newest, and nothing else is
	// out of date.
	{dcap.UpToDate, dcap.UpToDate, dcap.OutOfDate, dcap.UpToDate, [3]byte{6, 1, 3}, dcap.TDRelaunchAdvised},
	{dcap.SWHardeningNeeded, dcap.SWHardeningNeeded, dcap.OutOfDate, dcap.UpToDate, [3]byte{7, 1, 4}, dcap.TDRelaunchAdvised},
	{dcap.UpToDate, dcap.OutOfDate, dcap.OutOfDate, dcap.UpToDate, [3]byte{6, 1, 3}, dcap.TDRelaunchAdvised},
	{dcap.ConfigurationNeeded, dcap.ConfigurationNeeded, dcap.OutOfDate, dcap.UpToDate, [3]byte{6, 1, 3}, dcap.TDRelaunchAdvisedConfigurationNeeded},
	{dcap.ConfigurationAndSWHardeningNeeded, dcap.OutOfDate, dcap.OutOfDate, dcap.UpToDate, [3]byte{6, 1, 3}, dcap.TDRelaunchAdvisedConfigurationNeeded},
	{dcap.UpToDate, dcap.OutOfDateConfigurationNeeded, dcap.OutOfDate, dcap.UpToDate, [3]byte{6, 1, 3}, dcap.TDRelaunchAdvisedConfigurationNeeded},
	{dcap.UpToDate, dcap.UpToDate, dcap.OutOfDate, dcap.UpToDate, [3]byte{3, 3, 3}, dcap.TDRelaunchAdvised}, // of another line
	{dcap.UpToDate, dcap.UpToDate, dcap.OutOfDate, dcap.UpToDate, [3]byte{5, 0, 3}, dcap.TDRelaunchAdvised}, // of 1.0
	{dcap.UpToDate, dcap.UpToDate, dcap.OutOfDate, dcap.UpToDate, [3]byte{4, 0, 3}, dcap.OutOfDate},
	{dcap.UpToDate, dcap.UpToDate, dcap.OutOfDate, dcap.UpToDate, [3]byte{5, 1, 3}, dcap.OutOfDate},
	{dcap.UpToDate, dcap.UpToDate, dcap.OutOfDate, dcap.UpToDate, [3]byte{6, 1, 2}, dcap.OutOfDate},
	{dcap.UpToDate, dcap.UpToDate, dcap.OutOfDate, dcap.OutOfDate, [3]byte{6, 1, 3}, dcap.OutOfDate},
	{dcap.UpToDate, dcap.UpToDate, dcap.OutOfDate, dcap.Revoked, [3]byte{6, 1, 3}, dcap.Revoked},
	{dcap.UpToDate, dcap.UpToDate, dcap.UpToDate, dcap.UpToDate, [3]byte{6, 1, 3}, dcap.UpToDate},
	{dcap.UpToDate, dcap.OutOfDate, dcap.UpToDate, dcap.UpToDate, [3]byte{6, 1, 3}, dcap.OutOfDate},
	{dcap.UpToDate, dcap.UpToDate, dcap.Revoked, dcap.UpToDate, [3]byte{6, 1, 3}, dcap.Revoked},
	{dcap.OutOfDate, dcap.OutOfDate, dcap.OutOfDate, dcap.UpToDate, [3]byte{6, 1, 3}, dcap.OutOfDate},
	{dcap.Revoked, dcap.Revoked, dcap.OutOfDate, dcap.UpToDate, [3]byte{6, 1, 3}, dcap.Revoked},
}

// TestE3_10 makes a platform of each row, and checks that it is accepted as E3.11
// says. Every status comes out.
func TestE3_10(t *testing.T) {
	t.Parallel()
	produced := make(map[dcap.Status]bool)
	for _, c := range convergences {
		produced[c.want] = true
		t.Run(fmt.Sprint(c.platform, c.tdx, c.module, c.qe, c.svn2), func(t *testing.T) {
			t.Parallel()
			s := statusScene(t, c.platform, c.tdx, c.module, c.qe, c.svn2)
			always := c.want == dcap.UpToDate || c.want == dcap.SWHardeningNeeded
			_, err := s.verify()
			if !always {
				want(t, err, dcap.StepTCBStatus, "the status is "+string(c.want)+" ")
				s.options.Accept = []dcap.Status{c.want}
				_, err = s.again()
			}
			if c.want == dcap.Revoked {
				want(t, err, dcap.StepTCBStatus, "the status is Revoked") // in spite of its name
				s.options.Accept, s.options.InsecureAcceptRevoked = nil, true
			}
			got, err := s.again()
			want(t, err, "", "")
			tcb := got.TCB()
			for name, pair := range map[string][2]dcap.Status{"status": {tcb.Status, c.want}, "platform": {tcb.Platform, c.platform},
				"TDX": {tcb.TDX, c.tdx}, "module": {tcb.Module, c.module}, "QE": {tcb.QE, c.qe}} {
				if pair[0] != pair[1] {
					t.Errorf("%s is %q, expected %q", name, pair[0], pair[1])
				}
			}
		})
	}
	for _, s := range dcap.Statuses() {
		if !produced[s] {
			t.Errorf("no row gives %s", s)
		}
	}
}

// statusScene is a platform whose parts have those statuses.
func statusScene(t *testing.T, platform, tdx, module, qe dcap.Status, svn2 [3]byte) *scene {
	tee, version := dcap.SGX, 3
	if tdx != "" {
		tee, version = dcap.TDX, 5
	}
	s := newScene(t, tee, version)
	s.p.QEIdentity.Levels[0].Status = qe
	levels := s.p.TCBInfo.Levels
	levels[0].Status = platform
	if tdx == "" {
		return s
	}
	if tdx != platform { // the TD fits only the second level
		levels[0].TDX[3], levels[1].Status = 9, tdx
	}
	modules := s.p.TCBInfo.Modules
	if module == dcap.OutOfDate { // the TD runs an older one than the newest
		s.q.Body[0] = 4
	} else {
		modules[1].Levels[0].Status = module
	}
	s.q.BodyType, s.q.Body = 2, s.q.Body[:dcap.TDReportSize:dcap.TDReportSize]
	if svn2 != [3]byte{} {
		s.q.BodyType, s.q.Body = 3, append(slices.Clone(s.q.Body), make([]byte, 64)...)
		copy(s.q.Body[dcap.TDReportSize:], svn2[:])
	}
	return s
}

// TestE3_10UnknownModule: a relaunch under a module that the TCB info doesn't know
// fails at the module.
func TestE3_10UnknownModule(t *testing.T) {
	t.Parallel()
	s := statusScene(t, dcap.UpToDate, dcap.UpToDate, dcap.OutOfDate, dcap.UpToDate, [3]byte{6, 7, 3})
	s.options.Accept = dcap.AllButRevoked()
	_, err := s.verify()
	want(t, err, dcap.StepTDXModule, "no TDX module TDX_07")
}

// TestE3_10Result looks at all that the result keeps.
func TestE3_10Result(t *testing.T) {
	t.Parallel()
	s := newScene(t, dcap.TDX, 5)
	s.options.Accept = dcap.AllButRevoked()
	s.q.Body[0], s.q.Body[584] = 4, 4 // module
	s.q.QEReport[258] = 6
	s.p.PCK.PCESVN = 10
	s.p.QEIdentity.EvaluationNumber = 20
	got, err := s.verify()
	want(t, err, "", "")
	tcb := got.TCB()
	advisories := []dcap.Advisory{{ID: "INTEL-SA-00001", Source: dcap.SourceTDX}, {ID: "INTEL-SA-00002", Source: dcap.SourceModule},
		{ID: "INTEL-SA-00003", Source: dcap.SourceQE}}
	if diff := cmp.Diff(advisories, tcb.Advisories); diff != "" {
		t.Errorf("advisories (-want +got):\n%s", diff)
	}
	if tcb.EvaluationNumber != 19 || tcb.QEEvaluationNumber != 20 || tcb.PCKCRLNumber.Int64() != 1 || tcb.RootCRLNumber.Int64() != 1 {
		t.Errorf("got %+v", tcb)
	}
	if !tcb.Date.Equal(time.Date(2023, 8, 9, 0, 0, 0, 0, time.UTC)) || !tcb.EarliestIssue.Equal(s.p.Intel.Root.Cert.NotBefore) ||
		!tcb.EarliestExpiry.Equal(dcaptest.Now.AddDate(0, 0, 15)) {
		t.Errorf("got the times %v, %v, %v", tcb.Date, tcb.EarliestIssue, tcb.EarliestExpiry)
	}
	if c := got.TCB().Configuration; c == nil || *c != *got.PCK().Configuration {
		t.Errorf("the result has %+v", c)
	}
	if c := got.PCK().Configuration; c == nil || !c.Dynamic || c.CachedKeys || !c.SMT || len(got.PCK().PlatformInstance) != 16 {
		t.Errorf("got %+v", got.PCK())
	}
}

// TestE3_9Order gives the levels in another order than Intel does.
func TestE3_9Order(t *testing.T) {
	t.Parallel()
	s := newScene(t, dcap.TDX, 4)
	slices.Reverse(s.p.TCBInfo.Levels)
	slices.Reverse(s.p.TCBInfo.Modules[1].Levels)
	slices.Reverse(s.p.QEIdentity.Levels)
	got, err := s.verify()
	want(t, err, "", "")
	if tcb := got.TCB(); tcb.Platform != dcap.UpToDate || tcb.Module != dcap.UpToDate || tcb.QE != dcap.UpToDate {
		t.Errorf("got %+v", tcb)
	}
}

// TestE4_7 verifies under a baseline: its documents don't expire, their signer
// counts at their time, and platforms must not be below it.
func TestE4_7(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*scene)
		step   string
		text   string
	}{
		{"documents in time", func(*scene) {}, "", ""},
		{"documents expired", func(s *scene) { s.expire() }, "", ""},
		{"signer expired since", func(s *scene) {
			s.expire()
			s.p.Signing = dcaptest.WithKey(s.t, s.p.Signing.Key, until(s.p.QEIdentity.IssueDate), s.p.Intel.Root)
		}, "", ""},
		{"signer expired when they were issued", func(s *scene) {
			s.expire()
			s.p.Signing = dcaptest.WithKey(s.t, s.p.Signing.Key, until(s.p.QEIdentity.IssueDate.Add(-time.Second)), s.p.Intel.Root)
		}, dcap.StepCollateral, "is valid until"},
		{"documents not issued yet", func(s *scene) { s.p.TCBInfo.IssueDate = dcaptest.Now.Add(time.Second) }, dcap.StepValidity, "the baseline was issued"},
		{"signer revoked", func(s *scene) { s.p.RevokedByRoot = append(s.p.RevokedByRoot, s.p.Signing.Cert.SerialNumber) }, dcap.StepCRL, "was revoked"},
		{"configuration needed", func(s *scene) { s.p.TCBInfo.Levels[0].Status = dcap.ConfigurationNeeded }, "", ""},
		{"both needed", func(s *scene) { s.p.TCBInfo.Levels[0].Status = dcap.ConfigurationAndSWHardeningNeeded }, "", ""},
		{"out of date", func(s *scene) { s.p.PCK.PCESVN = 10 }, dcap.StepTCBStatus, "below the baseline"},
		{"QE out of date", func(s *scene) { s.q.QEReport[258] = 6 }, dcap.StepTCBStatus, "below the baseline"},
		{"out of date and configuration needed", func(s *scene) {
			s.p.TCBInfo.Levels[0].Status = dcap.OutOfDateConfigurationNeeded
		}, dcap.StepTCBStatus, "below the baseline"},
		{"revoked", func(s *scene) { s.p.TCBInfo.Levels[0].Status = dcap.Revoked }, dcap.StepTCBStatus, "below the baseline"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, dcap.SGX, 3)
			c.change(s)
			s.in = s.p.Input(t, s.q)
			s.in.Baseline = true
			_, err := s.again()
			want(t, err, c.step, c.text)
		})
	}
	s := newScene(t, dcap.SGX, 3)
	s.in = s.p.Input(t, s.q)
	s.in.Baseline, s.in.Collateral.RootCRL = true, s.oldList(s.p.Intel.Root)
	_, err := s.again()
	want(t, err, dcap.StepCRL, "root CRL: the CRL is valid until")
}

// expire ends the time of both documents long before now.
func (s *scene) expire() {
	s.p.TCBInfo.IssueDate, s.p.TCBInfo.NextUpdate = dcaptest.Now.AddDate(-2, 0, 0), dcaptest.Now.AddDate(-2, 1, 0)
	s.p.QEIdentity.IssueDate, s.p.QEIdentity.NextUpdate = dcaptest.Now.AddDate(-2, 0, 1), dcaptest.Now.AddDate(-2, 1, 0)
}

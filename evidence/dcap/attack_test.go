package dcap_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/dcap/dcaptest"
)

// TestLookalikes builds chains from what isn't the root, or isn't that certificate
// of it, with names, serial numbers and key ids of the real ones (E1.4, E3.4, E3.5).
func TestLookalikes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*scene)
		step   string
		text   string
	}{
		{"root with another name", func(s *scene) {
			i := s.p.Intel
			i.Root = dcaptest.WithKey(s.t, i.Root.Key, dcaptest.AuthorityTemplate("Intel SGX Root CA 2"), nil)
			s.p.CA = dcaptest.NewAuthority(s.t, dcaptest.AuthorityTemplate("Intel SGX PCK Processor CA"), i.Root)
		}, dcap.StepPCKChain, `certificate 3 is that of "Intel SGX Root CA 2"`},
		{"root that is no authority", func(s *scene) {
			i := s.p.Intel
			i.Root = dcaptest.WithKey(s.t, i.Root.Key, notCA("Intel SGX Root CA"), nil)
		}, dcap.StepPCKChain, "is not a certificate authority"},
		{"self-made authority of the right key id", func(s *scene) {
			s.p.CA = dcaptest.NewAuthority(s.t, dcaptest.AuthorityTemplate("Intel SGX PCK Processor CA"), nil)
		}, dcap.StepPCKChain, "issuer of"},
		{"authority issued by the PCK of another", func(s *scene) {
			i := s.p.Intel
			other := dcaptest.WithKey(s.t, dcaptest.NewKey(s.t), s.p.Cert, i.Processor)
			renamed := *other.Cert
			renamed.RawSubject = i.Root.Cert.RawSubject
			s.p.CA = dcaptest.NewAuthority(s.t, dcaptest.AuthorityTemplate("Intel SGX PCK Processor CA"), &dcaptest.Authority{Cert: &renamed, Key: other.Key})
		}, dcap.StepPCKChain, `was not signed by "Intel SGX Root CA"`},
		{"authority issued by the other authority", func(s *scene) {
			i := s.p.Intel
			s.p.CA = dcaptest.NewAuthority(s.t, dcaptest.AuthorityTemplate("Intel SGX PCK Processor CA"), i.Platform)
		}, dcap.StepPCKChain, "issuer of"},
		{"signer issued by a PCK authority", func(s *scene) {
			s.p.Signing = dcaptest.NewAuthority(s.t, notCA("Intel SGX TCB Signing"), s.p.Intel.Processor)
		}, dcap.StepCollateral, "issuer of"},
		{"signer issued by a PCK authority in the root's name", func(s *scene) {
			renamed := *s.p.Intel.Processor.Cert
			renamed.RawSubject = s.p.Intel.Root.Cert.RawSubject
			s.p.Signing = dcaptest.NewAuthority(s.t, notCA("Intel SGX TCB Signing"), &dcaptest.Authority{Cert: &renamed, Key: s.p.Intel.Processor.Key})
		}, dcap.StepCollateral, `was not signed by "Intel SGX Root CA"`},
		{"documents signed by the PCK", func(s *scene) {
			s.p.Signing = &dcaptest.Authority{Cert: s.p.Intel.Signing.Cert, Key: s.p.Key}
		}, dcap.StepCollateral, "signature of the TCB info was not made by"},
		{"documents signed by a PCK authority", func(s *scene) {
			s.p.Signing = &dcaptest.Authority{Cert: s.p.Intel.Signing.Cert, Key: s.p.Intel.Processor.Key}
		}, dcap.StepCollateral, "signature of the TCB info was not made by"},
		{"a PCK certificate with the signer's key", func(s *scene) { s.p.Cert.KeyUsage, s.p.Key = 0, s.p.Intel.Signing.Key }, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, dcap.SGX, 3)
			c.change(s)
			_, err := s.verify()
			want(t, err, c.step, c.text)
		})
	}
}

// TestLists gives lists that aren't what they look like (E1.10).
func TestLists(t *testing.T) {
	t.Parallel()
	lists := x509.RevocationList{ThisUpdate: dcaptest.Now.AddDate(0, 0, -1), NextUpdate: dcaptest.Now.AddDate(0, 0, 1)}
	with := func(id asn1.ObjectIdentifier, critical bool, value ...byte) *x509.RevocationList {
		l := lists
		l.ExtraExtensions = []pkix.Extension{{Id: id, Critical: critical, Value: value}}
		return &l
	}
	for _, c := range []struct {
		name   string
		change func(*scene, *dcap.Collateral)
		text   string
	}{
		{"delta", func(s *scene, c *dcap.Collateral) {
			c.PCKCRL = s.p.CA.SignCRL(s.t, with(asn1.ObjectIdentifier{2, 5, 29, 27}, true, 2, 1, 1))
		}, "critical extension 2.5.29.27"},
		{"indirect", func(s *scene, c *dcap.Collateral) {
			c.RootCRL = s.p.Intel.Root.SignCRL(s.t, with(asn1.ObjectIdentifier{2, 5, 29, 28}, true, 0x30, 3, 0x84, 1, 0xff))
		}, "critical extension 2.5.29.28"},
		{"name of the CA, key of the PCK", func(s *scene, c *dcap.Collateral) {
			c.PCKCRL = (&dcaptest.Authority{Cert: s.p.CA.Cert, Key: s.p.Key}).CRL(s.t)
		}, "was not signed by"},
		{"name of the root, key of the CA", func(s *scene, c *dcap.Collateral) {
			c.RootCRL = (&dcaptest.Authority{Cert: s.p.Intel.Root.Cert, Key: s.p.CA.Key}).CRL(s.t)
		}, "was not signed by"},
		{"list of the signer of documents", func(s *scene, c *dcap.Collateral) { c.RootCRL = s.p.Signing.CRL(s.t) }, "issuer of the CRL"},
		{"certificate in its place", func(s *scene, c *dcap.Collateral) { c.RootCRL = s.p.Intel.Root.Cert.Raw }, "malformed"},
		{"two lists in PEM", func(s *scene, c *dcap.Collateral) {
			c.PCKCRL = encode([][]byte{c.PCKCRL, c.PCKCRL}, "X509 CRL")
		}, "more than 1 PEM blocks"},
		{"no end", func(s *scene, c *dcap.Collateral) {
			c.PCKCRL = bytes.Replace(c.PCKCRL, []byte("250616120000Z"), []byte("500101000000Z"), 1)
		}, "was not signed by"},
		{"root list alone, with the CA", func(s *scene, c *dcap.Collateral) {
			s.options.InsecureSkipRevocation, c.PCKCRL = true, nil
			c.RootCRL = s.p.Intel.Root.CRL(s.t, s.p.CA.Cert.SerialNumber)
		}, `"Intel SGX PCK Processor CA" was revoked`},
		{"revocation skipped, PCK list expired", func(s *scene, c *dcap.Collateral) {
			s.options.InsecureSkipRevocation, c.RootCRL = true, nil
			c.PCKCRL = s.oldList(s.p.CA)
		}, "is valid until"},
		{"revocation skipped, PCK list empty", func(s *scene, c *dcap.Collateral) {
			s.options.InsecureSkipRevocation, c.PCKCRL = true, []byte{}
		}, "is empty"},
		{"last of many", func(s *scene, c *dcap.Collateral) {
			var serials []*big.Int
			for n := range int64(1000) {
				serials = append(serials, big.NewInt(1<<40+n))
			}
			c.PCKCRL = s.p.CA.CRL(s.t, append(serials, s.p.Cert.SerialNumber)...)
		}, "was revoked"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, dcap.SGX, 3)
			s.in = s.p.Input(t, s.q)
			c.change(s, &s.in.Collateral)
			_, err := s.again()
			want(t, err, dcap.StepCRL, c.text)
		})
	}
}

// TestE1_3Limits puts each limit of time at Now: there all is well, a nanosecond
// beyond it isn't. Times in another zone are the same times.
func TestE1_3Limits(t *testing.T) {
	t.Parallel()
	now := dcaptest.Now
	list := func(s *scene, a *dcaptest.Authority, from, to time.Time) []byte {
		return a.SignCRL(s.t, &x509.RevocationList{ThisUpdate: from, NextUpdate: to})
	}
	later, earlier := now.AddDate(0, 0, 1), now.AddDate(0, 0, -1)
	for _, c := range []struct {
		name   string
		before func(*scene)
		after  func(*scene)
		beyond time.Duration
		step   string
	}{
		{"PCK, end", func(s *scene) { s.p.Cert.NotAfter = now }, nil, 1, dcap.StepPCKChain},
		{"PCK, start", func(s *scene) { s.p.Cert.NotBefore = now }, nil, -1, dcap.StepPCKChain},
		{"signer, end", func(s *scene) { s.p.Signing = dcaptest.WithKey(s.t, s.p.Signing.Key, until(now), s.p.Intel.Root) }, nil, 1, dcap.StepCollateral},
		{"TCB info, end", func(s *scene) { s.p.TCBInfo.NextUpdate = now }, nil, 1, dcap.StepValidity},
		{"TCB info, start", func(s *scene) { s.p.TCBInfo.IssueDate = now }, nil, -1, dcap.StepValidity},
		{"QE identity, end", func(s *scene) { s.p.QEIdentity.NextUpdate = now }, nil, 1, dcap.StepValidity},
		{"QE identity, start", func(s *scene) { s.p.QEIdentity.IssueDate = now }, nil, -1, dcap.StepValidity},
		{"PCK CRL, end", nil, func(s *scene) { s.in.Collateral.PCKCRL = list(s, s.p.CA, earlier, now) }, 1, dcap.StepCRL},
		{"PCK CRL, start", nil, func(s *scene) { s.in.Collateral.PCKCRL = list(s, s.p.CA, now, later) }, -1, dcap.StepCRL},
		{"root CRL, end", nil, func(s *scene) { s.in.Collateral.RootCRL = list(s, s.p.Intel.Root, earlier, now) }, 1, dcap.StepCRL},
		{"root CRL, start", nil, func(s *scene) { s.in.Collateral.RootCRL = list(s, s.p.Intel.Root, now, later) }, -1, dcap.StepCRL},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, dcap.SGX, 3)
			if c.before != nil {
				c.before(s)
			}
			s.in = s.p.Input(t, s.q)
			if c.after != nil {
				c.after(s)
			}
			verifier := dcap.NewVerifier(s.options)
			zone := time.FixedZone("", -11*3600)
			for range 2 { // uncached, then cached
				_, err := verifier.Verify(context.Background(), s.in, now.In(zone))
				want(t, err, "", "")
				_, err = verifier.Verify(context.Background(), s.in, now.Add(c.beyond).In(zone))
				want(t, err, c.step, "is valid ")
			}
		})
	}
}

// TestSwappedCollateral judges each quote of the corpus by the collateral of each
// other. It verifies for the same technology, FMSPC and PCE only.
func TestSwappedCollateral(t *testing.T) {
	t.Parallel()
	type judged struct {
		name string
		in   dcap.Input
		at   time.Time
		info *dcap.TCBInfo
	}
	var good []judged
	for _, e := range expectations(t) {
		if e.Outcome == "error" || e.Revocation == "skipped" {
			continue
		}
		in := e.input(t)
		info, err := dcap.ReadTCBInfo(in.Collateral.TCBInfo, dcap.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		good = append(good, judged{e.Name, in, e.Time, info})
	}
	verifier := dcap.NewVerifier(dcap.Options{Accept: dcap.AllButRevoked(), InsecureAcceptRevoked: true})
	refused := 0
	for _, of := range good {
		for _, by := range good {
			got, err := verifier.Verify(context.Background(), dcap.Input{Quote: of.in.Quote, Collateral: by.in.Collateral}, by.at)
			if err != nil {
				refused++
				continue
			}
			if got.PCK().FMSPC != by.info.FMSPC || got.PCK().PCEID != by.info.PCEID || got.Quote().TEE != by.info.TEE {
				t.Errorf("%s verified by the collateral of %s", of.name, by.name)
			}
		}
	}
	if refused < len(good)*len(good)/2 {
		t.Errorf("%d of %d were refused, expected most", refused, len(good)*len(good))
	}
}

// hook is a context that does something each time the next step is about to run.
type hook struct {
	context.Context
	do func()
}

func (h hook) Err() error { h.do(); return nil }

// TestChangedInput changes the caller's bytes between the steps: what comes out is
// what went in, or nothing.
func TestChangedInput(t *testing.T) {
	t.Parallel()
	s := newScene(t, dcap.TDX, 5)
	s.q.CertificationData = s.p.Chain(t) // signed once, so that both quotes are equally long
	in := s.p.Input(t, s.q)
	original := bytes.Clone(in.Quote)
	s.q.Body[120] |= 1 // another quote of the same TD, debuggable
	other := s.q.Sign(t)
	if len(other) != len(original) {
		t.Fatalf("the other quote has %d bytes, expected %d", len(other), len(original))
	}
	verifier := dcap.NewVerifier(s.options)
	for when := range len(dcap.Steps()) + 1 {
		copy(in.Quote, original)
		step := 0
		got, err := verifier.Verify(hook{context.Background(), func() {
			if step++; step == when+1 {
				copy(in.Quote, other)
			}
		}}, in, s.at)
		want(t, err, "", "")
		if debuggable := when == 0; got.Quote().Debuggable() != debuggable {
			t.Errorf("changed before step %d: debuggable is %v", when, got.Quote().Debuggable())
		}
	}
}

// TestSharedVerdicts verifies good and bad evidence that share parts, at once, with
// one Verifier whose caches are too small for all of it (E1.11).
func TestSharedVerdicts(t *testing.T) {
	t.Parallel()
	s := newScene(t, dcap.SGX, 3)
	s.options.CachedChains = 2
	good := s.p.Input(t, s.q)
	revoked, stale, swapped, forged := good, good, good, good
	revoked.Collateral.PCKCRL = s.p.CA.CRL(t, s.p.Cert.SerialNumber)
	stale.Collateral.RootCRL = s.oldList(s.p.Intel.Root)
	swapped.Collateral.PCKCRL, swapped.Collateral.RootCRL = good.Collateral.RootCRL, good.Collateral.PCKCRL
	forged.Collateral.TCBInfo = bytes.Replace(good.Collateral.TCBInfo, []byte("OutOfDate"), []byte("UpToDate"), 1)
	cases := []struct {
		in   dcap.Input
		at   time.Time
		step string
	}{
		{good, s.at, ""}, {revoked, s.at, dcap.StepCRL}, {good, s.at.AddDate(0, 0, 15).Add(1), dcap.StepCRL}, {stale, s.at, dcap.StepCRL},
		{swapped, s.at, dcap.StepCRL}, {forged, s.at, dcap.StepCollateral}, {good, s.p.Cert.NotAfter.Add(1), dcap.StepPCKChain},
	}
	verifier := dcap.NewVerifier(s.options)
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for n := range 5 * len(cases) {
				c := cases[(n+worker)%len(cases)]
				_, err := verifier.Verify(context.Background(), c.in, c.at)
				if (err == nil) != (c.step == "") || err != nil && !strings.HasPrefix(err.Error(), c.step+":") {
					t.Errorf("got %v, expected a refusal at %q", err, c.step)
				}
			}
		})
	}
	group.Wait()
}

// TestE3_3Given: a chain that is given stands in for one that the quote lacks, and
// for no other.
func TestE3_3Given(t *testing.T) {
	t.Parallel()
	s := newScene(t, dcap.SGX, 3)
	in := s.p.Input(t, s.q)
	revoked := in
	revoked.Collateral.PCKCRL = s.p.CA.CRL(t, s.p.Cert.SerialNumber)
	other := s.p.Intel.NewPlatform(t, dcap.SGX)
	other.Cert.SerialNumber = big.NewInt(1)
	for name, chain := range map[string][]byte{"garbage": []byte("x"), "of another": other.Chain(t)} {
		for step, in := range map[string]dcap.Input{"": in, dcap.StepCRL: revoked} {
			in.Collateral.PCKChain = chain
			_, err := dcap.Verify(context.Background(), in, s.at, s.options)
			t.Run(name+" "+step, func(t *testing.T) { want(t, err, step, "was revoked") })
		}
	}
}

// TestE4_7Limits: a baseline excuses the age of its documents, and nothing else.
func TestE4_7Limits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*scene)
		step   string
		text   string
	}{
		{"PCK expired", func(s *scene) { s.p.Cert.NotAfter = dcaptest.Now.Add(-time.Second) }, dcap.StepPCKChain, "is valid until"},
		{"signer younger than the documents", func(s *scene) {
			template := notCA("Intel SGX TCB Signing")
			template.NotBefore = s.p.TCBInfo.IssueDate.Add(time.Second)
			s.p.Signing = dcaptest.WithKey(s.t, s.p.Signing.Key, template, s.p.Intel.Root)
		}, dcap.StepCollateral, "is valid from"},
		{"of another platform", func(s *scene) { s.p.TCBInfo.FMSPC = "00A067110002" }, dcap.StepTCBInfoMatch, "FMSPC"},
		{"QE identity not issued yet", func(s *scene) { s.p.QEIdentity.IssueDate = dcaptest.Now.Add(1e9) }, dcap.StepValidity, "the baseline was issued"},
		{"older than allowed", func(s *scene) { s.options.MinEvaluationNumber = 20 }, dcap.StepTCBInfoMatch, "evaluation 19"},
		{"Revoked, accepted by name", func(s *scene) {
			s.options.Accept, s.p.TCBInfo.Levels[0].Status = dcap.Statuses(), dcap.Revoked
		}, dcap.StepTCBStatus, "Revoked"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, dcap.SGX, 3)
			s.expire()
			c.change(s)
			s.in = s.p.Input(t, s.q)
			s.in.Baseline = true
			_, err := s.again()
			want(t, err, c.step, c.text)
		})
	}
}

// TestE1_11Debug: an early refusal of debuggable evidence names the clause that
// allows it, not that of the form.
func TestE1_11Debug(t *testing.T) {
	t.Parallel()
	s := newScene(t, dcap.SGX, 3)
	s.options.RefuseDebuggable = true
	s.q.Body[48] |= 2
	_, err := s.verify()
	if refused := wantStep(t, err, dcap.StepParse); refused.Clause != "E1.11" {
		t.Errorf("got clause %s", refused.Clause)
	}
}

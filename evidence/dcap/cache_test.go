package dcap_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/dcap/dcaptest"
)

// TestE1_11 verifies the same quote again under conditions that what is cached must
// still meet: time, revocation, quote, documents.
func TestE1_11(t *testing.T) {
	t.Parallel()
	s := newScene(t, dcap.TDX, 5)
	good := s.p.Input(t, s.q)
	other := s.p.Intel.NewPlatform(t, dcap.TDX)
	changes := []struct {
		name   string
		change func(*dcap.Input, *time.Time)
		step   string
	}{
		{"after the PCK certificate", func(_ *dcap.Input, at *time.Time) { *at = s.p.Cert.NotAfter.Add(time.Second) }, dcap.StepPCKChain},
		{"after the signer", func(_ *dcap.Input, at *time.Time) { *at = s.p.Signing.Cert.NotAfter.Add(time.Second) }, dcap.StepPCKChain},
		{"after the lists", func(_ *dcap.Input, at *time.Time) { *at = dcaptest.Now.AddDate(0, 1, 0) }, dcap.StepCRL},
		{"no list", func(in *dcap.Input, _ *time.Time) { in.Collateral.RootCRL = nil }, dcap.StepCRL},
		{"PCK revoked", func(in *dcap.Input, _ *time.Time) { in.Collateral.PCKCRL = s.p.CA.CRL(t, s.p.Cert.SerialNumber) }, dcap.StepCRL},
		{"signer revoked", func(in *dcap.Input, _ *time.Time) {
			in.Collateral.RootCRL = s.p.Intel.Root.CRL(t, s.p.Signing.Cert.SerialNumber)
		}, dcap.StepCRL},
		{"quote of another", func(in *dcap.Input, _ *time.Time) {
			q := other.Quote(t, 5)
			q.CertificationData = s.p.Chain(t)
			in.Quote = q.Sign(t)
		}, dcap.StepQEReportSignature},
		{"documents swapped", func(in *dcap.Input, _ *time.Time) {
			in.Collateral.TCBInfo, in.Collateral.QEIdentity = in.Collateral.QEIdentity, in.Collateral.TCBInfo
		}, dcap.StepCollateral},
		{"documents of the other technology", func(in *dcap.Input, _ *time.Time) {
			in.Collateral.TCBInfo = s.p.Intel.NewPlatform(t, dcap.SGX).Collateral(t).TCBInfo
		}, dcap.StepTCBInfoMatch},
	}
	for _, size := range []int{-1, 0, 1} {
		options := s.options
		options.CachedChains = size
		verifier := dcap.NewVerifier(options)
		for range 2 { // uncached, then cached
			for _, c := range changes {
				_, err := verifier.Verify(context.Background(), good, dcaptest.Now)
				want(t, err, "", "")
				in, at := good, dcaptest.Now
				c.change(&in, &at)
				_, err = verifier.Verify(context.Background(), in, at)
				t.Run(c.name, func(t *testing.T) { want(t, err, c.step, "") })
			}
		}
	}
}

// TestSharedVerifier uses one from many goroutines, and changes what came out: that
// must not reach what is cached.
func TestSharedVerifier(t *testing.T) {
	t.Parallel()
	s := newScene(t, dcap.TDX, 4)
	in := s.p.Input(t, s.q)
	verifier := dcap.NewVerifier(s.options)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				got, err := verifier.Verify(context.Background(), in, dcaptest.Now)
				if err != nil {
					t.Error(err)
					return
				}
				pck, tcb := got.PCK(), got.TCB()
				if pck.PlatformInstance[0] != 0 || !pck.Configuration.Dynamic || !tcb.Configuration.Dynamic || tcb.PCKCRLNumber.Int64() != 1 {
					t.Errorf("got %+v, %+v", pck, tcb)
				}
				pck.PlatformInstance[0], pck.Configuration.Dynamic, tcb.Configuration.Dynamic = 1, false, false
				tcb.PCKCRLNumber.SetInt64(7)
				got.Quote().TD.ReportData[0] ^= 1
			}
		})
	}
	group.Wait()
}

// TestTwoRoots trusts two roots: documents and lists of one are no good for
// platforms of the other.
func TestTwoRoots(t *testing.T) {
	t.Parallel()
	s := newScene(t, dcap.SGX, 3)
	other := dcaptest.NewIntel(t)
	s.options.Anchors = append(s.options.Anchors, other.Anchor())
	in := s.p.Input(t, s.q)
	s.in = in
	_, err := s.again()
	want(t, err, "", "")

	stranger := other.NewPlatform(t, dcap.SGX).Collateral(t)
	s.in.Collateral.TCBInfo, s.in.Collateral.QEIdentity, s.in.Collateral.SigningChain = stranger.TCBInfo, stranger.QEIdentity, stranger.SigningChain
	_, err = s.again()
	want(t, err, dcap.StepCollateral, "ends in another root than the PCK chain")

	s.in = in
	s.in.Collateral.QEIdentity, s.in.Collateral.IdentityChain = stranger.QEIdentity, stranger.SigningChain
	_, err = s.again()
	want(t, err, dcap.StepCollateral, "ends in another root than the PCK chain")

	s.in = in
	s.in.Collateral.RootCRL = stranger.RootCRL
	_, err = s.again()
	want(t, err, dcap.StepCRL, "root CRL: the CRL was not signed by")
}

// TestNoTime: the zero time is an error, and so is a context that has ended (E1.3).
func TestNoTime(t *testing.T) {
	t.Parallel()
	s := newScene(t, dcap.SGX, 3)
	s.at = time.Time{}
	if _, err := s.verify(); err == nil {
		t.Error("verified without a time")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := dcap.Verify(ctx, s.in, dcaptest.Now, s.options); err == nil {
		t.Error("verified after the context's end")
	}
}

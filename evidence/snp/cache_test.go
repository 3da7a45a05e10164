package snp_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// TestE1_11 verifies the same chain again under conditions that a cached one must
// still meet: time, report, revocation.
func TestE1_11(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Milan, snp.VCEK)
	good := g.Input(t)
	for _, size := range []int{-1, 0, 1} {
		options := g.Vendor.Options()
		options.CachedChains = size
		verifier := snp.NewVerifier(options)
		for range 2 { // uncached, then cached
			_, err := verifier.Verify(context.Background(), good, snptest.Now)
			want(t, err, "")
		}
		for _, c := range []struct {
			name   string
			change func(*snp.Input, *time.Time)
			step   string
		}{
			{"later", func(_ *snp.Input, at *time.Time) { *at = g.Cert.NotAfter.Add(time.Second) }, snp.StepChain},
			{"after the CRL", func(_ *snp.Input, at *time.Time) { *at = snptest.Now.AddDate(0, 2, 0) }, snp.StepCRL},
			{"no CRL", func(in *snp.Input, _ *time.Time) { in.CRL = nil }, snp.StepCRL},
			{"revoked", func(in *snp.Input, _ *time.Time) { in.CRL = g.Vendor.CRL(t, g.Vendor.ASK.Cert.SerialNumber) }, snp.StepCRL},
			{"another guest's report", func(in *snp.Input, _ *time.Time) { in.Report = guest(t, snp.Milan, snp.VCEK).Sign(t) }, snp.StepSignature},
			{"another product's report", func(in *snp.Input, _ *time.Time) { in.Report = guest(t, snp.Turin, snp.VCEK).Sign(t) }, snp.StepCertificate},
			{"another key's report", func(in *snp.Input, _ *time.Time) { in.Report = guest(t, snp.Milan, snp.VLEK).Sign(t) }, snp.StepCertificate},
			{"stray bytes", func(in *snp.Input, _ *time.Time) { in.Chain = append(bytes.Clone(in.Chain), 'x') }, snp.StepChain},
		} {
			t.Run(c.name, func(t *testing.T) {
				in, at := good, snptest.Now
				c.change(&in, &at)
				_, err := verifier.Verify(context.Background(), in, at)
				wantStep(t, err, c.step)
			})
		}
	}
}

// TestE1_11Products uses a list of one root for a chain of another.
func TestE1_11Products(t *testing.T) {
	t.Parallel()
	milan, genoa := guest(t, snp.Milan, snp.VCEK), guest(t, snp.Genoa, snp.VCEK)
	verifier := snp.NewVerifier(snp.Options{Anchors: []snp.Anchor{milan.Vendor.Anchor(), genoa.Vendor.Anchor()}})
	in := milan.Input(t)
	_, err := verifier.Verify(context.Background(), in, snptest.Now)
	want(t, err, "")
	other := genoa.Input(t)
	other.CRL = in.CRL // cached, but for ARK-Milan
	_, err = verifier.Verify(context.Background(), other, snptest.Now)
	wantStep(t, err, snp.StepCRL)
}

// TestE1_11SameName uses a list that was verified for one root for another root
// of the same name.
func TestE1_11SameName(t *testing.T) {
	t.Parallel()
	milan, genoa := vendor(t, snp.Milan), &snptest.Vendor{Product: snp.Genoa}
	var err error
	if genoa.ARK, err = snptest.NewAuthority("ARK-Milan", 1, nil); err != nil {
		t.Fatal(err)
	}
	if genoa.ASK, err = snptest.NewAuthority("SEV-Genoa", 2, genoa.ARK); err != nil {
		t.Fatal(err)
	}
	verifier := snp.NewVerifier(snp.Options{Anchors: []snp.Anchor{milan.Anchor(), {Product: snp.Genoa, ARK: genoa.ARK.Cert, ASK: genoa.ASK.Cert}}})
	in := milan.Guest(t, snp.VCEK).Input(t)
	_, err = verifier.Verify(context.Background(), in, snptest.Now)
	want(t, err, "")
	other := genoa.Guest(t, snp.VCEK).Input(t)
	_, err = verifier.Verify(context.Background(), other, snptest.Now)
	want(t, err, "")
	other.CRL = in.CRL
	_, err = verifier.Verify(context.Background(), other, snptest.Now)
	wantStep(t, err, snp.StepCRL)
}

// TestNoSharedMemory overwrites the input after it was verified: neither the
// result nor what is cached may change.
func TestNoSharedMemory(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Milan, snp.VCEK)
	verifier := snp.NewVerifier(g.Vendor.Options())
	in := g.Input(t)
	in.Chain = g.VEK(t) // in DER, which a parser may refer to
	kept := snp.Input{Report: bytes.Clone(in.Report), Chain: bytes.Clone(in.Chain), CRL: bytes.Clone(in.CRL)}
	got, err := verifier.Verify(context.Background(), in, snptest.Now)
	want(t, err, "")
	for _, b := range [][]byte{in.Report, in.Chain, in.CRL} {
		for i := range b {
			b[i] ^= 0xFF
		}
	}
	if !bytes.Equal(got.Report(), kept.Report) || !bytes.Equal(got.ChipID(), kept.Report[0x1A0:0x1E0]) {
		t.Error("the result changed with the input")
	}
	_, err = verifier.Verify(context.Background(), kept, snptest.Now)
	want(t, err, "")
	got.Report()[0], got.ChipID()[0], got.Claims()[0].Type, got.Steps()[0].Name = 0, 0, "", ""
	if got.Report()[0] == 0 || got.ChipID()[0] == 0 || got.Claims()[0].Type == "" || got.Steps()[0].Name == "" {
		t.Error("a caller can change the result")
	}
}

// TestConcurrentUse shares a Verifier whose cache is too small for its guests.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	v := vendor(t, snp.Milan)
	options := v.Options()
	options.CachedChains = 2
	verifier := snp.NewVerifier(options)
	var inputs []snp.Input
	for range 4 {
		inputs = append(inputs, v.Guest(t, snp.VCEK).Input(t))
	}
	var group sync.WaitGroup
	for i := range 32 {
		group.Go(func() {
			in := inputs[i%4]
			if i%8 == 7 {
				in.Chain = inputs[(i+1)%4].Chain
			}
			_, err := verifier.Verify(context.Background(), in, snptest.Now)
			var refused *evidence.Error
			if ok := err == nil; ok == (i%8 == 7) || !ok && (!errors.As(err, &refused) || refused.Step != snp.StepSignature) {
				t.Errorf("%d: got %v", i, err)
			}
		})
	}
	group.Wait()
}

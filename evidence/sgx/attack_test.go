package sgx_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/dcap/dcaptest"
	"github.com/assay-policy/assay/evidence/sgx"
)

// TestSharedVerdicts verifies good and bad evidence that share parts, at once, with one
// Verifier whose caches are too small for all of it: under baselines and by collateral
// that was given, of both forms (E1.11, E4.7).
func TestSharedVerdicts(t *testing.T) {
	t.Parallel()
	intel := dcaptest.NewIntel(t)
	p := intel.NewPlatform(t, dcap.SGX)
	options := sgx.Options{Options: intel.Options(), Baselines: storeOf(t, p, 12, 19)}
	options.CachedChains = 2
	verifier := sgx.NewVerifier(options)
	held := &evidence.Data{Bytes: []byte("held"), Type: evidence.Binary}
	s := &scene{t: t, p: p, q: p.Quote(t, 3)}
	s.bind(held)
	quote, given := s.q.Sign(t), p.Collateral(t)
	p.PCK.PCESVN = 10 // below the baselines
	below := p.Quote(t, 3).Sign(t)
	revoked := given
	revoked.RootCRL = intel.Root.CRL(t, p.CA.Cert.SerialNumber)
	property := func(id string) []claim.Claim {
		return []claim.Claim{{Type: "x-ms-sgx-tcbidentifier", Value: claim.String(id), Issuer: claim.AttestationPolicy}}
	}
	rows := []struct {
		in    sgx.Input
		under []claim.Claim
		step  string
	}{
		{sgx.Input{Quote: quote, RuntimeData: held}, property("12"), ""},
		{sgx.Input{Quote: quote, Collateral: given}, nil, ""},
		{sgx.Input{Quote: report(quote), Form: sgx.FormOpenEnclave, RuntimeData: held}, property("19"), ""},
		{sgx.Input{Quote: quote}, property("13"), dcap.StepCollateral},
		{sgx.Input{Quote: below}, property("12"), dcap.StepTCBStatus},
		{sgx.Input{Quote: below, Collateral: given}, nil, dcap.StepTCBStatus},
		{sgx.Input{Quote: quote, Collateral: revoked}, nil, dcap.StepCRL},
		{sgx.Input{Quote: quote, RuntimeData: &evidence.Data{Bytes: []byte("hel"), Type: evidence.Binary}}, property("12"), sgx.StepRuntimeData},
		{sgx.Input{Quote: quote, RuntimeData: &evidence.Data{Bytes: []byte("held\x00"), Type: evidence.Binary}}, property("12"), sgx.StepRuntimeData},
		{sgx.Input{Quote: quote, Form: sgx.FormOpenEnclave}, property("12"), sgx.StepHeader},
		{sgx.Input{Quote: report(quote)}, property("12"), dcap.StepParse},
	}
	var group sync.WaitGroup
	for i := range 4 * len(rows) {
		row := rows[i%len(rows)]
		group.Go(func() {
			_, err := verifier.Evidence(row.in).VerifyUnder(context.Background(), dcaptest.Now, row.under)
			if row.step == "" && err != nil || row.step != "" && !refusedAt(err, row.step) {
				t.Errorf("row %d: got %v, expected %q", i%len(rows), err, row.step)
			}
		})
	}
	group.Wait()
}

// refusedAt reports whether an error is the refusal of a step.
func refusedAt(err error, step string) bool {
	var refused *evidence.Error
	return errors.As(err, &refused) && refused.Step == step
}

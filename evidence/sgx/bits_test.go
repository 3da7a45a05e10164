package sgx_test

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/sgx"
)

// TestEveryBitOfTheReport changes each bit of the header of a real Open Enclave
// report, of the quote's header and body, and of its signature: with the race detector
// some of the latter.
func TestEveryBitOfTheReport(t *testing.T) {
	t.Parallel()
	const quote, signature = 16, 16 + 48 + dcap.EnclaveReportSize + 4
	by := 1
	if raced {
		by = 17
	}
	in := sgx.Input{Quote: read(t, "maa-sgx/azure-sdk-cpp/evidence.oe-report.debug.bin"), Form: sgx.FormOpenEnclave, Collateral: pluginCollateral(t)}
	for _, c := range []struct {
		name         string
		from, to, by int
		steps        map[string]bool
	}{
		{"header", 0, quote, 1, map[string]bool{sgx.StepHeader: true}},
		{"quote", quote, signature - 4, by, map[string]bool{dcap.StepParse: true, dcap.StepQuoteSignature: true}},
		{"size", signature - 4, signature, 1, map[string]bool{dcap.StepParse: true}},
		{"signature", signature, signature + 64, by, map[string]bool{dcap.StepQuoteSignature: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			steps := refusals(t, in, 8*c.from, 8*c.to, c.by)
			for step, n := range steps {
				if !c.steps[step] {
					t.Errorf("found %d refusals at %q", n, step)
				}
			}
			if len(steps) != len(c.steps) {
				t.Errorf("found the refusals %v", steps)
			}
		})
	}
}

// refusals verifies the evidence once for each bit, changed by that, and counts the
// steps that refused. Evidence that isn't refused fails the test.
func refusals(t *testing.T, original sgx.Input, from, to, by int) map[string]int {
	t.Helper()
	verifier := sgx.NewVerifier(sgx.Options{Options: dcap.Options{Accept: dcap.AllButRevoked()}})
	if _, err := verifier.Verify(context.Background(), original, dayOfPlugin); err != nil {
		t.Fatal(err)
	}
	var lock sync.Mutex
	var group sync.WaitGroup
	steps := make(map[string]int)
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() {
			for bit := from + w*by; bit < to; bit += workers * by {
				in := original
				in.Quote = bytes.Clone(original.Quote)
				in.Quote[bit/8] ^= 1 << (bit % 8)
				_, err := verifier.Verify(context.Background(), in, dayOfPlugin)
				var refused *evidence.Error
				if !errors.As(err, &refused) || refused.Step == "" {
					t.Errorf("bit %d: got %v, expected the refusal of a step", bit, err)
					continue
				}
				lock.Lock()
				steps[refused.Step]++
				lock.Unlock()
			}
		})
	}
	group.Wait()
	return steps
}

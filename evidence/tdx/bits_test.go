package tdx_test

import (
	"bytes"
	"errors"
	"runtime"
	"sync"
	"testing"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/evidence/tdx"
)

// flip returns data with one bit changed.
func flip(data []byte, bit int) []byte {
	changed := bytes.Clone(data)
	changed[bit/8] ^= 1 << (bit % 8)
	return changed
}

// refusals verifies the evidence of the Azure VM once for each number, changed by
// that, and counts the steps that refused. Evidence that isn't refused fails the test.
func refusals(t *testing.T, original tdx.Input, from, to, by int, change func(*tdx.Input, int)) map[string]int {
	t.Helper()
	e := expected(t, "azure TD quote")
	verifier := tdx.NewVerifier(tdx.Options{InsecureAcceptRevoked: true})
	if _, err := verifier.Verify(t.Context(), original, e.Time); err != nil {
		t.Fatal(err)
	}
	var lock sync.Mutex
	var group sync.WaitGroup
	steps := make(map[string]int)
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() {
			for n := from + w*by; n < to; n += workers * by {
				in := original
				change(&in, n)
				_, err := verifier.Verify(t.Context(), in, e.Time)
				var refused *evidence.Error
				if !errors.As(err, &refused) || refused.Step == "" {
					t.Errorf("%d: got %v, expected the refusal of a step", n, err)
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

// TestEveryBitOfTheQuote changes each bit of header and body of a real quote, which
// the attestation key signed. Package dcap changes those of the rest.
func TestEveryBitOfTheQuote(t *testing.T) {
	t.Parallel()
	in, _ := azure(t)
	const signed = 48 + dcap.TDReportSize
	steps := refusals(t, in, 0, 8*signed, sample, func(in *tdx.Input, bit int) { in.Quote = flip(in.Quote, bit) })
	if steps[dcap.StepParse]+steps[dcap.StepQuoteSignature] != (8*signed+sample-1)/sample || steps[dcap.StepQuoteSignature] < 8*dcap.TDReportSize/sample {
		t.Errorf("got %v", steps)
	}
}

// TestEveryBitOfTheRuntimeData changes each bit of the JSON of an Azure VM, in its HCL
// report and apart from it.
func TestEveryBitOfTheRuntimeData(t *testing.T) {
	t.Parallel()
	whole, _ := azure(t)
	data := azureJSON(t)
	at := bytes.Index(whole.HCL, data)
	steps := refusals(t, whole, 8*at, 8*(at+len(data)), sample, func(in *tdx.Input, bit int) { in.HCL = flip(in.HCL, bit) })
	if len(steps) != 1 || steps[hcl.StepRuntimeData] == 0 {
		t.Errorf("in the HCL report: got %v", steps)
	}
	alone := whole
	alone.HCL, alone.RuntimeData = nil, &evidence.Data{Bytes: data}
	steps = refusals(t, alone, 0, 8*len(data), 31*sample, func(in *tdx.Input, bit int) {
		in.RuntimeData = &evidence.Data{Bytes: flip(data, bit), Type: evidence.DataType(bit % 2)}
	})
	if len(steps) != 1 || steps[tdx.StepRuntimeData] == 0 {
		t.Errorf("apart from it: got %v", steps)
	}
}

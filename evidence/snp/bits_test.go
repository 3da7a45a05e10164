package snp_test

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// azureTime is the date of the files of the real Azure VM.
var azureTime = time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)

// azureInput is the HCL report of that VM.
func azureInput(t testing.TB) snp.Input {
	t.Helper()
	return snp.Input{
		Report: read(t, "azure-hcl/trustee/snp.hcl-report.bin"),
		Chain:  read(t, "azure-hcl/trustee/snp.vcek.pem"),
	}
}

// flip returns data with one bit changed.
func flip(data []byte, bit int) []byte {
	changed := bytes.Clone(data)
	changed[bit/8] ^= 1 << (bit % 8)
	return changed
}

// refusals verifies the evidence once for each number, changed by that, and
// counts the steps that refused. Evidence that isn't refused fails the test.
func refusals(t *testing.T, from, to, by int, change func(*snp.Input, int)) map[string]int {
	t.Helper()
	verifier := snp.NewVerifier(snp.Options{InsecureSkipRevocation: true})
	original := azureInput(t)
	if _, err := verifier.Verify(context.Background(), original, azureTime); err != nil {
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
				_, err := verifier.Verify(context.Background(), in, azureTime)
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

// reportBits are the bits of the report within the HCL report.
const reportFrom, reportTo = 8 * 0x20, 8 * 0x4C0

// TestEveryBitOfTheReport changes each of its 9,472 bits (E6.2, E6.3).
func TestEveryBitOfTheReport(t *testing.T) {
	t.Parallel()
	steps := refusals(t, reportFrom, reportTo, sample, func(in *snp.Input, bit int) { in.Report = flip(in.Report, bit) })
	total := 0
	for _, step := range []string{hcl.StepRuntimeData, snp.StepParse, snp.StepCertificate, snp.StepTCB, snp.StepChipID, snp.StepSignature} {
		if steps[step] == 0 {
			t.Errorf("no bit was refused at %q", step)
		}
		total += steps[step]
	}
	if total != (8*snp.ReportSize+sample-1)/sample {
		t.Errorf("found %d refusals: %v", total, steps)
	}
	if sample == 1 && (steps[hcl.StepRuntimeData] != 8*64 || steps[snp.StepTCB] != 4*8 || steps[snp.StepChipID] != 8*64) {
		t.Errorf("found %d refusals: %v", total, steps)
	}
}

// TestEveryBitAroundTheReport changes each bit of both HCL headers and of the
// padding, and every seventh of the runtime data (E7).
func TestEveryBitAroundTheReport(t *testing.T) {
	t.Parallel()
	change := func(in *snp.Input, bit int) { in.Report = flip(in.Report, bit) }
	for _, c := range []struct {
		name         string
		from, to, by int
		step         string
	}{
		{"header", 0, 8 * 0x20, 1, hcl.StepHeader},
		{"second header", 8 * 0x4C0, 8 * 0x4D4, 1, hcl.StepHeader},
		{"runtime data", 8 * 0x4D4, 8 * (0x4D4 + 1110), 7, hcl.StepRuntimeData},
		{"padding", 8 * (0x4D4 + 1110), 8 * 2600, 1, hcl.StepHeader},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			steps := refusals(t, c.from, c.to, c.by, change)
			// Without its magic a file is no HCL report any more; another hash type is
			// a form that just doesn't fit.
			for step, n := range steps {
				if step != c.step && (step != snp.StepParse || n > 32) && (step != hcl.StepRuntimeData || n > 2) {
					t.Errorf("found %d refusals at %q, expected %q", n, step, c.step)
				}
			}
		})
	}
}

// TestBitsOfTheChain changes bits of the DER of each certificate: those of the
// VCEK break a signature, those of ASK and ARK differ from what is built in.
func TestBitsOfTheChain(t *testing.T) {
	t.Parallel()
	var ders [][]byte
	for rest := azureInput(t).Chain; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		ders = append(ders, block.Bytes)
	}
	for i, name := range []string{"VCEK", "ASK", "ARK"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps := refusals(t, 0, 8*len(ders[i]), 5, func(in *snp.Input, bit int) {
				changed := append([][]byte(nil), ders...)
				changed[i] = flip(ders[i], bit)
				in.Chain = snptest.PEM(changed...)
			})
			delete(steps, snp.StepChain)
			if name == "VCEK" {
				delete(steps, snp.StepCertificate)
			}
			if len(steps) > 0 {
				t.Errorf("found refusals at other steps: %v", fmt.Sprint(steps))
			}
		})
	}
}

// TestBitsOfTheEndorsement changes bits of a real endorsement, a sample of them
// all. What is accepted says the same: only its unprotected header isn't signed.
func TestBitsOfTheEndorsement(t *testing.T) {
	t.Parallel()
	in := aci(t)
	verifier := snp.NewVerifier(snp.Options{InsecureSkipRevocation: true})
	original, err := verifier.Verify(t.Context(), in, aciTime)
	if err != nil {
		t.Fatal(err)
	}
	expected, _ := original.Endorsement()
	unprotected, payload := bytes.Index(in.Endorsements, []byte("itimestamp")), bytes.Index(in.Endorsements, []byte("{\n"))
	for bit := 0; bit < 8*len(in.Endorsements); bit += 61 * sample {
		changed := in
		changed.Endorsements = flip(in.Endorsements, bit)
		got, err := verifier.Verify(t.Context(), changed, aciTime)
		if at := bit / 8; at < unprotected || at >= payload {
			wantStep(t, err, snp.StepEndorsement)
		} else if err == nil {
			if e, _ := got.Endorsement(); e != expected {
				t.Errorf("bit %d: the endorsement says %+v", bit, e)
			}
		}
	}
}

package dcap_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
)

// flip returns data with one bit changed.
func flip(data []byte, bit int) []byte {
	changed := bytes.Clone(data)
	changed[bit/8] ^= 1 << (bit % 8)
	return changed
}

// qvlInput is a real quote with its collateral.
func qvlInput(t testing.TB, n int) dcap.Input {
	t.Helper()
	c, err := dcap.ReadCollateral(read(t, benchmarked[n].collateral), dcap.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return dcap.Input{Quote: read(t, benchmarked[n].quote), Collateral: c}
}

// refusals verifies the evidence once for each number, changed by that, and counts
// the steps that refused. Evidence that isn't refused fails the test.
func refusals(t *testing.T, original dcap.Input, from, to, by int, change func(*dcap.Input, int)) map[string]int {
	t.Helper()
	verifier := dcap.NewVerifier(dcap.Options{Accept: dcap.AllButRevoked(), InsecureAcceptRevoked: true})
	if _, err := verifier.Verify(context.Background(), original, dayOfQVL); err != nil {
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
				_, err := verifier.Verify(context.Background(), in, dayOfQVL)
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

// TestEveryBitOfTheQuote changes each bit of header, body, signatures, keys and QE
// report, up to the PCK chain: all of them are signed, or signatures.
func TestEveryBitOfTheQuote(t *testing.T) {
	t.Parallel()
	for n, c := range benchmarked {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := qvlInput(t, n)
			q, err := dcap.ParseQuote(in.Quote, dcap.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			end := len(q.Bytes()) - len(q.CertificationData)
			steps := refusals(t, in, 0, 8*end, 1, func(in *dcap.Input, bit int) { in.Quote = flip(in.Quote, bit) })
			allowed := []string{dcap.StepParse, dcap.StepCertificationData, dcap.StepQEReportSignature, dcap.StepQEReportData, dcap.StepQuoteSignature}
			for step := range steps {
				if !slices.Contains(allowed, step) {
					t.Errorf("found %d refusals at %q", steps[step], step)
				}
			}
			// Bits of the attestation key break its hash, those of the signature only that.
			if steps[dcap.StepQEReportData] < 8*(64+len(q.QEAuthData)) || steps[dcap.StepQuoteSignature] < 8*64 || steps[dcap.StepQEReportSignature] < 8*64 {
				t.Errorf("got %v", steps)
			}
		})
	}
}

// TestBitsOfTheChain changes bits of the DER of each certificate of the PCK chain.
func TestBitsOfTheChain(t *testing.T) {
	t.Parallel()
	for n, c := range benchmarked {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := qvlInput(t, n)
			q, err := dcap.ParseQuote(in.Quote, dcap.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			in.Quote = withoutChain(in.Quote, q)
			in.Collateral.PCKChain = q.CertificationData
			for i, der := range blocks(q.CertificationData) {
				steps := refusals(t, in, 0, 8*len(der), 13, func(in *dcap.Input, bit int) {
					ders := blocks(in.Collateral.PCKChain)
					ders[i] = flip(der, bit)
					in.Collateral.PCKChain = encode(ders, "CERTIFICATE")
				})
				delete(steps, dcap.StepPCKChain)
				if len(steps) > 0 {
					t.Errorf("certificate %d: found refusals at other steps: %v", i+1, steps)
				}
			}
		})
	}
}

// withoutChain says that the certification data is of another type, so that a chain
// can be given, which no signature covers.
func withoutChain(data []byte, q *dcap.Quote) []byte {
	changed := bytes.Clone(data)
	changed[len(q.Bytes())-len(q.CertificationData)-6] = 4
	return changed
}

// TestBitsOfTheCollateral changes bits of documents, signing chain and lists, all of
// whose bytes are signed, or signatures.
func TestBitsOfTheCollateral(t *testing.T) {
	t.Parallel()
	for n, c := range benchmarked {
		in := qvlInput(t, n)
		for _, part := range []struct {
			name  string
			field func(*dcap.Collateral) *[]byte
			by    int
			step  string
		}{
			{"TCB info", func(c *dcap.Collateral) *[]byte { return &c.TCBInfo }, 61, dcap.StepCollateral},
			{"its signature", func(c *dcap.Collateral) *[]byte { return &c.TCBInfoSignature }, 3, dcap.StepCollateral},
			{"QE identity", func(c *dcap.Collateral) *[]byte { return &c.QEIdentity }, 29, dcap.StepCollateral},
			{"its signature", func(c *dcap.Collateral) *[]byte { return &c.QEIdentitySignature }, 3, dcap.StepCollateral},
			{"PCK CRL", func(c *dcap.Collateral) *[]byte { return &c.PCKCRL }, 29, dcap.StepCRL},
			{"root CRL", func(c *dcap.Collateral) *[]byte { return &c.RootCRL }, 3, dcap.StepCRL},
		} {
			t.Run(c.name+", "+part.name, func(t *testing.T) {
				t.Parallel()
				data := *part.field(&in.Collateral)
				steps := refusals(t, in, 0, 8*len(data), part.by, func(in *dcap.Input, bit int) { *part.field(&in.Collateral) = flip(data, bit) })
				delete(steps, part.step)
				if len(steps) > 0 {
					t.Errorf("found refusals at other steps: %v", steps)
				}
			})
		}
		t.Run(c.name+", signing chain", func(t *testing.T) {
			t.Parallel()
			for i, der := range blocks(in.Collateral.SigningChain) {
				steps := refusals(t, in, 0, 8*len(der), 13, func(in *dcap.Input, bit int) {
					ders := blocks(in.Collateral.SigningChain)
					ders[i] = flip(der, bit)
					in.Collateral.SigningChain = encode(ders, "CERTIFICATE")
				})
				delete(steps, dcap.StepCollateral)
				if len(steps) > 0 {
					t.Errorf("certificate %d: found refusals at other steps: %v", i+1, steps)
				}
			}
		})
	}
}

// TestEnvelopeMembers: a second member of the same name can't stand in for the one
// that is signed.
func TestEnvelopeMembers(t *testing.T) {
	t.Parallel()
	in := qvlInput(t, 0)
	signature, err := json.Marshal(hexOf(in.Collateral.TCBInfoSignature))
	if err != nil {
		t.Fatal(err)
	}
	forged := bytes.ReplaceAll(in.Collateral.TCBInfo, []byte("OutOfDate"), []byte("UpToDate"))
	for _, envelope := range [][]byte{
		bytes.Join([][]byte{[]byte(`{"tcbInfo":`), in.Collateral.TCBInfo, []byte(`,"tcbInfo":`), forged, []byte(`,"signature":`), signature, []byte(`}`)}, nil),
		bytes.Join([][]byte{[]byte(`{"tcbInfo":`), in.Collateral.TCBInfo, []byte(`,"TCBINFO":`), forged, []byte(`,"tcbLevels":[],"signature":`), signature, []byte(`}`)}, nil),
	} {
		in := in
		in.Collateral.TCBInfo, in.Collateral.TCBInfoSignature = envelope, nil
		_, err := dcap.Verify(context.Background(), in, dayOfQVL, dcap.Options{Accept: dcap.AllButRevoked()})
		wantStep(t, err, dcap.StepCollateral)
	}
}

// blocks returns the DER of PEM.
func blocks(data []byte) (ders [][]byte) {
	for {
		block, rest := pem.Decode(data)
		if block == nil {
			return ders
		}
		ders, data = append(ders, block.Bytes), rest
	}
}

func encode(ders [][]byte, label string) (text []byte) {
	for _, der := range ders {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})...)
	}
	return text
}

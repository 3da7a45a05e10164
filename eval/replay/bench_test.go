package replay_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/replay"
)

// sgxRecord is a set of 20 claims, of which a policy reads a few.
func sgxRecord(n int) []claim.Claim {
	set := []claim.Claim{
		{Type: "x-ms-sgx-is-debuggable", Value: claim.Bool(false)},
		{Type: "product", Value: claim.Int(1)},
		{Type: "svn", Value: claim.Int(int64(4 + min(n%10, 1) - 1))}, // every tenth is denied
		{Type: "x-ms-sgx-mrsigner", Value: claim.String("4aea5f9a0ed04b11f889aa9e8b3bcd0cbf2a2e0f7ff9f8b8a0a0bc6b7c6a610c")},
		{Type: "x-ms-sgx-mrenclave", Value: claim.String(fmt.Sprintf("%064x", n))},
	}
	for i := len(set); i < 20; i++ {
		values := []claim.Value{claim.Bool(i%2 == 0), claim.Int(int64(i)), claim.String(fmt.Sprintf("value-%d", i))}
		set = append(set, claim.Claim{Type: fmt.Sprintf("x-ms-sgx-filler-%04d", i), Value: values[i%3]})
	}
	for i := range set {
		set[i].Issuer = claim.AttestationService
	}
	return set
}

// BenchmarkRun replays sets of 20 claims on one core, from bytes to groups; the figures
// are those of a set.
func BenchmarkRun(b *testing.B) {
	policy, order := program(b, "p.maa", svn4), rand.New(rand.NewPCG(1, 2))
	for _, form := range []struct {
		name string
		text func([]claim.Claim) []byte
	}{
		{"array", func(set []claim.Claim) []byte { return claim.AppendFile(nil, set) }},
		{"object", func(set []claim.Claim) []byte { return claim.Shape(set) }},
		{"shuffled", func(set []claim.Claim) []byte {
			order.Shuffle(len(set), func(i, k int) { set[i], set[k] = set[k], set[i] })
			return claim.Shape(set)
		}},
	} {
		b.Run(form.name, func(b *testing.B) {
			var text []byte
			for n := range 10_000 {
				text = append(append(text, form.text(sgxRecord(n))...), '\n')
			}
			b.ReportAllocs()
			b.SetBytes(int64(len(text) / 10_000))
			for n := 0; n < b.N; n += 10_000 {
				_, err := replay.Run(context.Background(), policy, nil, replay.Options{Paths: []string{"-"}, Stdin: bytes.NewReader(text), Workers: 1})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package reason_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/assay-policy/assay/check/reason"
)

func TestSlow(t *testing.T) {
	if os.Getenv("SLOW") == "" {
		t.Skip()
	}
	var times []time.Duration
	for seed := range 450 {
		g := generator{Rand: rand.New(rand.NewPCG(7, uint64(seed))), typed: seed%2 == 0}
		if seed >= 300 {
			g = generator{Rand: rand.New(rand.NewPCG(8, uint64(seed-300))), typed: seed%4 > 0, functions: true}
		}
		a, b := g.pair()
		p, q := policy(t, a), policy(t, b)
		begin := time.Now()
		d, _ := reason.Compare(context.Background(), p, q, reason.Options{Steps: 100_000})
		el := time.Since(begin)
		times = append(times, el)
		if el > 200*time.Millisecond {
			fmt.Println(seed, el, d.Steps, d.Equivalent, d.Abstracted)
		}
	}
	slices.Sort(times)
	sum := time.Duration(0)
	for _, x := range times {
		sum += x
	}
	fmt.Println("median", times[len(times)/2], "p90", times[len(times)*9/10], "sum", sum)
}

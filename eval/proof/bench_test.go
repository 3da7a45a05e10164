package proof_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval/proof"
)

// large has a thousand rules, of which that with a number is another.
func large(changed int) string {
	var b strings.Builder
	b.WriteString("version=1.0;\nauthorizationrules {\n")
	for i := range 500 {
		svn := i
		if i == changed {
			svn = 1000
		}
		fmt.Fprintf(&b, "[type==\"x-ms-sgx-svn\", value==%d] && [type==\"x-ms-sgx-mrsigner\", value==\"%064x\"] => permit();\n", svn, i)
	}
	b.WriteString("};\nissuancerules {\n")
	for i := range 500 {
		fmt.Fprintf(&b, "c:[type==\"t%d\", value>%d] => issue(type=\"o%d\", value=c.value);\n", i, i, i)
	}
	b.WriteString("};\n")
	return b.String()
}

// BenchmarkT5_9Large compares policies of 1,000 rules, of which one was changed: the
// goal is 2 s on two cores.
func BenchmarkT5_9Large(b *testing.B) {
	b.ReportAllocs()
	before, after := program(b, "old.maa", large(-1)), program(b, "new.maa", large(250))
	for b.Loop() {
		d := compared(b, before, after, proof.Options{})
		if kinds(d) != "newly-permitted newly-denied" {
			b.Fatal(d)
		}
	}
}

// BenchmarkT5_9Corpus compares all pairs of real policies without functions: the goal
// is a median of 100 ms.
func BenchmarkT5_9Corpus(b *testing.B) {
	var all []*compile.Program
	for _, p := range corpus(b) {
		if !strings.Contains(p.Source().Text, "JmesPath") && !strings.Contains(p.Source().Text, "JsonToClaimValue") {
			all = append(all, p)
		}
	}
	for b.Loop() {
		var took []time.Duration
		for i, p := range all {
			for _, q := range all[i+1:] {
				began := time.Now()
				d, err := proof.Compare(context.Background(), p, q, proof.Options{})
				if err != nil || d.Equivalent == reason.Unknown {
					b.Fatal(p.Source().Name, q.Source().Name, err)
				}
				took = append(took, time.Since(began))
			}
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/median")
		b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms/most")
		b.ReportMetric(float64(len(took)), "pairs")
	}
}

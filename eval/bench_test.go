package eval_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// sgxPolicy is the policy of the figures in the performance goals: four equality
// conditions that permit, and the six rules of the SGX default.
const sgxPolicy = `version=1.0;
authorizationrules {
  [type=="x-ms-sgx-is-debuggable", value==false] && [type=="x-ms-sgx-product-id", value==1] &&
  [type=="x-ms-sgx-svn", value==3] && [type=="x-ms-sgx-mrsigner", value=="83d719e77deaca1470f6baf62a4d774303c899db69020f9c70ee1dfc08c7ce9e"] => permit();
};
issuancerules {
  c:[type=="x-ms-sgx-is-debuggable"] => issue(type="is-debuggable", value=c.value);
  c:[type=="x-ms-sgx-product-id"] => issue(type="product-id", value=c.value);
  c:[type=="x-ms-sgx-svn"] => issue(type="svn", value=c.value);
  c:[type=="x-ms-sgx-mrsigner"] => issue(type="sgx-mrsigner", value=c.value);
  c:[type=="x-ms-sgx-mrenclave"] => issue(type="sgx-mrenclave", value=c.value);
  c:[type=="x-ms-attestation-type"] => issue(type="tee", value=c.value);
};
`

// sgxClaims returns n claims, the six of the policy spread over the second half.
func sgxClaims(n int) []claim.Claim {
	six := []claim.Claim{
		{Type: "x-ms-sgx-is-debuggable", Value: claim.Bool(false)},
		{Type: "x-ms-sgx-product-id", Value: claim.Int(1)},
		{Type: "x-ms-sgx-svn", Value: claim.Int(3)},
		{Type: "x-ms-sgx-mrsigner", Value: claim.String("83d719e77deaca1470f6baf62a4d774303c899db69020f9c70ee1dfc08c7ce9e")},
		{Type: "x-ms-sgx-mrenclave", Value: claim.String("83f4e819861adef6ffb2a4865efea9337b91ed30fa33491b17f0d5d9e8204412")},
		{Type: "x-ms-attestation-type", Value: claim.String("sgx")},
	}
	out := make([]claim.Claim, n)
	for i := range out {
		out[i] = claim.Claim{Type: fmt.Sprintf("x-ms-sgx-filler-%04d", i), Value: claim.Int(int64(i))}
	}
	for i, c := range six {
		out[n/2+i*(n/2)/len(six)] = c
	}
	for i := range out {
		out[i].Issuer = claim.AttestationService
	}
	return out
}

// contestant is one way to do the work of a benchmark.
type contestant struct {
	name   string
	run    func()
	issued func() int
}

// assay is this package, with an engine and a result used again.
func assay(b *testing.B, name, text string, claims []claim.Claim, engine eval.Engine) contestant {
	p, r, ctx := program(b, text), &eval.Result{}, context.Background()
	return contestant{name, func() {
		if err := eval.RunInto(ctx, p, claims, eval.Options{Engine: engine}, r); err != nil || r.Err != nil {
			b.Fatal(err, r.Err)
		}
	}, func() int { return len(r.Claims) }}
}

// compare runs the contestants in turn, a short slice each, and reports the least
// time of each and its ratio to that of the first, the control. Only ratios count:
// machines are shared, and slices of one round see the same neighbours.
func compare(b *testing.B, issued int, all ...contestant) {
	const slice = time.Millisecond
	least, rounds := make([]float64, len(all)), make([]int, len(all))
	for i, c := range all {
		began := time.Now()
		for rounds[i] = 0; time.Since(began) < slice; rounds[i]++ {
			c.run()
		}
		if c.issued() != issued {
			b.Fatalf("%s: issued %d claims, want %d", c.name, c.issued(), issued)
		}
	}
	for n := 0; b.Loop(); n++ {
		for i := range all {
			k := (i + n) % len(all)
			began := time.Now()
			for range rounds[k] {
				all[k].run()
			}
			if ns := float64(time.Since(began).Nanoseconds()) / float64(rounds[k]); least[k] == 0 || ns < least[k] {
				least[k] = ns
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	for i, c := range all {
		b.ReportMetric(least[i], c.name+"-ns")
		if i > 0 {
			b.ReportMetric(least[i]/least[0], c.name+"/"+all[0].name)
		}
	}
}

func BenchmarkSGX(b *testing.B) {
	for _, n := range []int{20, 100, 1000} {
		b.Run(fmt.Sprintf("claims=%d", n), func(b *testing.B) {
			claims, h := sgxClaims(n), &byHand{}
			compare(b, 6, contestant{"hand", func() { h.sgx(claims) }, func() int { return len(h.issued) }},
				assay(b, "fast", sgxPolicy, claims, eval.Fast), assay(b, "cel", sgxPolicy, claims, eval.CEL))
		})
	}
}

const joinPolicy = `version=1.0;authorizationrules{=>permit();};issuancerules{
a:[type=="a"] && b:[type=="b", value==a.value] => issue(type="hit", value=b.value);};`

func BenchmarkJoin(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		b.Run(fmt.Sprintf("%dx%d", n, n), func(b *testing.B) {
			claims, h := joinClaims(n), &byHand{set: map[claim.Value]struct{}{}}
			compare(b, 1, contestant{"hand", func() { h.join(claims) }, func() int { return len(h.issued) }},
				assay(b, "fast", joinPolicy, claims, eval.Fast), assay(b, "cel", joinPolicy, claims, eval.CEL))
		})
	}
}

// joinClaims returns n claims of type a and n of type b; one pair has one value.
func joinClaims(n int) []claim.Claim {
	var claims []claim.Claim
	for i := range n {
		claims = append(claims, claim.Claim{Type: "a", Value: claim.String(fmt.Sprintf("a-value-%04d", i))})
	}
	for i := range n {
		claims = append(claims, claim.Claim{Type: "b", Value: claim.String(fmt.Sprintf("b-value-%04d", i))})
	}
	claims[2*n-1].Value = claims[n-1].Value
	return claims
}

func BenchmarkWide(b *testing.B) {
	for _, n := range []int{10, 100, 1000, 9_999} {
		b.Run(fmt.Sprintf("rules=claims=%d", n), func(b *testing.B) {
			text, claims := wide(n)
			h, c := &byHand{rows: wideRows(claims)}, wideClosures(claims)
			compare(b, n, contestant{"closures", func() { c.run(claims) }, func() int { return len(c.issued) }},
				contestant{"hand", func() { h.wide(claims) }, func() int { return len(h.issued) }},
				assay(b, "fast", text, claims, eval.Fast), assay(b, "cel", text, claims, eval.CEL))
		})
	}
}

// wide returns a policy of n rules, each for its own type, and the n claims.
func wide(n int) (text string, claims []claim.Claim) {
	var rules strings.Builder
	for i := range n {
		fmt.Fprintf(&rules, "c:[type==\"t%04d\", value==\"v%04d\"] => issue(type=\"o%04d\", value=c.value);\n", i, i, i)
		claims = append(claims, claim.Claim{Type: fmt.Sprintf("t%04d", i), Value: claim.String(fmt.Sprintf("v%04d", i))})
	}
	return "version=1.0;authorizationrules{=>permit();};issuancerules{\n" + rules.String() + "};", claims
}

// BenchmarkEventLog is the largest published policy over a log of a Windows boot,
// as it is and with its events repeated up to 200, next to one decoding of the log
// by encoding/json.
func BenchmarkEventLog(b *testing.B) {
	text := policyText(b, "408")
	for _, events := range []int{0, 200} {
		b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
			claims := claimsFile(b, "claims/tpm-events-windows.json")
			at := longest(claims)
			if events > 0 {
				claims[at].Value = claim.String(repeated(b, claims[at].Value.Text(), events))
			}
			log := []byte(claims[at].Value.Text())
			decode := func() {
				var v any
				if err := json.Unmarshal(log, &v); err != nil {
					b.Fatal(err)
				}
			}
			compare(b, 24, contestant{"decode", decode, func() int { return 24 }},
				assay(b, "fast", text, claims, eval.Fast), assay(b, "cel", text, claims, eval.CEL))
			b.ReportMetric(float64(len(log)), "log-bytes")
		})
	}
}

// longest returns the place of the claim with the longest text.
func longest(claims []claim.Claim) int {
	at := 0
	for i := range claims {
		if len(claims[i].Value.Text()) > len(claims[at].Value.Text()) {
			at = i
		}
	}
	return at
}

// repeated returns a log with n events, those of the log over and over.
func repeated(b *testing.B, log string, n int) string {
	doc := parse(b, log)
	events, ok := doc.Member("Events")
	if !ok || events.Len() == 0 {
		b.Fatalf("no events in %.60s", log)
	}
	all := make([]jsondoc.Value, n)
	for i := range all {
		all[i] = events.At(i % events.Len())
	}
	return string(jsondoc.AppendCompact(nil, jsondoc.NewObject([]string{"Events"}, []jsondoc.Value{jsondoc.NewArray(all)})))
}

// BenchmarkCompile is the way from the checked tree to the program.
func BenchmarkCompile(b *testing.B) {
	for name, text := range map[string]string{"sgx": sgxPolicy, "408": policyText(b, "408")} {
		b.Run(name, func(b *testing.B) {
			checked, found := check.Source(ast.NewSource("policy.maa", text), check.Options{})
			if checked == nil {
				b.Fatal(found.Err())
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := compile.Policy(checked); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

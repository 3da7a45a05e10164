package eval_test

import (
	"fmt"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
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

func BenchmarkSGX(b *testing.B) {
	for _, n := range []int{20, 100, 1000} {
		b.Run(fmt.Sprintf("claims=%d", n), func(b *testing.B) {
			benchmark(b, sgxPolicy, sgxClaims(n), 6)
		})
	}
}

// benchmark evaluates a policy that must permit and issue so many claims.
func benchmark(b *testing.B, text string, claims []claim.Claim, issued int) {
	p := program(b, text)
	b.ReportAllocs()
	for b.Loop() {
		r, err := eval.Run(b.Context(), p, claims, eval.Options{})
		if err != nil || r.Decision != eval.Permitted || len(r.Claims) != issued {
			b.Fatalf("got %+v, %v", r, err)
		}
	}
}

// BenchmarkEventLog is the largest published policy over a log of a Windows boot.
func BenchmarkEventLog(b *testing.B) {
	benchmark(b, policyText(b, "408"), claimsFile(b, "claims/tpm-events-windows.json"), 24)
}

func BenchmarkJoin(b *testing.B) {
	const text = `version=1.0;authorizationrules{=>permit();};issuancerules{
a:[type=="a"] && b:[type=="b", value==a.value] => issue(type="hit", value=b.value);};`
	for _, n := range []int{10, 100, 1000} {
		b.Run(fmt.Sprintf("%dx%d", n, n), func(b *testing.B) {
			var claims []claim.Claim
			for i := range n {
				claims = append(claims,
					claim.Claim{Type: "a", Value: claim.String(fmt.Sprintf("a-value-%04d", i))},
					claim.Claim{Type: "b", Value: claim.String(fmt.Sprintf("a-value-%04d", i+n-1))})
			}
			benchmark(b, text, claims, 1)
		})
	}
}

func BenchmarkWide(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		b.Run(fmt.Sprintf("rules=claims=%d", n), func(b *testing.B) {
			text, claims := "version=1.0;authorizationrules{=>permit();};issuancerules{\n", []claim.Claim(nil)
			for i := range n {
				text += fmt.Sprintf("c:[type==\"t%04d\", value==\"v%04d\"] => issue(type=\"o%04d\", value=c.value);\n", i, i, i)
				claims = append(claims, claim.Claim{Type: fmt.Sprintf("t%04d", i), Value: claim.String(fmt.Sprintf("v%04d", i))})
			}
			benchmark(b, text+"};", claims, n)
		})
	}
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
				if _, err := compile.Policy(checked, compile.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

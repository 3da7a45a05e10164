package reason_test

import (
	"context"
	"strings"
	"testing"

	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
)

// T5.8: examples look like evidence: of its forms, one value each, of the service,
// bytewise least.
func TestExamplesLookLikeEvidence(t *testing.T) {
	t.Parallel()
	zeros := strings.Repeat("0", 63)
	for name, c := range map[string]struct {
		rules, want string
	}{
		"any text":    {`[type=="x-ms-sgx-mrsigner", value!=true, value!=false, valueType=="String"] => permit();`, service("x-ms-sgx-mrsigner", claim.String(zeros+"0")).String()},
		"another":     {`[type=="x-ms-sgx-mrsigner", valueType=="String", value!="` + zeros + `0"] => permit();`, service("x-ms-sgx-mrsigner", claim.String(zeros+"1")).String()},
		"base64":      {`[type=="x-ms-sgx-ehd", valueType=="String"] => permit();`, service("x-ms-sgx-ehd", claim.String("AAAA")).String()},
		"JSON":        {`[type=="events", valueType=="String"] => permit();`, service("events", claim.String("{}")).String()},
		"joined":      {`c:[type=="x-ms-sgx-mrsigner"] && [type=="x-ms-sgx-mrenclave", value==c.value, valueType=="String"] => permit();`, service("x-ms-sgx-mrenclave", claim.String(zeros+"0")).String() + service("x-ms-sgx-mrsigner", claim.String(zeros+"0")).String()},
		"one each":    {`[type=="x-ms-sgx-svn", value>3] && [type=="x-ms-sgx-svn", value<9] && [type=="x-ms-sgx-svn", value!=5] && [type=="x-ms-sgx-product-id"] => permit();`, service("x-ms-sgx-product-id", claim.Int(0)).String() + service("x-ms-sgx-svn", claim.Int(4)).String()},
		"no form":     {`[type=="mine", valueType=="String"] => permit();`, service("mine", claim.String("a")).String()},
		"wrong form":  {`[type=="x-ms-sgx-mrsigner", value=="mine"] => permit();`, service("x-ms-sgx-mrsigner", claim.String("mine")).String()},
		"two of each": {`[type=="x-ms-sgx-svn", value==3] && [type=="x-ms-sgx-svn", value==4] => permit(); [type=="x-ms-sgx-svn", value==5] && [type=="zz"] => permit();`, service("x-ms-sgx-svn", claim.Int(3)).String() + service("x-ms-sgx-svn", claim.Int(4)).String()},
	} {
		p := policy(t, policyOf("", c.rules, ""))
		a, err := reason.NewProofs(p, reason.Options{Type: "SgxEnclave"}).Permits(context.Background(), reason.Given{})
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, claim := range a.Claims {
			got.WriteString(claim.String())
		}
		if got.String() != c.want {
			t.Errorf("%s: found %s, expected %s", name, got.String(), c.want)
		}
	}
}

// T2.5: clients can't name their claims like those that evidence of the type gives.
func TestGivenCustomNames(t *testing.T) {
	t.Parallel()
	const rules = `[type=="tpmVersion"] => permit(); [type=="mine"] && [type=="too"] => permit();`
	p := policy(t, policyOf("", rules, ""))
	for _, c := range []struct {
		typ  catalog.Type
		want int
	}{{"Tpm", 2}, {"", 2}, {"SgxEnclave", 1}} {
		proofs := reason.NewProofs(p, reason.Options{Type: c.typ})
		a, err := proofs.Permits(context.Background(), reason.Given{Custom: true})
		if err != nil || a.Verdict != reason.Yes || len(a.Claims) != c.want {
			t.Errorf("%q: found %+v, %v, expected %d claims", c.typ, a, err, c.want)
		}
	}
}

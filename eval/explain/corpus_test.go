package explain_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/eval/explain"
)

// denied are the denials of the table in testdata/claims/README.md, each pinned by
// hand: the place of the rule to look at, and the types of the claims that are in the
// way, or for a deny that ran, of those that met it (T4.2, section 8).
var denied = []struct{ claims, policy, at, types string }{
	{"sgx-debug", "500", "4:5", "x-ms-sgx-is-debuggable x-ms-sgx-product-id"},
	{"sgx-debug", "305", "4:1", "$is-debuggable *"},
	{"sgx-debug", "406", "1:33", "$is-debuggable *"},
	{"sgx-debug", "161", "4:8", "x-ms-sgx-is-debuggable x-ms-sgx-product-id x-ms-sgx-svn x-ms-sgx-mrsigner"},
	{"sgx-debug", "162", "4:8", "$is-debuggable $product-id $sgx-mrsigner"},
	{"sgx-debug", "207", "5:5", "x-ms-sgx-is-debuggable x-ms-sgx-mrsigner"},
	{"sgx-debug", "501", "6:5", "x-ms-sgx-mrsigner"},
	{"sgx-release", "107", "4:8", "x-ms-sgx-product-id x-ms-sgx-mrsigner"},
	{"sgx-release", "115", "4:5", "x-ms-sgx-mrsigner"},
	{"sgx-release", "116", "4:7", "x-ms-sgx-mrsigner"},
	{"sgx-release", "117", "4:7", "x-ms-sgx-mrsigner"},
	{"sgx-release", "400", "4:5", "x-ms-sgx-is-debuggable x-ms-sgx-mrsigner"},
	{"openenclave", "501", "5:5", "x-ms-sgx-is-debuggable"},
	{"sgx-debug", "502", "4:3", ""},
	{"tdx", "502", "4:3", ""},
	{"sevsnp-azure-cvm", "603", "5:1", "x-ms-sevsnpvm-hostdata x-ms-compliance-status"},
	{"sevsnp-aci", "603", "5:1", "x-ms-sevsnpvm-hostdata"},
	{"tpm-events-windows", "149", "15:5", "requestKeyCertifyObjAttrVerified"},
	{"tpm-ima-linux", "153", "10:5", "pcr0Validated pcr1Validated pcr2Validated pcr3Validated"},
	{"vbs-enclave", "155", "4:5", "enclaveAuthorId enclaveImageId"},
}

// TestDeniedCorpus: rule and claim of each denied recording are those pinned by hand.
func TestDeniedCorpus(t *testing.T) {
	t.Parallel()
	for _, d := range denied {
		t.Run(d.claims+" "+d.policy, func(t *testing.T) {
			t.Parallel()
			claims := parsed(t, read(t, shared("claims", d.claims+".json")))
			x, err := explain.Explain(t.Context(), program(t, "policy.maa", policyText(t, d.policy)), claims, explain.Options{MaxEdits: explain.DefaultEdits})
			if err != nil {
				t.Fatal(err)
			}
			if x.Nearest == nil {
				t.Fatal("no rule")
			}
			place := x.Source.Place(x.Nearest.Node.Pos())
			if got := fmt.Sprintf("%d:%d", place.Line, place.Column); got != d.at {
				t.Errorf("got the rule at %s, want %s", got, d.at)
			}
			if diff := cmp.Diff(strings.Join(inTheWay(x.Nearest), " "), d.types); diff != "" {
				t.Errorf("(-got +want)\n%s\n%s", diff, x)
			}
		})
	}
}

// inTheWay are the types that the conditions test which fail, or of a deny all: "*"
// is any.
func inTheWay(r *explain.Rule) []string {
	var types []string
	for i := range r.Conditions {
		c := &r.Conditions[i]
		if c.Holds && r.Node.Action.Kind != ast.Deny {
			continue
		}
		typ := "*"
		for _, t := range c.Node.Tests {
			if lit, ok := t.Value.(*ast.StringLit); ok && t.Property == ast.TypeProperty {
				typ = lit.Value
			}
		}
		types = append(types, typ)
	}
	return types
}

// policyText reads the policy of a number.
func policyText(t *testing.T, number string) string {
	t.Helper()
	found, err := filepath.Glob(shared("policies", number+"-*.maa"))
	if err != nil || len(found) != 1 {
		t.Fatalf("found %v (%v), expected one policy %s", found, err, number)
	}
	return string(read(t, found[0]))
}

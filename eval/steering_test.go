package eval_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
)

// L5.6: what steers is set by configuration rules without a condition, whatever the
// rest of the policy does.
func TestL5_6_Steering(t *testing.T) {
	t.Parallel()
	const identifier = `issueproperty(type="x-ms-sgx-tcbidentifier", `
	one := []claim.Claim{{Type: "x-ms-sgx-tcbidentifier", Value: claim.String("11"), Issuer: claim.AttestationPolicy}}
	for _, c := range []struct {
		name, configuration, authorization string
		want                               []claim.Claim
	}{
		{"none", "", "=> permit();", nil},
		{"literal", "=> " + identifier + `value="11");`, "=> permit();", one},
		{"computed", "=> " + identifier + `value=AppendString("1", "1"));`, "=> permit();", one},
		{"computed name", `=> issueproperty(type=AppendString("x-ms-sgx-", "tcbidentifier"), value="11");`, "=> permit();", one},
		{"set again to the same", "=> " + identifier + `value="11"); => ` + identifier + `value="11");`, "=> permit();", one},
		{"a policy that denies", "=> " + identifier + `value="11");`, "=> deny();", one},
		{"a policy that fails later", "=> " + identifier + `value="11");`, `=> add(type="a", value=JmesPath(AppendString("{", "a"), "x"));`, one},
		{"two", "=> " + identifier + `value="11"); => issueproperty(type="required_pcr_mask", value=255);`, "=> permit();",
			append(slices.Clone(one), claim.Claim{Type: "required_pcr_mask", Value: claim.Int(255), Issuer: claim.AttestationPolicy})},
		{"another property", `=> issueproperty(type="omit_x5c", value=true);`, "=> permit();", nil},
		{"elsewhere", "", "=> permit(); => " + identifier + `value="11");`, nil},
		{"set again to another", "=> " + identifier + `value="11"); => ` + identifier + `value="12");`, "=> permit();", nil},
		{"a rule that fails", "=> " + identifier + `value="11"); => issueproperty(type="omit_x5c", value=JmesPath(AppendString("{", "a"), "x"));`, "=> permit();", nil},
		{"a condition that would hold", `![type=="a"] => issueproperty(type=AppendString("x-ms-sgx-", "tcbidentifier"), value="11");`, "=> permit();", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := "version=1.2;\nconfigurationrules{" + c.configuration + "};\nauthorizationrules{" + c.authorization + "};"
			program, findings := compile.Source("policy.maa", text)
			if program == nil {
				t.Fatal(findings.Err())
			}
			got, err := eval.Steering(context.Background(), program, eval.Options{})
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("got %v, %v, expected %v", got, err, c.want)
			}
			compareSteering(t, program, got)
		})
	}
	if _, err := eval.Steering(context.Background(), nil, eval.Options{}); err == nil {
		t.Error("got no error without a program")
	}
}

// compareSteering wants what an evaluation has as properties, if it has any result:
// all that were told before are there then.
func compareSteering(t *testing.T, program *compile.Program, steering []claim.Claim) {
	t.Helper()
	r, err := eval.Run(context.Background(), program, nil, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Reason == eval.ReasonError {
		return
	}
	for _, c := range steering {
		if !slices.Contains(r.Properties, c) {
			t.Errorf("the evaluation has %v, without %v", r.Properties, c)
		}
	}
}

// L5.6: policies of the corpus set the same in an evaluation.
func TestL5_6_SteeringOfCorpus(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(shared, "policies", "*.maa"))
	if err != nil {
		t.Fatal(err)
	}
	steered := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		program, _ := compile.Source(file, string(text))
		if program == nil {
			continue
		}
		steering, err := eval.Steering(context.Background(), program, eval.Options{})
		if err != nil {
			t.Fatal(err)
		}
		compareSteering(t, program, steering)
		for _, c := range steering {
			if entry, _ := catalog.Lookup(c.Type); !entry.Use.Has(catalog.Steering) {
				t.Errorf("%s: %s doesn't steer", file, c.Type)
			}
			steered++
		}
	}
	if steered == 0 {
		t.Errorf("none of %d policies steers", len(files))
	}
}

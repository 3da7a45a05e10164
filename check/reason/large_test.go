package reason_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason"
)

// large is a policy of n rules, one of which has a number of its own.
func large(n, special int) string {
	var auth, issue strings.Builder
	for i := range n / 2 {
		svn := i % 7
		if i == n/4 {
			svn = special
		}
		fmt.Fprintf(&auth, "[type==\"mrenclave\", value==\"%064x\"] && [type==\"svn\", value>=%d] && ![type==\"debug\", value==true] => permit();\n", i, svn)
		fmt.Fprintf(&issue, "c:[type==\"in%d\", issuer==\"AttestationService\"] => issue(type=\"out%d\", value=c.value);\n", i%100, i)
	}
	return policyOf("", auth.String(), issue.String())
}

// T5.9, T2.3: 1,000 rules with one changed, and a proof for each rule, within the
// steps of lint.
func TestLargePolicies(t *testing.T) {
	t.Parallel()
	a, b := policy(t, large(1000, 3)), policy(t, large(1000, 4))
	d, err := reason.Compare(context.Background(), a, b, reason.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := found(t, d); got != "newly-denied 2" {
		t.Errorf("found %s, expected newly-denied 2", got)
	}
	proofs := reason.NewProofs(a, reason.Options{Steps: 20_000})
	for r := range a.Checked().Policy.Rules(ast.Authorization) {
		runs, err := proofs.Runs(context.Background(), r)
		if err != nil || runs != reason.Yes {
			t.Fatalf("found %d, %v, expected that every rule can run", runs, err)
		}
	}
	if proofs.Steps() > 2_000_000 {
		t.Errorf("found %d steps, expected at most 2,000,000", proofs.Steps())
	}
}

// Hostile policies end with no answer, and soon.
func TestHostilePolicies(t *testing.T) {
	t.Parallel()
	var joins, chain, wide strings.Builder
	joins.WriteString("c0:[value>0]")
	for i := range 200 {
		fmt.Fprintf(&joins, " && c%d:[value!=c%d.value, type!=c%d.type]", i+1, i, i)
	}
	joins.WriteString(" => add(type=c200.type, value=c199.value);")
	for i := range 3000 {
		fmt.Fprintf(&chain, "c:[type==\"t%d\"] && d:[type==\"u\", value!=c.value] => add(type=\"t%d\", value=d.value);\n", i, i+1)
		fmt.Fprintf(&wide, "c:[value>%d] => issue(type=\"t\", value=c.value);\n", i)
	}
	for name, text := range map[string]string{
		"joins": policyOf("", "=> permit();"+joins.String(), ""),
		"chain": policyOf("", "=> permit();"+chain.String(), ""),
		"wide":  policyOf("", "=> permit();", wide.String()),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			other := strings.Replace(text, "=> permit();", `=> permit(); [type=="zz", value==3] && [value==5] => deny();`, 1)
			d, err := reason.Compare(context.Background(), policy(t, text), policy(t, other), reason.Options{Steps: 10_000})
			if err != nil {
				t.Fatal(err)
			}
			if d.Equivalent == reason.Yes {
				t.Errorf("found %s, expected no such answer", found(t, d))
			}
		})
	}
}

// What is cancelled says so, and answers nothing.
func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	d, err := reason.Compare(ctx, policy(t, large(10, 3)), policy(t, large(10, 4)), reason.Options{})
	if !errors.Is(err, context.Canceled) || d.Equivalent != reason.Unknown || d.Exact {
		t.Errorf("found %d, exact %v, %v, expected no answer", d.Equivalent, d.Exact, err)
	}
}

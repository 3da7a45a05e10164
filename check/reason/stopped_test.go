package reason_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/assay-policy/assay/check/reason"
)

// pigeons are rules by which only claims that put n+1 pigeons into n holes, each with
// one, get a claim ok: there are none, and no search can know.
func pigeons(n int) string {
	var b strings.Builder
	for p := range n + 1 {
		for h := range n {
			fmt.Fprintf(&b, "[type==\"p%dh%d\"] => add(type=\"q%d\", value=true);\n", p, h, p)
			for q := range p {
				fmt.Fprintf(&b, "[type==\"p%dh%d\"] && [type==\"p%dh%d\"] => add(type=\"clash\", value=true);\n", p, h, q, h)
			}
		}
	}
	var in []string
	for p := range n + 1 {
		in = append(in, fmt.Sprintf("[type==\"q%d\", issuer==\"AttestationPolicy\"]", p))
	}
	fmt.Fprintf(&b, "%s && ![type==\"clash\"] => add(type=\"ok\", value=true);\n", strings.Join(in, " && "))
	return b.String()
}

const isOK = `[type=="ok", issuer=="AttestationPolicy"]`

// T5.9: a kind that is hard hides no other, and what was ruled out is told.
func TestHardKindHidesNoOther(t *testing.T) {
	t.Parallel()
	hard := pigeons(10)
	opts := reason.Options{Steps: 400_000}
	for name, c := range map[string]struct {
		before, after, want string
	}{
		"newly-permitted": {`[type=="a"] => permit();`, isOK + ` => permit();`, "newly-denied 1"},
		"newly-denied":    {isOK + ` => permit();`, `[type=="a"] => permit();`, "newly-permitted 1"},
		"alone":           {"", isOK + ` => permit();`, "unknown"},
	} {
		d, err := reason.Compare(context.Background(), policy(t, policyOf("", hard+c.before, "")), policy(t, policyOf("", hard+c.after, "")), opts)
		if err != nil {
			t.Fatal(err)
		}
		if got := found(t, d); got != c.want {
			t.Errorf("%s: found %q, expected %q", name, got, c.want)
		}
		if d.Exact || d.Equivalent == reason.Yes || d.Ruled < 3 {
			t.Errorf("%s: found %+v, expected a search that stopped after it ruled out 3 claims", name, d)
		}
		if n := len(d.Abstracted); n != 1 || d.Abstracted[0].What != "stopped after 400000 steps" {
			t.Errorf("%s: found %v", name, d.Abstracted)
		}
	}
	p := policy(t, policyOf("", hard+isOK+` => permit();`, ""))
	a, err := reason.NewProofs(p, opts).Permits(context.Background(), reason.Given{})
	if err != nil || a.Verdict != reason.Unknown || a.Ruled < 3 || a.Exact {
		t.Errorf("found %+v, %v, expected no answer but that 3 claims are not enough", a, err)
	}
	d, err := reason.Implies(context.Background(), p, policy(t, policyOf("", hard, "")), opts)
	if err != nil || d.Equivalent != reason.Unknown || d.Ruled < 3 {
		t.Errorf("found %+v, %v, expected no answer but that 3 claims are not enough", d, err)
	}
}

// T5.9: where nothing stops the search, all is ruled out that was not found.
func TestRuledOut(t *testing.T) {
	t.Parallel()
	p := policy(t, policyOf("", `[type=="a"] && [type=="b"] => permit();`, ""))
	q := policy(t, policyOf("", `[type=="b"] && [type=="a"] => permit();`, ""))
	d, err := reason.Compare(context.Background(), p, q, reason.Options{})
	if err != nil || d.Equivalent != reason.Yes || d.Ruled < 2 {
		t.Errorf("found %+v, %v", d, err)
	}
}

// T5.8, T5.9: a search that finds no room, or that steps end after an example, looks
// among smaller claims files; and there are no too many steps.
func TestStoppedSearchLooksForLess(t *testing.T) {
	t.Parallel()
	head := `c0:[value==4] => issueproperty(claim=c0);`
	issue := `c0:[type=="t", value<1, value==2] => issue(claim=c0); c0:[type!="x"] => issue(type=c0.type, value=c0.value);`
	before := policyOf(head, `=> permit();`, issue)
	after := policyOf(head, `=> permit(); c0:[type=="y", value<1, value>=1] && c1:[type=="y", issuer=="CustomClaim"] => add(claim=c1);`,
		issue+`c0:[type!="x", value>=1] && c1:[type!="x", value>=2, issuer=="CustomClaim"] => issue(type="t", value=1);`)
	for _, steps := range []int64{100_000, 500_000, math.MaxInt64} {
		d, err := reason.Compare(context.Background(), policy(t, before), policy(t, after), reason.Options{Steps: steps})
		if err != nil {
			t.Fatal(err)
		}
		if got := found(t, d); got != "other-claims 1" {
			t.Errorf("with %d steps found %s, expected other-claims 1", steps, got)
		}
	}
}

package reason_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
)

// written is a change as a person reads it.
func written(c reason.Change) string {
	var all []string
	for _, e := range c.Edits {
		text := e.Kind.String() + " " + e.Claim.Type + " " + e.Claim.Value.String()
		if e.Kind == reason.SetValue {
			text += " (was " + e.Was.Value.String() + ")"
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func service(typ string, v claim.Value) claim.Claim {
	return claim.Claim{Type: typ, Value: v, Issuer: claim.AttestationService}
}

// T4.4: sizes 1, 2, …; only set first, then only add.
func TestEdits(t *testing.T) {
	t.Parallel()
	const sgx = `[type=="x-ms-sgx-is-debuggable", value==true] => deny();
		[type=="x-ms-sgx-product-id", value==4639] && [type=="x-ms-sgx-svn", value>=4] && [type=="x-ms-sgx-mrsigner", value=="4aea"] => permit();`
	for name, c := range map[string]struct {
		policy  string
		given   []claim.Claim
		want    string
		minimal bool
	}{
		"two values are set": {
			sgx, []claim.Claim{
				service("x-ms-sgx-product-id", claim.Int(4639)), service("x-ms-sgx-svn", claim.Int(3)), service("x-ms-sgx-mrsigner", claim.String("4AEA")),
			}, `set x-ms-sgx-svn 4 (was 3), set x-ms-sgx-mrsigner "4aea" (was "4AEA")`, true,
		},
		"a claim is added": {
			sgx, []claim.Claim{service("x-ms-sgx-product-id", claim.Int(4639)), service("x-ms-sgx-svn", claim.Int(4))},
			`add x-ms-sgx-mrsigner "4aea"`, true,
		},
		"one that denies is set": {
			`=> permit(); [type=="d", value==true] => deny();`, []claim.Claim{service("d", claim.Bool(true))}, `set d false (was true)`, true,
		},
		"nothing helps":       {`[type=="a"] => permit(); => deny();`, nil, "", true},
		"of a function":       {`c:[type=="a"] => add(type="b", value=JmesPath(c.value, "x")); [type=="b", value=="1", issuer=="AttestationPolicy"] && [type=="d"] => permit();`, []claim.Claim{service("a", claim.String(`{"x":1}`))}, "add d false", true},
		"nothing up to 4 may": {eighteen(""), nil, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := reason.Edits(context.Background(), policy(t, policyOf("", c.policy, "")), c.given, 4, reason.Options{})
			if err != nil {
				t.Fatal(err)
			}
			first := ""
			if len(got.Changes) > 0 {
				first = written(got.Changes[0])
			}
			if first != c.want || got.Minimal != c.minimal {
				t.Errorf("found %q, minimal %v, expected %q, %v", first, got.Minimal, c.want, c.minimal)
			}
		})
	}
}

// Section 8: each change permits and no smaller one does, by trying.
func TestEditsAreSmallest(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 9))
	sizes := map[int]int{}
	for range pairsWanted(t) {
		g := generator{Rand: r, typed: true}
		text, _ := g.pair()
		p := policy(t, text)
		universe := wanted(universeOf(2), p.Checked())
		var given []claim.Claim
		for range r.IntN(3) {
			if len(universe) > 0 {
				given = append(given, universe[r.IntN(len(universe))])
			}
		}
		got, err := reason.Edits(context.Background(), p, given, 2, reason.Options{})
		if err != nil {
			t.Fatal(err)
		}
		least := leastEdits(p, given, universe)
		size := 3
		if len(got.Changes) > 0 {
			size = len(got.Changes[0].Edits)
		}
		if size != least || !got.Minimal {
			t.Errorf("found %d edits, minimal %v, expected %d of %v, in\n%s", size, got.Minimal, least, given, text)
		}
		sizes[size]++
	}
	if sizes[1] == 0 || sizes[2] == 0 {
		t.Errorf("found sizes %v, expected some of each", sizes)
	}
}

// leastEdits tries all sets of at most one edit, and returns 3 if two are not enough
// either.
func leastEdits(p *reason.Policy, given, universe []claim.Claim) int {
	evaluate := byNaive(p.Checked())
	permits := func(claims []claim.Claim) bool {
		o, _ := evaluate(context.Background(), claims)
		return o.Permitted
	}
	if permits(given) {
		return 0
	}
	once := edited(given, universe)
	if slices.ContainsFunc(once, permits) {
		return 1
	}
	for _, claims := range once {
		if slices.ContainsFunc(edited(claims, universe), permits) {
			return 2
		}
	}
	return 3
}

// edited lists what one edit makes of claims.
func edited(claims, universe []claim.Claim) [][]claim.Claim {
	var all [][]claim.Claim
	for i := range claims {
		all = append(all, slices.Delete(slices.Clone(claims), i, i+1))
	}
	for _, c := range universe {
		all = append(all, append(slices.Clone(claims), c))
		for i, old := range claims {
			if old.Type == c.Type && old.Issuer == c.Issuer {
				set := slices.Clone(claims)
				set[i] = c
				all = append(all, set)
			}
		}
	}
	return all
}

// T4.2: the permit rules that run after as many edits as are needed, also those that no
// change that is shown makes run.
func TestRulesAfterEdits(t *testing.T) {
	t.Parallel()
	p := policy(t, policyOf("", `[type=="a", value==1] => permit();
		[type=="b", value==1] => permit();
		[type=="c", value==1] && [type=="d"] => permit();
		[type=="e", value==1] => permit();
		[type=="f", value==1] => deny();
		[type=="f", value==1] => permit();
		[type=="g", value==1] => permit();
		[type=="a", value==2] => permit();`, ""))
	r := rulesOf(p, ast.Authorization)
	got, err := reason.Edits(context.Background(), p, []claim.Claim{service("a", claim.Int(5)), service("d", claim.Int(1))}, 4, reason.Options{})
	if err != nil || len(got.Changes) != 3 || len(got.Changes[0].Edits) != 1 {
		t.Fatalf("found %+v, %v", got, err)
	}
	if want := []*ast.Rule{r[0], r[1], r[2], r[3], r[6], r[7]}; !slices.Equal(got.Rules, want) {
		t.Errorf("found %d rules, expected %d", len(got.Rules), len(want))
	}
}

// T4.4: what comes before a search counts for its steps, so that nothing takes long.
func TestEditsOfManyClaims(t *testing.T) {
	t.Parallel()
	var chain, open strings.Builder
	var given []claim.Claim
	for i := range 1_000 {
		fmt.Fprintf(&chain, "c:[type==\"t%d\"] && d:[type==\"u\", value!=c.value] => add(type=\"t%d\", value=d.value);\n", i, i+1)
		fmt.Fprintf(&open, "c:[value>%d] && d:[type!=c.type, value>c.value] => add(type=\"k%d\", value=c.value);\n", i, i)
	}
	for i := range 6_000 {
		given = append(given, service(fmt.Sprintf("t%d", i%1_000), claim.Int(int64(i))))
	}
	for name, rules := range map[string]string{"chain": chain.String(), "open": open.String()} {
		p := policy(t, policyOf("", rules+`[type=="t1000", value==-5] && [type=="z"] => permit();`, ""))
		got, err := reason.Edits(context.Background(), p, given, 4, reason.Options{Steps: 50_000})
		if err != nil || got.Minimal || len(got.Changes) > 0 {
			t.Errorf("%s: found %d changes, minimal %v, %v, expected no answer", name, len(got.Changes), got.Minimal, err)
		}
		if got.Steps > 60_000 {
			t.Errorf("%s: found %d steps, expected about 50,000", name, got.Steps)
		}
	}
}

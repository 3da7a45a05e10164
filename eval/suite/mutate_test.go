package suite_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/suite"
	"github.com/assay-policy/assay/eval/suite/internal/mutant"
	"github.com/assay-policy/assay/internal/naive"
	"github.com/assay-policy/assay/internal/policygen"
)

// mutate runs a test file of a policy p.maa against its mutants.
func mutate(t *testing.T, r suite.Runner, policy, cases string) *suite.Report {
	t.Helper()
	r.Inputs = memory(map[string]string{"p.maa": policy, "p_test.yaml": "version: 1\ncases:\n" + cases})
	r.Mutate = true
	report := run(t, r, "p_test.yaml")
	if !report.OK() {
		t.Fatalf("%+v", report.Files)
	}
	return report
}

// statuses lists the mutants: mutator, change, status.
func statuses(m *suite.Mutation) []string {
	var out []string
	for _, x := range m.Mutants {
		out = append(out, fmt.Sprintf("%d:%d %s: %s -> %s: %s", x.Line, x.Column, x.Mutator, x.Original, x.Replacement, x.Status))
	}
	return out
}

// T3.10: each status, and the score.
func TestT3_10Statuses(t *testing.T) {
	t.Parallel()
	policy := `version=1.0;
authorizationrules {
    [type=="a", value>=5] => permit();
    [type=="b", value==1, value<7] => deny();
    [type=="c"] && [type=="d"] => deny();
};
`
	report := mutate(t, suite.Runner{}, policy, `
  - {name: five, given: {claims: {a: 5}}, expect: {decision: permit}}
  - {name: four, given: {claims: {a: 4}}, expect: {decision: deny}}
  - {name: no b, given: {claims: {a: 9}}, expect: {ran: [permit]}}
`)
	want := []string{
		`3:5 drop-rule: [type=="a", value>=5] => permit(); -> : Killed`,
		`3:5 drop-condition: [type=="a", value>=5] -> : Killed`,
		`3:5 negate-condition: [type=="a", value>=5] -> ![type=="a", value>=5]: Killed`,
		`3:6 drop-test: type=="a" -> : Survived`,
		`3:6 equality: type=="a" -> type!="a": Killed`,
		`3:12 string: "a" -> "mutant": Killed`,
		`3:17 drop-test: value>=5 -> : Killed`,
		`3:17 ordering: value>=5 -> value>5: Killed`,
		`3:17 ordering: value>=5 -> value<5: Killed`,
		`3:24 integer: 5 -> 6: Killed`,
		`3:24 integer: 5 -> 4: Killed`,
		`3:30 decision: permit -> deny: Killed`,
		`4:5 drop-rule: [type=="b", value==1, value<7] => deny(); -> : Survived`,
		`4:5 drop-condition: [type=="b", value==1, value<7] -> : Killed`,
		`4:5 negate-condition: [type=="b", value==1, value<7] -> ![type=="b", value==1, value<7]: Killed`,
		`4:6 drop-test: type=="b" -> : Survived`,
		`4:6 equality: type=="b" -> type!="b": Survived`,
		`4:12 string: "b" -> "mutant": Survived`,
		`4:17 drop-test: value==1 -> : Survived`,
		`4:17 equality: value==1 -> value!=1: Survived`,
		`4:24 integer: 1 -> 2: Survived`,
		`4:24 integer: 1 -> 0: Survived`,
		`4:27 drop-test: value<7 -> : Ignored`,
		`4:27 ordering: value<7 -> value<=7: Ignored`,
		`4:27 ordering: value<7 -> value>=7: Survived`,
		`4:33 integer: 7 -> 8: Ignored`,
		`4:33 integer: 7 -> 6: Ignored`,
		`4:39 decision: deny -> permit: NoCoverage`,
		`5:5 drop-rule: [type=="c"] && [type=="d"] => deny(); -> : Survived`,
		`5:5 drop-condition: [type=="c"] -> : Survived`,
		`5:5 negate-condition: [type=="c"] -> ![type=="c"]: Survived`,
		`5:6 equality: type=="c" -> type!="c": Survived`,
		`5:12 string: "c" -> "mutant": Survived`,
		`5:20 drop-condition: [type=="d"] -> : NoCoverage`,
		`5:20 negate-condition: [type=="d"] -> ![type=="d"]: NoCoverage`,
		`5:21 equality: type=="d" -> type!="d": NoCoverage`,
		`5:27 string: "d" -> "mutant": NoCoverage`,
		`5:35 decision: deny -> permit: NoCoverage`,
	}
	if diff := cmp.Diff(statuses(report.Mutation), want); diff != "" {
		t.Errorf("(-got +want)\n%s", diff)
	}
	if got, want := report.Mutation.Score, 38.2; got != want { // 13 of 34
		t.Errorf("score %v, want %v", got, want)
	}
}

// T3.10: a mutant that a case kills by running out of steps is a timeout.
func TestT3_10Timeout(t *testing.T) {
	t.Parallel()
	report := mutate(t, suite.Runner{Limits: eval.Limits{Steps: 2000}}, `version=1.2;
authorizationrules {
    [type=="none"] && c:[type=="a"] && [type=="a", value==JmesPath(c.value, "sort(@)")] => permit();
};
`, "  - {name: no, given: {claims: {a: '["+strings.Repeat("1,", 1000)+"1]'}}, expect: {reason: no-permit}}\n")
	if n := report.Mutation.Count(suite.MutantTimeout); n == 0 {
		t.Errorf("no timeout: %q", statuses(report.Mutation))
	}
}

// T3.10: what is proved equivalent is ignored, though a case sees that other rules run.
func TestT3_10EquivalentBeforeKilled(t *testing.T) {
	t.Parallel()
	report := mutate(t, suite.Runner{}, `version=1.0;
authorizationrules {
    [type=="a"] => permit();
    [type=="a", value==1] => permit();
};
`, "  - {name: both, given: {claims: {a: 1}}, expect: {ran: ['permit#1', 'permit#2']}}\n")
	got := statuses(report.Mutation)
	if want := `4:5 drop-rule: [type=="a", value==1] => permit(); -> : Ignored`; !slices.Contains(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// T0.1: in a mutant, selectors name the rules that they name in the policy.
func TestT3_10SelectorsKeepTheirRules(t *testing.T) {
	t.Parallel()
	report := mutate(t, suite.Runner{}, `version=1.0;
authorizationrules {
    [type=="a"] => permit();
    [type=="b"] => permit();
};
`, "  - {name: second, given: {claims: {b: 1}}, expect: {rule: 'permit#2', notRan: ['permit#1']}}\n")
	got := statuses(report.Mutation)
	for _, want := range []string{
		`3:5 drop-rule: [type=="a"] => permit(); -> : Survived`, // the only permit is still permit#2
		`4:5 drop-rule: [type=="b"] => permit(); -> : Killed`,
		`3:5 drop-condition: [type=="a"] -> : Killed`,
		`4:20 decision: permit -> deny: Killed`,
	} {
		if !slices.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Cases that fail anyway take no part.
func TestT3_10OnlyCasesThatPass(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"p.maa":       "version=1.0;authorizationrules{[type==\"a\"]=>permit();};",
		"p_test.yaml": "version: 1\ncases: [{name: a, given: {claims: {}}, expect: {decision: permit}}]\n",
	}
	m := run(t, suite.Runner{Inputs: memory(files), Mutate: true}, "p_test.yaml").Mutation
	if m.Score != 0 || m.Count(suite.MutantNotCovered) != len(m.Mutants) || len(m.Mutants) == 0 {
		t.Errorf("score %v of %q, want 0 and no coverage", m.Score, statuses(m))
	}
}

// T3.11: without time all mutants are pending, and the score is a lower bound.
func TestT3_11Budget(t *testing.T) {
	t.Parallel()
	report := mutate(t, suite.Runner{MutationBudget: time.Nanosecond}, "version=1.0;authorizationrules{=>permit();};",
		"  - {name: a, given: {claims: {}}, expect: {decision: permit}}\n")
	m := report.Mutation
	if m.Score != 0 || m.Count(suite.MutantPending) != 2 || len(m.Mutants) != 2 {
		t.Errorf("score %v of %q, want 0 of 2 that are pending", m.Score, statuses(m))
	}
	var b bytes.Buffer
	if err := report.Text(&b, suite.TextOptions{}); err != nil || !strings.Contains(b.String(), "mutation score at least 0.0%: 0 killed, 2 pending\n") {
		t.Errorf("got %s, %v", &b, err)
	}
}

// mutated has a policy for each way in which mutants differ, by name, and its cases.
var mutated = map[string][2]string{
	"decisions": {`version=1.0;
authorizationrules {
    [type=="a", value>=5] => permit();
    [type=="b", value==1, value<7] => deny();
};
`, "  - {name: five, given: {claims: {a: 5}}, expect: {decision: permit}}\n"},
	"claims": {`version=1.2;
authorizationrules { => permit(); };
issuancerules {
    c:[type=="a"] && d:[type=="b"] => issue(type="x", value=c.value);
    [type=="a", issuer=="AttestationService"] => issue(type="${y}", value="quoted \"text\"");
    c:[type=="flag"] => add(type="made", value=NegateBool(c.value));
    [type=="b"] => add(type="hidden", value=1);
    c:[type=="made", issuer=="AttestationPolicy"] => issue(claim=c);
};
`, "  - {name: none, given: {claims: {}}, expect: {decision: permit}}\n"},
	"properties": {`version=1.2;
configurationrules {
    => issueproperty(type="p", value=1);
    [type=="a"] => issueproperty(type="q", value=true);
};
authorizationrules { [type=="a"] => permit(); };
`, "  - {name: none, given: {claims: {}}, expect: {decision: deny}}\n"},
	"redundant": {`version=1.2;
authorizationrules {
    [type=="a"] => permit();
    [type=="a", value==1] => permit();
    [type=="c", value>3, value>=2] => deny();
    [type=="c", value==4, value!=5] => add(type="z", value=1);
};
issuancerules { [type=="z"] => add(type="unused", value=1); };
`, "  - {name: none, given: {claims: {}}, expect: {decision: deny}}\n"},
}

// T3.11, section 8 item 4: survivors die by their case, which passes for the policy.
func TestT3_11SurvivorsDieByTheirCase(t *testing.T) {
	t.Parallel()
	for name, files := range mutated {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mutate(t, suite.Runner{}, files[0], files[1]).Mutation
			pasted := files[1]
			missed := map[string]bool{}
			for i, x := range m.Mutants {
				if (x.Status == suite.MutantSurvived || x.Status == suite.MutantNotCovered) != (x.Claims != nil) || (x.Claims != nil) != (x.TestCase != "") {
					t.Errorf("%s: claims %s, case %q", statuses(m)[i], x.Claims, x.TestCase)
				}
				pasted += x.TestCase
				missed[x.TestCase] = true
			}
			if len(missed) < 5 {
				t.Errorf("%d mutants have a case, want 5 or more", len(missed))
			}
			if again := mutate(t, suite.Runner{}, files[0], pasted).Mutation; again.Score != 100 {
				t.Errorf("score %v after pasting %s: %q", again.Score, pasted, statuses(again))
			}
		})
	}
}

// number is what an environment variable says, for a full run.
func number(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	if s := os.Getenv(variable); s != "" {
		if _, err := fmt.Sscan(s, &otherwise); err != nil {
			t.Fatal(err)
		}
	}
	return otherwise
}

// survive tries each ignored mutant of a policy on claims, and returns how many there
// are.
func survive(t *testing.T, policy string, m *suite.Mutation, sets int, draw func(n int) []claim.Claim) (tried int) {
	t.Helper()
	p, _ := check.Source(ast.NewSource("p.maa", policy), check.Options{})
	at := 0
	for _, x := range mutant.All(p) {
		changed := x.Check()
		if changed == nil {
			continue
		}
		if m.Mutants[at].Status == suite.MutantIgnored {
			tried++
			for n := range sets {
				claims := draw(n)
				if was, is := outcome(t, p, claims), outcome(t, changed, claims); was != is {
					t.Errorf("%s on %v: %s, want %s\n%s", statuses(m)[at], claims, is, was, policy)
					break
				}
			}
		}
		at++
	}
	if at != len(m.Mutants) {
		t.Errorf("%d mutants, want %d of %s", len(m.Mutants), at, policy)
	}
	return tried
}

// Section 8 item 4: no ignored mutant dies by random claims. MUTANT_SETS is how many
// sets each is tried on, 10,000 for a full run.
func TestT3_10IgnoredNeverDie(t *testing.T) {
	t.Parallel()
	tried := 0
	draw := drawer{rand.New(rand.NewPCG(3, 4))}
	for _, files := range mutated {
		m := mutate(t, suite.Runner{}, files[0], files[1]).Mutation
		tried += survive(t, files[0], m, number(t, "MUTANT_SETS", 50), func(int) []claim.Claim { return draw.claims() })
	}
	if tried < 10 {
		t.Errorf("%d ignored mutants, want 10 or more", tried)
	}
}

// inFile keeps of random claims those that a file can hold, with nothing marked
// read-only (T5.2).
func inFile(claims []claim.Claim) []claim.Claim {
	claims = slices.DeleteFunc(claims, func(c claim.Claim) bool { return c.Issuer == claim.AttestationPolicy })
	for i := range claims {
		claims[i].ReadOnly = false
	}
	return claims
}

// Section 8 item 4, for random policies: MUTANT_POLICIES is how many. No ignored mutant
// dies, and those that are shown with a case die by it.
func TestT3_11RandomPolicies(t *testing.T) {
	t.Parallel()
	policies, claims := rapid.Custom(policygen.Policy), rapid.Custom(policygen.Claims)
	const skipped = "  - {name: none, skip: later, given: {claims: {}}, expect: {decision: deny}}\n"
	ignored, shown := 0, 0
	for n := range number(t, "MUTANT_POLICIES", 3) {
		policy := policies.Example(16 + n) // some before take seconds
		m := mutate(t, suite.Runner{}, policy, skipped).Mutation
		ignored += survive(t, policy, m, number(t, "MUTANT_SETS", 10), func(n int) []claim.Claim { return inFile(claims.Example(n)) })
		pasted := skipped
		for _, x := range m.Mutants {
			pasted += x.TestCase
		}
		again := mutate(t, suite.Runner{}, policy, pasted).Mutation
		for i, x := range m.Mutants {
			if x.TestCase == "" {
				continue
			}
			shown++
			if s := again.Mutants[i].Status; s != suite.MutantKilled {
				t.Errorf("%s in spite of\n%s%s", statuses(again)[i], x.TestCase, policy)
			}
		}
	}
	if ignored < 5 || shown < 40 {
		t.Errorf("%d ignored, %d shown with a case, want more", ignored, shown)
	}
}

// outcome is a result as far as T5.2 compares it.
func outcome(t *testing.T, p *check.Checked, claims []claim.Claim) string {
	t.Helper()
	r, err := naive.Run(t.Context(), p, claims, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(r.Decision, sorted(t, r.Claims), sorted(t, r.Properties))
}

// sorted is an object of claims with its members sorted.
func sorted(t *testing.T, claims []claim.Claim) string {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(claim.Shape(claims), &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// drawer draws claims of the types and values that the policies name.
type drawer struct{ *rand.Rand }

func (d drawer) claims() []claim.Claim {
	types := []string{"a", "b", "c", "flag", "made", "x", "z", "other"}
	values := []claim.Value{claim.Bool(true), claim.Bool(false), claim.String("a"), claim.String("b")}
	for n := range 9 {
		values = append(values, claim.Int(int64(n)))
	}
	out := make([]claim.Claim, d.IntN(5))
	for i := range out {
		out[i] = claim.Claim{
			Type: types[d.IntN(len(types))], Value: values[d.IntN(len(values))],
			Issuer: []claim.Issuer{claim.CustomClaim, claim.AttestationService}[d.IntN(2)],
		}
	}
	return out
}

// T3.5, T3.6: every form is the same bytes however many mutants run at a time.
func TestT3_11Jobs(t *testing.T) {
	t.Parallel()
	forms := func(jobs int) string {
		var b bytes.Buffer
		for _, name := range []string{"claims", "decisions"} {
			report := mutate(t, suite.Runner{Jobs: jobs}, mutated[name][0], mutated[name][1])
			for _, err := range []error{report.Text(&b, suite.TextOptions{}), report.JSON(&b), report.Mutation.Stryker(&b)} {
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		return b.String()
	}
	if one, many := forms(1), forms(16); one != many {
		t.Errorf("one at a time and 16 differ:\n%s", cmp.Diff(one, many))
	}
}

// T3.6: the members of a mutant.
func TestT3_6Mutation(t *testing.T) {
	t.Parallel()
	report := mutate(t, suite.Runner{}, "version=1.0;authorizationrules{[type==\"a\"]=>permit();};",
		"  - {name: a, given: {claims: {a: 1}}, expect: {decision: permit}}\n")
	var b bytes.Buffer
	if err := report.JSON(&b); err != nil {
		t.Fatal(err)
	}
	var doc struct{ Mutation json.RawMessage }
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := json.Compact(&b, doc.Mutation); err != nil {
		t.Fatal(err)
	}
	const first = `{"score":83.3,"mutants":[{"file":"p.maa","line":1,"column":32,"endLine":1,"endColumn":54,"mutator":"drop-rule","replacement":"","status":"Killed","claims":null},` +
		`{"file":"p.maa","line":1,"column":32,"endLine":1,"endColumn":43,"mutator":"drop-condition","replacement":"","status":"Survived","claims":[]},`
	if !strings.HasPrefix(b.String(), first) {
		t.Errorf("got  %s\nwant %s…", &b, first)
	}
}

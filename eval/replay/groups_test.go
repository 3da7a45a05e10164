package replay_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/eval/replay"
)

// grouped lists the groups of a report, one a line.
func grouped(t *testing.T, r *replay.Report) string {
	t.Helper()
	var out strings.Builder
	for _, g := range r.Groups {
		text, err := json.Marshal(g)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s\n", text)
	}
	return out.String()
}

// report replays NDJSON with one policy, or two.
func report(t *testing.T, policy, next, stream string) *replay.Report {
	t.Helper()
	q := program(t, "q.maa", policy)
	if next != "" {
		q = program(t, "q.maa", next)
	}
	opts := replay.Options{Paths: []string{"-"}, Stdin: strings.NewReader(stream)}
	if next == "" {
		q = nil
	}
	r, err := replay.Run(context.Background(), program(t, "p.maa", policy), q, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestCauses: inputs are grouped by what decided and what was found (T6.2).
func TestCauses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, policy, claims, want string }{
		{"permitted", `=> permit();`, `{}`, `permitted permit <nil> []`},
		{"denied", `=> permit(); [type=="d", value==true] => deny();`, `{"d":true}`, `denied deny d [true]`},
		{"denied without condition", `=> deny();`, `{}`, `denied deny <nil> []`},
		{"denied without a claim", `![type=="d"] => deny();`, `{"e":1}`, `denied deny d [absent]`},
		{"no permit", ``, `{"t":1}`, `no-permit <nil> <nil> []`},
		{"low", `[type=="t", value>=4] => permit();`, `{"t":[3,2]}`, `no-permit permit t [3 2]`},
		{"absent", `[type=="t", value>=4] => permit();`, `{"u":5}`, `no-permit permit t [absent]`},
		{"negated", `![type=="t", value==1] => permit();`, `{"t":1}`, `no-permit permit t [1]`},
		{"nearest", `[type=="t"] && [type=="u"] => permit(); [type=="u"] => permit();`, `{"t":1}`, `no-permit permit u [absent]`},
		{"nearest of all conditions", `[type=="u"] && [type=="t"] && [type=="v"] => permit(); [type=="t"] && [type=="w"] => permit();`,
			`{"t":1,"v":1}`, `no-permit permit u [absent]`},
		{"nearest by tests", `[type=="t", value==1, issuer=="CustomClaim"] => permit(); [type=="t"] && [type=="t", value==1] => permit();`,
			`{"t":2}`, `no-permit permit t [2]`},
		{"any type", `[value==1] => permit();`, `{"t":2}`, `no-permit permit <nil> [2]`},
		{"error", `c:[type=="d"] => add(type="x", value=JsonToClaimValue(c.value)); => permit();`, `{"d":"{"}`, `error add <nil> []`},
		{"long", `[type=="t", value=="x"] => permit();`, `{"t":"` + strings.Repeat("y", 200) + `"}`,
			`no-permit permit t ["` + strings.Repeat("y", 80) + `…"]`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := report(t, "version=1.2; authorizationrules { "+tc.policy+" };", "", tc.claims)
			if len(r.Groups) != 1 {
				t.Fatalf("found %d groups", len(r.Groups))
			}
			g := r.Groups[0]
			rule, claim, values := "<nil>", "<nil>", []string{}
			if g.Rule != nil {
				rule = g.Rule.Action
			}
			if g.Claim != nil {
				claim = *g.Claim
			}
			for _, v := range g.Values {
				text := v.Value.String()
				if v.Value.Kind() == 0 {
					text = "absent"
				}
				values = append(values, text)
			}
			if got := fmt.Sprintf("%s %s %s %v", *g.Reason, rule, claim, values); got != tc.want {
				t.Errorf("found %s, want %s", got, tc.want)
			}
			if (g.Error != nil) != (*g.Reason == "error") {
				t.Errorf("found error %v for reason %s", g.Error, *g.Reason)
			}
		})
	}
}

// TestKinds: two policies are compared by T5.3; what both treat alike is no group.
func TestKinds(t *testing.T) {
	t.Parallel()
	const old = `version=1.0;
authorizationrules {
    [type=="svn", value>=3] => permit();
};
issuancerules { c:[type=="svn"] => issue(type="level", value=c.value); };`
	const next = `version=1.0;
authorizationrules {
    [type=="tried"] => issueproperty(type="tried", value=true);
    [type=="svn", value>=4] => permit();
    [type=="lab"] => permit();
};
issuancerules { => issue(type="level", value=4); };`
	r := report(t, old, next, `{"svn":4}
{"svn":5}
{"svn":5}
{"svn":3}
{"lab":1}
{"svn":4,"tried":1}
{"t":1}
`)
	want := `{"kind":"other-claims","decision":"permit","reason":"permitted","rule":null,"oldRule":{"section":"authorizationrules","line":3,"column":5},"newRule":{"section":"authorizationrules","line":4,"column":5},"error":null,"claim":"level","values":[{"value":4,"count":2}],"count":2,"examples":["-:2","-:3"]}
{"kind":"newly-denied","decision":"deny","reason":"no-permit","rule":null,"oldRule":{"section":"authorizationrules","line":3,"column":5},"newRule":{"section":"authorizationrules","line":4,"column":5},"error":null,"claim":"svn","values":[{"value":3,"count":1}],"count":1,"examples":["-:4"]}
{"kind":"newly-permitted","decision":"permit","reason":"permitted","rule":null,"oldRule":{"section":"authorizationrules","line":3,"column":5},"newRule":{"section":"authorizationrules","line":5,"column":5},"error":null,"claim":"svn","values":[{"value":null,"count":1}],"count":1,"examples":["-:5"]}
{"kind":"other-properties","decision":"permit","reason":"permitted","rule":null,"oldRule":{"section":"authorizationrules","line":3,"column":5},"newRule":{"section":"authorizationrules","line":4,"column":5},"error":null,"claim":"tried","values":[{"value":true,"count":1}],"count":1,"examples":["-:6"]}
`
	if diff := cmp.Diff(want, grouped(t, r)); diff != "" {
		t.Error(diff)
	}
	if r.Changed != 2 || r.Total != 7 || r.Decisions != (replay.Decisions{Permit: 5, Deny: 2}) {
		t.Errorf("found %+v", r)
	}
}

// TestOthers: groups beyond the limit are counted together (T6.3).
func TestOthers(t *testing.T) {
	t.Parallel()
	const more = 50
	var stream strings.Builder
	for i := range replay.MaxGroups + more {
		fmt.Fprintf(&stream, "{\"t\":\"%d\"}\n", i)
	}
	fmt.Fprintf(&stream, "{\"t\":\"0\"}\n{\"t\":\"0\"}\n")
	// Each input issues a type of its own, which the other policy doesn't.
	const old, next = `version=1.0; authorizationrules { => permit(); };`, `version=1.0; authorizationrules { => permit(); };
issuancerules { c:[type=="t"] => issue(type=c.value, value=1); };`
	r := report(t, old, next, stream.String())
	if len(r.Groups) != replay.MaxGroups+1 || r.Groups[0].Count != 3 {
		t.Fatalf("found %d groups, of which the first has %d inputs", len(r.Groups), r.Groups[0].Count)
	}
	last := r.Groups[replay.MaxGroups]
	if last.Kind == nil || *last.Kind != replay.Others || last.Count != more || len(last.Examples) != replay.MaxExamples || last.Decision != nil {
		t.Errorf("found %+v", last)
	}
}

// TestCommonest: the commonest values are found among many, with counts that are
// certain.
func TestCommonest(t *testing.T) {
	t.Parallel()
	var stream strings.Builder
	for i := range 3000 {
		value := fmt.Sprint(i) // comes once
		switch {
		case i%3 == 0:
			value = "often"
		case i%5 == 0:
			value = "sometimes"
		}
		fmt.Fprintf(&stream, "{\"t\":%q}\n", value)
	}
	r := report(t, `version=1.0; authorizationrules { [type=="t", value=="never"] => permit(); };`, "", stream.String())
	values := r.Groups[0].Values
	if len(values) != 3 || values[0].Value.Text() != "often" || values[1].Value.Text() != "sometimes" {
		t.Fatalf("found %v", values)
	}
	if often := values[0].Count; often < 800 || often > 1000 {
		t.Errorf("found %d, want at most 1000 and nearly so", often)
	}
	r = report(t, `version=1.0; authorizationrules { [type=="t", value=="never"] => permit(); };`, "", `{"t":2}
{"t":1}
{"t":1}`)
	if got := fmt.Sprint(r.Groups[0].Values); got != "[{1 2} {2 1}]" {
		t.Errorf("found %s", got)
	}
}

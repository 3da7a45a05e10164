package explain_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval/explain"
	"github.com/assay-policy/assay/eval/explain/brief"
)

// TestBriefV1_24: in brief an explanation says what it says at length.
func TestBriefV1_24(t *testing.T) {
	t.Parallel()
	checkSamples(t, func(t *rapid.T, s sample) {
		p, _ := compile.Source("p.maa", s.policy)
		got, err := explain.Brief(context.Background(), p, s.claims, s.opts)
		if err != nil {
			t.Fatal(err)
		}
		want := shortened(s.x)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s (-want +got)\n%s", s.policy, diff)
		}
		at := 0
		for section := range p.Checked().Policy.Sections() {
			for _, statement := range section.Statements {
				if rule := statement.(*ast.Rule); len(rule.Conditions) != len(got.Rules[at].Conditions) {
					t.Fatalf("%s: rule %d has %d conditions, want %d", s.policy, at, len(got.Rules[at].Conditions), len(rule.Conditions))
				}
				at++
			}
		}
		if at != len(got.Rules) {
			t.Fatalf("%d rules, want %d", len(got.Rules), at)
		}
	})
}

// shortened is the document of an explanation, without what it has more.
func shortened(x *explain.Explanation) *brief.Explanation {
	d := x.Document()
	out := &brief.Explanation{Decision: d.Decision, Reason: d.Reason, Error: d.Error, Rules: []brief.Rule{}}
	for i, rule := range d.Rules {
		short := brief.Rule{Ran: rule.Ran, Conditions: []brief.Condition{}}
		for k, c := range rule.Conditions {
			failed, found := brief.NoTest, []brief.Claim(nil)
			for n, test := range c.Tests {
				if failed == brief.NoTest && !test.Holds {
					failed, found = n, test.Actual
				}
			}
			long := &x.Rules[i].Conditions[k]
			short.Conditions = append(short.Conditions, brief.Condition{
				Looked: long.Looked, Holds: c.Holds, Matched: c.Matched, MatchedCount: long.MatchedCount, Failed: failed, Found: found,
			})
		}
		out.Rules = append(out.Rules, short)
	}
	return out
}

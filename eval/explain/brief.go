package explain

import (
	"context"
	"slices"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/explain/brief"
)

// Brief evaluates a policy as Explain does, and says no more than what its rules and
// conditions came to. It takes a fraction of the time. An error is one of eval.Run.
func Brief(ctx context.Context, p *compile.Program, claims []claim.Claim, opts eval.Options) (*brief.Explanation, error) {
	trace, err := eval.ExplainAll(ctx, p, claims, opts)
	if err != nil {
		return nil, err
	}
	r, rules := trace.Result, inText(rulesOf(trace))
	x := &brief.Explanation{
		Decision: r.Decision.String(), Reason: r.Reason.String(), Error: documentError(trace.Source, r.Err),
		Rules: make([]brief.Rule, len(rules)),
	}
	for i, rule := range rules {
		x.Rules[i] = rule.brief()
	}
	return x, nil
}

// inText returns rules in the order of the text.
func inText(run []*Rule) []*Rule {
	return slices.SortedFunc(slices.Values(run), func(a, b *Rule) int { return int(a.Node.Pos() - b.Node.Pos()) })
}

func (r *Rule) brief() brief.Rule {
	out := brief.Rule{Ran: r.Ran, Conditions: make([]brief.Condition, len(r.Conditions))}
	for i := range r.Conditions {
		c := &r.Conditions[i]
		said := brief.Condition{
			Looked: c.Looked, Holds: c.Holds, Matched: documentClaims(c.Matched), MatchedCount: c.MatchedCount,
			Failed: slices.IndexFunc(c.Tests, func(t Test) bool { return !t.Holds }),
		}
		if said.Failed != brief.NoTest {
			said.Found = documentClaims(c.Tests[said.Failed].Actual)
		}
		out.Conditions[i] = said
	}
	return out
}

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
	r, rules := trace.Result, tracesInText(trace)
	x := &brief.Explanation{
		Decision: r.Decision.String(), Reason: r.Reason.String(), Error: documentError(trace.Source, r.Err),
		Rules: make([]brief.Rule, len(rules)),
	}
	for i, rule := range rules {
		x.Rules[i] = briefRule(rule)
	}
	return x, nil
}

// tracesInText returns the rules of a trace in the order of the text.
func tracesInText(trace *eval.Trace) []*eval.RuleTrace {
	var out []*eval.RuleTrace
	for i := range trace.Sections {
		rules := trace.Sections[i].Rules
		out = slices.Grow(out, len(rules))
		for k := range rules {
			out = append(out, &rules[k])
		}
	}
	slices.SortFunc(out, func(a, b *eval.RuleTrace) int { return int(a.Rule.Pos() - b.Rule.Pos()) })
	return out
}

// inText returns rules in the order of the text.
func inText(run []*Rule) []*Rule {
	return slices.SortedFunc(slices.Values(run), func(a, b *Rule) int { return int(a.Node.Pos() - b.Node.Pos()) })
}

func briefRule(t *eval.RuleTrace) brief.Rule {
	out := brief.Rule{Ran: t.Ran, Conditions: make([]brief.Condition, 0, len(t.Conditions)+len(t.Rest))}
	for i := range t.Conditions {
		out.Conditions = append(out.Conditions, briefCondition(&t.Conditions[i]))
	}
	for i := range t.Rest {
		out.Conditions = append(out.Conditions, briefCondition(&t.Rest[i]))
	}
	return out
}

func briefCondition(t *eval.ConditionTrace) brief.Condition {
	if !t.Complete {
		return brief.Condition{Matched: documentClaims(nil), Failed: brief.NoTest}
	}
	out := brief.Condition{
		Looked: true, Holds: t.Held, Matched: documentClaims(t.Matched[:min(len(t.Matched), MaxClaims)]), MatchedCount: t.MatchedCount,
		Failed: brief.NoTest,
	}
	for i, node := range t.Condition.Tests {
		if holds, actual := tested(t, node); !holds {
			out.Failed, out.Found = i, documentClaims(actual)
			break
		}
	}
	return out
}

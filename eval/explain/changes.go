package explain

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/proof"
)

// DefaultEdits is how many edits of the claims are looked for where nobody says (T4.4).
const DefaultEdits = 4

// defaultSteps bound the search for changes, with what comes before it: less than a
// second. A policy of 1,000 rules over the claims of a real guest stays far below.
const defaultSteps = 50_000

// change looks for the changes that would make the policy permit, and if no permit
// rule ran takes for the nearest one that runs after as many edits (T4.2, T4.4).
func (x *Explanation) change(ctx context.Context, p *compile.Program, claims []claim.Claim, run []*Rule, opts Options) error {
	if opts.MaxEdits <= 0 || x.Result.Decision == eval.Permitted {
		return nil
	}
	x.MaxEdits = opts.MaxEdits
	found, err := proof.Edits(ctx, p, claims, opts.MaxEdits, proof.Options{Type: opts.Type, Steps: cmp.Or(opts.Steps, defaultSteps)})
	if err != nil {
		return err
	}
	x.Minimal = found.Minimal
	ran := map[*ast.Rule]bool{}
	for _, r := range found.Rules {
		ran[r] = true
	}
	for _, c := range found.Changes {
		permits, err := permitting(ctx, p, c, opts, ran)
		if err != nil {
			return err
		}
		if permits {
			x.Changes = append(x.Changes, c)
		}
	}
	slices.SortStableFunc(x.Changes, compareChanges)
	if x.Result.Reason == eval.ReasonNoPermit && len(ran) > 0 {
		x.Nearest = nearestPermit(run, func(r *Rule) bool { return ran[r.Node] })
	}
	return nil
}

// compareChanges puts those first that only set values, then those that only add, then
// those with fewest claims of clients; the rest is bytewise (T4.4).
func compareChanges(a, b reason.Change) int {
	return cmp.Or(sort(a)-sort(b), clients(a)-clients(b), strings.Compare(changeText(a), changeText(b)))
}

// sort is 0 for a change that only sets values, 1 for one that only adds claims.
func sort(c reason.Change) int {
	for i, kind := range []reason.EditKind{reason.SetValue, reason.AddClaim} {
		if !slices.ContainsFunc(c.Edits, func(e reason.Edit) bool { return e.Kind != kind }) {
			return i
		}
	}
	return 2
}

// clients is how many claims a client would have to send.
func clients(c reason.Change) int {
	n := 0
	for _, e := range c.Edits {
		if e.Kind != reason.RemoveClaim && e.Claim.Issuer == claim.CustomClaim {
			n++
		}
	}
	return n
}

func changeText(c reason.Change) string {
	var b strings.Builder
	for _, e := range c.Edits {
		b.WriteString(e.Kind.String() + e.Claim.String() + e.Was.String())
	}
	return b.String()
}

// permitting evaluates a change with the options of the explanation, reports whether
// the policy permits it, and notes the rules that do.
func permitting(ctx context.Context, p *compile.Program, c reason.Change, opts Options, ran map[*ast.Rule]bool) (bool, error) {
	trace, err := eval.Explain(ctx, p, c.Claims, opts.Eval)
	if err != nil || trace.Result.Decision != eval.Permitted {
		return false, err
	}
	for i := range trace.Sections {
		for k := range trace.Sections[i].Rules {
			if r := &trace.Sections[i].Rules[k]; r.Ran && r.Rule.Action.Kind == ast.Permit {
				ran[r.Rule] = true
			}
		}
	}
	return true, nil
}

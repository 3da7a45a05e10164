package explain

import (
	"cmp"
	"context"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/proof"
)

// DefaultEdits is how many edits of the claims are looked for where nobody says (T4.4).
const DefaultEdits = 4

// defaultSteps bounds the search for changes, to less than a second of most machines.
const defaultSteps = 2_000_000

// change looks for the changes that would make the policy permit, and if no permit
// rule ran takes for the nearest one that runs after a change (T4.2, T4.4).
func (x *Explanation) change(ctx context.Context, p *compile.Program, claims []claim.Claim, run []*Rule, opts Options) error {
	if opts.MaxEdits <= 0 || x.Result.Decision == eval.Permitted {
		return nil
	}
	found, err := proof.Edits(ctx, p, claims, opts.MaxEdits, proof.Options{Type: opts.Type, Steps: cmp.Or(opts.Steps, defaultSteps)})
	if err != nil {
		return err
	}
	x.MaxEdits, x.Minimal = opts.MaxEdits, found.Minimal
	ran := map[*ast.Rule]bool{}
	for _, c := range found.Changes {
		permits, err := permitting(ctx, p, c, opts, ran)
		if err != nil {
			return err
		}
		if permits {
			x.Changes = append(x.Changes, c)
		}
	}
	if x.Result.Reason == eval.ReasonNoPermit && len(ran) > 0 {
		x.Nearest = nearestPermit(run, func(r *Rule) bool { return ran[r.Node] })
	}
	return nil
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

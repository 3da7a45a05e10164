package proof

import (
	"context"

	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
)

// Edits finds the smallest sets of at most so many edits of claims that a policy
// denies, after which it permits them (T4.4).
func Edits(ctx context.Context, policy *compile.Program, given []claim.Claim, most int, opts Options) (*reason.Changes, error) {
	var found *reason.Changes
	late, err := opts.search(ctx, []*compile.Program{policy}, func(ctx context.Context, o reason.Options) (err error) {
		found, err = reason.Edits(ctx, Policy(policy), given, most, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	found.Minimal = found.Minimal && !late
	return found, nil
}

package proof

import (
	"context"

	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
)

// Answer says whether something is true of a policy over every claims file (T2.11).
type Answer struct {
	Policy *compile.Program
	// Other is the one that Implies asks about; nil for NeverPermits.
	Other *compile.Program
	// Holds is Yes if it is proved, and No if the example shows the contrary.
	Holds reason.Verdict
	// Example is nil unless Holds is No.
	Example *Example
	// Abstracted is empty if the answer is exact.
	Abstracted []Abstraction
}

// Example is a claims file that the policy permits.
type Example struct {
	Claims []claim.Claim
	// Least says that it is proved: no smaller file is one.
	Least bool
	// Policy is how the policy permits it, Other how the other one denies it, nil if
	// the question is about one.
	Policy, Other *eval.Trace
}

// Implies finds out whether another policy permits all that a policy permits: the
// example is a claims file that the policy permits and the other denies.
func Implies(ctx context.Context, policy, other *compile.Program, opts Options) (*Answer, error) {
	var found *reason.Difference
	late, err := opts.search(ctx, []*compile.Program{policy, other}, func(ctx context.Context, o reason.Options) (err error) {
		found, err = reason.Implies(ctx, Policy(policy), Policy(other), o)
		return err
	})
	if err != nil {
		return nil, err
	}
	ruled := ruledOut("no counterexample with up to %s", found.Ruled)
	a := &Answer{Policy: policy, Other: other, Holds: found.Equivalent, Abstracted: opts.abstractions(found.Abstracted, late, ruled)}
	if len(found.Counterexamples) == 0 {
		return a, nil
	}
	c := found.Counterexamples[0]
	t, err := traced(ctx, c.Claims, policy, other)
	if err != nil {
		return nil, err
	}
	a.Example = &Example{c.Claims, c.Least, t[0], t[1]}
	return a, nil
}

// NeverPermits finds out whether a policy denies every claims file: the example is the
// smallest one that it permits.
func NeverPermits(ctx context.Context, policy *compile.Program, opts Options) (*Answer, error) {
	var found reason.Answer
	late, err := opts.search(ctx, []*compile.Program{policy}, func(ctx context.Context, o reason.Options) (err error) {
		found, err = reason.NewProofs(Policy(policy), o).Permits(ctx, reason.Given{})
		return err
	})
	if err != nil {
		return nil, err
	}
	ruled := ruledOut("no file with up to %s is permitted", found.Ruled)
	a := &Answer{Policy: policy, Abstracted: opts.abstractions(found.Abstracted, late, ruled)}
	switch found.Verdict {
	case reason.No:
		a.Holds = reason.Yes
	case reason.Yes:
		t, err := traced(ctx, found.Claims, policy)
		if err != nil {
			return nil, err
		}
		a.Holds, a.Example = reason.No, &Example{Claims: found.Claims, Least: found.Least, Policy: t[0]}
	case reason.Unknown:
	}
	return a, nil
}

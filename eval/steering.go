package eval

import (
	"context"
	"fmt"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/internal/engine"
)

// Steering returns the properties by which a policy steers the verification of
// evidence, in order of first issue (L5.6). They are known before any claim: those
// that rules of configurationrules without a condition set. If one of these rules
// fails, there are none, and every evaluation of the policy fails, too. An error means
// what it does for Run.
func Steering(ctx context.Context, p *compile.Program, opts Options) ([]claim.Claim, error) {
	s, err := begin(ctx, p, opts)
	if err != nil {
		return nil, err
	}
	defer s.end()
	ok, err := s.load(nil)
	if err != nil {
		return nil, err
	}
	for i := range s.program.Configuration {
		if r := &s.program.Configuration[i]; ok && len(r.Conditions) == 0 {
			ok = s.runRule(r)
		}
	}
	if err := s.ev.Cancelled(); err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	var steering []claim.Claim
	for _, c := range s.properties.claims {
		if ok && engine.Steers(c.Type) {
			steering = append(steering, c)
		}
	}
	return steering, nil
}

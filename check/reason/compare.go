package reason

import (
	"context"
	"slices"

	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/claim"
)

// Kind is a way in which two Results differ (T5.3).
type Kind uint8

// The kinds. Where decisions agree, claims and properties can both differ.
const (
	NewlyPermitted Kind = iota + 1
	NewlyDenied
	OtherClaims
	OtherProperties
)

var kindNames = [...]string{
	NewlyPermitted: "newly-permitted", NewlyDenied: "newly-denied", OtherClaims: "other-claims", OtherProperties: "other-properties",
}

// String returns the kind as reports have it.
func (k Kind) String() string { return kindNames[k] }

// Counterexample is a claims file on which two policies differ.
type Counterexample struct {
	Kind   Kind
	Claims []claim.Claim
	// Least says that it is proved: no smaller file shows a difference of the kind.
	Least    bool
	Old, New Outcome // as the policies were evaluated
}

// Difference says how two policies differ (T5.3).
type Difference struct {
	// Equivalent is No only with a counterexample, and Yes only if it is proved.
	Equivalent Verdict
	// Exact is false if something was abstracted.
	Exact           bool
	Counterexamples []Counterexample // one for each kind there is, in their order
	Abstracted      []Abstraction
	// Ruled is how far the search came if it stopped: no file of so many claims or
	// fewer shows a kind of difference that has no counterexample. -1 means that
	// nothing is ruled out.
	Ruled int
	Steps int64 // that were taken
}

// Compare finds out whether two policies have equal Results on all claims files that
// mark nothing read-only (T5.2), and if not the smallest file for each kind of
// difference.
//
// An error means that the context was cancelled or an evaluation could not be done;
// what was found so far comes with it.
func Compare(ctx context.Context, before, after *Policy, opts Options) (*Difference, error) {
	return compare(ctx, before, after, opts, NewlyPermitted, NewlyDenied, OtherClaims, OtherProperties)
}

// Implies finds out whether one policy permits all that another permits (T2.11):
// Equivalent says so, and the counterexample is a file that the stronger one permits
// and the weaker denies.
func Implies(ctx context.Context, stronger, weaker *Policy, opts Options) (*Difference, error) {
	return compare(ctx, stronger, weaker, opts, NewlyDenied)
}

func compare(ctx context.Context, before, after *Policy, opts Options, kinds ...Kind) (*Difference, error) {
	if same(before, after) {
		return &Difference{Equivalent: Yes, Exact: true, Ruled: total(before, after)}, nil
	}
	q := newQuestion(setting{policies: []*Policy{before, after}, typ: opts.Type, outputs: len(kinds) > 1, room: opts.room(), steps: opts.steps()})
	shown := make([]Counterexample, len(kinds))
	var searches []*search
	for i, kind := range kinds {
		searches = append(searches, &search{
			root: func(s *scene) circuit.Node { return root(s, kind) },
			show: func(claims []claim.Claim) (bool, error) {
				c, err := q.shows(ctx, kind, claims)
				if c != nil {
					shown[i] = *c
				}
				return c != nil, err
			},
		})
	}
	err := q.seek(opts.budget(ctx), q.claims(), searches...)
	d := &Difference{Ruled: q.claims()}
	proved := true
	for i, s := range searches {
		if s.shown {
			shown[i].Least = s.best.least
			d.Counterexamples = append(d.Counterexamples, shown[i])
			continue
		}
		proved = proved && s.proved()
		d.Ruled = min(d.Ruled, s.ruled)
	}
	switch {
	case len(d.Counterexamples) > 0:
		d.Equivalent = No
	case err == nil && proved && q.stopped == "":
		d.Equivalent = Yes
	}
	d.Abstracted, d.Steps = q.abstracted(), q.taken
	d.Exact = len(d.Abstracted) == 0
	return d, err
}

// root is the node that says that there is a difference of a kind.
func root(s *scene, kind Kind) circuit.Node {
	a, b := s.runs[0], s.runs[1]
	switch kind {
	case NewlyPermitted:
		return s.And(a.permitted().Not(), b.permitted())
	case NewlyDenied:
		return s.And(a.permitted(), b.permitted().Not())
	case OtherClaims:
		return claimsDiffer(a, b)
	case OtherProperties:
		return propertiesDiffer(a, b)
	}
	return circuit.False
}

// shows evaluates both policies on claims, and returns what they show if they differ
// so (T5.8).
func (q *question) shows(ctx context.Context, kind Kind, claims []claim.Claim) (*Counterexample, error) {
	var outcomes [2]Outcome
	for i, p := range q.policies {
		if p.evaluate == nil {
			return nil, nil
		}
		var err error
		if outcomes[i], err = p.evaluate(ctx, claims); err != nil {
			return nil, err
		}
	}
	if !differs(kind, outcomes[0], outcomes[1]) {
		return nil, nil
	}
	return &Counterexample{Kind: kind, Claims: claims, Old: outcomes[0], New: outcomes[1]}, nil
}

// differs reports whether two outcomes differ in a way (T5.2, T5.3).
func differs(kind Kind, a, b Outcome) bool {
	switch kind {
	case NewlyPermitted:
		return !a.Permitted && b.Permitted
	case NewlyDenied:
		return a.Permitted && !b.Permitted
	case OtherClaims:
		return a.Permitted && b.Permitted && !sameShape(a.Claims, b.Claims)
	case OtherProperties:
		return a.Permitted == b.Permitted && !sameShape(a.Properties, b.Properties)
	}
	return false
}

// sameShape reports whether claims are equal as JSON: members unordered, arrays
// ordered (T5.2).
func sameShape(a, b []claim.Claim) bool {
	x, y := byType(a), byType(b)
	if len(x) != len(y) {
		return false
	}
	for t, vs := range x {
		if !slices.Equal(vs, y[t]) {
			return false
		}
	}
	return true
}

// byType lists the distinct values of each type (L6.5).
func byType(claims []claim.Claim) map[string][]claim.Value {
	found := map[string][]claim.Value{}
	for _, c := range claims {
		if !slices.Contains(found[c.Type], c.Value) {
			found[c.Type] = append(found[c.Type], c.Value)
		}
	}
	return found
}

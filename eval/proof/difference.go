package proof

import (
	"context"

	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/grammar"
)

// Difference says how two policies differ (T5).
type Difference struct {
	Old, New *compile.Program
	// Changes lists the rules that are not the same in both.
	Changes []grammar.Change
	// Equivalent is Yes if it is proved that both give the same result over every
	// claims file that marks nothing read-only (T5.2), and No if an example shows the
	// contrary.
	Equivalent reason.Verdict
	// Counterexamples has one for each kind of difference that was found.
	Counterexamples []Counterexample
	// Abstracted is empty if the answer is exact.
	Abstracted []Abstraction
}

// Counterexample is a claims file over which two policies differ.
type Counterexample struct {
	Kind   reason.Kind
	Claims []claim.Claim
	// Least says that it is proved: no smaller file shows a difference of the kind.
	Least    bool
	Old, New *eval.Trace
}

// Compare finds out how two policies differ, in their text and in what they decide and
// issue. An error means that the context was cancelled, or an example could not be
// evaluated.
func Compare(ctx context.Context, before, after *compile.Program, opts Options) (*Difference, error) {
	d := &Difference{Old: before, New: after, Changes: grammar.Changes(text(before), text(after))}
	var found *reason.Difference
	late, err := opts.search(ctx, []*compile.Program{before, after}, func(ctx context.Context, o reason.Options) (err error) {
		found, err = reason.Compare(ctx, Policy(before), Policy(after), o)
		return err
	})
	if err != nil {
		return nil, err
	}
	ruled := "no difference with up to %s"
	if len(found.Counterexamples) > 0 {
		ruled = "no other kind of difference with up to %s"
	}
	d.Equivalent, d.Abstracted = found.Equivalent, opts.abstractions(found.Abstracted, late, ruledOut(ruled, found.Ruled))
	for _, c := range found.Counterexamples {
		t, err := traced(ctx, c.Claims, before, after)
		if err != nil {
			return nil, err
		}
		d.Counterexamples = append(d.Counterexamples, Counterexample{c.Kind, c.Claims, c.Least, t[0], t[1]})
	}
	return d, nil
}

func text(p *compile.Program) grammar.Parsed {
	return grammar.Parsed{Source: p.Source(), Tree: p.Checked().Policy}
}

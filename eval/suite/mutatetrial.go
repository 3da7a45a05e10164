package suite

import (
	"context"
	"fmt"

	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/proof"
	"github.com/assay-policy/assay/eval/suite/internal/mutant"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// proofSteps bound the proof of one mutant: what is not proved with them is hardly
// ever proved with many more, and there are many mutants.
const proofSteps = 20_000

// trial is a mutant and what became of it.
type trial struct {
	target *target
	mutant *mutant.Mutant
	limits eval.Limits

	// unmade says that the change made an error: there is no such mutant.
	unmade  bool
	status  MutantStatus // "" is pending
	covered []*job
	ran     int // cases
	killer  *job
	// example shows the difference of a mutant that was not killed, nil if none was
	// found.
	example *reason.Counterexample
}

// try finds out what becomes of the mutant. If its time is over, it stays pending.
func (t *trial) try(ctx context.Context) error {
	checked := t.mutant.Check()
	if checked == nil {
		t.unmade = true
		return nil
	}
	err := t.decide(ctx, checked)
	if ctx.Err() != nil {
		t.status = ""
		return nil
	}
	if err != nil {
		at := t.target.program.Source().Place(t.mutant.Place.From)
		return fmt.Errorf("%s:%d:%d: mutant: %w", t.target.path, at.Line, at.Column, err)
	}
	return nil
}

// decide says what the mutant is (T3.10). A proof comes before what the cases do: what
// is equivalent may still run other rules. But a case with another result is a proof
// of the contrary, and costs less.
func (t *trial) decide(ctx context.Context, checked *check.Checked) error {
	program, err := compile.Policy(checked)
	if err != nil {
		return err
	}
	t.covered = t.target.entered(t.mutant)
	died, differs, err := t.run(ctx, program)
	if err != nil {
		return err
	}
	if differs {
		t.status = died
		return nil
	}
	d, err := reason.Compare(ctx, t.target.reason, proof.Policy(program),
		reason.Options{Steps: proofSteps, Type: t.target.typ})
	if err != nil {
		return err
	}
	switch {
	case d.Equivalent == reason.Yes:
		t.status = MutantIgnored
	case len(t.covered) == 0:
		t.status = MutantNotCovered
	case died != "":
		t.status = died
	default:
		t.status = MutantSurvived
	}
	if !t.status.detected() {
		t.example = smallest(d.Counterexamples)
	}
	return nil
}

// smallest is the first of those with the fewest claims, nil if there is none.
func smallest(all []reason.Counterexample) *reason.Counterexample {
	var least *reason.Counterexample
	for i := range all {
		if least == nil || len(all[i].Claims) < len(least.Claims) {
			least = &all[i]
		}
	}
	return least
}

// run runs the cases to the first that fails: then it says how the mutant died, and
// whether that proves that it is not equivalent.
func (t *trial) run(ctx context.Context, program *compile.Program) (died MutantStatus, differs bool, err error) {
	p := &policy{path: t.target.path, hash: t.target.hash, program: program, selectors: t.target.selectors, mutant: t.mutant}
	for _, j := range t.covered {
		trace, err := eval.Explain(ctx, program, j.claims, eval.Options{Limits: t.limits})
		if err != nil {
			return "", false, err
		}
		t.ran++
		judge := j.compare(ctx, p, j.claims, trace)
		if judge.err != nil {
			return "", false, judge.err
		}
		if len(judge.failures) == 0 {
			continue
		}
		t.killer = j
		if outOfSteps(trace.Result) {
			return MutantTimeout, false, nil
		}
		return MutantKilled, provesDifferent(j, trace.Result), nil
	}
	return "", false, nil
}

// outOfSteps reports whether an evaluation ended for lack of steps (L9.2).
func outOfSteps(r *eval.Result) bool { return r.Err != nil && r.Err.Code == "MAA5001" }

// provesDifferent reports whether results differ as T5.2 has it. Errors may come from
// limits, and claims may be read-only: neither counts there.
func provesDifferent(j *job, r *eval.Result) bool {
	was := j.result
	if was.Err != nil || r.Err != nil {
		return false
	}
	for _, c := range j.claims {
		if c.ReadOnly {
			return false
		}
	}
	return was.Decision != r.Decision || !sameShape(was.Claims, r.Claims) || !sameShape(was.Properties, r.Properties)
}

func sameShape(a, b []claim.Claim) bool {
	return jsondoc.Equal(object(claim.Shape(a)), object(claim.Shape(b)))
}

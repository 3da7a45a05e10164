package evaluator

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval/explain"
	"github.com/assay-policy/assay/eval/proof"
)

// most is how many compiled policies are kept: those that someone has open and looks
// at in turn.
const most = 8

// Evaluator evaluates policies. It keeps those that it compiled last, so that a change
// of the claims alone costs no compiling.
type Evaluator struct {
	mu   sync.Mutex
	kept []*compile.Program // the last one used first
}

// New returns an evaluator that has compiled nothing yet.
func New() *Evaluator { return new(Evaluator) }

// Evaluate evaluates a policy over a claims file (L10), and returns the explanation as
// `assay explain -o json --max-edits 0` has it (T4.6): changes of the claims take a
// search, which nothing that is shown while one types waits for. An error says what is
// wrong with the policy or with the file; that of the file is a *claim.FileError.
func (e *Evaluator) Evaluate(ctx context.Context, policy *ast.Source, claims []byte) (json.RawMessage, error) {
	x, err := e.explain(ctx, policy, claims, 0)
	if err != nil {
		return nil, err
	}
	return x.MarshalJSON()
}

// Explain evaluates likewise, and returns what `assay explain` prints (T4.1), with the
// changes after which the policy would permit.
func (e *Evaluator) Explain(ctx context.Context, policy *ast.Source, claims []byte) (string, error) {
	x, err := e.explain(ctx, policy, claims, explain.DefaultEdits)
	if err != nil {
		return "", err
	}
	return x.Text(explain.TextOptions{}), nil
}

// Outcome evaluates a policy over claims, for the findings that are shown by an example
// (T2.3).
func (e *Evaluator) Outcome(ctx context.Context, policy *ast.Source, claims []claim.Claim) (reason.Outcome, error) {
	program, err := e.program(policy)
	if err != nil {
		return reason.Outcome{}, err
	}
	return proof.Evaluate(program)(ctx, claims)
}

func (e *Evaluator) explain(ctx context.Context, policy *ast.Source, claims []byte, edits int) (*explain.Explanation, error) {
	in, _, err := Claims(claims)
	if err != nil {
		return nil, err
	}
	program, err := e.program(policy)
	if err != nil {
		return nil, err
	}
	return explain.Explain(ctx, program, in, explain.Options{MaxEdits: edits})
}

// program compiles a policy, unless it is one of those that are kept.
func (e *Evaluator) program(policy *ast.Source) (*compile.Program, error) {
	same := func(p *compile.Program) bool { return p.Source().Text == policy.Text && p.Source().Name == policy.Name }
	e.mu.Lock()
	defer e.mu.Unlock()
	i := slices.IndexFunc(e.kept, same)
	if i < 0 {
		p, found := compile.Options{}.Source(policy.Name, policy.Text)
		if p == nil {
			return nil, firstError(policy, found)
		}
		e.kept = slices.Insert(e.kept, 0, p)
		e.kept = e.kept[:min(most, len(e.kept))]
		return p, nil
	}
	p := e.kept[i]
	e.kept = slices.Insert(slices.Delete(e.kept, i, i+1), 0, p)
	return p, nil
}

// firstError says why a policy has no program.
func firstError(policy *ast.Source, found diag.List) error {
	for _, d := range found {
		if d.Severity == diag.Error {
			at := policy.Place(d.Pos())
			return fmt.Errorf("%s:%d:%d: %s: %s", policy.Name, at.Line, at.Column, d.Code, d.Message)
		}
	}
	return fmt.Errorf("%s: the policy can't be compiled", policy.Name)
}

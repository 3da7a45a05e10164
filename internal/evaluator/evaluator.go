package evaluator

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/explain"
	"github.com/assay-policy/assay/eval/explain/brief"
	"github.com/assay-policy/assay/eval/proof"
	"github.com/assay-policy/assay/grammar"
)

// most is how many compiled policies are kept: those that someone has open and looks
// at in turn.
const most = 8

// Evaluator evaluates policies. It keeps what it made of those that it saw last, so that
// neither a change of the claims nor an edit of a rule costs more than what is new (V6.6).
type Evaluator struct {
	mu       sync.Mutex
	rules    grammar.Cache
	programs compile.Cache
	kept     []*compile.Program // the last one used first
	given    claimSet
}

// claimSet is the claims file that was read last.
type claimSet struct {
	text   string
	claims []claim.Claim
}

// New returns an evaluator that has compiled nothing yet.
func New() *Evaluator { return new(Evaluator) }

// Check checks a policy, for those who have its text alone. An error says what is wrong
// with it.
func (e *Evaluator) Check(policy *ast.Source) (*check.Checked, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, p := range e.kept {
		if was := p.Source(); was.Text == policy.Text && was.Name == policy.Name {
			return p.Checked(), nil
		}
	}
	tree, parsed := e.rules.Parse(policy, grammar.Options{})
	checked, found := check.Policy(policy, tree, check.Options{})
	all := append(parsed[:len(parsed):len(parsed)], found...).Sorted()
	if i := slices.IndexFunc(all, func(d diag.Diagnostic) bool { return d.Severity == diag.Error }); i >= 0 {
		return nil, errors.New(all[i].String())
	}
	return checked, nil
}

// Evaluate evaluates a policy over a claims file (L10), and says what its rules and
// conditions came to. An error says what is wrong with the file; it is a *claim.FileError
// then.
func (e *Evaluator) Evaluate(ctx context.Context, policy *check.Checked, claims []byte) (*brief.Explanation, error) {
	program, in, err := e.ready(policy, claims)
	if err != nil {
		return nil, err
	}
	return explain.Brief(ctx, program, in, eval.Options{})
}

// Explain evaluates likewise, and returns what `assay explain` prints (T4.1), with the
// changes after which the policy would permit: they take a search, which nothing that is
// shown while one types waits for.
func (e *Evaluator) Explain(ctx context.Context, policy *check.Checked, claims []byte) (string, error) {
	program, in, err := e.ready(policy, claims)
	if err != nil {
		return "", err
	}
	x, err := explain.Explain(ctx, program, in, explain.Options{MaxEdits: explain.DefaultEdits})
	if err != nil {
		return "", err
	}
	return x.Text(explain.TextOptions{}), nil
}

// Outcome evaluates a policy over claims, for the findings that are shown by an example
// (T2.3).
func (e *Evaluator) Outcome(ctx context.Context, policy *check.Checked, claims []claim.Claim) (reason.Outcome, error) {
	e.mu.Lock()
	program, err := e.program(policy)
	e.mu.Unlock()
	if err != nil {
		return reason.Outcome{}, err
	}
	return proof.Evaluate(program)(ctx, claims)
}

// ready makes a program of a policy, and claims of a file.
func (e *Evaluator) ready(policy *check.Checked, file []byte) (*compile.Program, []claim.Claim, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.given.claims == nil || e.given.text != string(file) {
		claims, _, err := Claims(file)
		if err != nil {
			return nil, nil, err
		}
		e.given = claimSet{string(file), claims}
	}
	program, err := e.program(policy)
	return program, e.given.claims, err
}

// program compiles a policy, unless it is one of those that are kept.
func (e *Evaluator) program(policy *check.Checked) (*compile.Program, error) {
	i := slices.IndexFunc(e.kept, func(p *compile.Program) bool { return p.Checked() == policy })
	if i < 0 {
		p, err := e.programs.Policy(policy)
		if err != nil {
			return nil, err
		}
		e.kept = slices.Insert(e.kept, 0, p)
		e.kept = slices.Delete(e.kept, min(most, len(e.kept)), len(e.kept))
		return p, nil
	}
	p := e.kept[i]
	e.kept = slices.Insert(slices.Delete(e.kept, i, i+1), 0, p)
	return p, nil
}

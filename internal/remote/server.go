package remote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/explain/brief"
)

// Engine is what can be asked for.
type Engine struct {
	// Check checks a policy again, of which the text alone came across.
	Check    func(policy *ast.Source) (*check.Checked, error)
	Evaluate func(ctx context.Context, policy *check.Checked, claims []byte) (*brief.Explanation, error)
	Explain  func(ctx context.Context, policy *check.Checked, claims []byte) (string, error)
	Outcome  func(ctx context.Context, policy *check.Checked, claims []claim.Claim) (reason.Outcome, error)
	RunTests func(ctx context.Context, path string, text []byte, name string, read func(path string) ([]byte, error)) (json.RawMessage, error)
}

// Answer answers a request. What goes wrong is in the answer.
func (e Engine) Answer(ctx context.Context, text string) (said string) {
	defer func() {
		if p := recover(); p != nil {
			said = failed(fmt.Errorf("internal error: %v", p)).text()
		}
	}()
	var r request
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return failed(err).text()
	}
	return e.answer(ctx, &r).text()
}

func (e Engine) answer(ctx context.Context, r *request) answer {
	switch r.Kind {
	case runTests:
		return e.tests(ctx, r)
	case evaluate, explain, outcome:
		policy, err := e.Check(ast.NewSource(r.Name, r.Text))
		if err != nil {
			return failed(err)
		}
		return e.about(ctx, r, policy)
	}
	return failed(fmt.Errorf("unknown request %q", r.Kind))
}

// about answers what is asked about a policy.
func (e Engine) about(ctx context.Context, r *request, policy *check.Checked) answer {
	switch r.Kind {
	case evaluate:
		x, err := e.Evaluate(ctx, policy, []byte(r.Claims))
		return done(answer{Brief: x}, err)
	case explain:
		text, err := e.Explain(ctx, policy, []byte(r.Claims))
		return done(answer{Text: &text}, err)
	}
	claims, err := claimsOf(r.Set)
	if err != nil {
		return failed(err)
	}
	o, err := e.Outcome(ctx, policy, claims)
	return done(answer{Outcome: outcomeOf(o)}, err)
}

// tests runs tests with the files that were sent. If they name others, those are the
// answer.
func (e Engine) tests(ctx context.Context, r *request) answer {
	var missing []string
	read := func(path string) ([]byte, error) {
		for _, f := range r.Files {
			if f.Path == path && f.Error != "" {
				return nil, errors.New(f.Error)
			}
			if f.Path == path {
				return f.Data, nil
			}
		}
		if !slices.Contains(missing, path) {
			missing = append(missing, path)
		}
		return nil, fmt.Errorf("%s: was not sent", path)
	}
	raw, err := e.RunTests(ctx, r.Name, []byte(r.Text), r.Case, read)
	if len(missing) > 0 {
		return answer{Missing: missing}
	}
	return done(answer{Report: raw}, err)
}

func done(a answer, err error) answer {
	if err != nil {
		return failed(err)
	}
	return a
}

func failed(err error) answer {
	f := &failure{Message: err.Error()}
	errors.As(err, &f.File)
	return answer{Failure: f}
}

func (a answer) text() string {
	text, err := json.Marshal(a)
	if err != nil {
		text, _ = json.Marshal(failed(err))
	}
	return string(text)
}

package remote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/explain/brief"
	"github.com/assay-policy/assay/grammar"
)

// mostRounds is how often files of a test run are asked for: each round brings some
// that are new.
const mostRounds = 100

// Client asks the other module. Its methods fit the options of the language server.
type Client struct {
	// Call carries a request across, and returns the answer.
	Call func(ctx context.Context, request string) (string, error)
}

// Evaluate evaluates a policy over a claims file.
func (c Client) Evaluate(ctx context.Context, policy *check.Checked, claims []byte) (*brief.Explanation, error) {
	a, err := c.ask(ctx, request{Kind: evaluate, Name: policy.Source.Name, Text: policy.Source.Text, Claims: string(claims)})
	if err == nil && a.Brief == nil {
		err = errors.New("the evaluator's answer has no evaluation")
	}
	return a.Brief, err
}

// Explain explains the decision in words.
func (c Client) Explain(ctx context.Context, policy *check.Checked, claims []byte) (string, error) {
	a, err := c.ask(ctx, request{Kind: explain, Name: policy.Source.Name, Text: policy.Source.Text, Claims: string(claims)})
	if err != nil || a.Text == nil {
		return "", err
	}
	return *a.Text, nil
}

// RunTests runs the cases of a test file. What it names is read here, where the editor's
// files are.
func (c Client) RunTests(ctx context.Context, path string, text []byte, name string, read func(path string) ([]byte, error)) (json.RawMessage, error) {
	r := request{Kind: runTests, Name: path, Text: string(text), Case: name}
	for range mostRounds {
		a, err := c.ask(ctx, r)
		if err != nil || a.Missing == nil {
			return a.Report, err
		}
		for _, path := range a.Missing {
			f := fileContent{Path: path}
			if f.Data, err = read(path); err != nil {
				f.Error = err.Error()
			}
			r.Files = append(r.Files, f)
		}
	}
	return nil, fmt.Errorf("%s: names too many files", path)
}

// Evaluator evaluates a policy that was checked here. It may be made of another one,
// so its text is printed anew: what it does is all that counts.
func (c Client) Evaluator(checked *check.Checked) reason.Evaluate {
	text := grammar.Text(checked.Policy)
	return func(ctx context.Context, claims []claim.Claim) (reason.Outcome, error) {
		a, err := c.ask(ctx, request{Kind: outcome, Name: checked.Source.Name, Text: text, Set: valuesOf(claims)})
		if err != nil || a.Outcome == nil {
			return reason.Outcome{}, err
		}
		return a.Outcome.outcome()
	}
}

func (c Client) ask(ctx context.Context, r request) (answer, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return answer{}, err
	}
	said, err := c.Call(ctx, string(text))
	if err != nil {
		return answer{}, err
	}
	var a answer
	if err := json.Unmarshal([]byte(said), &a); err != nil {
		return answer{}, fmt.Errorf("the evaluator's answer: %w", err)
	}
	if a.Failure != nil {
		return answer{}, a.Failure.err()
	}
	return a, nil
}

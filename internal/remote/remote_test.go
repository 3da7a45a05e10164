package remote_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/explain/brief"
	"github.com/assay-policy/assay/internal/remote"
)

// across connects a client with an engine in the same process.
func across(e remote.Engine) remote.Client {
	return remote.Client{Call: func(ctx context.Context, request string) (string, error) {
		return e.Answer(ctx, request), nil
	}}
}

var policy = ast.NewSource("p.maa", "version=1.0;\nauthorizationrules { => permit(); };\n")

func checked(src *ast.Source) (*check.Checked, error) {
	p, found := check.Source(src, check.Options{})
	return p, found.Err()
}

func mustCheck(t *testing.T) *check.Checked {
	t.Helper()
	p, err := checked(policy)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestEvaluateV5_4: what is asked arrives, what is answered comes back.
func TestEvaluateV5_4(t *testing.T) {
	t.Parallel()
	want := &brief.Explanation{
		Decision: "permit", Reason: "permitted", Error: &brief.Error{Code: "MAA5001", Message: "<&>", Line: 2, Column: 3},
		Rules: []brief.Rule{{Ran: true, Conditions: []brief.Condition{
			{Holds: true, Matched: []brief.Claim{{Type: "é", Value: json.RawMessage(`"\u2028"`), Issuer: "CustomClaim"}}, MatchedCount: 9, Failed: brief.NoTest},
			{Matched: []brief.Claim{}, Failed: 1},
		}}},
	}
	echo := func(p *check.Checked, claims []byte) string { return p.Source.Name + p.Source.Text + string(claims) }
	said := policy.Name + policy.Text + `{"é": "<&>"}`
	c := across(remote.Engine{
		Check: checked,
		Evaluate: func(_ context.Context, p *check.Checked, claims []byte) (*brief.Explanation, error) {
			if got := echo(p, claims); got != said {
				return nil, errors.New(got)
			}
			return want, nil
		},
		Explain: func(_ context.Context, p *check.Checked, claims []byte) (string, error) { return echo(p, claims), nil },
	})
	got, err := c.Evaluate(t.Context(), mustCheck(t), []byte(`{"é": "<&>"}`))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("evaluated: %+v, %v, want %+v", got, err, want)
	}
	if got, err := c.Explain(t.Context(), mustCheck(t), []byte(`{"é": "<&>"}`)); err != nil || got != said {
		t.Errorf("explained: %q, %v, want %q", got, err, said)
	}
}

// TestErrors: an error keeps its words, that of a claims file its place, and a panic is
// one, too (V2.13).
func TestErrors(t *testing.T) {
	t.Parallel()
	for _, want := range []error{errors.New("no rule"), &claim.FileError{Path: "$[0]", Line: 3, Column: 4, Offset: 17, Message: "m"}, nil} {
		c := across(remote.Engine{Check: checked, Evaluate: func(context.Context, *check.Checked, []byte) (*brief.Explanation, error) {
			if want == nil {
				panic("a bug")
			}
			return nil, fmt.Errorf("evaluate: %w", want)
		}})
		_, err := c.Evaluate(t.Context(), mustCheck(t), nil)
		var file *claim.FileError
		switch {
		case errors.As(err, &file):
			if !reflect.DeepEqual(file, want) {
				t.Errorf("%#v, want %#v", file, want)
			}
		case want == nil:
			if err == nil || err.Error() != "internal error: a bug" {
				t.Errorf("a panic is %v", err)
			}
		case err == nil || err.Error() != "evaluate: "+want.Error():
			t.Errorf("%v, want %v", err, want)
		}
	}
	broken := remote.Engine{Check: func(*ast.Source) (*check.Checked, error) { return nil, errors.New("unlike here") }}
	if _, err := across(broken).Explain(t.Context(), mustCheck(t), nil); err == nil || err.Error() != "unlike here" {
		t.Errorf("a policy that has errors there: %v", err)
	}
	nothing := remote.Client{Call: func(context.Context, string) (string, error) { return "{}", nil }}
	if x, err := nothing.Evaluate(t.Context(), mustCheck(t), nil); err == nil {
		t.Errorf("an empty answer: %v", x)
	}
	for _, request := range []string{"", "{}", `{"kind":"x"}`, `{"kind":"evaluate"}`, `{"kind":"outcome","set":[{"issuer":"x"}]}`, `{"kind":"outcome","set":[{"issuer":"CustomClaim","value":[]}]}`} {
		if got := (remote.Engine{Check: func(*ast.Source) (*check.Checked, error) { return new(check.Checked), nil }}).Answer(t.Context(), request); !strings.Contains(got, `"failure"`) {
			t.Errorf("%s: %s, want a failure", request, got)
		}
	}
}

// TestOutcome: claims of every kind and issuer go there and back.
func TestOutcome(t *testing.T) {
	t.Parallel()
	claims := []claim.Claim{
		{Type: "a", Value: claim.Int(-1 << 63), Issuer: claim.AttestationService, ReadOnly: true},
		{Type: "b", Value: claim.Bool(true), Issuer: claim.AttestationPolicy},
		{Type: "c", Value: claim.String(`{"x":1}`), Issuer: claim.CustomClaim, JSON: true},
		{Type: "d", Value: claim.String("true"), Issuer: claim.CustomClaim},
	}
	want := reason.Outcome{Permitted: true, Claims: claims, Properties: claims[:1]}
	c := across(remote.Engine{Check: checked, Outcome: func(_ context.Context, p *check.Checked, in []claim.Claim) (reason.Outcome, error) {
		if !reflect.DeepEqual(in, claims) || !strings.Contains(p.Source.Text, "permit()") {
			return reason.Outcome{}, fmt.Errorf("got %v and %q", in, p.Source.Text)
		}
		return want, nil
	}})
	got, err := c.Evaluator(mustCheck(t))(t.Context(), claims)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
}

// TestRunTests: the files that tests name are sent when they are missed, those that
// can't be read with the reason.
func TestRunTests(t *testing.T) {
	t.Parallel()
	run := func(_ context.Context, path string, text []byte, name string, read func(string) ([]byte, error)) (json.RawMessage, error) {
		said := []string{path, string(text), name}
		for _, file := range []string{"a", "b", "gone"} {
			data, err := read(file)
			if err != nil && file != "gone" {
				return nil, err
			}
			said = append(said, fmt.Sprint(string(data), err))
		}
		return json.Marshal(strings.Join(said, "|"))
	}
	reads := 0
	read := func(path string) ([]byte, error) {
		if reads++; path == "gone" {
			return nil, errors.New("gone is gone")
		}
		return []byte("\xff" + path), nil
	}
	raw, err := across(remote.Engine{RunTests: run}).RunTests(t.Context(), "p_test.yaml", []byte("cases"), "one", read)
	if err != nil {
		t.Fatal(err)
	}
	var got string
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if want := "p_test.yaml|cases|one|\ufffda<nil>|\ufffdb<nil>|gone is gone"; got != want || reads != 3 {
		t.Errorf("%q after %d reads, want %q after 3", got, reads, want)
	}
}

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
	"github.com/assay-policy/assay/internal/remote"
)

// across connects a client with an engine in the same process.
func across(e remote.Engine) remote.Client {
	return remote.Client{Call: func(ctx context.Context, request string) (string, error) {
		return e.Answer(ctx, request), nil
	}}
}

var policy = ast.NewSource("p.maa", "version=1.0;\nauthorizationrules { => permit(); };\n")

// TestEvaluateV5_4: what is asked arrives, what is answered comes back.
func TestEvaluateV5_4(t *testing.T) {
	t.Parallel()
	echo := func(_ context.Context, p *ast.Source, claims []byte) string { return p.Name + p.Text + string(claims) }
	c := across(remote.Engine{
		Evaluate: func(ctx context.Context, p *ast.Source, claims []byte) (json.RawMessage, error) {
			return json.Marshal(echo(ctx, p, claims))
		},
		Explain: func(ctx context.Context, p *ast.Source, claims []byte) (string, error) {
			return echo(ctx, p, claims), nil
		},
	})
	want := policy.Name + policy.Text + `{"é": "<&>"}`
	raw, err := c.Evaluate(t.Context(), policy, []byte(`{"é": "<&>"}`))
	var got string
	if err != nil || json.Unmarshal(raw, &got) != nil || got != want {
		t.Errorf("evaluated: %s, %v, want %q", raw, err, want)
	}
	if got, err = c.Explain(t.Context(), policy, []byte(`{"é": "<&>"}`)); err != nil || got != want {
		t.Errorf("explained: %q, %v, want %q", got, err, want)
	}
}

// TestErrors: an error keeps its words, that of a claims file its place, and a panic is
// one, too (V2.13).
func TestErrors(t *testing.T) {
	t.Parallel()
	for _, want := range []error{errors.New("no rule"), &claim.FileError{Path: "$[0]", Line: 3, Column: 4, Offset: 17, Message: "m"}, nil} {
		c := across(remote.Engine{Evaluate: func(context.Context, *ast.Source, []byte) (json.RawMessage, error) {
			if want == nil {
				panic("a bug")
			}
			return nil, fmt.Errorf("evaluate: %w", want)
		}})
		_, err := c.Evaluate(t.Context(), policy, nil)
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
	for _, request := range []string{"", "{}", `{"kind":"x"}`, `{"kind":"outcome","set":[{"issuer":"x"}]}`, `{"kind":"outcome","set":[{"issuer":"CustomClaim","value":[]}]}`} {
		if got := (remote.Engine{}).Answer(t.Context(), request); !strings.Contains(got, `"failure"`) {
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
	c := across(remote.Engine{Outcome: func(_ context.Context, p *ast.Source, in []claim.Claim) (reason.Outcome, error) {
		if !reflect.DeepEqual(in, claims) || !strings.Contains(p.Text, "permit()") {
			return reason.Outcome{}, fmt.Errorf("got %v and %q", in, p.Text)
		}
		return want, nil
	}})
	checked, found := check.Source(policy, check.Options{})
	if checked == nil {
		t.Fatal(found)
	}
	got, err := c.Evaluator(checked)(t.Context(), claims)
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

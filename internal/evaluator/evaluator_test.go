package evaluator_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/suite"
	"github.com/assay-policy/assay/internal/evaluator"
)

const policy = `version=1.0;
authorizationrules {
    [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`

func checkedBy(t *testing.T, e *evaluator.Evaluator, text string) *check.Checked {
	t.Helper()
	p, err := e.Check(ast.NewSource("p.maa", text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestEvaluate: an evaluation says what each rule came to, an explanation has the text of
// explain, whether the policy was compiled before or not.
func TestEvaluate(t *testing.T) {
	t.Parallel()
	e := evaluator.New()
	for claims, want := range map[string]string{
		`{"x-ms-sgx-is-debuggable": false}`:                                                                                  "permit",
		`{"x-ms-sgx-is-debuggable": true}`:                                                                                   "deny",
		`{"verified": true, "payload": {"x-ms-sgx-is-debuggable": false}}`:                                                   "permit",
		`{"kind": "sgx", "verified": true, "time": "", "steps": [], "claims": {"x-ms-sgx-is-debuggable": false}}`:            "permit",
		`{"kind": "sgx", "verified": true, "time": "", "steps": [], "tcb": {}, "claims": {"x-ms-sgx-is-debuggable": false}}`: "permit",
		`{"kind": "sgx", "verified": false, "time": "", "refusal": {}}`:                                                      "",
		`{"kind": "sgx", "verified": false, "time": "", "refusal": {}, "tcb": {}}`:                                           "",
		`[{"type": "x-ms-sgx-is-debuggable", "value": false, "issuer": "other"}]`:                                            "",
	} {
		p := checkedBy(t, e, policy)
		got, err := e.Evaluate(t.Context(), p, []byte(claims))
		if want == "" {
			if err == nil {
				t.Errorf("%s: %+v, want an error", claims, got)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", claims, err)
		}
		text, err := e.Explain(t.Context(), p, []byte(claims))
		if err != nil {
			t.Fatalf("%s: %v", claims, err)
		}
		if got.Decision != want || len(got.Rules) != 1 || got.Rules[0].Ran != (want == "permit") {
			t.Errorf("%s: %+v, want %s", claims, got, want)
		}
		if changes := strings.Contains(text, "would be permitted after 1 change"); changes != (want == "deny") {
			t.Errorf("%s: %s", claims, text)
		}
	}
}

// TestEvaluateErrors: what is wrong with the claims file has its place, what is wrong
// with the policy, too; the end of the context ends the work.
func TestEvaluateErrors(t *testing.T) {
	t.Parallel()
	e := evaluator.New()
	p := checkedBy(t, e, policy)
	_, err := e.Evaluate(t.Context(), p, []byte("{\n \"a\": 1.5}"))
	var bad *claim.FileError
	if !errors.As(err, &bad) || bad.Line != 2 || bad.Column != 7 {
		t.Errorf("a claims file with 1.5: %v", err)
	}
	_, err = e.Check(ast.NewSource("p.maa", "version=1.0;\nauthorizationrules { => permits(); };"))
	if err == nil || !strings.HasPrefix(err.Error(), "p.maa:2:25: ") {
		t.Errorf("a broken policy: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = e.Evaluate(ended, p, []byte("{}")); !errors.Is(err, context.Canceled) {
		t.Errorf("in a context that has ended: %v", err)
	}
}

// TestEvaluateKeeps: policies in turn, more than are kept, have each its own answer.
func TestEvaluateKeeps(t *testing.T) {
	t.Parallel()
	e := evaluator.New()
	for range 3 {
		for _, value := range strings.Split("abcdefghijkl", "") {
			p := checkedBy(t, e, `version=1.0; authorizationrules { [type=="t", value=="`+value+`"] => permit(); };`)
			got, err := e.Evaluate(t.Context(), p, []byte(`{"t": "c"}`))
			if err != nil {
				t.Fatal(err)
			}
			if (got.Decision == "permit") != (value == "c") {
				t.Errorf("%s: %+v", value, got)
			}
		}
	}
}

const tests = `version: 1
policy: p.maa
cases:
  - name: release
    given: {claims: {x-ms-sgx-is-debuggable: false}}
    expect: {decision: permit}
  - name: debug ${value} (all)
    each: [{value: true}, {value: 1}]
    given: {claims: {x-ms-sgx-is-debuggable: "${value}"}}
    expect: {decision: deny}
`

// TestTestsRun: the file is as the editor has it, all else as it is on the disk; a
// name picks a case with all its rows.
func TestTestsRun(t *testing.T) {
	t.Parallel()
	read := func(path string) ([]byte, error) {
		if path != "dir/p.maa" {
			return nil, errors.New(path + ": no such file")
		}
		return []byte(policy), nil
	}
	run := evaluator.Tests{}.Run
	for name, want := range map[string]int{"": 3, "release": 1, "debug ${value} (all)": 2} {
		raw, err := run(t.Context(), "dir/p_test.yaml", []byte(tests), name, read)
		if err != nil {
			t.Fatal(err)
		}
		var got struct{ Passed, Failed, Errors int }
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatal(err)
		}
		if got.Passed != want || got.Failed+got.Errors != 0 {
			t.Errorf("%q: %+v, want %d passed: %s", name, got, want, raw)
		}
	}
	if _, err := run(t.Context(), "dir/p_test.yaml", []byte(tests), "debug", read); !errors.Is(err, suite.ErrNoCase) {
		t.Errorf("a name that no case has: %v", err)
	}
}

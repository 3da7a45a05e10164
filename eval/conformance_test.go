package eval_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// mark shows in a policy where its error is expected.
const mark = "‸"

// conformance is an archive of testdata/conformance: a policy, claims, perhaps
// limits, and the result that the clause in its name wants, without the hash and
// the place of an error, which the mark shows. "steps" are the steps taken. In
// place of claims and result there may be "findings": the codes of the check.
type conformance struct {
	policy, claims, result string
	at                     int // byte offset of the mark, -1 without
	limits                 eval.Limits
	steps                  string
	findings               []string
	explain                string
}

func readConformance(t *testing.T, file string) conformance {
	t.Helper()
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	clause, _, _ := strings.Cut(filepath.Base(file), "-")
	if !strings.HasPrefix(string(ar.Comment), clause+": ") {
		t.Fatalf("the first line does not name %s", clause)
	}
	var c conformance
	for _, f := range ar.Files {
		text := string(f.Data)
		switch f.Name {
		case "policy.maa":
			c.at = strings.Index(text, mark)
			c.policy = strings.Replace(text, mark, "", 1)
		case "claims.json":
			c.claims = text
		case "limits.json":
			if err := json.Unmarshal(f.Data, &c.limits); err != nil {
				t.Fatal(err)
			}
		case "result.json":
			c.result = text
		case "steps":
			c.steps = strings.TrimSpace(text)
		case "findings":
			c.findings = strings.Fields(text)
		case "explain.txt":
			c.explain = text
		default:
			t.Fatalf("unknown file %q", f.Name)
		}
	}
	return c
}

// TestConformance runs every archive over all engines.
func TestConformance(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../testdata/conformance/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			c := readConformance(t, file)
			if c.findings != nil {
				c.check(t)
				return
			}
			c.evaluate(t)
		})
	}
}

// TestClauses wants an archive for every clause that an evaluation obeys.
func TestClauses(t *testing.T) {
	t.Parallel()
	for _, clause := range strings.Fields(`
		L3.1 L3.2 L3.3 L3.4 L3.5 L3.6
		L4.1 L4.2 L4.3 L4.4 L4.5 L4.6 L4.7 L4.8 L4.9 L4.10
		L5.1 L5.2 L5.3 L5.4 L5.5 L5.6
		L6.1 L6.2 L6.3 L6.4 L6.5 L6.6
		L7 L7.0 L7.1 L7.2 L7.3 L7.4 L7.5 L7.6
		L9 L9.2 L9.3 L10`) {
		files, err := filepath.Glob("../testdata/conformance/" + clause + "-*.txtar")
		if err != nil || len(files) == 0 {
			t.Errorf("%s: no archive", clause)
		}
	}
}

// check compares the errors of a policy that must not check.
func (c conformance) check(t *testing.T) {
	p, found := compile.Source("policy.maa", c.policy)
	var codes []string
	for _, d := range found {
		if d.Severity == diag.Error {
			codes = append(codes, string(d.Code))
		}
	}
	if p != nil || !slices.Equal(codes, c.findings) {
		t.Errorf("got %v, want %v", codes, c.findings)
	}
}

func (c conformance) evaluate(t *testing.T) {
	p := program(t, c.policy)
	claims, err := claim.ParseFile([]byte(c.claims), claim.FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r := run(t, p, claims, c.limits)
	if got, want := string(r.AppendJSON(nil, p.Source())), c.want(t, p); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if c.steps != "" && strconv.FormatInt(r.Steps, 10) != c.steps {
		t.Errorf("got %d steps, want %s", r.Steps, c.steps)
	}
	if c.explain != "" {
		checkExplanation(t, p, claims, c)
	}
}

// want is the result as it must be printed: the hash and the place of the error
// are added to what the archive has.
func (c conformance) want(t *testing.T, p *compile.Program) string {
	r := parse(t, c.result)
	failure := member(t, r, "error")
	if (failure.Kind() == jsondoc.Object) != (c.at >= 0) {
		t.Fatal("a mark belongs to an error, and an error to a mark")
	}
	if c.at >= 0 {
		at := p.Source().Place(ast.PosAt(c.at))
		failure = jsondoc.NewObject(
			[]string{"code", "message", "line", "column"},
			[]jsondoc.Value{
				member(t, failure, "code"), member(t, failure, "message"),
				jsondoc.NewInt(int64(at.Line)), jsondoc.NewInt(int64(at.Column)),
			})
	}
	return string(jsondoc.AppendCompact(nil, jsondoc.NewObject(
		[]string{"decision", "reason", "policyHash", "claims", "properties", "error"},
		[]jsondoc.Value{
			member(t, r, "decision"), member(t, r, "reason"), jsondoc.NewString(p.Hash()),
			member(t, r, "claims"), member(t, r, "properties"), failure,
		})))
}

func checkExplanation(t *testing.T, p *compile.Program, claims []claim.Claim, c conformance) {
	t.Helper()
	trace, err := eval.Explain(t.Context(), p, claims, eval.Options{Limits: c.limits})
	if err != nil {
		t.Fatal(err)
	}
	if got := trace.String(); got != c.explain {
		t.Errorf("got explanation\n%swant\n%s", got, c.explain)
	}
}

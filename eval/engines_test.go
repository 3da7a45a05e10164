package eval_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/naive"
)

// shared is the folder of the corpora.
const shared = "../testdata"

// policyText returns the text of a corpus policy by its number, or of a fragment
// as the issuance rules of a policy that permits.
func policyText(t testing.TB, name string) string {
	t.Helper()
	pattern, fragment := name+"-*.maa", false
	if n, ok := strings.CutPrefix(name, "fragment "); ok {
		pattern, fragment = "fragments/"+n+"-*.rules", true
	}
	found, err := filepath.Glob(filepath.Join(shared, "policies", pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("policy %s: found %q, expected one file", name, found)
	}
	text := read(t, found[0])
	if fragment {
		return "version=1.2;\nauthorizationrules { => permit(); };\nissuancerules {\n" + text + "\n};\n"
	}
	return text
}

func read(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// claimsFile returns the claims of a file of testdata.
func claimsFile(t testing.TB, path string) []claim.Claim {
	t.Helper()
	claims, err := claim.ParseFile([]byte(read(t, filepath.Join(shared, path))), claim.FileOptions{})
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return claims
}

func program(t testing.TB, text string) *compile.Program {
	t.Helper()
	p, found := compile.Source("policy.maa", text)
	if p == nil {
		t.Fatalf("policy does not check: %v", found.Err())
	}
	return p
}

// compiled is how many of engines run a program.
const compiled = 5

// engines are all that evaluate a policy: each must give the same Result for the
// same input, to the letter.
var engines = []struct {
	name string
	run  func(context.Context, *compile.Program, []claim.Claim, eval.Options) (*eval.Result, error)
}{
	{"fast", eval.Run},
	{"cel", func(ctx context.Context, p *compile.Program, claims []claim.Claim, opts eval.Options) (*eval.Result, error) {
		opts.Engine = eval.CEL
		return eval.Run(ctx, p, claims, opts)
	}},
	{"reused", func(ctx context.Context, p *compile.Program, claims []claim.Claim, opts eval.Options) (*eval.Result, error) {
		r := used()
		if err := eval.RunInto(ctx, p, claims, opts, r); err != nil {
			return nil, err
		}
		return r, nil
	}},
	{"explained", explained(eval.Fast)},
	{"explained by cel", explained(eval.CEL)},
	{"naive", func(ctx context.Context, p *compile.Program, claims []claim.Claim, opts eval.Options) (*eval.Result, error) {
		return naive.Run(ctx, p.Checked(), claims, opts)
	}},
}

// explained is an engine that also keeps a trace.
func explained(engine eval.Engine) func(context.Context, *compile.Program, []claim.Claim, eval.Options) (*eval.Result, error) {
	return func(ctx context.Context, p *compile.Program, claims []claim.Claim, opts eval.Options) (*eval.Result, error) {
		opts.Engine = engine
		t, err := eval.Explain(ctx, p, claims, opts)
		if err != nil {
			return nil, err
		}
		return t.Result, nil
	}
}

// used is a result that holds another evaluation's outcome.
func used() *eval.Result {
	r := &eval.Result{
		Decision: eval.Permitted, Reason: eval.ReasonDenied, PolicyHash: "old", DecidedBy: &ast.Rule{}, Err: &diag.Diagnostic{}, Steps: 7,
		Properties: make([]claim.Claim, 0, 5),
	}
	for i := range 9 {
		r.Claims = append(r.Claims, claim.Claim{Type: "old", Value: claim.Int(int64(i)), ReadOnly: true, JSON: true})
	}
	return r
}

// run evaluates with every engine and returns the result on which they agree.
func run(t testing.TB, p *compile.Program, claims []claim.Claim, limits eval.Limits) *eval.Result {
	t.Helper()
	var first *eval.Result
	for _, e := range engines {
		r, err := e.run(t.Context(), p, claims, eval.Options{Limits: limits})
		if err != nil {
			t.Fatalf("%s: %v", e.name, err)
		}
		if first == nil {
			first = r
			continue
		}
		if diff := cmp.Diff(first, r, cmpopts.EquateEmpty(), cmp.AllowUnexported(claim.Value{})); diff != "" {
			t.Errorf("%s and %s differ:\n%s", engines[0].name, e.name, diff)
		}
	}
	return first
}

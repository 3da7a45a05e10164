package naive_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/naive"
)

// mark shows in the policy of an archive where its error is expected.
const mark = "‸"

// Every archive of the conformance tests, evaluated by this engine, gives the
// result that was worked out from the clauses by hand. Those about findings have
// none: there the policy must not pass the check.
func TestConformance(t *testing.T) {
	t.Parallel()
	for _, name := range conformanceFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			files := map[string]string{}
			for _, f := range txtar.Parse(readFile(t, name)).Files {
				files[f.Name] = string(f.Data)
			}
			conforms(t, files)
		})
	}
}

func conforms(t *testing.T, files map[string]string) {
	at := strings.Index(files["policy.maa"], mark)
	text := strings.Replace(files["policy.maa"], mark, "", 1)
	checked, found := check.Source(ast.NewSource("policy.maa", text), check.Options{})
	if _, ok := files["findings"]; ok {
		if checked != nil {
			t.Error("found a policy that passes the check, expected one that does not")
		}
		return
	}
	if checked == nil {
		t.Fatal(found.Err())
	}
	claims, err := claim.ParseFile([]byte(files["claims.json"]), claim.FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var limits eval.Limits
	if text, ok := files["limits.json"]; ok {
		if err := json.Unmarshal([]byte(text), &limits); err != nil {
			t.Fatal(err)
		}
	}
	result, err := naive.Run(context.Background(), checked, claims, eval.Options{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := compact(t, resultJSON(result)), compact(t, files["result.json"]); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if result.Err != nil && result.Err.From.Offset() != at {
		t.Errorf("got an error at byte %d, want it at %d", result.Err.From.Offset(), at)
	}
	if steps, ok := files["steps"]; ok && strconv.FormatInt(result.Steps, 10) != strings.TrimSpace(steps) {
		t.Errorf("got %d steps, want %s", result.Steps, steps)
	}
}

// compact writes a JSON text again without white space and with the fewest
// escapes (L7.5), so that only the content is compared; members keep their order.
func compact(t *testing.T, text string) string {
	t.Helper()
	doc, err := jsondoc.Parse(text, jsondoc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return string(jsondoc.AppendCompact(nil, doc))
}

// resultJSON writes a result as archives have it: as L10 says, without the hash
// and the place of an error.
func resultJSON(r *eval.Result) string {
	decision, failure := "deny", "null"
	if r.Decision == eval.Permitted {
		decision = "permit"
	}
	if r.Err != nil {
		failure = `{"code":` + quote(string(r.Err.Code)) + `,"message":` + quote(r.Err.Message) + `}`
	}
	return `{"decision":"` + decision + `","reason":"` + reasons[r.Reason] + `","claims":` + shapeJSON(r.Claims) +
		`,"properties":` + shapeJSON(r.Properties) + `,"error":` + failure + `}`
}

// reasons are the words of L10.
var reasons = map[eval.Reason]string{
	eval.ReasonPermitted: "permitted", eval.ReasonDenied: "denied", eval.ReasonNoPermit: "no-permit", eval.ReasonError: "error",
}

// L6.5: Outgoing claims of one type: one value → that JSON value; several → an
// array in order of issue.
func shapeJSON(claims []claim.Claim) string {
	var types []string
	values := map[string][]string{}
	for _, c := range claims {
		if !slices.Contains(types, c.Type) {
			types = append(types, c.Type)
		}
		text := quote(c.Value.Text())
		if c.Value.Kind() != claim.StringKind {
			text = c.Value.String()
		}
		values[c.Type] = append(values[c.Type], text)
	}
	var members []string
	for _, typ := range types {
		text := strings.Join(values[typ], ",")
		if len(values[typ]) > 1 {
			text = "[" + text + "]"
		}
		members = append(members, quote(typ)+":"+text)
	}
	return "{" + strings.Join(members, ",") + "}"
}

func quote(s string) string { return string(jsondoc.AppendQuoted(nil, s)) }

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/lang"
)

// language returns the page of the language. Its files and sessions are held by
// TestDocuments.
func language(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", "language.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// blocks returns the blocks of a document in a language.
func blocks(doc, language string) []string {
	var list []string
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(doc, -1) {
		list = append(list, m[1])
	}
	return list
}

// TestLanguagePolicies wants every policy of the page to check without a finding.
// What has no version is rules, which stand in authorizationrules.
func TestLanguagePolicies(t *testing.T) {
	t.Parallel()
	list := blocks(language(t), "maa")
	if len(list) < 7 {
		t.Errorf("got %d policies, want those of the whole page", len(list))
	}
	for _, text := range list {
		if !strings.HasPrefix(text, "version") {
			text = "version=1.2;\nauthorizationrules {\n" + text + "};\n"
		}
		_, findings := check.Source(ast.NewSource("language.md", text), check.Options{})
		for _, f := range findings {
			t.Errorf("%s: %s, in\n%s", f.Code, f.Message, text)
		}
	}
}

var (
	// call is a row of a table of examples: a call, and what it gives, or the code of
	// the error with which it ends.
	call   = regexp.MustCompile("(?m)^\\| `{1,2} ?([A-Z]\\w+\\(.*?\\)) ?`{1,2} \\| (.*) \\|$")
	gives  = regexp.MustCompile("^(?:`(.*)`|(no claim)|.*\\[(MAA\\d{4})\\]\\(codes\\.md#maa\\d{4}\\).*)$")
	binder = regexp.MustCompile(`\b(\w+)\.value`)
)

// TestLanguageCalls wants every call of the page to give what is said beside it: a
// claim's value in a token, none, or an error. A binder names the claims of its own
// name in the page's claims.
func TestLanguageCalls(t *testing.T) {
	t.Parallel()
	page := language(t)
	claims, err := claim.ParseFile([]byte(blocks(page, "json")[0]), claim.FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	rows := call.FindAllStringSubmatch(page, -1)
	seen := map[string]bool{}
	for _, row := range rows {
		text := strings.ReplaceAll(row[1], `\|`, "|")
		name, _, _ := strings.Cut(text, "(")
		seen[name] = true
		want := gives.FindStringSubmatch(row[2])
		if want == nil {
			t.Errorf("%s: found %q, expected a value in backquotes, no claim, or a link to a code", text, row[2])
			continue
		}
		if got := issuedBy(t, text, claims); got != want[1]+want[2]+want[3] {
			t.Errorf("%s: got %s, want %s", text, got, want[1]+want[2]+want[3])
		}
	}
	for _, f := range lang.Functions() {
		if !seen[f.Name] {
			t.Errorf("%s has no example", f.Name)
		}
	}
}

// issuedBy returns what a rule issues that takes its value from a call, as a token has
// it; or the code of the error.
func issuedBy(t *testing.T, call string, claims []claim.Claim) string {
	t.Helper()
	var conditions []string
	for _, m := range binder.FindAllStringSubmatch(call, -1) {
		if c := m[1] + `:[type=="` + m[1] + `"]`; !slices.Contains(conditions, c) {
			conditions = append(conditions, c)
		}
	}
	program, findings := compile.Source("call.maa", "version=1.2;\nauthorizationrules { => permit(); };\nissuancerules {\n"+
		strings.Join(conditions, " && ")+` => issue(type="result", value=`+call+");\n};\n")
	for _, f := range findings {
		if f.Severity == diag.Error {
			return string(f.Code)
		}
	}
	result, err := eval.Run(t.Context(), program, claims, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if result.Err != nil {
		return string(result.Err.Code)
	}
	text := string(result.AppendJSON(nil, program.Source()))
	_, after, found := strings.Cut(text, `"result":`)
	if !found {
		return "no claim"
	}
	value, _, _ := strings.Cut(after, `},"properties"`)
	return value
}

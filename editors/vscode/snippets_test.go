package vscode_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
)

// snippet is one of snippets/maa.json, which VS Code's documentation describes.
type snippet struct {
	Prefix      any      `json:"prefix"`
	Description string   `json:"description"`
	Body        []string `json:"body"`
}

// The stops of a snippet: ${1:default}, ${1|choices|}, $1.
var (
	stop   = regexp.MustCompile(`\$\{(\d):([^}]*)\}`)
	choice = regexp.MustCompile(`\$\{\d\|([^,|]*)[^}]*\}`)
	again  = regexp.MustCompile(`\$(\d)`)
)

// expand returns what a snippet inserts if each stop is left as it is, with the
// indentation of the formatter.
func expand(s snippet) string {
	text := strings.ReplaceAll(strings.Join(s.Body, "\n"), "\t", "    ")
	defaults := map[string]string{"0": ""}
	for _, m := range stop.FindAllStringSubmatch(text, -1) {
		defaults[m[1]] = m[2]
	}
	text = stop.ReplaceAllString(text, "$2")
	text = choice.ReplaceAllString(text, "$1")
	return again.ReplaceAllStringFunc(text, func(s string) string { return defaults[s[1:]] })
}

// attestationType returns the type that the description of a skeleton names.
func attestationType(t *testing.T, s snippet) catalog.Type {
	t.Helper()
	m := regexp.MustCompile(`\((\w+)\):`).FindStringSubmatch(s.Description)
	if m == nil {
		t.Fatalf("%q names no attestation type", s.Description)
	}
	kind, ok := catalog.ParseType(m[1])
	if !ok {
		t.Fatalf("%q is no attestation type", m[1])
	}
	return kind
}

// V3.2: there is a skeleton for each attestation type, it has no findings, and it is
// in the style of the formatter.
func TestSkeletons(t *testing.T) {
	t.Parallel()
	missing := map[catalog.Type]bool{}
	for _, row := range catalog.AttestationTypes() {
		missing[row.Type] = true
	}
	for name, s := range readJSON[map[string]snippet](t, "snippets/maa.json") {
		if !strings.HasPrefix(s.Body[0], "version") {
			continue
		}
		kind := attestationType(t, s)
		delete(missing, kind)
		// The last stop is an empty line, which formatting removes.
		src := ast.NewSource(name, strings.Replace(expand(s), "{\n    \n}", "{}", 1)+"\n")
		_, found := lint.Source(src, lint.Options{Check: check.Options{AttestationType: kind}})
		wantNone(t, src, found)
		tree, _ := grammar.Parse(src, grammar.Options{})
		if got := grammar.Format(src, tree); got != src.Text {
			t.Errorf("%s: got\n%s\nwant it formatted:\n%s", name, src.Text, got)
		}
	}
	for kind := range missing {
		t.Errorf("no skeleton for %s", kind)
	}
}

// V3.2: what the other snippets insert is read without errors where it belongs.
func TestSnippets(t *testing.T) {
	t.Parallel()
	for name, s := range readJSON[map[string]snippet](t, "snippets/maa.json") {
		text := expand(s)
		if strings.HasPrefix(text, "version") {
			continue
		}
		if s.Description == "" || s.Prefix == nil {
			t.Errorf("%s: no prefix or description", name)
		}
		src := ast.NewSource(name, "version=1.2;\n"+around(text))
		if _, found := grammar.Parse(src, grammar.Options{}); found.HasErrors() {
			wantNone(t, src, found)
		}
	}
}

// around puts a snippet where it belongs: a section, a rule or a condition.
func around(text string) string {
	const permit = "authorizationrules {\n=> permit();\n};\n"
	switch {
	case strings.HasPrefix(text, "authorizationrules"):
		return text
	case strings.HasPrefix(text, "configurationrules"):
		return text + permit
	case strings.HasPrefix(text, "issuancerules"):
		return permit + text
	case !strings.Contains(text, "=>"):
		return "authorizationrules {\n" + text + " => permit();\n};\n"
	case strings.Contains(text, "issue"):
		return permit + "issuancerules {\n" + text + "\n};\n"
	default:
		return "authorizationrules {\n" + text + "\n};\n"
	}
}

func wantNone(t *testing.T, src *ast.Source, found diag.List) {
	t.Helper()
	var b strings.Builder
	if err := diag.Render(&b, diag.Text, []diag.File{{Source: src, Findings: found}}, diag.Options{}); err != nil {
		t.Fatal(err)
	}
	if len(found) > 0 {
		t.Errorf("%s: got findings, want none:\n%s", src.Name, b.String())
	}
}

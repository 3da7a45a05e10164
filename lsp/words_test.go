package lsp

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/lang"
)

// policyWith puts an example into a policy.
func policyWith(example string) string {
	switch {
	case strings.HasPrefix(example, "version"):
		return example + "\nauthorizationrules{};"
	case strings.HasPrefix(example, "authorizationrules"):
		return "version=1.2;\n" + example
	case strings.HasPrefix(example, "configurationrules"):
		return "version=1.2;\n" + example + "\nauthorizationrules{};"
	case strings.HasPrefix(example, "issuancerules"):
		return "version=1.2;\nauthorizationrules{};\n" + example
	case strings.Contains(example, "=> issue"):
		section := "issuancerules"
		for _, e := range catalog.All() {
			if e.Use.Has(catalog.Steering) && strings.Contains(example, `"`+e.Name+`"`) {
				section = "configurationrules"
			}
		}
		return "version=1.2;\nauthorizationrules{};\n" + section + "{" + example + "};"
	}
	return "version=1.2;\nauthorizationrules{" + example + "};"
}

// wantNoErrors checks a policy.
func wantNoErrors(t *testing.T, name, text string) {
	t.Helper()
	_, found := check.Source(ast.NewSource(name, text), check.Options{})
	for _, d := range found {
		if d.Severity == diag.Error {
			t.Errorf("%s: %s %s in\n%s", name, d.Code, d.Message, text)
		}
	}
}

// anchorsOf are the anchors of a page of the documentation.
func anchorsOf(t *testing.T, name string) map[string]bool {
	t.Helper()
	data, err := os.ReadFile("../docs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if _, rest, ok := strings.Cut(line, `<a id="`); ok {
			id, _, _ := strings.Cut(rest, `"`)
			out[id] = true
		}
		if strings.HasPrefix(line, "#") {
			out[anchorOf(strings.TrimSpace(strings.TrimLeft(line, "#")))] = true
		}
	}
	return out
}

// wantAnchors follows addresses of the documentation to their pages and anchors.
func wantAnchors(t *testing.T, urls ...string) {
	t.Helper()
	anchors := map[string]map[string]bool{}
	for _, url := range urls {
		_, path, ok := strings.Cut(url, "/docs/")
		name, anchor, found := strings.Cut(path, "#")
		if !ok || !found {
			t.Errorf("%q is no place in the documentation", url)
			continue
		}
		if anchors[name] == nil {
			anchors[name] = anchorsOf(t, name)
		}
		if !anchors[name][anchor] {
			t.Errorf("%s has no anchor %q", name, anchor)
		}
	}
}

// V1.15: each word is described once, its example is a policy of its version, and its
// clause stands in the specification.
func TestV1_15Words(t *testing.T) {
	t.Parallel()
	seen := map[[2]string]bool{}
	var urls []string
	for _, w := range words {
		key := [2]string{string(w.kind), w.name}
		if seen[key] || w.meaning == "" || w.clause == "" || !strings.Contains(w.example, w.name) {
			t.Errorf("%v: described twice, or not whole", key)
		}
		seen[key] = true
		wantNoErrors(t, w.name, policyWith(w.example))
		urls = append(urls, pageURL("spec/language.md", strings.ToLower(w.clause)))
	}
	wantAnchors(t, urls...)
}

// V1.15: the closed sets of the language are all there.
func TestV1_15WordsOfTheLanguage(t *testing.T) {
	t.Parallel()
	var issuers []string
	for i := claim.CustomClaim; i <= claim.AttestationService; i++ {
		issuers = append(issuers, i.String())
	}
	var ops []string
	for op := ast.Equal; op <= ast.GreaterEqual; op++ {
		ops = append(ops, op.String())
	}
	for kind, names := range map[wordKind][]string{
		sectionWord: ast.SectionNames(), actionWord: ast.ActionNames(), propertyWord: ast.PropertyNames(), operatorWord: ops,
		issuerWord: issuers, valueTypeWord: {claim.BooleanKind.String(), claim.IntegerKind.String(), claim.StringKind.String()},
	} {
		if got := wordsOf(kind); len(got) != len(names) {
			t.Errorf("%s: got %d words, want %q", kind, len(got), names)
		}
		for _, name := range names {
			if wordNamed(kind, name) == nil {
				t.Errorf("%s %s: not described", kind, name)
			}
		}
	}
}

// V1.15, V1.32: functions have examples, and a place in the documentation.
func TestV1_32Functions(t *testing.T) {
	t.Parallel()
	for _, f := range lang.Functions() {
		example := functionExamples[f.Name]
		if !strings.Contains(example, f.Name+"(") {
			t.Errorf("%s: no example", f.Name)
		}
		wantNoErrors(t, f.Name, policyWith(example))
		wantAnchors(t, functionURL(&f))
	}
}

// V1.15, V1.32: examples of claims are right, and the documentation lists the claims
// where the links lead.
func TestV1_32Claims(t *testing.T) {
	t.Parallel()
	urls := map[string]bool{}
	for _, e := range catalog.All() {
		if example := claimExample(e); example != "" {
			wantNoErrors(t, e.Name, policyWith(example))
		} else if e.Use.Has(catalog.Incoming) {
			t.Errorf("%s: no example", e.Name)
		}
		urls[claimURL(e.Name)] = true
	}
	wantAnchors(t, slices.Collect(maps.Keys(urls))...)
	if claimURL("no such claim") != "" {
		t.Error("a name that isn't in the catalogue has a page")
	}
}

// V1.32: codes lead to their pages.
func TestV1_32Codes(t *testing.T) {
	t.Parallel()
	var urls []string
	for _, p := range pages().All() {
		urls = append(urls, p.Code.DocURL())
	}
	wantAnchors(t, urls...)
}

// V1.50: the policies that are offered in an empty file are in the one style, and
// nothing is found in them.
func TestV1_50Skeletons(t *testing.T) {
	t.Parallel()
	for _, row := range catalog.AttestationTypes() {
		text := strings.Replace(skeleton(row), "$0", `=> issue(type="profile", value="production");`, 1)
		src := ast.NewSource(string(row.Type), text)
		tree, _ := grammar.Parse(src, grammar.Options{})
		if got := grammar.Format(src, tree); got != text {
			t.Errorf("%s: got formatted\n%s\nwant\n%s", row.Type, got, text)
		}
		_, found := lint.Source(src, lint.Options{Check: check.Options{AttestationType: row.Type}})
		for _, d := range found {
			t.Errorf("%s: %s %s", row.Type, d.Code, d.Message)
		}
	}
}

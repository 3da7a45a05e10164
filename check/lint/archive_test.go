package lint_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/claim/catalog"
)

// policyCase is a policy of an archive. The archive's first line names the clause.
// Its files: "type", the attestation type; "clients", "yes" or "no", whether clients
// send claims; "checks", the only ones that run, for a check whose cases others would
// speak of too; NAME.maa, a policy with want comments, and NAME.fixed.maa, what its
// first fixes make of it (fixed.maa for policy.maa).
type policyCase struct {
	archive, name string
	text          string // without its want comments
	wants         map[int][]*regexp.Regexp
	fixed         string // "" if not compared
	opts          lint.Options
}

// proved are the codes of the checks that prove what they find: only their archives are
// linted with proofs, since policies made of slips seldom permit anything.
var proved = []string{"MAA3029", "MAA3030", "MAA3032", "MAA3034", "MAA3035", "MAA3036", "MAA3037"}

var wantComment = regexp.MustCompile(`[ \t]*// want (.*)$`)

func readCases(t testing.TB, file string) []policyCase {
	t.Helper()
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if clause, _, ok := strings.Cut(string(ar.Comment), ":"); !ok || !regexp.MustCompile(`^[LSTE]\d`).MatchString(clause) {
		t.Fatalf("%s: the first line names no clause", file)
	}
	files := map[string]string{}
	for _, f := range ar.Files {
		files[f.Name] = string(f.Data)
	}
	opts := readOptions(t, file, files)
	var cases []policyCase
	for _, f := range ar.Files {
		name, ok := strings.CutSuffix(f.Name, ".maa")
		if !ok || strings.HasSuffix(name, "fixed") {
			continue
		}
		c := policyCase{archive: strings.TrimSuffix(filepath.Base(file), ".txtar"), name: name, opts: opts}
		c.text, c.wants = readWants(t, file, files[f.Name])
		if c.fixed = files[name+".fixed.maa"]; name == "policy" {
			c.fixed = files["fixed.maa"]
		}
		cases = append(cases, c)
	}
	return cases
}

func readOptions(t testing.TB, file string, files map[string]string) lint.Options {
	t.Helper()
	number, _, _ := strings.Cut(filepath.Base(file), "_")
	opts := lint.Options{Evaluate: byNaive, NoProofs: !slices.Contains(proved, "MAA"+number), Check: check.Options{AttestationType: catalog.Type(strings.TrimSpace(files["type"]))}}
	switch strings.TrimSpace(files["clients"]) {
	case "yes":
		opts.ClientClaims = lint.WithClientClaims
	case "no":
		opts.ClientClaims = lint.NoClientClaims
	}
	if only := strings.Fields(files["checks"]); len(only) > 0 {
		opts.Severities = map[diag.Code]diag.Severity{}
		for _, p := range pages.All() {
			if !slices.Contains(only, string(p.Code)) && strings.HasPrefix(string(p.Code), "MAA3") {
				opts.Severities[p.Code] = diag.NoSeverity
			}
		}
	}
	return opts
}

// readWants takes the want comments out of a policy.
func readWants(t testing.TB, file, text string) (string, map[int][]*regexp.Regexp) {
	t.Helper()
	wants := map[int][]*regexp.Regexp{}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		m := wantComment.FindStringSubmatchIndex(line)
		if m == nil {
			continue
		}
		rest := line[m[2]:]
		lines[i] = line[:m[0]]
		for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
			quoted, err := strconv.QuotedPrefix(rest)
			if err != nil {
				t.Fatalf("%s: line %d: a want is a quoted regular expression, found %s", file, i+1, rest)
			}
			pattern, _ := strconv.Unquote(quoted)
			wants[i+1] = append(wants[i+1], regexp.MustCompile(pattern))
			rest = rest[len(quoted):]
		}
	}
	return strings.Join(lines, "\n"), wants
}

func allCases(t testing.TB) []policyCase {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	var cases []policyCase
	for _, f := range files {
		cases = append(cases, readCases(t, f)...)
	}
	return cases
}

// TestArchives: each policy gives the findings its want comments expect and no
// others, and its first fixes make it what the archive shows.
func TestArchives(t *testing.T) {
	t.Parallel()
	for _, c := range allCases(t) {
		t.Run(c.archive+"/"+c.name, func(t *testing.T) {
			t.Parallel()
			src := ast.NewSource(c.name+".maa", c.text)
			_, found := lint.Source(src, c.opts)
			wellFormed(t, src, found)
			compareWants(t, src, found, c.wants)
			everyFix(t, c, found)
			if c.fixed == "" {
				return
			}
			if diff := cmp.Diff(c.fixed, applyFixes(c)); diff != "" {
				t.Errorf("after the fixes (-want +got):\n%s", diff)
			}
		})
	}
}

// everyFix makes each fix alone: the finding is gone then, and the policy has no
// error that it did not have (T8 2).
func everyFix(t *testing.T, c policyCase, found diag.List) {
	t.Helper()
	count := func(l diag.List, code diag.Code) int {
		return len(slices.DeleteFunc(slices.Clone(l), func(d diag.Diagnostic) bool { return d.Code != code }))
	}
	for _, d := range found {
		for _, fix := range d.Fixes {
			text, _ := diag.Apply(c.text, fix)
			_, left := lint.Source(ast.NewSource("fixed.maa", text), c.opts)
			if count(left, d.Code) >= count(found, d.Code) {
				t.Errorf("%s %s: still there after %q:\n%s", d.Code, d.Message, fix.Title, text)
			}
			if left.HasErrors() && !found.HasErrors() {
				t.Errorf("%s %s: an error after %q: %v", d.Code, d.Message, fix.Title, left.Err())
			}
		}
	}
}

// applyFixes makes the first fix of every finding, three times over.
func applyFixes(c policyCase) string {
	text := c.text
	for range 3 {
		_, found := lint.Source(ast.NewSource("fixed.maa", text), c.opts)
		var fixes []diag.Fix
		for _, d := range found {
			if len(d.Fixes) > 0 {
				fixes = append(fixes, d.Fixes[0])
			}
		}
		text, _ = diag.Apply(text, fixes...)
	}
	return text
}

// compareWants matches findings and expectations line by line.
func compareWants(t *testing.T, src *ast.Source, found diag.List, wants map[int][]*regexp.Regexp) {
	t.Helper()
	left := map[int][]*regexp.Regexp{}
	for line, patterns := range wants {
		left[line] = slices.Clone(patterns)
	}
	for _, d := range found {
		line := src.Place(d.From).Line
		i := slices.IndexFunc(left[line], func(p *regexp.Regexp) bool {
			return p.MatchString(string(d.Code) + " " + d.Message)
		})
		if i < 0 {
			t.Errorf("unexpected: %s", show(src, d))
			continue
		}
		left[line] = slices.Delete(left[line], i, i+1)
	}
	for line, patterns := range left {
		for _, p := range patterns {
			t.Errorf("line %d: no finding matches %q", line, p)
		}
	}
}

// show renders a finding for a test's report.
func show(src *ast.Source, d diag.Diagnostic) string {
	from, to := src.Place(d.From), src.Place(d.To)
	return fmt.Sprintf("%d:%d-%d:%d %s %s %s", from.Line, from.Column, to.Line, to.Column, d.Severity, d.Code, d.Message)
}

// TestEveryCode: each check has a policy here that gives its code and one, in the
// archive named after the code, that doesn't.
func TestEveryCode(t *testing.T) {
	t.Parallel()
	fires, clean := map[diag.Code]bool{}, map[diag.Code]bool{}
	for _, c := range allCases(t) {
		number, _, _ := strings.Cut(c.archive, "_")
		code := diag.Code("MAA" + number)
		_, found := lint.Source(ast.NewSource(c.name, c.text), c.opts)
		for _, d := range found {
			fires[d.Code] = true
		}
		if !slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Code == code }) {
			clean[code] = true
		}
	}
	for _, p := range lint.Pages() {
		if !fires[p.Code] {
			t.Errorf("%s: no archive gives it", p.Code)
		}
		if !clean[p.Code] {
			t.Errorf("%s: its archive has no policy without it", p.Code)
		}
	}
}

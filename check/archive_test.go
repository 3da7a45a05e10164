package check_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim/catalog"
)

// policyCase is a policy of an archive. The archive's first line names the
// clause; its file "type", if any, the attestation type.
type policyCase struct {
	archive, clause, name string
	text                  string // without its want comments
	wants                 map[int][]*regexp.Regexp
	fixed                 string // after all first fixes; "" if not compared
	opts                  check.Options
}

// wantComment is what a line expects: regular expressions, each for one finding
// of the line, matched against "CODE message".
var wantComment = regexp.MustCompile(`[ \t]*// want (.*)$`)

// readCases returns the policies of an archive of testdata.
func readCases(t *testing.T, file string) []policyCase {
	t.Helper()
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	clause, _, ok := strings.Cut(string(ar.Comment), ":")
	if !ok {
		t.Fatalf("%s: the first line names no clause", file)
	}
	files := map[string]string{}
	for _, f := range ar.Files {
		files[f.Name] = string(f.Data)
	}
	opts := check.Options{AttestationType: catalog.Type(strings.TrimSpace(files["type"]))}
	var cases []policyCase
	for _, f := range ar.Files {
		name, ok := strings.CutSuffix(f.Name, ".maa")
		if !ok || strings.HasSuffix(name, "fixed") {
			continue
		}
		c := policyCase{archive: strings.TrimSuffix(filepath.Base(file), ".txtar"), clause: clause, name: name, opts: opts}
		c.text, c.wants = readWants(t, file, files[f.Name])
		c.fixed = files[name+".fixed.maa"]
		if name == "policy" {
			c.fixed = files["fixed.maa"]
		}
		cases = append(cases, c)
	}
	return cases
}

// readWants takes the want comments out of a policy.
func readWants(t *testing.T, file, text string) (string, map[int][]*regexp.Regexp) {
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

func allCases(t *testing.T) []policyCase {
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

// TestArchives: each policy gives the findings its want comments expect, none
// else, and its fixes make it what the archive shows, without findings.
func TestArchives(t *testing.T) {
	t.Parallel()
	for _, c := range allCases(t) {
		t.Run(c.clause+"/"+c.archive+"/"+c.name, func(t *testing.T) {
			t.Parallel()
			src := ast.NewSource(c.name+".maa", c.text)
			checked, found := check.Source(src, c.opts)
			if (checked == nil) != found.HasErrors() {
				t.Errorf("result is nil: %t, findings have errors: %t", checked == nil, found.HasErrors())
			}
			wellFormed(t, src, found)
			compareWants(t, src, found, c.wants)
			if c.fixed == "" {
				return
			}
			text, left := applyFixes(c.text, c.opts, diag.Hint)
			if diff := cmp.Diff(c.fixed, text); diff != "" {
				t.Errorf("after the fixes (-want +got):\n%s", diff)
			}
			for _, d := range left {
				t.Errorf("left after the fixes: %s", show(ast.NewSource("fixed.maa", text), d))
			}
		})
	}
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
		text := show(src, d)
		i := slices.IndexFunc(left[line], func(p *regexp.Regexp) bool {
			return p.MatchString(string(d.Code) + " " + d.Message)
		})
		if i < 0 {
			t.Errorf("unexpected: %s", text)
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

// wellFormed checks the places of findings, and the style of their messages.
func wellFormed(t *testing.T, src *ast.Source, found diag.List) {
	t.Helper()
	places(t, src, found)
	for _, d := range found {
		text := show(src, d)
		entry, ok := pages.Lookup(d.Code)
		if !ok || entry.Severity != d.Severity {
			t.Errorf("%s: severity is not that of the registry", text)
		}
		if n := utf8.RuneCountInString(d.Message); n == 0 || n >= 80 {
			t.Errorf("%s: message has %d characters", text, n)
		}
		if strings.HasSuffix(d.Message, ".") || strings.ToLower(d.Message[:1]) != d.Message[:1] {
			t.Errorf("%s: message is no lower-case phrase", text)
		}
	}
}

// places checks that findings are sorted and that all places are inside the
// text, and makes each fix.
func places(t *testing.T, src *ast.Source, found diag.List) {
	t.Helper()
	inside := func(s ast.Span) bool {
		return s.From >= 1 && s.From <= s.To && s.To.Offset() <= len(src.Text)
	}
	for i, d := range found {
		text := show(src, d)
		if !inside(d.Span) || i > 0 && d.From < found[i-1].From {
			t.Errorf("%s: outside the text, or not sorted", text)
		}
		for _, rel := range d.Related {
			if !inside(rel.Span) || rel.Message == "" {
				t.Errorf("%s: related place %v", text, rel)
			}
		}
		for _, fix := range d.Fixes {
			if _, made := diag.Apply(src.Text, fix); made != 1 || fix.Title == "" || len(fix.Edits) == 0 {
				t.Errorf("%s: fix %q can't be made", text, fix.Title)
			}
			if !slices.IsSortedFunc(fix.Edits, func(a, b diag.Edit) int { return int(a.From) - int(b.From) }) {
				t.Errorf("%s: edits of %q are not sorted", text, fix.Title)
			}
		}
	}
}

// applyFixes makes the first fix of every finding at least as bad as mildest,
// three times over, and returns the text and the findings that are left.
func applyFixes(text string, opts check.Options, mildest diag.Severity) (string, diag.List) {
	for range 3 {
		_, found := check.Source(ast.NewSource("fixed.maa", text), opts)
		var fixes []diag.Fix
		for _, d := range found {
			if len(d.Fixes) > 0 && d.Severity <= mildest {
				fixes = append(fixes, d.Fixes[0])
			}
		}
		text, _ = diag.Apply(text, fixes...)
	}
	_, left := check.Source(ast.NewSource("fixed.maa", text), opts)
	return text, left
}

// TestEveryCode: each code of this package has a policy here that gives it and
// one, in the archive named after the code, that doesn't.
func TestEveryCode(t *testing.T) {
	t.Parallel()
	fires, clean := map[diag.Code]bool{}, map[diag.Code]bool{}
	for _, c := range allCases(t) {
		_, found := check.Source(ast.NewSource(c.name, c.text), c.opts)
		for _, d := range found {
			fires[d.Code] = true
		}
		number, _, _ := strings.Cut(c.archive, "_")
		if len(found) == 0 || c.fixed != "" {
			clean[diag.Code("MAA"+number)] = true
		}
	}
	for _, e := range pages.All() {
		ours := e.Code == "MAA1009" || e.Code >= "MAA2" && e.Code < "MAA5"
		if ours && !fires[e.Code] {
			t.Errorf("%s: no archive gives it", e.Code)
		}
		if ours && !clean[e.Code] {
			t.Errorf("%s: no archive has a policy without it", e.Code)
		}
	}
}

// readFile reads a file of the repository.
func readFile(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

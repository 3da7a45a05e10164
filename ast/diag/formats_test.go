package diag_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sebdah/goldie/v2"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// samples are files whose findings have all there is: related places, several
// fixes and edits, places over lines, behind wide characters and a byte order
// mark, text that formats must escape.
func samples() []diag.File {
	const text = "version=1.0;\nauthorizationrules{\n  /* 証明🔒 */ ![type==\"<a>\"] => permit();\n};\n"
	src := ast.NewSource("policies/späte ünd:2%.maa", text)
	bang := strings.Index(text, "![")
	later := finding("MAA4002", at(bang, bang+1), `"!" needs version 1.2, see [this](1) {0}, 100%%`)
	later.Related = []diag.Related{{Span: at(8, 11), Message: "the version"}}
	later.Fixes = []diag.Fix{
		diag.Replace("set version 1.2", at(8, 11), "1.2"),
		{Title: `remove "!" {all}`, Safe: true, Edits: []diag.Edit{edit(bang, bang+1, ""), edit(bang+2, bang+2, "<&>\n")}},
		{Title: "nothing"},
	}
	whole := finding("MAA4003", at(13, len(text)-1), "over\r\nlines")
	bom := ast.NewSource("/abs/bom.maa", ast.BOM+"version=2.0;")
	mark := finding("MAA1021", at(0, 3), "found a byte order mark")
	mark.Fixes = []diag.Fix{diag.Replace("remove it", at(0, 3), "")}
	unknown := finding("MAA4001", at(11, 14), "unknown version 2.0")
	unknown.Fixes = []diag.Fix{diag.Replace("set version 1.2", at(11, 14), "1.2")}
	return []diag.File{
		{Source: src, Findings: diag.List{later, whole}},
		{Source: bom, Findings: diag.List{unknown, mark}},
		{Source: ast.NewSource("clean.maa", "version=1.0;")},
	}
}

// golden compares bytes with a file of testdata; -update writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	goldie.New(t, goldie.WithFixtureDir("testdata"), goldie.WithNameSuffix("")).Assert(t, name, []byte(got))
}

// TestL10Findings: the members of the findings file in the order of L10.
func TestL10Findings(t *testing.T) {
	t.Parallel()
	got := render(t, diag.JSON, diag.Options{Color: true}, samples()...)
	golden(t, "findings.json", got)
	var order []string
	for _, m := range regexp.MustCompile(`"(\w+)": `).FindAllStringSubmatch(got, -1) {
		if !slices.Contains(order, m[1]) {
			order = append(order, m[1])
		}
	}
	want := []string{
		"total", "diagnostics", "file", "code", "severity", "message", "line", "column", "endLine", "endColumn", "url",
		"related", "fixes", "title", "safe", "edits", "newText",
	}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Error(diff)
	}
	related := regexp.MustCompile(`(?s)"related": \[\s*\{\s*"message": "[^"]*",\s*"file": "[^"]*",\s*"line": 1,\s*"column": 9,` +
		`\s*"endLine": 1,\s*"endColumn": 12\s*\}`)
	if !related.MatchString(got) {
		t.Errorf("no related place with message, file, and place in %s", got)
	}
	edits := regexp.MustCompile(`(?s)"edits": \[\s*\{\s*"line": \d+,\s*"column": \d+,\s*"endLine": \d+,\s*"endColumn": \d+,\s*"newText": `)
	if !edits.MatchString(got) {
		t.Errorf("no edits with a place and their text in %s", got)
	}
}

func TestL10NoFindings(t *testing.T) {
	t.Parallel()
	if got := render(t, diag.JSON, diag.Options{}); got != "{\n  \"total\": 0,\n  \"diagnostics\": []\n}\n" {
		t.Errorf("got %q", got)
	}
}

// TestL10_3Total: all findings are counted, the first thousand listed.
func TestL10_3Total(t *testing.T) {
	t.Parallel()
	file := func(n int) diag.File {
		return diag.File{Source: ast.NewSource("p.maa", strings.Repeat("=", n)), Findings: many(n)}
	}
	for _, tt := range []struct{ max, files, total, listed int }{{0, 1, 700, 700}, {0, 2, 1400, 1000}, {5, 2, 1400, 5}, {-1, 2, 1400, 1400}} {
		files := []diag.File{file(700), file(700)}[:tt.files]
		var got struct {
			Total       int
			Diagnostics []json.RawMessage
		}
		if err := json.Unmarshal([]byte(render(t, diag.JSON, diag.Options{Max: tt.max}, files...)), &got); err != nil {
			t.Fatal(err)
		}
		if got.Total != tt.total || len(got.Diagnostics) != tt.listed {
			t.Errorf("%+v: got a total of %d, %d listed", tt, got.Total, len(got.Diagnostics))
		}
	}
}

// TestL10Columns: from 1, in code points, behind surrogates and wide characters.
func TestL10Columns(t *testing.T) {
	t.Parallel()
	src, span := marked(t, "a\n証🔒e\u0301‹x\nyz›")
	f := diag.File{Source: src, Findings: diag.List{finding("MAA1003", span, "x")}}
	var got struct {
		Diagnostics []struct{ Line, Column, EndLine, EndColumn int }
	}
	if err := json.Unmarshal([]byte(render(t, diag.JSON, diag.Options{}, f)), &got); err != nil {
		t.Fatal(err)
	}
	d := got.Diagnostics[0]
	if d.Line != 2 || d.Column != 5 || d.EndLine != 3 || d.EndColumn != 3 {
		t.Errorf("got %+v, want 2:5 to 3:3", d)
	}
}

// TestL1_1NoEditOfTheMark: a byte order mark is no column, so no edit in lines
// and columns can take it away: the programs' formats offer none.
func TestL1_1NoEditOfTheMark(t *testing.T) {
	t.Parallel()
	mark := finding("MAA1021", at(0, 3), "found a mark")
	mark.Fixes = []diag.Fix{diag.Replace("remove it", at(0, 3), ""), diag.Insert("say hello", 1, "//\n")}
	f := diag.File{Source: ast.NewSource("p.maa", ast.BOM+"x"), Findings: diag.List{mark}}
	for _, format := range []diag.Format{diag.JSON, diag.SARIF} {
		got := render(t, format, diag.Options{}, f)
		if strings.Contains(got, "remove it") || !strings.Contains(got, "say hello") {
			t.Errorf("%s: expected the second fix alone in %s", format, got)
		}
	}
}

func TestGitHub(t *testing.T) {
	t.Parallel()
	const want = `::warning file=/abs/bom.maa,line=1,col=1,endLine=1,endColumn=1,title=MAA1021::found a byte order mark
::error file=/abs/bom.maa,line=1,col=9,endLine=1,endColumn=12,title=MAA4001::unknown version 2.0
::notice file=policies/späte ünd%3A2%25.maa,line=2,endLine=4,title=MAA4003::over%0D%0Alines
::error file=policies/späte ünd%3A2%25.maa,line=3,col=13,endLine=3,endColumn=14,title=MAA4002::"!" needs version 1.2, see [this](1) {0}, 100%25
`
	if diff := cmp.Diff(want, render(t, diag.GitHub, diag.Options{}, samples()...)); diff != "" {
		t.Error(diff)
	}
	if got := render(t, diag.GitHub, diag.Options{}); got != "" {
		t.Errorf("no files: got %q", got)
	}
}

// TestGitHubEscapes: neither a name nor a message can start another command.
func TestGitHubEscapes(t *testing.T) {
	t.Parallel()
	d := finding("MAA1003", at(0, 0), "a\n::error::b\r%%0A\x1b[0m\u2028, c: d")
	f := diag.File{Source: ast.NewSource("x,line=9::e\n::add-mask::y", ""), Findings: diag.List{d}}
	const want = "::error file=x%2Cline=9%3A%3Ae%0A%3A%3Aadd-mask%3A%3Ay,line=1,col=1,endLine=1,endColumn=1,title=MAA1003::" +
		"a%0A::error::b%0D%250A<U+001B>[0m<U+2028>, c: d\n"
	if diff := cmp.Diff(want, render(t, diag.GitHub, diag.Options{}, f)); diff != "" {
		t.Error(diff)
	}
}

func TestSARIF(t *testing.T) {
	t.Parallel()
	got := render(t, diag.SARIF, diag.Options{Version: "0.1.0"}, samples()...)
	golden(t, "findings.sarif", got)
	var log any
	if err := json.Unmarshal([]byte(got), &log); err != nil {
		t.Fatal(err)
	}
	checkObject(t, "log", "$", log)
	empty := render(t, diag.SARIF, diag.Options{})
	if err := json.Unmarshal([]byte(empty), &log); err != nil || !strings.Contains(empty, `"results": []`) {
		t.Errorf("no files: %v in %.300s", err, empty)
	}
	checkObject(t, "log", "$", log)
}

// sarifObjects says of each object that we write, after the JSON schema of
// SARIF 2.1.0, which members it may have, with their kind, and which it must.
var sarifObjects = map[string]struct {
	members  map[string]string
	required []string
}{
	"log":      {map[string]string{"$schema": "uri", "version": "2.1.0", "runs": "[]run"}, []string{"version", "runs"}},
	"run":      {map[string]string{"tool": "tool", "columnKind": "unicodeCodePoints", "results": "[]result"}, []string{"tool", "results"}},
	"tool":     {map[string]string{"driver": "driver"}, []string{"driver"}},
	"driver":   {map[string]string{"name": "string", "version": "string", "informationUri": "uri", "rules": "[]rule"}, []string{"name"}},
	"rule":     {map[string]string{"id": "string", "name": "string", "shortDescription": "text", "fullDescription": "text", "helpUri": "uri", "help": "text", "defaultConfiguration": "configuration"}, []string{"id"}},
	"text":     {map[string]string{"text": "string"}, []string{"text"}},
	"message":  {map[string]string{"text": "message"}, []string{"text"}},
	"content":  {map[string]string{"text": "string"}, nil},
	"artifact": {map[string]string{"uri": "reference"}, nil},

	"configuration": {map[string]string{"level": "level"}, nil},
	"result":        {map[string]string{"ruleId": "string", "ruleIndex": "index", "level": "level", "message": "message", "locations": "[]location", "relatedLocations": "[]location", "fixes": "[]fix"}, []string{"message", "locations"}},
	"location":      {map[string]string{"physicalLocation": "physical", "message": "message"}, []string{"physicalLocation"}},
	"physical":      {map[string]string{"artifactLocation": "artifact", "region": "region"}, []string{"artifactLocation"}},
	"region":        {map[string]string{"startLine": "place", "startColumn": "place", "endLine": "place", "endColumn": "place"}, []string{"startLine", "startColumn", "endLine", "endColumn"}},
	"fix":           {map[string]string{"description": "message", "artifactChanges": "[+]change"}, []string{"artifactChanges"}},
	"change":        {map[string]string{"artifactLocation": "artifact", "replacements": "[+]replacement"}, []string{"artifactLocation", "replacements"}},
	"replacement":   {map[string]string{"deletedRegion": "region", "insertedContent": "content"}, []string{"deletedRegion"}},
}

func checkObject(t *testing.T, kind, path string, v any) {
	t.Helper()
	object, ok := v.(map[string]any)
	if !ok {
		t.Errorf("%s: got %T, want an object", path, v)
		return
	}
	want := sarifObjects[kind]
	for name, value := range object {
		member, ok := want.members[name]
		if !ok {
			t.Errorf("%s: %s has no member %q", path, kind, name)
			continue
		}
		checkMember(t, member, path+"."+name, value)
	}
	for _, name := range want.required {
		if _, ok := object[name]; !ok {
			t.Errorf("%s: %s has no %q", path, kind, name)
		}
	}
	if kind == "region" {
		checkRegion(t, path, object)
	}
}

func checkRegion(t *testing.T, path string, r map[string]any) {
	t.Helper()
	line, endLine := r["startLine"].(float64), r["endLine"].(float64)
	if endLine < line || endLine == line && r["endColumn"].(float64) < r["startColumn"].(float64) {
		t.Errorf("%s: the region ends before it starts: %v", path, r)
	}
}

func checkMember(t *testing.T, kind, path string, v any) {
	t.Helper()
	if items, ok := strings.CutPrefix(kind, "["); ok {
		least, item, _ := strings.Cut(items, "]")
		list, ok := v.([]any)
		if !ok || least == "+" && len(list) == 0 {
			t.Errorf("%s: got %v, want a list", path, v)
		}
		for i, e := range list {
			checkObject(t, item, fmt.Sprintf("%s[%d]", path, i), e)
		}
		return
	}
	if _, isObject := v.(map[string]any); isObject {
		checkObject(t, kind, path, v)
		return
	}
	if !validScalar(kind, v) {
		t.Errorf("%s: got %v, want %s", path, v, kind)
	}
}

func validScalar(kind string, v any) bool {
	n, _ := v.(float64)
	s, isString := v.(string)
	switch kind {
	case "place":
		return n >= 1 && n == float64(int(n))
	case "index":
		return n >= 0 && int(n) < len(pages.All())
	case "level":
		return slices.Contains([]string{"none", "note", "warning", "error"}, s)
	case "uri", "reference":
		u, err := url.Parse(s)
		return isString && err == nil && (kind == "reference" || u.IsAbs()) && !strings.ContainsAny(s, " \\\"<>")
	case "string":
		return isString && s != ""
	case "message": // braces are doubled, or part of a placeholder
		rest := strings.NewReplacer("{{", "", "}}", "").Replace(s)
		return isString && s != "" && !strings.ContainsAny(rest, "{}") && !regexp.MustCompile(`[^\\]\]\(`).MatchString(s)
	}
	return s == kind
}

// TestSARIFRules: the rules are the registry, and results point into them.
func TestSARIFRules(t *testing.T) {
	t.Parallel()
	var log struct {
		Runs []struct {
			Tool struct {
				Driver struct {
					Rules []struct {
						ID, Name, HelpURI    string
						ShortDescription     struct{ Text string }
						DefaultConfiguration struct{ Level string }
					}
				}
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Message   struct{ Text string }
			}
		}
	}
	if err := json.Unmarshal([]byte(render(t, diag.SARIF, diag.Options{}, samples()...)), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	rules := run.Tool.Driver.Rules
	if len(rules) != len(pages.All()) {
		t.Fatalf("%d rules, want %d", len(rules), len(pages.All()))
	}
	for i, e := range pages.All() {
		if r := rules[i]; r.ID != string(e.Code) || r.Name != e.Name || r.HelpURI != e.Code.DocURL() || r.DefaultConfiguration.Level == "" {
			t.Errorf("rule %d: got %+v, want %s", i, r, e.Code)
		}
	}
	if got := rules[0].ShortDescription.Text; got != "Unexpected token." {
		t.Errorf("got %q", got)
	}
	var codes []string
	for _, r := range run.Results {
		codes = append(codes, r.RuleID)
		if rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("%s points to the rule %s", r.RuleID, rules[r.RuleIndex].ID)
		}
	}
	if diff := cmp.Diff([]string{"MAA1021", "MAA4001", "MAA4003", "MAA4002"}, codes); diff != "" {
		t.Error(diff)
	}
	if got, want := run.Results[3].Message.Text, `"!" needs version 1.2, see [this\](1) {{0}}, 100%`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSARIFURIs(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"p.maa":               "p.maa",
		"a/b c.maa":           "a/b%20c.maa",
		"../p.maa":            "../p.maa",
		"-":                   "-",
		"späte.maa":           "sp%C3%A4te.maa",
		"50%.maa":             "50%25.maa",
		"a?b#c.maa":           "a%3Fb%23c.maa",
		"a:b.maa":             "./a:b.maa",
		"/srv/p.maa":          "file:///srv/p.maa",
		`C:\policies\p 1.maa`: "file:///C:/policies/p%201.maa",
		"c:/p.maa":            "file:///c:/p.maa",
		"\xff.maa":            "%FF.maa",
		`a"<b>.maa`:           "a%22%3Cb%3E.maa",
	} {
		f := diag.File{Source: ast.NewSource(name, ""), Findings: diag.List{finding("MAA1003", at(0, 0), "x")}}
		if got := render(t, diag.SARIF, diag.Options{}, f); !strings.Contains(got, `"uri": "`+want+`"`) {
			t.Errorf("%q: want %s in %s", name, want, got[strings.Index(got, `"results"`):])
		}
	}
}

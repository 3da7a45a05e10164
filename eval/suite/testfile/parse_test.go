package testfile_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	_ "github.com/sebdah/goldie/v2" // its -update flag is the one flag of all goldens

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/suite/testfile"
)

// example is the test file of T3.1.
func example(t *testing.T) *testfile.File {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "sgx_test.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := testfile.Parse(ast.NewSource("dir/sgx_test.yaml", string(data)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// T3.1: the example reads as the clause says.
func TestExampleFile(t *testing.T) {
	t.Parallel()
	f := example(t)
	if f.Policy.Text != "sgx.maa" || f.Type != "SgxEnclave" || len(f.Fixtures) != 5 || len(f.Cases) != 4 {
		t.Fatalf("got policy %q, type %q, %d fixtures, %d cases", f.Policy.Text, f.Type, len(f.Fixtures), len(f.Cases))
	}
	var got strings.Builder
	for _, c := range f.Cases {
		fmt.Fprintf(&got, "%s: %s %s, rule %s, ran %d, %d:%d\n", c.Name.Text, c.Expect.Decision.Text, c.Expect.Reason.Text,
			c.Expect.Rule.Text, len(c.Expect.Ran), f.Source.Place(c.Start()).Line, f.Source.Place(c.Start()).Column)
	}
	want := `release build: permit permitted, rule permit, ran 0, 17:5
debug build: deny denied, rule deny, ran 1, 19:5
svn 3: deny , rule , ran 0, 23:12
svn 4: permit , rule , ran 0, 23:38
`
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", &got, want)
	}
	release := f.Fixtures[0].Input.Origin.(*testfile.Claims).Claims
	if len(release) != 4 || release[2] != (claim.Claim{Type: "x-ms-sgx-svn", Value: claim.Int(4), Issuer: claim.AttestationService}) {
		t.Errorf("got %v", release)
	}
	spoofed := f.Fixtures[2].Input
	if len(spoofed.Remove) != 1 || len(spoofed.Add) != 1 || spoofed.Add[0].Issuer != claim.CustomClaim || spoofed.Add[0].Value != claim.Int(9) {
		t.Errorf("got %+v", spoofed)
	}
	quote := f.Fixtures[4].Input.Origin.(*testfile.Evidence)
	if quote.Kind.Text != "sgx" || quote.At.Year() != 2022 || len(quote.Arguments) != 1 || quote.Arguments[0].Name.Text != "collateral" {
		t.Errorf("got %+v", quote)
	}
	row := f.Cases[2].Given
	if len(row.Set) != 1 || row.Set[0].Claims[0].Value != claim.Int(3) {
		t.Errorf("got %+v, want the row's value with its kind", row.Set)
	}
	if exactly := f.Cases[0].Expect.ClaimsExactly; exactly == nil || string(exactly.List[0].JSON) != "4639" {
		t.Errorf("got %+v", exactly)
	}
}

// Every value knows its place: the text of each span is what the value was read from.
func TestPlaces(t *testing.T) {
	t.Parallel()
	f := example(t)
	texts := func(spans ...ast.Span) (out []string) {
		for _, s := range spans {
			out = append(out, f.Source.Slice(s))
		}
		return out
	}
	row := f.Cases[2]
	got := texts(f.Policy.Span, f.Fixtures[1].Name.Span, f.Fixtures[1].Input.Span, f.Fixtures[3].Input.Origin.(*testfile.Token).Path.Span,
		row.Name.Span, row.Row, row.Expect.Decision.Span, row.Given.Set[0].Type.Span,
		f.Cases[0].Expect.ClaimsExactly.Span, f.Cases[0].Expect.ClaimsExactly.List[0].Value, f.Cases[1].Expect.NotRan[0].Span)
	want := []string{
		"sgx.maa", "debug", "{base: release, set: {x-ms-sgx-is-debuggable: true}}", "testdata/2022.jwt",
		"svn ${svn}", "{svn: 3, decision: deny}", "deny", "x-ms-sgx-svn",
		"{product: 4639}", "4639", "issue(product)",
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

// T3.1, T3.2, T3.3: what is wrong with a test file is told with its place, what was
// found and what was meant. An archive has a file for each problem, and one "want"
// with all messages; -update writes it.
func TestProblems(t *testing.T) {
	t.Parallel()
	path := filepath.Join("testdata", "problems.txtar")
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for i, f := range archive.Files {
		if name, ok := strings.CutSuffix(f.Name, ".want"); ok {
			want[name] = string(f.Data)
			continue
		}
		_, err := testfile.Parse(ast.NewSource(f.Name, string(f.Data)))
		got := fmt.Sprintln(err)
		if i+1 < len(archive.Files) && archive.Files[i+1].Name == f.Name+".want" {
			if g, w := got, string(archive.Files[i+1].Data); g != w {
				t.Errorf("%s: got\n%swant\n%s", f.Name, g, w)
			}
			archive.Files[i+1].Data = []byte(got)
		} else {
			t.Errorf("%s has no want, found\n%s", f.Name, got)
		}
		if err == nil {
			t.Errorf("%s has no problem", f.Name)
		}
		for _, p := range testfile.Problems(err) {
			if p.File != f.Name || p.Place.Line < 1 || p.Place.Column < 1 {
				t.Errorf("%s: the problem %v has no place", f.Name, p)
			}
		}
	}
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// one reads a case with this input and expectation.
func one(t *testing.T, given, expect string) (testfile.Case, error) {
	t.Helper()
	text := fmt.Sprintf("version: 1\nfixtures:\n  f: {claims: {}}\ncases:\n  - name: a\n    given: %s\n    expect: %s\n", given, expect)
	f, err := testfile.Parse(ast.NewSource("a_test.yaml", text))
	if err != nil {
		return testfile.Case{}, err
	}
	return f.Cases[0], nil
}

// L10.1 in YAML: values have the kinds that YAML 1.2 gives them, in both forms.
func TestClaims(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		`{claims: {a: true, b: TRUE, c: "true", d: -5, e: "5", f: text, g: [1, x], h: ~, i: 2022-03-01}}`: `[type=="a", value==true] [type=="b", value==true] [type=="c", value=="true"] [type=="d", value==-5] ` +
			`[type=="e", value=="5"] [type=="f", value=="text"] [type=="g", value==1] [type=="g", value=="x"] [type=="i", value=="2022-03-01"]`,
		`{claims: {doc: {a: [1.5, null, yes]}}}`:                      `[type=="doc", value=="{\"a\":[1.5,null,\"yes\"]}"]`,
		`{claims: [{type: a, value: 1}, {type: b, value: !!str 12}]}`: `[type=="a", value==1] [type=="b", value=="12"]`,
		`{claims: {n: 9223372036854775807, m: -9223372036854775808}}`: `[type=="n", value==9223372036854775807] [type=="m", value==-9223372036854775808]`,
		`{claims: [{type: l, json: true, value: {events: []}}]}`:      `[type=="l", value=="{\"events\":[]}"]`,
		`{claims: {a: "$${x}", "$${k}": 1}}`:                          `[type=="a", value=="${x}"] [type=="${k}", value==1]`,
	} {
		c, err := one(t, strings.Replace(given, "yes", `"yes"`, 1), "{decision: deny}")
		if err != nil {
			t.Errorf("%s: %v", given, err)
			continue
		}
		var got []string
		for _, x := range c.Given.Origin.(*testfile.Claims).Claims {
			text, _, _ := strings.Cut(x.String(), ", issuer")
			got = append(got, text+"]")
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%s:\ngot  %s\nwant %s", given, g, want)
		}
	}
}

// T3.3: members that are expected, with null for absent.
func TestExpectedMembers(t *testing.T) {
	t.Parallel()
	c, err := one(t, "f", `{claims: {a: 1, b: [true, "x"], c: null, d:}, propertiesExactly: {}}`)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range c.Expect.Claims.List {
		got = append(got, m.Name.Text+"="+string(m.JSON))
		if !json.Valid(m.JSON) {
			t.Errorf("%s is no JSON", m.JSON)
		}
	}
	if g, w := strings.Join(got, " "), `a=1 b=[true,"x"] c=null d=null`; g != w {
		t.Errorf("got %s, want %s", g, w)
	}
	if c.Expect.PropertiesExactly == nil || len(c.Expect.PropertiesExactly.List) != 0 || c.Expect.Properties != nil {
		t.Errorf("got %+v", c.Expect)
	}
}

// T3.3: defaults merge member by member.
func TestDefaults(t *testing.T) {
	t.Parallel()
	f, err := testfile.Parse(ast.NewSource("a_test.yaml", `version: 1
fixtures: {f: {claims: {}}, g: {claims: {}}}
defaults: {given: f, expect: {decision: permit, claims: {a: 1}}}
cases:
  - {name: none}
  - {name: input, given: g}
  - {name: member, expect: {decision: deny, reason: denied}}
  - {name: shape, expect: {claims: {b: 2}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range f.Cases {
		got = append(got, fmt.Sprint(c.Name.Text, c.Given.Origin.(*testfile.Base).Name.Text, c.Expect.Decision.Text, c.Expect.Reason.Text, c.Expect.Claims.List[0].Name.Text))
	}
	if g, w := strings.Join(got, " "), "nonefpermita inputgpermita memberfdenydenieda shapefpermitb"; g != w {
		t.Errorf("got %s, want %s", g, w)
	}
}

// T3.3: rows fill in names, keys, whole values with their kind, and texts.
func TestRows(t *testing.T) {
	t.Parallel()
	f, err := testfile.Parse(ast.NewSource("a_test.yaml", `version: 1
cases:
  - name: "${n} and $${n} of ${t}"
    each:
      - {n: 1, t: svn, v: true}
      - {n: "$${2}", t: id, v: [1, 2]}
    given: {claims: {"${t}": "${v}", text: "<${n}>"}}
    expect: {decision: deny}
`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range f.Cases {
		got = append(got, fmt.Sprint(c.Name.Text, c.Given.Origin.(*testfile.Claims).Claims))
	}
	want := `1 and ${n} of svn[[type=="svn", value==true, issuer=="AttestationService"] [type=="text", value=="<1>", issuer=="AttestationService"]]
${2} and ${n} of id[[type=="id", value==1, issuer=="AttestationService"] [type=="id", value==2, issuer=="AttestationService"] [type=="text", value=="<${2}>", issuer=="AttestationService"]]`
	if g := strings.Join(got, "\n"); g != want {
		t.Errorf("got\n%s\nwant\n%s", g, want)
	}
}

// T3.1: a file that is larger than the limits is refused at once, in little memory.
func TestLimits(t *testing.T) {
	t.Parallel()
	bomb := "a: &a0 [x]\n"
	for i := range 12 {
		bomb += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d,", i), 10))
	}
	want := map[string]string{"deeper": "exceeded max depth", "cycle": "inside what it stands for"} // else the limit
	for name, text := range map[string]string{
		"bytes":   strings.Repeat("x", testfile.MaxBytes+1),
		"values":  "{" + strings.Repeat("a:,", 1<<20) + "}",
		"depth":   strings.Repeat("[", 200) + strings.Repeat("]", 200),
		"deeper":  strings.Repeat("[", 1<<20),
		"aliases": bomb,
		"cycle":   "a: &a [*a]",
		"merged": "version: 1\ndefaults: {given: {claims: {a: [" + strings.Repeat("1,", 50_000) + "1]}}}\ncases:\n" +
			"  - {name: \"${n}\", given: {claims: {}}, expect: {decision: deny}, each: [" + strings.Repeat("{n: 1},", 100) + "{n: 2}]}\n",
	} {
		_, err := testfile.Parse(ast.NewSource("a_test.yaml", text))
		if err == nil || !strings.Contains(err.Error(), cmp.Or(want[name], "limit")) {
			t.Errorf("%s: %.200v, want an error about a limit", name, err)
		}
	}
	// Many rows are none of that.
	text := "version: 1\ncases:\n  - {name: \"${n}\", given: {claims: {}}, expect: {decision: deny}, each: ["
	for i := range 2000 {
		text += fmt.Sprintf("{n: %d},", i)
	}
	if f, err := testfile.Parse(ast.NewSource("a_test.yaml", text+"{n: x}]}\n")); err != nil || len(f.Cases) != 2001 {
		t.Errorf("%d cases, %v, want 2001", len(f.Cases), err)
	}
}

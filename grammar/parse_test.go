package grammar_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/grammar"
)

func parse(text string) (*ast.Source, *ast.Policy, diag.List) {
	src := ast.NewSource("test.maa", text)
	p, findings := grammar.Parse(src, grammar.Options{})
	return src, p, findings
}

// codes renders findings as "line:column code", one a line.
func codes(src *ast.Source, l diag.List) []string {
	out := []string{}
	for _, d := range l {
		p := src.Place(d.From)
		out = append(out, fmt.Sprintf("%d:%d %s", p.Line, p.Column, d.Code))
	}
	return out
}

func TestCorpusPositions(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../testdata/policies/*.maa")
	if len(files) < 70 {
		t.Fatalf("found %d policies, want the corpus", len(files))
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		src, p, findings := parse(string(b))
		checkPositions(t, src, p, !findings.HasErrors())
	}
}

// slip is one rule with what is wrong, in the rule's own columns, and the text
// after the first fix of each finding.
type slip struct{ clause, rule, want, fixed string }

var slips = []slip{
	{"L2.5", `[type="a", value="b"] => permit();`, "6 MAA1003, 17 MAA1003", `[type=="a", value=="b"] => permit();`},
	{"L2.5", `=> issue(type=="a", value=1);`, "14 MAA1004", `=> issue(type="a", value=1);`},
	{"L1.4", `[type==“a”] => permit();`, "8 MAA1005", `[type=="a"] => permit();`},
	{"L1.4", `[type=='a'] => permit();`, "8 MAA1005", `[type=="a"] => permit();`},
	{"L1.4", `[type==＂a＂] => permit();`, "8 MAA1005", `[type=="a"] => permit();`},
	{"L1.4", `[type=="a\w\d"] => permit();`, "10 MAA1007", `[type=="a\\w\\d"] => permit();`},
	{"L1.4", `[type=="a] => permit();`, "8 MAA1008", `[type=="a"] => permit();`},
	{"L1.3", `[type=="a"] => permit(); /* b */`, "26 MAA1006", `[type=="a"] => permit(); // b `},
	{"L1.3", `[type=="a"] => permit(); # b`, "26 MAA1006", `[type=="a"] => permit(); // b`},
	{"L1.3", `[type /* b */ =="a"] => permit();`, "7 MAA1006", "[type // b \n ==\"a\"] => permit();"},
	{"L1.7", `[type=="a", value==True] => permit();`, "20 MAA1009", `[type=="a", value==true] => permit();`},
	{"L1.6", `[value==FALSE, value==true] => permit();`, "9 MAA1009", `[value==false, value==true] => permit();`},
	{"L1.5", `[value==0x10] => permit();`, "9 MAA1015", `[value==16] => permit();`},
	{"L1.5", `[value==1.5] => permit();`, "9 MAA1015", ""},
	{"L1.5", `[value==9223372036854775808] => permit();`, "9 MAA1015", ""},
	{"L1.1", "[type\u00A0==\"a\"] => permit();", "6 MAA1018", `[type =="a"] => permit();`},
	{"L1.1", "=> is\u200Bsue(type=\"a\", value=1);", "6 MAA1018", `=> issue(type="a", value=1);`},
	{"L1.1", "=> permit()\u200B;", "12 MAA1018", `=> permit();`},
	{"L1.1", "[type==\"a\u200Bb\u202E\", value==\"c\u00A0d\te\"] => permit();", "10 MAA3019, 25 MAA3019", `[type=="ab", value=="c d e"] => permit();`},
	{"L1.1", "[type==\"a\u0430\", value==\"a\u0430\"] => permit();", "10 MAA3019", ""},
	{"L1.1", "=> issue(type=\"\u0430\", value=\"\u0430\");", "16 MAA3019", ""},
	{"L1.1", "[type==\"a\"\xFF] => permit();", "11 MAA1018", ""},
	{"L1.1", "[type==\"\xFF\"] => permit();", "9 MAA1018", ""},
	{"L2", `[type=="a", value==<svn>] => permit();`, "20 MAA1017", ""},
	{"L2", `[type=="a"] permit();`, "13 MAA1012", `[type=="a"] => permit();`},
	{"L2", `[type=="a"] && permit();`, "16 MAA1012", `[type=="a"] => permit();`},
	{"L2", `[type=="a"] ≥ permit();`, "13 MAA1012", `[type=="a"] => permit();`},
	{"L2", `[type=="a"] ＝ permit();`, "13 MAA1012", `[type=="a"] => permit();`},
	{"L2", `[type=="a"] ∧ permit();`, "13 MAA1012", `[type=="a"] => permit();`},
	{"L4.3", `not [type=="a"] => permit();`, "1 MAA1001", `![type=="a"] => permit();`},
	{"L4.3", `[type=="a"] && NOT [type=="b"] => permit();`, "16 MAA1001", `[type=="a"] && ![type=="b"] => permit();`},
	{"L4.3", `~[type=="a"] => permit();`, "1 MAA1018", `![type=="a"] => permit();`},
	{"L4.3", `¬ [type=="a"] => permit();`, "1 MAA1018", `! [type=="a"] => permit();`},
	{"L4.3", `[!type=="a"] => permit();`, "2 MAA1001", `[type!="a"] => permit();`},
	{"L4.3", `[type=="a", !value>=3] => permit();`, "13 MAA1001", ""},
	{"L4.3", `c [type=="a"] => permit();`, "3 MAA1001", `c: [type=="a"] => permit();`},
	{"L1.4", `=> perm"it();`, "8 MAA1008", ""},
	{"L1.4", `=> permit()”;`, "12 MAA1001", ""},
	{"L2", `permit();`, "1 MAA1012", `=> permit();`},
	{"L2", `=> (type="a", value=1);`, "3 MAA1013", `=> issue(type="a", value=1);`},
	{"L2", `=> ();`, "3 MAA1013", `=> permit();`},
	{"L5.3", `=> issue("a", true);`, "10 MAA1014, 15 MAA1014", `=> issue(type="a", value=true);`},
	{"L5.3", `c:[type=="a"] => issue("t", c);`, "24 MAA1014, 29 MAA1014", `c:[type=="a"] => issue(type="t", value=c.value);`},
	{"L5.3", `c:[type=="a"] => issue(value=1, c);`, "33 MAA1014", `c:[type=="a"] => issue(value=1, type=c.type);`},
	{"L5.3", `c:[type=="a"] => issue(c);`, "24 MAA1014", `c:[type=="a"] => issue(claim=c);`},
	{"L2", `[type=="a" => permit();`, "11 MAA1016", `[type=="a"] => permit();`},
	{"L2", `[type=="a"]] => permit();`, "12 MAA1016", `[type=="a"] => permit();`},
	{"L2", `=> permit(;`, "11 MAA1016", `=> permit();`},
	{"L2", `[value=>3] => permit();`, "7 MAA1001", `[value>=3] => permit();`},
	{"L2", `[type=="a" issuer=="b"] => permit();`, "12 MAA1001", `[type=="a", issuer=="b"] => permit();`},
	{"L2", `c[type=="a"] => permit();`, "2 MAA1001", `c:[type=="a"] => permit();`},
	{"L2", `[type=="a"] & [type=="b"] => permit();`, "13 MAA1018", `[type=="a"] && [type=="b"] => permit();`},
	{"L2", `[issuer==AttestationService] => permit();`, "10 MAA1001", `[issuer=="AttestationService"] => permit();`},
	{"L2", `=> issue("type"="a", value=1);`, "10 MAA1001", `=> issue(type="a", value=1);`},
	{"L2", `[] => permit();`, "2 MAA1001", ""},
	{"L2", `=> issue(type="a", value=);`, "26 MAA1001", ""},
	{"L2", `=> permit() permit();`, "13 MAA1001", ""},
	{"L2", `=> issue(type="a", value=f(1,(2)));`, "30 MAA1001", ""},
	{"L2", `;`, "1 MAA1001", ``},
	{"L2", `=> permit();; ;`, "13 MAA1001", `=> permit();`},
	{"L4.3", `!![type=="a"] => permit();`, "2 MAA1001", ""},
	{"L2", `c:type=="a", value==NegateBool(true)] => permit();`, "3 MAA1001", `c:[type=="a", value==NegateBool(true)] => permit();`},
	{"L2", `[type==abc", value==1] => permit();`, "11 MAA1008", `[type=="abc", value==1] => permit();`},
	{"L2", `[type==abc", value=="b"] => permit();`, "11 MAA1001", `[type=="abc", value=="b"] => permit();`},
	{"L2", `=> issue(type="a", value 1);`, "26 MAA1001", `=> issue(type="a", value= 1);`},
	{"L2", `[type {"a"] => permit();`, "7 MAA1001", `[type =="a"] => permit();`},
	{"L2", `[type=="a"} => permit(); => deny();`, "11 MAA1016", `[type=="a"] => permit(); => deny();`},
	{"L2", `=> permit(}; => deny();`, "11 MAA1016", `=> permit(); => deny();`},
	{"L2", `[type=="x" && value>=2] => permit();`, "12 MAA1001", `[type=="x" , value>=2] => permit();`},
	{"L2", `[type=="x" && value>=2 && issuer=="a"] && [type=="y"] => permit();`, "12 MAA1001, 24 MAA1001",
		`[type=="x" , value>=2 , issuer=="a"] && [type=="y"] => permit();`},
	{"L2", `[type=="x" && [type=="y"] => permit();`, "11 MAA1016", `[type=="x"] && [type=="y"] => permit();`},
	{"L2", `[type=="a"] -> permit();`, "13 MAA1012", `[type=="a"] => permit();`},
	{"L2", `[type=="a"] = > permit();`, "13 MAA1012", `[type=="a"] => permit();`},
	{"L2", `[type=="a"] ==> permit();`, "13 MAA1012", `[type=="a"] => permit();`},
	{"L2", `[type=="a"] --> permit();`, "13 MAA1012", `[type=="a"] => permit();`},
	{"L2", `[type=="a"] ⇒ permit();`, "13 MAA1018", `[type=="a"] => permit();`},
	{"L2", `→ permit();`, "1 MAA1018", `=> permit();`},
	{"L2", `[type=="a"] || [type=="b"] => permit();`, "13 MAA1001", "[type==\"a\"] => permit();\n[type==\"b\"] => permit();"},
	{"L2", `[type=="a"] or ![type=="b"] => permit();`, "13 MAA1001", "[type==\"a\"] => permit();\n![type==\"b\"] => permit();"},
	{"L2", `[type=="a"] && [type=="b"] || c:[type=="c"] => deny();`, "28 MAA1001",
		"[type==\"a\"] && [type==\"b\"] => deny();\nc:[type==\"c\"] => deny();"},
	{"L2", `[type=="a", value==1 || value==2, issuer=="x"] => permit();`, "22 MAA1001",
		"[type==\"a\", value==1, issuer==\"x\"] => permit();\n[type==\"a\", value==2, issuer==\"x\"] => permit();"},
	{"L2", `([type=="a"] || [type=="b"]) && [type=="c"] => permit();`, "14 MAA1001", ""},
	{"L2", `=> permit;`, "10 MAA1001", `=> permit();`},
	{"L2", `[type=="a",] => permit();`, "12 MAA1001", `[type=="a"] => permit();`},
	{"L2", `[type=="a",, value==1] => permit();`, "12 MAA1001", `[type=="a", value==1] => permit();`},
	{"L2", `=> issue(type="a", value=1,);`, "28 MAA1001", `=> issue(type="a", value=1);`},
	{"L2", `[type==abc] => deny;`, "8 MAA1001, 20 MAA1001", `[type=="abc"] => deny();`},
	{"L2", `([type=="a"] => permit();`, "1 MAA1001", `[type=="a"] => permit();`},
	{"L4.3", `c:![type=="a"] => permit();`, "3 MAA1001", `![type=="a"] => permit();`},
	{"L4.3", `[type=="a", value==null] => permit();`, "20 MAA1001", `![type=="a"] => permit();`},
	{"L4.3", `c:[value==null, type=="a"] => permit();`, "11 MAA1001", `![type=="a"] => permit();`},
	{"L4.3", `[type=="a", value!=null] => permit();`, "20 MAA1001", `[type=="a"] => permit();`},
	{"L2", `[type=="a", issuer==null] => permit();`, "21 MAA1001", `[type=="a", issuer=="null"] => permit();`},
	{"L2", `[type=="a", value==yes] => permit();`, "20 MAA1001", `[type=="a", value==true] => permit();`},
	{"L2", `c:[type=="a"] && [value==c] => permit();`, "26 MAA1001", `c:[type=="a"] && [value==c.value] => permit();`},
	{"L2", `[type==="a"] => permit();`, "6 MAA1001", `[type=="a"] => permit();`},
	{"L2", `[value!==1] => permit();`, "7 MAA1001", `[value!=1] => permit();`},
	{"L2", `[value<>1] => permit();`, "7 MAA1001", `[value!=1] => permit();`},
	{"L2", `[value≥3, value≤5, value≠4] => permit();`, "7 MAA1018, 16 MAA1018, 25 MAA1018", `[value>=3, value<=5, value!=4] => permit();`},
	{"L1.5", "[value==\u22125] => permit();", "9 MAA1018", `[value==-5] => permit();`},
	{"L2", `[type=="a"，value==1] => permit();`, "11 MAA1018", `[type=="a",value==1] => permit();`},
	{"L2.5", `[type="a" issuer=="b"] => permit();`, "6 MAA1003, 11 MAA1001", `[type=="a", issuer=="b"] => permit();`},
	{"L2", `=> permit()} => deny();`, "12 MAA1001", `=> permit(); => deny();`},
}

func TestSlips(t *testing.T) {
	t.Parallel()
	const head, tail = "version=1.2;\nauthorizationrules{\n", "\n};"
	for _, s := range slips {
		t.Run(s.clause+" "+s.rule, func(t *testing.T) {
			t.Parallel()
			src, p, findings := parse(head + s.rule + tail)
			checkPositions(t, src, p, false)
			var want []string
			for _, w := range strings.Split(s.want, ", ") {
				want = append(want, "3:"+w)
			}
			if diff := cmp.Diff(want, codes(src, findings)); diff != "" {
				t.Fatalf("findings (-want +got):\n%s", diff)
			}
			checkFixed(t, src.Text, findings, s.fixed, head, tail)
		})
	}
}

// checkFixed applies the first fix of each finding and wants no error after.
func checkFixed(t *testing.T, text string, findings diag.List, fixed, head, tail string) {
	t.Helper()
	var fixes []diag.Fix
	for _, d := range findings {
		if len(d.Fixes) > 0 {
			fixes = append(fixes, d.Fixes[0])
		}
	}
	if len(fixes) == 0 {
		if fixed != "" {
			t.Fatalf("found no fix, want %q", fixed)
		}
		return
	}
	got, n := diag.Apply(text, fixes...)
	if got != head+fixed+tail || n != len(fixes) {
		t.Errorf("after %d of %d fixes %q, want %q", n, len(fixes), strings.TrimPrefix(got, head), fixed+tail)
	}
	src, p, left := parse(got)
	if left.HasErrors() {
		t.Errorf("after its fixes the text has %v", left.Err())
	}
	checkPositions(t, src, p, true)
}

func TestFrame(t *testing.T) {
	t.Parallel()
	const ok = "authorizationrules{=>permit();};"
	for _, c := range []struct{ name, text, want, fixed string }{
		{"L2 empty", "", "1:1 MAA1020", ""},
		{"L2 a comment alone", "// a", "1:5 MAA1020", "// a\nversion=1.0;\n"},
		{"L2 a comment of another form alone", "# a", "1:1 MAA1006, 1:4 MAA1020", "// a\nversion=1.0;\n"},
		{"L2 a header in a comment", "version// =1.0;", "1:16 MAA1020", "version// =1.0;\n=1.0;"},
		{"L2 version with a comma", "version=1,2;" + ok, "1:9 MAA1020", "version=1.2;" + ok},
		{"S4.1 envelope with a byte order mark", "\uFEFFeyJhbGciOiJub25lIn0.eyJBdHRlc3RhdGlvblBvbGljeSI6IiJ9.", "1:1 MAA1020", ""},
		{"L2 no header", ok, "1:1 MAA1020", "version=1.0;\n" + ok},
		{"L1.7 case", "Version=1.0;" + ok, "1:1 MAA1009", "version=1.0;" + ok},
		{"L2.2 version", "version=1.0 " + ok, "1:12 MAA1002", "version=1.0; " + ok},
		{"L2.2 section", "version=1.0;authorizationrules{=>permit();}", "1:44 MAA1002", "version=1.0;" + ok},
		{"L2.2 rule", "version=1.0;authorizationrules{=>permit()};", "1:42 MAA1002", "version=1.0;" + ok},
		{"L2.4 blanks", "version = 1 . 0 ;" + ok, "", ""},
		{"L2 number", "version=one;" + ok, "1:9 MAA1020", ""},
		{"L2 two numbers", "version=1.0 2;" + ok, "1:9 MAA1020", ""},
		{"L2 leading zero", "version=1.02;" + ok, "1:9 MAA1020", ""},
		{"L2.3 no header, 1.1", "configurationrules{};" + ok, "1:1 MAA1020", "version=1.1;\nconfigurationrules{};" + ok},
		{"L2.3 no header, 1.2", "authorizationrules{![type==\"a\"]=>permit();};", "1:1 MAA1020", "version=1.2;\nauthorizationrules{![type==\"a\"]=>permit();};"},
		{"L2 version in quotes", "version=\"1.0\";" + ok, "1:9 MAA1020", "version=1.0;" + ok},
		{"L2 version with zeros", "version=1.00;" + ok, "1:9 MAA1020", "version=1.0;" + ok},
		{"L2 version without a dot", "version=1;" + ok, "1:9 MAA1020", "version=1.0;" + ok},
		{"L2 version of three parts", "version=1.2.0;" + ok, "1:9 MAA1020", "version=1.2;" + ok},
		{"L2 version with a v", "version=v1.1;" + ok, "1:9 MAA1020", "version=1.1;" + ok},
		{"L2 version without equals", "version 1.0;" + ok, "1:9 MAA1020", "version= 1.0;" + ok},
		{"L2 version in quotes alone", "version \"1.0\";" + ok, "1:9 MAA1020", "version =1.0;" + ok},
		{"L2 version ===", "version===1.0;" + ok, "1:8 MAA1020", "version=1.0;" + ok},
		{"L2 version alone", "version;" + ok, "1:8 MAA1020", "version=1.0;" + ok},
		{"L2.2 version, glued", "version=1.0" + ok, "1:12 MAA1002", "version=1.0;" + ok},
		{"L2 equals", "version:1.0;" + ok, "1:8 MAA1020", "version=1.0;" + ok},
		{"L2 ={", "version=1.0;authorizationrules={=>permit();};", "1:31 MAA1011", "version=1.0;" + ok},
		{"L2 misspelt", "version=1.0;authizationrules{=>permit();};", "1:13 MAA1010", "version=1.0;" + ok},
		{"L1.7 section", "version=1.0;AuthorizationRules{=>permit();};", "1:13 MAA1009", "version=1.0;" + ok},
		{"L2 unclosed", "version=1.0;authorizationrules{=>permit();", "1:43 MAA1016", "version=1.0;authorizationrules{=>permit();\n};"},
		{"L2 unclosed, next", "version=1.0;authorizationrules{=>permit(); issuancerules{};", "1:43 MAA1016",
			"version=1.0;authorizationrules{=>permit();\n}; issuancerules{};"},
		{"L2 stray brace", "version=1.0;" + ok + "};", "1:45 MAA1016", "version=1.0;" + ok},
		{"L2 stray rules", "version=1.0;" + ok + "[type==1] => foo(); => bar(); };" + ok, "1:45 MAA1001", ""},
		{"L2 stray semicolons", "version=1.0;" + ok + ";; ;issuancerules{};", "1:45 MAA1001", "version=1.0;" + ok + "issuancerules{};"},
		{"L2 no brace", "version=1.0;authorizationrules\n=>permit(); =>deny();};issuancerules{};", "1:31 MAA1001",
			"version=1.0;authorizationrules{\n=>permit(); =>deny();};issuancerules{};"},
		{"L2 lost brace", "version=1.0;authorizationrules{=>permit();;issuancerules{};", "1:43 MAA1016",
			"version=1.0;authorizationrules{=>permit();};issuancerules{};"},
		{"L2 lost brace, end", "version=1.0;authorizationrules{=>permit();;", "1:43 MAA1016", "version=1.0;" + ok},
		{"L2 two braces", "version=1.0;authorizationrules{=>permit();}};issuancerules{};", "1:44 MAA1016",
			"version=1.0;authorizationrules{=>permit();};issuancerules{};"},
		{"L2 stray words", "version=1.0;" + ok + "foo bar;", "1:45 MAA1001", ""},
		{"L1.1 byte order mark", "\uFEFFversion=1.0;" + ok, "1:1 MAA1021", "version=1.0;" + ok},
		{"L1.1 UTF-16", "\xFF\xFEv\x00", "1:1 MAA1018", ""},
		{"L1.1 binary", "version\x00=1.0;", "1:8 MAA1018", ""},
		{"L1.3 swallowed", "version=1.0;\nauthorizationrules{\n// all => may\n// note c:[type==\"a\"] => permit();\n};", "4:1 MAA3049",
			"version=1.0;\nauthorizationrules{\n// all => may\n// note \nc:[type==\"a\"] => permit();\n};"},
		{"L1.3 swallowed, glued", "version=1.0;\nauthorizationrules{\n// Flight Signingc:[type==\"a\"] => add(claim=c);\n};", "3:1 MAA3049",
			"version=1.0;\nauthorizationrules{\n// Flight Signing\nc:[type==\"a\"] => add(claim=c);\n};"},
		{"L1.3 swallowed after code", "version=1.0;\nauthorizationrules{ // [type==\"a\"] => deny();\n=>permit();};", "2:21 MAA1022", ""},
		{"L1.3 swallowed by a CR", "version=1.0;\n// a\rauthorizationrules{\r=>permit();};\n" + ok, "2:1 MAA1022",
			"version=1.0;\n// a\r\nauthorizationrules{\r\n=>permit();};\n" + ok},
		{"L1.3 disabled", "version=1.0;\nauthorizationrules{\n  //[type==\"a\"] => deny();\n=>permit();};", "3:3 MAA3049", ""},
		{"L1.3 disabled, CRLF", "version=1.0;\r\n//[type==\"a\"] => deny();\r\n" + ok, "2:1 MAA3049", ""},
		{"L1.1 zero byte anywhere", "version=1.0;\n" + ok + "// " + strings.Repeat("a", 5000) + "\x00", "2:5036 MAA1018", ""},
		{"L1.1 backwards in a comment", "version=1.0;" + ok + "// a\u202Eb\u2066c", "1:49 MAA3019", "version=1.0;" + ok + "// abc"},
		{"L1.1 ignorable in a comment", "version=1.0;" + ok + "// a\u3164b\u00ADc\uFEFF", "1:49 MAA3019", "version=1.0;" + ok + "// abc"},
		{"L1.1 blanks in a comment", "version=1.0;" + ok + "// a\tb\u00A0c 証明", "", ""},
		{"L1.1 before a section", "version=1.0;\u3164" + ok, "1:13 MAA1018", "version=1.0;" + ok},
		{"L1.4 string broken by a line end", "version=1.0;\nauthorizationrules{\n[type==\"a\n   b\"] => permit();\n};", "3:8 MAA1008",
			"version=1.0;\nauthorizationrules{\n[type==\"ab\"] => permit();\n};"},
		{"L1.4 text broken by line ends", "version=1.0;\nauthorizationrules{\n[type==\"a b\r\n\r\n   c\"] => permit();\n};", "3:8 MAA1008",
			"version=1.0;\nauthorizationrules{\n[type==\"a b c\"] => permit();\n};"},
		{"L1.4 the end of the text in a string", "version=1.0;\nauthorizationrules{\n[type==\"a", "3:8 MAA1008", ""},
		{"L2 HTML-escaped", `version=1.0;authorizationrules{[type==&quot;a&quot; , value&gt;=1] =&#62; permit();};`, "1:39 MAA1018",
			`version=1.0;authorizationrules{[type=="a" , value>=1] => permit();};`},
		{"L2 JSON-escaped", `version=1.0;\nauthorizationrules{[type==\"a\"] => permit();};`, "1:13 MAA1018",
			"version=1.0;\nauthorizationrules{[type==\"a\"] => permit();};"},
		{"L2 a string of JSON", " \"version=1.0;\\nauthorizationrules{[type==\\\"a\\\"] =\\u003e permit();};\"\n", "1:2 MAA1018",
			" version=1.0;\nauthorizationrules{[type==\"a\"] => permit();};\n"},
		{"L2 full-width", "version＝１.0；authorizationrules｛［type＝＝＂a，b＂，value＝＝\"，\"］＝＞permit（）；　｝；// ，", "1:8 MAA1018",
			"version=1.0;authorizationrules{[type==\"a，b\",value==\"，\"]=>permit(); };// ，"},
		{"L2 escaped in a string", `version=1.0;authorizationrules{[type=="a&quot;"] => permit()};`, "1:61 MAA1002",
			`version=1.0;authorizationrules{[type=="a&quot;"] => permit();};`},
		{"S4.1 envelope", "eyJhbGciOiJub25lIn0.eyJBdHRlc3RhdGlvblBvbGljeSI6IiJ9.\n", "1:1 MAA1020", ""},
		{"L1.2 CRLF", "version=1.0;\r\n" + ok + "\r\n", "", ""},
		{"L1.3 comments", "// a\nversion=1.0; // b\n" + ok + "// c", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			src, p, findings := parse(c.text)
			checkPositions(t, src, p, c.want == "")
			if got := strings.Join(codes(src, findings), ", "); got != c.want {
				t.Fatalf("found %s, want %s", got, c.want)
			}
			if c.fixed != "" {
				checkFixed(t, c.text, findings, c.fixed, "", "")
			}
		})
	}
}

// Ten broken rules give ten findings, and all the good ones are in the tree.
func TestRecovery(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("version=1.2;\nauthorizationrules{\n")
	for i := range 10 {
		fmt.Fprintf(&text, "[type==\"good%d\"] => permit();\n", i)
		text.WriteString([]string{`[type==] => permit();`, `[type=="a", ] => permit();`, `=> => permit();`,
			`[type=="a"] => issue(type=);`, `[[type=="a"] => permit();`}[i%5] + "\n")
	}
	text.WriteString("};")
	src, p, findings := parse(text.String())
	checkPositions(t, src, p, false)
	if len(findings) != 10 {
		t.Errorf("found %d findings, want 10: %v", len(findings), codes(src, findings))
	}
	good := 0
	for range p.Rules(ast.Authorization) {
		good++
	}
	if good != 10 {
		t.Errorf("found %d good rules, want 10", good)
	}
}

func TestL9_Limits(t *testing.T) {
	t.Parallel()
	const head = "version=1.2;authorizationrules{"
	calls := func(n int) string {
		return "=> issue(type=\"a\", value=" + strings.Repeat("NegateBool(", n) + "true" + strings.Repeat(")", n) + ");"
	}
	tested := func(n int) string {
		return "[value==" + strings.Repeat("NegateBool(", n) + "true" + strings.Repeat(")", n) + "] => permit();"
	}
	conditions := func(n int) string {
		return strings.Repeat(`[type=="a"] && `, n-1) + `[type=="a"] => permit();`
	}
	for _, c := range []struct {
		name, text string
		opts       grammar.Options
		limited    bool
	}{
		{"text fits", head + "};", grammar.Options{MaxText: len(head) + 2}, false},
		{"text", head + "};", grammar.Options{MaxText: len(head) + 1}, true},
		{"rules fit", head + "=>permit();=>permit();};", grammar.Options{MaxRules: 2}, false},
		{"rules", head + "=>permit();=>permit();};", grammar.Options{MaxRules: 1}, true},
		{"conditions fit", head + conditions(256) + "};", grammar.Options{}, false},
		{"conditions", head + conditions(257) + "};", grammar.Options{}, true},
		{"nesting fits", head + calls(64) + "};", grammar.Options{}, false},
		{"nesting", head + calls(65) + "};", grammar.Options{}, true},
		{"nesting in a condition fits", head + tested(64) + "};", grammar.Options{}, false},
		{"nesting in a condition", head + tested(65) + "};", grammar.Options{}, true},
		{"nesting of 80,000", head + calls(80_000) + "};", grammar.Options{}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, findings := grammar.Parse(ast.NewSource("test.maa", c.text), c.opts)
			limited := len(findings) == 1 && findings[0].Code == "MAA1019"
			if limited != c.limited || !c.limited && len(findings) > 0 {
				t.Errorf("found %v, want a limit: %t", findings, c.limited)
			}
		})
	}
}

// A fix has no more edits than somebody might look through.
func TestLargeFix(t *testing.T) {
	t.Parallel()
	for unit, edits := range map[string]int{"/*%s*/ => permit();": 502, "[type==\"%s\"] => permit();": 500} {
		for _, n := range []int{500, 5000} {
			fill := map[bool]string{true: "\n", false: `\a`}[strings.HasPrefix(unit, "/*")]
			_, _, findings := parse("version=1.0;authorizationrules{" + fmt.Sprintf(unit, strings.Repeat(fill, n)) + "};")
			if len(findings) != 1 || (len(findings[0].Fixes) == 1) != (n == 500) {
				t.Fatalf("%s, %d times: found %v", unit, n, findings)
			}
			if n == 500 && len(findings[0].Fixes[0].Edits) != edits {
				t.Errorf("%s: found %d edits, want %d", unit, len(findings[0].Fixes[0].Edits), edits)
			}
		}
	}
}

// L10.3: a rule that is no rule has slips without end. All are counted; the first
// have fixes.
func TestL10_3SlipsOfOneRule(t *testing.T) {
	t.Parallel()
	for n, fixed := range map[int]int{100: 100, 101: 100, 5000: 100} {
		text := "version=1.0;authorizationrules{[" + strings.Repeat(`type="a",`, n-1) + `type="a"] => permit();};`
		_, _, findings := parse(text)
		with := 0
		for _, d := range findings {
			with += len(d.Fixes)
		}
		if len(findings) != n || with != fixed {
			t.Errorf("%d slips give %d findings, %d of them with a fix, want %d", n, len(findings), with, fixed)
		}
	}
}

// Rules are parsed on all cores: the result must not depend on their order.
func TestParallelIsSequential(t *testing.T) {
	t.Parallel()
	rules := strings.Repeat("c:[type==\"a\"] => issue(claim=c);\n[type=\"b\"] => issue(\"c\");\n", 200)
	text := "version=1.0;authorizationrules{=>permit();};issuancerules{" + rules + "};"
	src, p, findings := parse(text)
	checkPositions(t, src, p, false)
	if n := len(findings); n != 400 {
		t.Errorf("found %d findings, want 400", n)
	}
	i := 0
	for r := range p.Rules(ast.Issuance) {
		if bound := r.Conditions[0].Binder != nil; bound != (i%2 == 0) {
			t.Fatalf("rule %d is out of order", i)
		}
		i++
	}
}

func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("../testdata/policies/*.maa")
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	for _, s := range slips {
		f.Add("version=1.2;authorizationrules{" + s.rule + "};")
	}
	f.Fuzz(func(t *testing.T, text string) {
		src, p, findings := parse(text)
		checkPositions(t, src, p, len(findings) == 0)
		for _, d := range findings {
			if d.From < 1 || d.To < d.From || d.To.Offset() > len(text) || d.Message == "" {
				t.Fatalf("finding %v is not inside the text", d)
			}
			for _, fix := range d.Fixes {
				if _, n := diag.Apply(text, fix); n != 1 {
					t.Fatalf("the fix %q of %q can't be made", fix.Title, d.Message)
				}
			}
		}
	})
}

func BenchmarkParse1000Rules(b *testing.B) {
	rule := `c1:[type=="x-ms-sgx-mrsigner", issuer=="AttestationService"] && c2:[type=="x-ms-sgx-svn", value>=3] => issue(type="signer", value=c1.value);` + "\n"
	text := "version=1.0;\nauthorizationrules{\n=>permit();\n};\nissuancerules{\n" + strings.Repeat(rule, 1000) + "};"
	src := ast.NewSource("bench.maa", text)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, findings := grammar.Parse(src, grammar.Options{}); len(findings) > 0 {
			b.Fatal(findings)
		}
	}
}

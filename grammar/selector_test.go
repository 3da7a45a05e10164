package grammar_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/grammar"
)

const selectable = `version=1.2;
configurationrules {
    => issueproperty(type="require_valid_aik_cert", value=false);
};
authorizationrules {
    [type=="debug", value==true] => deny(); // never
    [type=="svn", value>=4] &&
    [type=="key", value=="old"] => permit();
    [type=="svn", value>=5] && [type=="key", /* x */ value == "new"] => permit();
    => add(type="tee", value="sgx");
};
issuancerules {
    c:[type=="tee"] => issue(claim=c);
    => issue(type="tee", value="x"); => issue(type="tee", value="y");
    => issue(type="a b", value=1);
    => issue(type="q\"\\", value=1);
};
`

// selectorsOf reads a policy whatever is wrong with it.
func selectorsOf(text string) (*grammar.Selectors, *ast.Policy, *ast.Source) {
	src, tree, _ := parse(text)
	return grammar.NewSelectors(src, tree), tree, src
}

// rulesOf lists the rules in the order of the text.
func rulesOf(tree *ast.Policy) []*ast.Rule {
	var all []*ast.Rule
	ast.Walk(tree, func(n ast.Node) bool {
		if r, ok := n.(*ast.Rule); ok {
			all = append(all, r)
		}
		return true
	})
	return all
}

// T0.1: each form of a selector finds its rule, told by the place where it begins.
func TestSelectorFinds(t *testing.T) {
	t.Parallel()
	s, _, src := selectorsOf(selectable)
	for selector, want := range map[string]string{
		`permit#2`:                        "9:5",
		`permit#1`:                        "7:5",
		`deny`:                            "6:5",
		`deny#1`:                          "6:5",
		`add`:                             "10:5",
		`add(tee)`:                        "10:5",
		`issue(tee)#2`:                    "14:38",
		`issue#3`:                         "14:38",
		`issueproperty`:                   "3:5",
		`issue("a b")`:                    "15:5",
		`issue("q\"\\")`:                  "16:5",
		`issue("tee")#1`:                  "14:5",
		` deny `:                          "6:5",
		`value=="old"`:                    "7:5",
		`'value=="old"'`:                  "7:5",
		`"old"`:                           "7:5",
		`value  ==   "new"`:               "9:5",
		`[type=="key",value=="new"]`:      "9:5",
		`[type == "svn",value>=4]&&[type`: "7:5",
		`claim=c`:                         "13:5",
		`deny()`:                          "6:5",
		`6`:                               "6:5",
		`8`:                               "7:5",
	} {
		rule, err := s.Find(selector)
		if err != nil {
			t.Errorf("%s: %v", selector, err)
			continue
		}
		p := src.Place(rule.From)
		if got := fmt.Sprintf("%d:%d", p.Line, p.Column); got != want {
			t.Errorf("%s: got the rule at %s, want %s", selector, got, want)
		}
	}
}

// T0.1: one that fits no rule or several is an error that lists the candidates.
func TestSelectorErrors(t *testing.T) {
	t.Parallel()
	s, _, _ := selectorsOf(selectable)
	for selector, want := range map[string]string{
		`permit`:        `2 rules fit "permit": permit#1 (7:5), permit#2 (9:5)`,
		`permit#3`:      `no rule fits "permit#3", expected one of permit#1 (7:5), permit#2 (9:5)`,
		`permit#0`:      `no rule fits "permit#0", expected one of permit#1 (7:5), permit#2 (9:5)`,
		`issue(tee)`:    `2 rules fit "issue(tee)": issue(tee)#1 (14:5), issue(tee)#2 (14:38)`,
		`issue(tee)#3`:  `no rule fits "issue(tee)#3", expected one of issue(tee)#1 (14:5), issue(tee)#2 (14:38)`,
		`add(tea)`:      `no rule fits "add(tea)", expected add(tee) (10:5)`,
		`14`:            `2 rules fit "14": issue(tee)#1 (14:5), issue(tee)#2 (14:38)`,
		`11`:            `no rule fits "11", expected one of add(tee) (10:5), issue#1 (13:5)`,
		`1`:             `no rule fits "1", expected issueproperty(require_valid_aik_cert) (3:5)`,
		`900`:           `no rule fits "900", expected issue("q\"\\") (16:5)`,
		`[type=="svn",`: `2 rules fit "[type=="svn",": permit#1 (7:5), permit#2 (9:5)`,
		``: `no rule fits "", expected one of issueproperty(require_valid_aik_cert) (3:5), deny (6:5), permit#1 (7:5), ` +
			`permit#2 (9:5), add(tee) (10:5), issue#1 (13:5), issue(tee)#1 (14:5), issue(tee)#2 (14:38), 2 more`,
		`permit#99999999999999999999`: `no rule fits "permit#99999999999999999999", expected one of permit#1 (7:5), permit#2 (9:5)`,
	} {
		_, err := s.Find(selector)
		if err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", selector, err, want)
		}
		var serr *grammar.SelectorError
		if !errors.As(err, &serr) {
			t.Fatalf("%s: got %T", selector, err)
		}
		for _, c := range serr.Candidates {
			if found, err := s.Find(c.Selector); err != nil || found != c.Rule {
				t.Errorf("%s: the candidate %s names another rule: %v", selector, c.Selector, err)
			}
		}
	}
	s, _, _ = selectorsOf("version=1.0; authorizationrules {};")
	_, err := s.Find("permit")
	if got, want := fmt.Sprint(err), `no rule fits "permit": the policy has no rules`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// T0.1: every rule of the corpus is found by its own selector.
func TestSelectorOfEachRule(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../testdata/policies/*.maa")
	seen := 0
	for _, f := range append(files, "") {
		text := []byte(selectable)
		if f != "" {
			var err error
			if text, err = os.ReadFile(f); err != nil {
				t.Fatal(err)
			}
		}
		s, tree, _ := selectorsOf(string(text))
		for _, r := range rulesOf(tree) {
			if found, err := s.Find(s.Of(r)); err != nil || found != r {
				t.Errorf("%s: %s does not find its rule: %v", f, s.Of(r), err)
			}
			seen++
		}
	}
	if seen < 300 {
		t.Errorf("looked at %d rules, want those of the corpus", seen)
	}
}

// T0.1: selectors survive rules that are inserted round theirs, comments and
// other white space: a fragment in any case, a number if the rules inserted before
// are in another group.
func TestSelectorsSurviveEdits(t *testing.T) {
	t.Parallel()
	before, tree, _ := selectorsOf(selectable)
	edits := map[string]func(string) string{
		"rules of other groups": func(s string) string {
			s = strings.ReplaceAll(s, "authorizationrules {", `authorizationrules { [type=="n"] => add(type="new", value=1);`)
			return strings.ReplaceAll(s, "issuancerules {", `issuancerules { => issueproperty(type="omit_x5c", value=true);`)
		},
		"rules after": func(s string) string {
			return strings.ReplaceAll(s, "};\nissuancerules {", `=> add(type="late", value=1); };`+"\nissuancerules {")
		},
		"other white space": func(s string) string {
			return strings.NewReplacer("=>", "\n  =>\n", "==", " == ", ";\n", " ;\n\n\n").Replace(s)
		},
		"comments": func(s string) string {
			return strings.NewReplacer("=>", "// then\n=>", ", ", ", // and\n").Replace(s)
		},
	}
	for name, edit := range edits {
		after, _, _ := selectorsOf(edit(selectable))
		for _, r := range rulesOf(tree) {
			found, err := after.Find(before.Of(r))
			if err != nil || !ast.Same(found, r) {
				t.Errorf("%s: %s: got %v", name, before.Of(r), err)
			}
		}
		found, err := after.Find(`'[type=="key",value=="new"]'`)
		if err != nil || !strings.Contains(ast.Dump(found), `"new"`) {
			t.Errorf("%s: the fragment: %v", name, err)
		}
	}
}

// A rule without a known action is named by its line, and broken text is no rule.
func TestSelectorsOfBrokenPolicy(t *testing.T) {
	t.Parallel()
	s, tree, _ := selectorsOf("version=1.0;\nauthorizationrules {\n => premit();\n [type== => permit();\n => permit();\n};")
	var got []string
	for _, r := range rulesOf(tree) {
		got = append(got, s.Of(r))
	}
	if want := "3 permit"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

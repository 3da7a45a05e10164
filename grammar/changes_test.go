package grammar_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-policy/assay/grammar"
)

// T5.1: what is said of the rules of two policies: "kind old:new", by their lines.
func TestChanges(t *testing.T) {
	t.Parallel()
	const a, b, c, d = `[type=="a"] => permit();`, `[type=="b"] => deny();`, `[type=="c", value==1] => permit();`, `=> add(type="d", value=1);`
	for _, test := range []struct {
		name     string
		old, new []string
		want     string
	}{
		{"nothing", []string{a, b}, []string{a, b}, ""},
		{"layout only", []string{a, b}, []string{`[ type == "a" ]=>permit( ) ; // why`, b}, ""},
		{"added", []string{a, b}, []string{a, d, b}, "added 0:4"},
		{"removed", []string{a, d, b}, []string{a, b}, "removed 4:0"},
		{"changed", []string{a, b}, []string{`[type=="other"] => permit();`, b}, "changed 3:3"},
		{"another action", []string{a}, []string{`[type=="a"] => deny();`}, "removed 3:0, added 0:3"},
		{"less than half", []string{d}, []string{`x:[type=="e", value>=1, issuer!="f"] && [type==x.value] && [type=="g", value==F(x.value, "h")] => add(claim=x);`}, "removed 3:0, added 0:3"},
		{"moved", []string{a, b, c, d}, []string{d, a, b, c}, "moved 6:3"},
		{"moved to the end", []string{a, b, c}, []string{b, c, a}, "moved 3:5"},
		{"fewest moves", []string{a, b, c, d}, []string{b, a, d, c}, "moved 4:3, moved 6:5"},
		{"one of several equal ones", []string{a, a, b}, []string{a, b}, "removed 4:0"},
		{"one more equal one", []string{a, b}, []string{a, b, a}, "added 0:5"},
		{"the most similar one", []string{c}, []string{`[type=="x"] => permit();`, `[type=="c", value==2] => permit();`}, "added 0:3, changed 3:4"},
		{"a rule that stays decides the rest", []string{a, b, d}, []string{d, `[type=="z"] => permit();`}, "removed 4:0, changed 3:4"},
	} {
		if got := changes(test.old, test.new); got != test.want {
			t.Errorf("%s: found %s, want %s", test.name, got, test.want)
		}
	}
}

// changes compares the authorization rules of two policies, from line 3 on.
func changes(old, now []string) string {
	return listed(section(old), section(now))
}

func section(rules []string) string {
	return "version=1.2;\nauthorizationrules {\n" + strings.Join(rules, "\n") + "\n};"
}

func listed(old, now string) string {
	var all []string
	for _, c := range grammar.Changes(parsed(old), parsed(now)) {
		all = append(all, fmt.Sprintf("%s %d:%d", c.Kind, c.OldLine, c.NewLine))
	}
	return strings.Join(all, ", ")
}

func parsed(text string) grammar.Parsed {
	src, tree, _ := parse(text)
	return grammar.Parsed{Source: src, Tree: tree}
}

// T5.1: each change names its section; a rule can move to another.
func TestChangesOfSections(t *testing.T) {
	t.Parallel()
	old := parsed("version=1.0;\nissuancerules {\n=> issue(type=\"i\", value=1);\n};\nauthorizationrules {\n=> add(type=\"a\", value=1);\n=> permit();\n};")
	now := parsed("version=1.0;\nauthorizationrules {\n=> permit();\n};\nissuancerules {\n=> issue(type=\"i\", value=1);\n=> add(type=\"a\", value=1);\n};")
	found := grammar.Changes(old, now)
	if len(found) != 1 {
		t.Fatalf("found %v, want one change", found)
	}
	c := found[0]
	if c.Kind != grammar.Moved || c.Section.String() != "issuancerules" || c.OldLine != 6 || c.NewLine != 7 || c.Old == nil || c.New == nil {
		t.Errorf("found %+v, want the rule moved from line 6 to 7", c)
	}
}

// T5.1: as few rules as possible are moved; what is listed turns one policy into the
// other.
func TestChangesAreFewest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"})
		old, now := rapid.SliceOfN(rule, 0, 70).Draw(t, "old"), rapid.SliceOfN(rule, 0, 70).Draw(t, "new")
		counts := map[grammar.ChangeKind]int{}
		for _, c := range grammar.Changes(parsed(section(permits(old))), parsed(section(permits(now)))) {
			counts[c.Kind]++
		}
		stay := longest(old, now)
		if got := len(old) - counts[grammar.Removed] - counts[grammar.Moved] - counts[grammar.Changed]; got != stay {
			t.Fatalf("found %d rules that stay, want %d", got, stay)
		}
		if got := len(now) - counts[grammar.Added] - counts[grammar.Moved] - counts[grammar.Changed]; got != stay {
			t.Fatalf("found %d rules that stayed, want %d", got, stay)
		}
		if counts[grammar.Added] > 0 && counts[grammar.Removed] > 0 {
			t.Fatalf("found %v, though any two rules have half of their tokens in common", counts)
		}
	})
}

func permits(types []string) (rules []string) {
	for _, typ := range types {
		rules = append(rules, fmt.Sprintf("[type==%q] => permit();", typ))
	}
	return rules
}

// longest is the length of a longest common subsequence, by the book.
func longest(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		before := slices.Clone(row)
		for j, y := range b {
			row[j+1] = max(row[j], before[j+1])
			if x == y {
				row[j+1] = before[j] + 1
			}
		}
	}
	return row[len(b)]
}

// Large policies are compared rule by rule too: all rules changed, and all of one text.
func TestChangesOfManyRules(t *testing.T) {
	t.Parallel()
	const n = 2000
	for name, rule := range map[string]func(policy, i int) string{
		"all changed": func(policy, i int) string { return fmt.Sprintf(`[type=="t%d-%d"] => permit();`, policy, i) },
		"all equal":   func(int, int) string { return `=> permit();` },
	} {
		var old, now []string
		for i := range n {
			old, now = append(old, rule(0, i)), append(now, rule(1, i))
		}
		now = append(now, `=> deny();`)
		found := grammar.Changes(parsed(section(old)), parsed(section(append([]string{`=> deny();`}, now...))))
		counts := map[grammar.ChangeKind]int{}
		for _, c := range found {
			counts[c.Kind]++
		}
		want := map[string]int{"all changed": n, "all equal": 0}[name]
		if counts[grammar.Changed] != want || counts[grammar.Added] != 2 || len(found) != want+2 {
			t.Errorf("%s: found %v, want %d changed and two added", name, counts, want)
		}
	}
}

package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/grammar"
)

// large raises the limits of the text for 10,000 rules of 190 bytes.
var large = check.Options{Grammar: grammar.Options{MaxText: 16 << 20, MaxRules: 20_000}}

func parseRows() []workload {
	var out []workload
	for _, n := range []int{10, 100, 1000, 10000} {
		w := parseRow(fmt.Sprintf("parse-%d", n), "rules alike but for names and literals", n, rulesText(n))
		if n == 10000 {
			w.rounds = 4
		}
		out = append(out, w)
	}
	return append(out, parseRow("parse-unlike-1000", "rules of which no two are alike", 1000, unlikeText(1000)))
}

func parseRow(name, what string, n int, text string) workload {
	return workload{
		name: name, title: fmt.Sprintf("parse and check, %d %s, %d KB", n, what, len(text)/1000), control: "participle",
		make: func() ([]engine, error) { return parseEngines(text, n) },
	}
}

// rulesText is a policy of n rules with five tests in 190 bytes each.
func rulesText(n int) string {
	var b strings.Builder
	b.WriteString("version=1.0;\nauthorizationrules { => permit(); };\nissuancerules {\n")
	for i := range n {
		fmt.Fprintf(&b, "c1:[type==\"x-ms-type-%05d\", issuer==\"AttestationService\", value==\"v%05d\"] && c2:[type==\"x-ms-svn\", value>=%d] && "+
			"[type==\"x-ms-name\", value==c1.value] => issue(type=\"out-%05d\", value=c2.value);\n", i, i, i, i)
	}
	b.WriteString("};\n")
	return b.String()
}

// unlikeText is the same with at most 1,024 rules, each with other kinds of literals
// and signs than any before, so that what was made of one is no help for the next.
func unlikeText(n int) string {
	var b strings.Builder
	b.WriteString("version=1.0;\nauthorizationrules { => permit(); };\nissuancerules {\n")
	values := []string{`=="v"`, "==true", ">=23", "!=true"}
	for i := range n {
		digit := func(k int) string { return values[i>>(2*k)&3] }
		fmt.Fprintf(&b, "c1:[type==\"x-ms-type-%05d\", issuer==\"AttestationService\", value%s] && c2:[type==\"x-ms-svn\", value%s] && "+
			"[type==\"x-ms-name\", value%s, value%s, value%s] => issue(type=\"out-%05d\", value=c2.value);\n",
			i, digit(0), digit(1), digit(2), digit(3), digit(4), i)
	}
	b.WriteString("};\n")
	return b.String()
}

// ruleTokens are the tokens of each rule of the issuance section.
func ruleTokens(text string) (rules [][]lexer.Token, err error) {
	_, body, _ := strings.Cut(text, "issuancerules {\n")
	body, _ = strings.CutSuffix(body, "};\n")
	lx, err := tokenKinds().LexString("", body)
	if err != nil {
		return nil, err
	}
	tokens, err := lexer.ConsumeAll(lx)
	if err != nil {
		return nil, err
	}
	blank := tokenKinds().Symbols()["Blank"]
	var one []lexer.Token
	for _, t := range tokens {
		if t.Type == blank || t.EOF() {
			continue
		}
		if one = append(one, t); t.Value == ";" {
			rules, one = append(rules, one), nil
		}
	}
	return rules, nil
}

func parseEngines(text string, n int) ([]engine, error) {
	src := ast.NewSource("policy.maa", text)
	parsed, found := grammar.Parse(src, large.Grammar)
	if err := found.Err(); err != nil {
		return nil, err
	}
	var whole, parallel, checked *check.Checked
	var tree *ast.Policy
	var foundWhole, foundParallel, foundTree, foundCheck diag.List
	alone, err := participleEngine(src.Text, n)
	if err != nil {
		return nil, err
	}
	return append([]engine{
		{
			name: "assay", cores: 1, form: "check.Source: parse and check, from the text, on one core",
			run:   func() { whole, foundWhole = check.Source(src, large) },
			check: func() error { return hasRules(whole, foundWhole, n) },
		},
		{
			name: "assay-parallel", form: "the same on all cores, as it comes: less wall time, more CPU time, since cores share caches",
			run:   func() { parallel, foundParallel = check.Source(src, large) },
			check: func() error { return hasRules(parallel, foundParallel, n) },
		},
		{
			name: "parse", cores: 1, form: "grammar.Parse: the tree alone, from the text",
			run: func() { tree, foundTree = grammar.Parse(src, large.Grammar) },
			check: func() error {
				c, found := check.Policy(src, tree, large)
				return hasRules(c, append(foundTree, found...), n)
			},
		},
		{
			name: "check", cores: 1, form: "check.Policy: the check alone, from the tree",
			run:   func() { checked, foundCheck = check.Policy(src, parsed, large) },
			check: func() error { return hasRules(checked, foundCheck, n) },
		},
		alone,
	}, editEngine(src.Text, n)), nil
}

// editEngine is what an editor does at a keystroke in the middle rule: parse with
// what is kept of the text before, and check.
func editEngine(text string, n int) engine {
	rule := fmt.Sprintf("out-%05d", n/2)
	texts := [2]string{text, strings.Replace(text, rule, rule+"x", 1)}
	var cache grammar.Cache
	var checked *check.Checked
	var found diag.List
	runs := 0
	return engine{
		name: "edit", cores: 1, form: "grammar.Cache.Parse and check.Policy after an edit in one rule",
		run: func() {
			src := ast.NewSource("policy.maa", texts[runs%2])
			tree, slips := cache.Parse(src, large.Grammar)
			checked, found = check.Policy(src, tree, large)
			found = append(slips, found...)
			runs++
		},
		check: func() error { return hasRules(checked, found, n) },
	}
}

// hasRules counts the rules of both sections.
func hasRules(c *check.Checked, found diag.List, n int) error {
	if c == nil {
		return fmt.Errorf("the policy has errors: %w", found.Err())
	}
	rules := -1 // the one that permits
	for s := range c.Policy.Sections() {
		rules += len(s.Statements)
	}
	if rules != n {
		return fmt.Errorf("got %d rules, expected %d", rules, n)
	}
	return nil
}

// participleEngine is participle alone: the same productions over tokens that
// exist already, rule by rule, into its own structs, on one core.
func participleEngine(text string, n int) (engine, error) {
	rules, err := ruleTokens(text)
	if err != nil {
		return engine{}, err
	}
	parser := ruleParser()
	parsed, conditions := 0, 0
	var failed error
	return engine{
		name: "participle", cores: 1, form: "participle alone: the same productions, tokens made beforehand",
		run: func() {
			parsed, conditions = 0, 0
			for _, tokens := range rules {
				lx, err := lexer.Upgrade(&replay{tokens})
				if err != nil {
					failed = err
					return
				}
				r, err := parser.ParseFromLexer(lx)
				if err != nil {
					failed = err
					return
				}
				parsed++
				conditions += len(r.Conditions)
			}
		},
		check: func() error {
			if failed == nil && (parsed != n || conditions != 3*n) {
				return fmt.Errorf("got %d rules with %d conditions, expected %d with %d", parsed, conditions, n, 3*n)
			}
			return failed
		},
	}, nil
}

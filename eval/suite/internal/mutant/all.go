package mutant

import (
	"slices"
	"strconv"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/grammar"
)

// All lists the changes of a policy in the order of its text. Some of them may make no
// policy: Check tells.
func All(checked *check.Checked) []*Mutant {
	l := &lister{of: checked, fresh: freshText(checked.Source.Text)}
	for section := range checked.Policy.Sections() {
		for _, st := range section.Statements {
			if rule, ok := st.(*ast.Rule); ok {
				l.section, l.rule = section, rule
				l.listRule()
			}
		}
	}
	return l.found
}

// freshText is a text that the policy doesn't have.
func freshText(text string) string {
	fresh := "mutant"
	for n := 2; strings.Contains(text, fresh); n++ {
		fresh = "mutant" + strconv.Itoa(n)
	}
	return fresh
}

// lister lists the changes of one rule after the other.
type lister struct {
	of      *check.Checked
	fresh   string
	section *ast.Section
	rule    *ast.Rule
	found   []*Mutant
}

// add adds a change that gave this rule.
func (l *lister) add(m Mutator, unit ast.Node, place ast.Span, replacement string, changed *ast.Rule) {
	l.found = append(l.found, &Mutant{
		Mutator: m, Place: place, Replacement: replacement, Unit: unit, Rule: l.rule, Changed: changed,
		of: l.of, section: l.section,
	})
}

func (l *lister) listRule() {
	l.add(DropRule, l.rule, l.rule.Span, "", nil)
	for i := range l.rule.Conditions {
		l.listCondition(i)
	}
	l.listAction()
}

// listCondition lists the changes of a condition.
func (l *lister) listCondition(i int) {
	c := l.rule.Conditions[i]
	dropped := *l.rule
	dropped.Conditions, dropped.Ands = without(dropped.Conditions, dropped.Ands, i)
	l.add(DropCondition, c, c.Span, "", &dropped)
	if c.Binder == nil {
		negated := *c
		negated.Not = c.From
		if c.Negated() {
			negated.Not = ast.NoPos
		}
		l.add(NegateCondition, c, c.Span, grammar.Text(&negated), l.withCondition(i, &negated))
	}
	for k, test := range c.Tests {
		if len(c.Tests) > 1 {
			fewer := *c
			fewer.Tests, fewer.Commas = without(c.Tests, c.Commas, k)
			l.add(DropTest, c, test.Span, "", l.withCondition(i, &fewer))
		}
		l.listTest(i, k, test)
	}
}

// without is a list without an element, and without the sign that parted it from the
// one beside it.
func without[T any](list []T, signs []ast.Pos, at int) ([]T, []ast.Pos) {
	if sign := max(at-1, 0); sign < len(signs) {
		signs = slices.Delete(slices.Clone(signs), sign, sign+1)
	}
	return slices.Delete(slices.Clone(list), at, at+1), signs
}

// withCondition is the rule with another condition at a place.
func (l *lister) withCondition(i int, c *ast.Condition) *ast.Rule {
	changed := *l.rule
	changed.Conditions = slices.Clone(changed.Conditions)
	changed.Conditions[i] = c
	return &changed
}

// listTest lists the changes of a test.
func (l *lister) listTest(i, k int, test *ast.Test) {
	c := l.rule.Conditions[i]
	changed := func(t ast.Test) *ast.Rule {
		with := *c
		with.Tests = slices.Clone(c.Tests)
		with.Tests[k] = &t
		return l.withCondition(i, &with)
	}
	for _, op := range others[test.Op] {
		t := *test
		t.Op = op.to
		l.add(op.mutator, c, test.Span, grammar.Text(&t), changed(t))
	}
	use := plain
	if test.Property == ast.IssuerProperty {
		use = issuer
	}
	for _, alt := range l.values(test.Value, use, l.rule.Conditions[:i]) {
		t := *test
		t.Value = alt.value
		l.add(alt.mutator, c, alt.place, alt.replacement, changed(t))
	}
}

// operator is an operator to put in place of another.
type operator struct {
	mutator Mutator
	to      ast.Op
}

// others are the operators to put in place of each: of an ordering its neighbour and
// its opposite.
var others = map[ast.Op][]operator{
	ast.Equal:        {{Equality, ast.NotEqual}},
	ast.NotEqual:     {{Equality, ast.Equal}},
	ast.Less:         {{Ordering, ast.LessEqual}, {Ordering, ast.GreaterEqual}},
	ast.LessEqual:    {{Ordering, ast.Less}, {Ordering, ast.Greater}},
	ast.Greater:      {{Ordering, ast.GreaterEqual}, {Ordering, ast.LessEqual}},
	ast.GreaterEqual: {{Ordering, ast.Greater}, {Ordering, ast.Less}},
}

// listAction lists the changes of the action.
func (l *lister) listAction() {
	a := l.rule.Action
	changed := func(a ast.Action) *ast.Rule {
		with := *l.rule
		with.Action = &a
		return &with
	}
	if m, kind := l.otherAction(a.Kind); kind != ast.UnknownAction {
		b, name := *a, *a.Name
		name.Name = kind.String()
		b.Kind, b.Name = kind, &name
		l.add(m, a, name.Span, name.Name, changed(b))
	}
	for i, arg := range a.Args {
		for _, alt := range l.values(arg.Value, plain, l.rule.Conditions) {
			b, with := *a, *arg
			with.Value = alt.value
			b.Args = slices.Clone(a.Args)
			b.Args[i] = &with
			l.add(alt.mutator, a, alt.place, alt.replacement, changed(b))
		}
	}
}

// otherAction is the action to put in place of another, none if there is none: in
// authorization "issue" acts as "add" anyway (L5.5).
func (l *lister) otherAction(kind ast.ActionKind) (Mutator, ast.ActionKind) {
	switch {
	case kind == ast.Permit:
		return Decision, ast.Deny
	case kind == ast.Deny:
		return Decision, ast.Permit
	case kind == ast.Issue && l.section.Kind == ast.Issuance:
		return IssueToAdd, ast.Add
	}
	return "", ast.UnknownAction
}

package check

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// Options say how a policy is checked. The zero value applies every check and
// the default limits (L9.1).
type Options struct {
	// Grammar bounds the text.
	Grammar grammar.Options
	// AttestationType is the type of evidence the policy is for. Empty means any: a
	// name that the service writes for some type is a reserved one (L6.6), and no
	// property is without effect (S2.11).
	AttestationType catalog.Type
}

// Source parses and checks a text. The findings of both are sorted; the result
// is nil if there is an error among them.
func Source(src *ast.Source, opts Options) (*Checked, diag.List) {
	tree, parsed := grammar.Parse(src, opts.Grammar)
	checked, found := Policy(src, tree, opts)
	all := append(parsed[:len(parsed):len(parsed)], found...).Sorted()
	if all.HasErrors() {
		checked = nil
	}
	return checked, all
}

// Policy checks a tree that grammar.Parse made from the source, and returns
// the findings of the check alone, sorted. What the parser could not read is
// passed over. The result is nil if there is an error among the findings or a
// part of the tree is missing; findings of the parser are the caller's matter.
func Policy(src *ast.Source, tree *ast.Policy, opts Options) (*Checked, diag.List) {
	rules := 0
	for section := range tree.Sections() {
		rules += len(section.Statements)
	}
	c := &checker{src: src, policy: tree, opts: opts, result: &Checked{
		Source:      src,
		Policy:      tree,
		Definitions: make(map[ast.Node]*ast.Condition, rules), // most have a use of a binder
	}, documents: map[*ast.StringLit]jsondoc.Value{}}
	// Nothing of the text could be read if there is neither header nor item.
	whole := (tree.Version != nil || len(tree.Items) > 0) && c.sections()
	for section := range tree.Sections() {
		whole = c.rules(section) && whole
	}
	c.versions()
	found := c.found.In(src)
	if found.HasErrors() || !whole || tree.Version == nil {
		return nil, found
	}
	return c.result, found
}

// checker collects what is found out about one policy.
type checker struct {
	src    *ast.Source
	policy *ast.Policy
	opts   Options
	found  diag.List
	result *Checked
	// documents are the literal JSON documents that kinds are concluded from.
	documents map[*ast.StringLit]jsondoc.Value
	// features are the uses of what not every version has (L2.3).
	features []feature
	guesses  int // of misspelt binders
}

// report adds a finding with its fixes.
func (c *checker) report(d diag.Diagnostic, fixes ...diag.Fix) {
	d.Fixes = append(d.Fixes, fixes...)
	c.found = append(c.found, d)
}

// rules checks the rules of a section, and reports whether all could be read.
func (c *checker) rules(section *ast.Section) bool {
	whole := true
	r := new(ruleCheck)
	for _, st := range section.Statements {
		rule, ok := st.(*ast.Rule)
		if !ok {
			whole = false
			continue
		}
		*r = ruleCheck{checker: c, section: section.Kind, rule: rule, scope: r.scope[:0]}
		for _, cond := range rule.Conditions {
			r.condition(cond)
		}
		if rule.Action == nil || rule.Action.Name == nil {
			whole = false
			continue
		}
		r.action(rule.Action)
	}
	return whole
}

// ruleCheck is the check of one rule.
type ruleCheck struct {
	*checker
	section ast.SectionKind
	rule    *ast.Rule
	// scope holds the binders defined before the place being checked.
	scope []bound
	uses  map[string][]ast.Span // of binders in the rule, if they were needed
}

// condition checks the tests of a condition, then makes its binder known.
func (r *ruleCheck) condition(cond *ast.Condition) {
	if cond.Negated() {
		r.later(ast.Span{From: cond.Not, To: cond.Not + 1}, "!", 2)
	}
	left := valueKinds(cond)
	for _, t := range cond.Tests {
		r.test(t, left)
	}
	r.define(cond)
}

// expr checks an expression: names, binders, and calls from the inside out.
func (r *ruleCheck) expr(e ast.Expr) {
	switch e := e.(type) {
	case *ast.StringLit, *ast.BoolLit:
	case *ast.IntLit:
		r.negative(e)
	case *ast.BinderRef:
		r.bareBinder(e, ast.ValueProperty)
	case *ast.PropertyRef:
		r.use(e, e.Binder.Span, e.Binder.Name)
		if e.Property == ast.UnknownProperty {
			r.unknown(e.Name, "property", unknownProperty, ast.PropertyNames())
		}
	case *ast.Call:
		r.call(e)
	}
}

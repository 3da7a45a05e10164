package reason

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
)

// rule is a rule as it is reasoned about: binders are numbers of conditions, and
// what is literal is computed.
type rule struct {
	tree    *ast.Rule
	section ast.SectionKind
	action  ast.ActionKind // what it acts as (L5.5)
	conds   []*condition
	typ     *expr // nil unless there is a type=
	value   *expr
	copies  int    // the condition of claim=, -1 without
	key     string // equal for rules that mean the same
}

// condition is a condition of a rule.
type condition struct {
	negated bool
	typ     string // of its first test type == "literal"
	typed   bool
	fixed   []fixedTest // tests that no claim has a say in
	joins   []join      // tests with values of earlier binders
	// observed says which properties of its claims are looked at besides the fixed
	// tests: by its own joins, and through its binder.
	observed properties
	key      string // of its fixed tests, in which all conditions that filter alike agree
}

// fixedTest holds for a claim if its property compares with one of the values.
type fixedTest struct {
	property ast.Property
	op       ast.Op
	rights   []claim.Value
}

// join is a test whose right side depends on claims.
type join struct {
	property ast.Property
	op       ast.Op
	right    *expr
}

// expr is an expression: values, or a property of a binder, or a call.
type expr struct {
	values []claim.Value // of a literal, or of a call of literals
	fails  bool          // a call of literals that fails whenever it is evaluated
	cond   int           // the condition whose binder it is of, -1 if it is of none
	prop   ast.Property
	call   *call
}

// call is a call that depends on claims.
type call struct {
	tree *ast.Call
	args []*expr
}

// properties is a set of properties of a claim.
type properties uint8

func (ps properties) has(p ast.Property) bool { return ps&(1<<p) != 0 }

// lower reads the rules of a policy in the order in which they run (L6.1).
func lower(checked *check.Checked) []*rule {
	var rules []*rule
	for _, section := range []ast.SectionKind{ast.Configuration, ast.Authorization, ast.Issuance} {
		for tree := range checked.Policy.Rules(section) {
			rules = append(rules, lowerRule(checked, section, tree))
		}
	}
	return rules
}

// lowering is the reading of one rule.
type lowering struct {
	*rule
	number  map[*ast.Condition]int
	checked *check.Checked
}

func lowerRule(checked *check.Checked, section ast.SectionKind, tree *ast.Rule) *rule {
	r := &rule{tree: tree, section: section, action: tree.Action.Kind, copies: -1}
	if section == ast.Authorization && r.action == ast.Issue { // L5.5
		r.action = ast.Add
	}
	l := lowering{r, map[*ast.Condition]int{}, checked}
	for i, c := range tree.Conditions {
		l.conds = append(l.conds, l.condition(c))
		l.number[c] = i
	}
	for _, a := range tree.Action.Args {
		l.argument(a)
	}
	for _, c := range l.conds {
		c.key = c.describe()
	}
	r.key = r.describe()
	return r
}

func (l lowering) argument(a *ast.Arg) {
	if a.Name == nil {
		return
	}
	switch a.Name.Name {
	case "type":
		l.typ = l.expr(a.Value)
	case "value":
		l.value = l.expr(a.Value)
	case "claim":
		l.copies = l.number[l.checked.Definitions[a.Value]]
		l.conds[l.copies].observed |= 1<<ast.TypeProperty | 1<<ast.ValueProperty
	}
}

func (l lowering) condition(tree *ast.Condition) *condition {
	c := &condition{negated: tree.Negated()}
	for _, t := range tree.Tests {
		right := l.expr(t.Value)
		if right.isFixed() {
			c.fixed = append(c.fixed, fixedTest{t.Property, t.Op, right.values})
		} else {
			c.joins = append(c.joins, join{t.Property, t.Op, right})
			c.observed |= 1 << t.Property
		}
		if lit, ok := t.Value.(*ast.StringLit); ok && !c.typed && t.Property == ast.TypeProperty && t.Op == ast.Equal {
			c.typed, c.typ = true, lit.Value
		}
	}
	return c
}

// isFixed reports whether an expression has the same values whatever the claims.
func (x *expr) isFixed() bool { return x.cond < 0 && x.call == nil && !x.fails }

func (l lowering) expr(tree ast.Expr) *expr {
	switch tree := tree.(type) {
	case *ast.StringLit:
		return literal(claim.String(tree.Value))
	case *ast.IntLit:
		return literal(claim.Int(tree.Value))
	case *ast.BoolLit:
		return literal(claim.Bool(tree.Value))
	case *ast.PropertyRef:
		cond := l.number[l.checked.Definitions[tree.Binder]]
		l.conds[cond].observed |= 1 << tree.Property
		return &expr{cond: cond, prop: tree.Property}
	case *ast.Call:
		return l.function(tree)
	case *ast.BinderRef: // only after claim=
	}
	return literal()
}

func literal(values ...claim.Value) *expr { return &expr{values: values, cond: -1} }

// function reads a call; one of literals is computed (T5.6).
func (l lowering) function(tree *ast.Call) *expr {
	c := &call{tree: tree}
	fixed := true
	for _, a := range tree.Args {
		x := l.expr(a)
		c.args = append(c.args, x)
		fixed = fixed && x.isFixed()
	}
	if fixed {
		values, known, fails := computed(c)
		if known {
			return &expr{values: values, fails: fails, cond: -1}
		}
	}
	return &expr{cond: -1, call: c}
}

// refers calls f with each condition that an expression takes values of.
func (x *expr) refers(f func(cond int, p ast.Property)) {
	switch {
	case x == nil:
	case x.call != nil:
		for _, a := range x.call.args {
			a.refers(f)
		}
	case x.cond >= 0:
		f(x.cond, x.prop)
	}
}

// source is the condition whose claims the action takes values from, -1 if there
// is none (T5.5).
func (r *rule) sources(f func(cond int)) {
	if r.copies >= 0 {
		f(r.copies)
	}
	r.value.refers(func(cond int, _ ast.Property) { f(cond) })
}

// describe writes what a rule means, with numbers for binders.
func (r *rule) describe() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %d %d ", r.section, r.action, r.copies)
	for _, c := range r.conds {
		fmt.Fprintf(&b, "%v[%s", c.negated, c.key)
		for _, j := range c.joins {
			fmt.Fprintf(&b, ",%d %d ", j.property, j.op)
			j.right.describe(&b)
		}
		b.WriteString("]")
	}
	for _, x := range []*expr{r.typ, r.value} {
		b.WriteString(" = ")
		x.describe(&b)
	}
	return b.String()
}

func (c *condition) describe() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v %d", c.typed, c.observed)
	for _, t := range c.fixed {
		fmt.Fprintf(&b, ",%d %d", t.property, t.op)
		for _, v := range t.rights {
			b.WriteString(" " + quoted(v))
		}
	}
	if c.mayFail() {
		b.WriteString("!")
	}
	return b.String()
}

// quoted is a text that only this value has.
func quoted(v claim.Value) string {
	if v.Kind() == claim.StringKind {
		return fmt.Sprintf("%q", v.Text())
	}
	return v.String()
}

func (x *expr) describe(b *strings.Builder) {
	switch {
	case x == nil:
		b.WriteString("none")
	case x.fails:
		b.WriteString("fails")
	case x.call != nil:
		b.WriteString(x.call.tree.Name.Name + "(")
		for _, a := range x.call.args {
			a.describe(b)
			b.WriteString(",")
		}
		b.WriteString(")")
	case x.cond >= 0:
		fmt.Fprintf(b, "c%d.%d", x.cond, x.prop)
	default:
		for _, v := range x.values {
			b.WriteString(quoted(v) + " ")
		}
	}
}

// mayFail reports whether evaluating the right sides of a condition can end the
// evaluation: then it matters whether there is a claim of its type (L4.10).
func (c *condition) mayFail() bool {
	for _, j := range c.joins {
		if j.right.mayFail() {
			return true
		}
	}
	return false
}

func (x *expr) mayFail() bool { return x.fails || x.call != nil }

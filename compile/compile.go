package compile

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
)

// Options say how a policy is compiled. The zero value applies every check and
// the default limits.
type Options struct {
	Check check.Options
}

// Source parses, checks and compiles a text with the default options. The
// program is nil if there is an error among the findings.
func Source(name, text string) (*Program, diag.List) { return Options{}.Source(name, text) }

// Source parses, checks and compiles a text. The program is nil if there is an
// error among the findings.
func (o Options) Source(name, text string) (*Program, diag.List) {
	checked, found := check.Source(ast.NewSource(name, text), o.Check)
	if checked == nil {
		return nil, found
	}
	p, err := Policy(checked, o)
	if err != nil {
		panic(err) // the checker let through what can't be compiled
	}
	return p, found
}

// Policy compiles a checked policy. An error means that it is none: it was not
// made by package check.
func Policy(checked *check.Checked, _ Options) (*Program, error) {
	return compilePolicy(checked, func(*celast.AST) {})
}

// compilePolicy compiles a policy and shows every CEL expression that becomes a
// program.
func compilePolicy(checked *check.Checked, show func(*celast.AST)) (*Program, error) {
	if bad(checked.Policy) {
		return nil, unchecked("text that could not be read")
	}
	env, err := environment()
	if err != nil {
		return nil, fmt.Errorf("compile: CEL environment: %w", err)
	}
	c := &compiler{env: env, show: show, conjuncts: map[shape]*Conjunct{}, fuser: &fuser{}, Program: &Program{
		checked: checked,
		hash:    checked.Hash(),
	}}
	c.reserve()
	var errs [3]error
	c.Configuration, errs[0] = c.rules(ast.Configuration)
	c.Authorization, errs[1] = c.rules(ast.Authorization)
	c.Issuance, errs[2] = c.rules(ast.Issuance)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	c.settle()
	return c.Program, nil
}

// settle fills in what is known of actions once all rules are: the slots of the
// types that they make, and which make a type alone.
func (c *compiler) settle() {
	c.slots.pack()
	*c.fuser = fuser{} // plans keep their decorator, which would keep expressions alive
	issued, any := map[string]int{}, false
	for a := range c.actions() {
		if a.Literal {
			a.Slot = c.slots.find(a.Type)
		}
		if a.Kind == ast.Issue {
			issued[a.Type]++
			any = any || !a.Literal
		}
	}
	for a := range c.actions() {
		a.Alone = a.Kind == ast.Issue && issued[a.Type] == 1 && !any
		a.Direct = a.Alone && a.Slot == NoSlot && !c.readsAll && a.From.Set != Unbound && a.From.Property == ast.ValueProperty
	}
}

// actions yields the actions of all rules.
func (c *compiler) actions() iter.Seq[*Action] {
	return func(yield func(*Action) bool) {
		for _, rules := range c.Sections() {
			for i := range rules {
				if !yield(&rules[i].Action) {
					return
				}
			}
		}
	}
}

// bad reports whether a part of the tree could not be read: a rule that is left
// out might have been the one that denies.
func bad(p *ast.Policy) bool {
	for _, item := range p.Items {
		if _, ok := item.(*ast.Bad); ok {
			return true
		}
	}
	for s := range p.Sections() {
		for _, statement := range s.Statements {
			if _, ok := statement.(*ast.Bad); ok {
				return true
			}
		}
	}
	return false
}

// rules compiles the rules of the sections of one kind.
func (c *compiler) rules(kind ast.SectionKind) ([]Rule, error) {
	out := carve(&c.freeRules, c.counts[kind])
	for r := range c.checked.Policy.Rules(kind) {
		compiled, err := c.rule(kind, r)
		if err != nil {
			return nil, err
		}
		out = append(out, compiled)
	}
	return out, nil
}

// compiler makes one program.
type compiler struct {
	*Program
	env       *cel.Env
	show      func(*celast.AST)
	conjuncts map[shape]*Conjunct
	fuser     *fuser
	// conditions, sets and referred are of the rule in hand: what is compiled so
	// far, how many binders are in use, and the distinct references.
	conditions []Condition
	bound      int32
	referred   []Reference
	// counts are the numbers of rules. The free slices are where the parts of the
	// next rules go: side by side, in the order in which a run reads them.
	counts         map[ast.SectionKind]int
	freeRules      []Rule
	freeConditions []Condition
	freeTests      []Test
}

// reserve makes room for the rules, and for all their conditions and tests.
func (c *compiler) reserve() {
	rules, conditions, tests := 0, 0, 0
	c.counts = map[ast.SectionKind]int{}
	for kind := range c.Sections() {
		for r := range c.checked.Policy.Rules(kind) {
			c.counts[kind]++
			conditions += len(r.Conditions)
			for _, cond := range r.Conditions {
				tests += len(cond.Tests)
			}
		}
		rules += c.counts[kind]
	}
	c.freeRules, c.freeConditions, c.freeTests = make([]Rule, rules), make([]Condition, conditions), make([]Test, tests)
}

// carve cuts an empty slice with room for n off the front of free.
func carve[T any](free *[]T, n int) []T {
	out := (*free)[:0:n]
	*free = (*free)[n:]
	return out
}

// rule compiles a rule of a section.
func (c *compiler) rule(section ast.SectionKind, r *ast.Rule) (Rule, error) {
	c.conditions, c.bound, c.referred = carve(&c.freeConditions, len(r.Conditions)), 0, nil
	for _, node := range r.Conditions {
		cond, err := c.condition(node)
		if err != nil {
			return Rule{}, err
		}
		c.conditions = append(c.conditions, cond)
	}
	action, err := c.action(section, r.Action)
	out := Rule{Node: r, Conditions: c.conditions, Action: action, References: c.referred}
	c.sets = max(c.sets, int(c.bound))
	c.references = max(c.references, len(c.referred))
	for i := range action.Args {
		if n, ok := action.Args[i].Value.(Referred); ok && action.Literal {
			out.Action.From = out.References[n]
		}
	}
	out.Source = NoSlot
	// A set that value= refers to is never that of a negated condition (L4.3).
	if len(out.Conditions) == 1 && out.Conditions[0].Plain && out.Action.From.Set != Unbound {
		out.Source = out.Conditions[0].Slot
	}
	return out, err
}

// condition compiles a condition: the first type literal becomes the slot, the
// other tests keep their order.
func (c *compiler) condition(node *ast.Condition) (Condition, error) {
	out := Condition{Node: node, Slot: NoSlot, Negated: node.Negated(), Set: Unbound}
	out.Tests = c.freeTests[:0:len(node.Tests)]
	plain := true
	for _, t := range node.Tests {
		if name, ok := typeLiteral(t); ok && out.Slot == NoSlot {
			out.Slot = c.slots.add(name)
			continue
		}
		test, err := c.test(t)
		if err != nil {
			return Condition{}, err
		}
		out.Tests = append(out.Tests, test)
		plain = plain && test.Right == nil
	}
	carve(&c.freeTests, len(out.Tests))
	out.Plain = plain && out.Slot != NoSlot
	c.readsAll = c.readsAll || out.Slot == NoSlot
	c.tests = max(c.tests, len(out.Tests))
	return out, nil
}

// typeLiteral returns the literal of a test that can be lifted.
func typeLiteral(t *ast.Test) (string, bool) {
	lit, ok := t.Value.(*ast.StringLit)
	if !ok || t.Property != ast.TypeProperty || t.Op != ast.Equal {
		return "", false
	}
	return lit.Value, true
}

// test compiles a test to a shared conjunct and its right side.
func (c *compiler) test(t *ast.Test) (Test, error) {
	right, err := c.operand(t.Value)
	if err != nil {
		return Test{}, err
	}
	s := shape{property: t.Property, op: t.Op}
	if constant, ok := right.(Constant); ok {
		s.literal, right = constant.Value, nil
	} else {
		s.set = true
	}
	if !s.sound() {
		return Test{}, unchecked("a test of another type than its property")
	}
	conjunct, err := c.conjunct(s, t.Span)
	if err != nil {
		return Test{}, err
	}
	return Test{Node: t, Conjunct: conjunct, Native: conjunct.native, Right: right}, nil
}

// sound reports whether CEL can compare what the test compares (L4.5).
func (s shape) sound() bool {
	if s.property == ast.UnknownProperty || s.op == ast.UnknownOp {
		return false
	}
	ordering := s.op != ast.Equal && s.op != ast.NotEqual
	switch {
	case s.property != ast.ValueProperty:
		return !ordering && (s.set || s.literal.Kind() == claim.StringKind)
	case ordering:
		return s.set || s.literal.Kind() == claim.IntegerKind
	}
	return true
}

// operand compiles an expression.
func (c *compiler) operand(e ast.Expr) (Operand, error) {
	switch e := e.(type) {
	case *ast.PropertyRef:
		return c.reference(e)
	case *ast.Call:
		return c.computation(e)
	case *ast.StringLit, *ast.IntLit, *ast.BoolLit, *ast.BinderRef:
		if v, ok := literal(e); ok {
			return Constant{v}, nil
		}
	}
	return nil, unchecked(fmt.Sprintf("%T as a value", e))
}

// literal returns the value of a literal.
func literal(e ast.Expr) (claim.Value, bool) {
	switch e := e.(type) {
	case *ast.StringLit:
		return claim.String(e.Value), true
	case *ast.IntLit:
		return claim.Int(e.Value), true
	case *ast.BoolLit:
		return claim.Bool(e.Value), true
	case *ast.BinderRef, *ast.PropertyRef, *ast.Call:
	}
	return claim.Value{}, false
}

// reference returns the number of a reference in its rule.
func (c *compiler) reference(e *ast.PropertyRef) (Referred, error) {
	set, err := c.setOf(e.Binder)
	if err != nil {
		return 0, err
	}
	ref := Reference{Set: set, Property: e.Property}
	n := slices.Index(c.referred, ref)
	if n < 0 {
		n = len(c.referred)
		c.referred = append(c.referred, ref)
	}
	return Referred(n), nil
}

// setOf returns the number of the set that a use of a binder names: each binder
// gets one with its first use. It is defined by a condition before (L4.8).
func (c *compiler) setOf(use ast.Node) (int32, error) {
	definition := c.checked.Definitions[use]
	for i := range c.conditions {
		cond := &c.conditions[i]
		if cond.Node != definition {
			continue
		}
		if cond.Set == Unbound {
			cond.Set = c.bound
			c.bound++
		}
		return cond.Set, nil
	}
	return 0, unchecked("a binder without definition")
}

// unchecked is the error for what no check lets through.
func unchecked(what string) error { return fmt.Errorf("compile: unchecked policy: found %s", what) }

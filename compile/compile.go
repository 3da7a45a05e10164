package compile

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
)

// compilePolicy compiles a policy and shows every CEL expression that becomes a
// program, all but those whose programs the cache has.
func compilePolicy(checked *check.Checked, cache *Cache, show func(*celast.AST)) (*engine.Program, error) {
	if bad(checked.Policy) {
		return nil, unchecked("text that could not be read")
	}
	env, err := engine.Environment()
	if err != nil {
		return nil, fmt.Errorf("compile: CEL environment: %w", err)
	}
	c := &compiler{
		Program: &engine.Program{Checked: checked, Hash: checked.Hash()},
		env:     env, show: show, cache: cache, fuser: &fuser{},
	}
	cache.begin()
	defer cache.end()
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
// types that they make, which make a type alone, and which copy straight.
func (c *compiler) settle() {
	c.Types.Pack()
	*c.fuser = fuser{} // plans keep their decorator, which would keep expressions alive
	made := c.made()
	for r := range c.all() {
		a := &r.Action
		a.Alone = a.Kind == ast.Issue && made.issued[a.Type] == 1 && !made.issuesAny
		a.Direct = a.Alone && a.Slot == engine.NoSlot && !c.ReadsAll && a.From.Property == ast.ValueProperty &&
			r.Source != engine.NoSlot && !made.slots[r.Source] && !made.any
		if a.Direct {
			c.Direct++
		}
	}
}

// makes is what the rules of a policy make: how often a literal type is issued, the
// slots of literal types, and whether there is any other type among them.
type makes struct {
	issued         map[string]int
	slots          map[int32]bool
	any, issuesAny bool
}

// made looks up the slots of what actions make, and sums up what that is.
func (c *compiler) made() makes {
	m := makes{issued: map[string]int{}, slots: map[int32]bool{}}
	for r := range c.all() {
		a := &r.Action
		if a.Kind == ast.Permit || a.Kind == ast.Deny {
			continue
		}
		if a.Literal {
			a.Slot = c.Types.Find(a.Type)
			m.slots[a.Slot] = true
		}
		m.any = m.any || !a.Literal
		if a.Kind == ast.Issue {
			m.issued[a.Type]++
			m.issuesAny = m.issuesAny || !a.Literal
		}
	}
	return m
}

// all yields the rules of all sections.
func (c *compiler) all() iter.Seq[*engine.Rule] {
	return func(yield func(*engine.Rule) bool) {
		for _, rules := range c.Sections() {
			for i := range rules {
				if !yield(&rules[i]) {
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
func (c *compiler) rules(section ast.SectionKind) ([]engine.Rule, error) {
	out := carve(&c.freeRules, c.counts[section])
	for r := range c.Checked.Policy.Rules(section) {
		compiled, err := c.rule(section, r)
		if err != nil {
			return nil, err
		}
		out = append(out, compiled)
	}
	return out, nil
}

// compiler makes one program.
type compiler struct {
	*engine.Program
	env   *cel.Env
	show  func(*celast.AST)
	cache *Cache
	fuser *fuser
	// conditions, bound and referred are of the rule in hand: what is compiled so
	// far, how many binders are in use, and the distinct references.
	conditions []engine.Condition
	bound      int32
	referred   []engine.Reference
	// counts are the numbers of rules. The free slices are where the parts of the
	// next rules go: side by side, in the order in which a run reads them.
	counts         map[ast.SectionKind]int
	freeRules      []engine.Rule
	freeConditions []engine.Condition
	freeTests      []engine.Test
}

// reserve makes room for the rules, and for all their conditions and tests.
func (c *compiler) reserve() {
	rules, conditions, tests := 0, 0, 0
	c.counts = map[ast.SectionKind]int{}
	for section := range c.Sections() {
		for r := range c.Checked.Policy.Rules(section) {
			c.counts[section]++
			conditions += len(r.Conditions)
			for _, cond := range r.Conditions {
				tests += len(cond.Tests)
			}
		}
		rules += c.counts[section]
	}
	c.freeRules, c.freeConditions, c.freeTests = make([]engine.Rule, rules), make([]engine.Condition, conditions), make([]engine.Test, tests)
}

// carve cuts an empty slice with room for n off the front of free.
func carve[T any](free *[]T, n int) []T {
	out := (*free)[:0:n]
	*free = (*free)[n:]
	return out
}

// rule compiles a rule of a section.
func (c *compiler) rule(section ast.SectionKind, r *ast.Rule) (engine.Rule, error) {
	c.conditions, c.bound, c.referred = carve(&c.freeConditions, len(r.Conditions)), 0, nil
	for _, node := range r.Conditions {
		cond, err := c.condition(node)
		if err != nil {
			return engine.Rule{}, err
		}
		c.conditions = append(c.conditions, cond)
	}
	action, err := c.action(section, r.Action)
	action.MayNotSteer = section == ast.Configuration && len(r.Conditions) > 0 && !action.Literal
	out := engine.Rule{Node: r, Conditions: c.conditions, Action: action, References: c.referred}
	c.Sets = max(c.Sets, int(c.bound))
	c.References = max(c.References, len(c.referred))
	for i := range action.Args {
		if n, ok := action.Args[i].Value.(engine.Referred); ok && action.Literal {
			out.Action.From = out.References[n]
		}
	}
	out.Source = engine.NoSlot
	// A set that value= refers to is never that of a negated condition (L4.3).
	if len(out.Conditions) == 1 && out.Conditions[0].Plain && !out.Conditions[0].Priced && out.Action.From.Set != engine.Unbound {
		out.Source = out.Conditions[0].Slot
	}
	return out, err
}

// condition compiles a condition: the first type literal becomes the slot, the
// other tests keep their order.
func (c *compiler) condition(node *ast.Condition) (engine.Condition, error) {
	out := engine.Condition{Node: node, Slot: engine.NoSlot, Negated: node.Negated(), Set: engine.Unbound}
	out.Tests = c.freeTests[:0:len(node.Tests)]
	plain := true
	for _, t := range node.Tests {
		if name, ok := typeLiteral(t); ok && out.Slot == engine.NoSlot {
			out.Slot = c.Types.Add(name)
			continue
		}
		test, err := c.test(t)
		if err != nil {
			return engine.Condition{}, err
		}
		out.Tests = append(out.Tests, test)
		price(&out, &test)
		plain = plain && test.Right == nil
	}
	carve(&c.freeTests, len(out.Tests))
	out.Plain = plain && out.Slot != engine.NoSlot
	c.ReadsAll = c.ReadsAll || out.Slot == engine.NoSlot
	c.Tests = max(c.Tests, len(out.Tests))
	return out, nil
}

// price notes that a test of a condition may cost steps.
func price(c *engine.Condition, t *engine.Test) {
	switch {
	case t.Blocks == 0:
	case c.Priced || t.Blocks == engine.OfSet || t.ByType:
		c.Priced, c.Blocks = true, 0
	default:
		c.Priced, c.Blocks = true, t.Blocks
	}
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
func (c *compiler) test(t *ast.Test) (engine.Test, error) {
	right, err := c.operand(t.Value)
	if err != nil {
		return engine.Test{}, err
	}
	s := engine.Shape{Property: t.Property, Op: t.Op}
	if constant, ok := right.(engine.Constant); ok {
		s.Literal, right = constant.Value, nil
	} else {
		s.Set = true
	}
	if !sound(s) {
		return engine.Test{}, unchecked("a test of a type other than that of its property")
	}
	conjunct, err := c.conjunct(s, t.Span)
	if err != nil {
		return engine.Test{}, err
	}
	return engine.Test{Node: t, Conjunct: conjunct, Native: conjunct.Native, Right: right, Blocks: blocks(s), ByType: s.Property == ast.TypeProperty}, nil
}

// blocks returns what comparing with the right side may cost (L9.2): only "==" and
// "!=" compare strings, and names of issuers and kinds are short.
func blocks(s engine.Shape) int32 {
	switch {
	case s.Op != ast.Equal && s.Op != ast.NotEqual, s.Property != ast.TypeProperty && s.Property != ast.ValueProperty:
		return 0
	case s.Set:
		return engine.OfSet
	}
	return engine.Blocks(len(s.Literal.Text()))
}

// sound reports whether CEL can compare what the test compares (L4.5).
func sound(s engine.Shape) bool {
	if s.Property == ast.UnknownProperty || s.Op == ast.UnknownOp {
		return false
	}
	ordering := s.Op != ast.Equal && s.Op != ast.NotEqual
	switch {
	case s.Property != ast.ValueProperty:
		return !ordering && (s.Set || s.Literal.Kind() == claim.StringKind)
	case ordering:
		return s.Set || s.Literal.Kind() == claim.IntegerKind
	}
	return true
}

// operand compiles an expression.
func (c *compiler) operand(e ast.Expr) (engine.Operand, error) {
	switch e := e.(type) {
	case *ast.PropertyRef:
		return c.reference(e)
	case *ast.Call:
		return c.computation(e)
	case *ast.StringLit, *ast.IntLit, *ast.BoolLit, *ast.BinderRef:
		if v, ok := literal(e); ok {
			return engine.Constant{Value: v}, nil
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
func (c *compiler) reference(e *ast.PropertyRef) (engine.Referred, error) {
	set, err := c.setOf(e.Binder)
	if err != nil {
		return 0, err
	}
	ref := engine.Reference{Set: set, Property: e.Property}
	n := slices.Index(c.referred, ref)
	if n < 0 {
		n = len(c.referred)
		c.referred = append(c.referred, ref)
	}
	return engine.Referred(n), nil
}

// setOf returns the number of the set that a use of a binder names: each binder
// gets one with its first use. It is defined by a condition before (L4.8).
func (c *compiler) setOf(use ast.Node) (int32, error) {
	definition := c.Checked.Definitions[use]
	for i := range c.conditions {
		cond := &c.conditions[i]
		if cond.Node != definition {
			continue
		}
		if cond.Set == engine.Unbound {
			cond.Set = c.bound
			c.bound++
		}
		return cond.Set, nil
	}
	return 0, unchecked("a binder without definition")
}

// unchecked is the error for what no check lets through.
func unchecked(what string) error { return fmt.Errorf("compile: unchecked policy: found %s", what) }

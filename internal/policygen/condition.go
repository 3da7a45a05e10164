package policygen

import (
	"fmt"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/lang"
)

// condition draws a condition (L4): mostly of one type, negated now and then,
// with tests that suit the type.
func (r *rule) condition() {
	c := &condition{rule: r, kinds: lang.Any}
	negated := r.minor == 2 && r.chance(3)
	named := !negated && r.chance(10)
	var b binder
	if negated {
		r.emit("!")
	} else if named {
		b.name = r.freeName()
		r.emit(b.name, ":")
	}
	r.emit("[")
	c.tests()
	r.emit("]")
	if named {
		b.kinds, b.theme, b.single = c.kinds, c.theme, c.single
		b.readOnly = c.pcrs && c.service
		r.scope = append(r.scope, b)
	}
}

// condition is a condition while it is drawn.
type condition struct {
	*rule
	theme  theme
	single bool
	kinds  lang.Kinds
	// Whether it asks for pcrs, and for claims of the service: the check knows
	// that such are read-only (L3.4).
	pcrs, service bool
}

// freeName draws a binder's name that the rule does not have yet.
func (r *rule) freeName() string {
	name := pick(r.draw, binderNames)
	for i := 2; slices.ContainsFunc(r.scope, func(b binder) bool { return b.name == name }); i++ {
		name = fmt.Sprintf("%s%d", binderNames[0], i)
	}
	return name
}

// tests draws the tests, that of the type mostly first (L4.9, L4.10).
func (c *condition) tests() {
	n := c.weighted(8, 6, 2)
	at, typ := 0, ""
	switch {
	case c.chance(2): // no type literal
		n, at = max(n, 1), -1
	case c.chance(5):
		at = c.below(n + 1)
	}
	if at >= 0 {
		n++
		typ = c.conditionType()
	}
	for i := range n {
		if i > 0 {
			c.emit(",")
		}
		if i == at {
			c.emit("type", "==", quoted(typ))
			c.pcrs = c.pcrs || typ == "pcrs"
			continue
		}
		c.test()
	}
}

// conditionType draws the type a condition asks for, and takes over its theme.
func (c *condition) conditionType() string {
	from := claimTypes
	switch c.weighted(18, 10, 4, 1) {
	case 1:
		from = claimTypes[:suited]
	case 2:
		return pick(c.draw, madeTypes)
	case 3:
		return absentType
	}
	ct := pick(c.draw, from)
	c.theme, c.single = ct.theme, ct.most == 1
	return ct.name
}

func (c *condition) test() {
	switch c.weighted(9, 4, 2, 2) {
	case 0:
		c.valueTest()
	case 1:
		op := c.equality()
		lit := c.nameTest(ast.IssuerProperty, op, issuers)
		c.service = c.service || op == ast.Equal && lit == "AttestationService"
	case 2:
		op := c.equality()
		if lit := c.nameTest(ast.ValueTypeProperty, op, valueTypes); op == ast.Equal {
			c.kinds &= namedKinds(lit)
		}
	case 3:
		var all []string
		for _, ct := range claimTypes {
			all = append(all, ct.name)
		}
		op := c.equality()
		lit := c.nameTest(ast.TypeProperty, op, all)
		c.pcrs = c.pcrs || op == ast.Equal && lit == "pcrs"
	}
}

// namedKinds is the kind that a literal compared with valueType leaves open.
func namedKinds(literal string) lang.Kinds {
	switch literal {
	case "Boolean":
		return lang.Booleans
	case "Integer":
		return lang.Integers
	case "String":
		return lang.Strings
	}
	return lang.Any
}

func (c *condition) equality() ast.Op {
	return []ast.Op{ast.Equal, ast.NotEqual}[c.weighted(2, 1)]
}

// nameTest draws a test of type, issuer or valueType, and returns its literal,
// "" if it has none (L4.5).
func (c *condition) nameTest(p ast.Property, op ast.Op, pool []string) string {
	c.emit(p.String(), op.String())
	switch c.weighted(10, 3, 1) {
	case 1:
		if b, ok := c.binder(func(binder) bool { return true }); ok {
			c.emit(b.name, ".", p.String())
			return ""
		}
	case 2:
		return c.expr(lang.Strings, names, 1)
	}
	lit := pick(c.draw, pool)
	c.emit(quoted(lit))
	return lit
}

// valueTest draws a test of the value, with an ordering mostly where there are
// integers (L4.5).
func (c *condition) valueTest() {
	c.emit("value")
	orderings := 1
	if c.theme == numbers || c.theme == anything {
		orderings = 10
	}
	op := []ast.Op{
		ast.Equal, ast.NotEqual, ast.Less, ast.LessEqual, ast.Greater, ast.GreaterEqual,
	}[c.weighted(12, 8, orderings, orderings, orderings, orderings)]
	c.emit(op.String())
	if op >= ast.Less {
		c.kinds &= lang.Integers
		c.expr(lang.Integers, numbers, 0)
		return
	}
	before := len(c.tokens)
	c.expr(lang.Any, c.theme, 0)
	if op == ast.Equal && len(c.tokens) == before+1 { // a literal
		c.kinds &= literalKinds(c.tokens[before])
	}
}

// literalKinds is the kind of a literal's token.
func literalKinds(token string) lang.Kinds {
	switch {
	case token[0] == '"':
		return lang.Strings
	case token == "true" || token == "false":
		return lang.Booleans
	}
	return lang.Integers
}

package ast_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
)

// builder makes trees by hand: it goes through a text from token to token, so
// that every position is where it would be after parsing.
type builder struct {
	t    *testing.T
	text string
	at   int
}

// tok returns the place of the next occurrence of a token.
func (b *builder) tok(token string) ast.Span {
	b.t.Helper()
	i := strings.Index(b.text[b.at:], token)
	if i < 0 {
		b.t.Fatalf("no %q behind offset %d", token, b.at)
	}
	from := b.at + i
	b.at = from + len(token)
	return ast.Span{From: ast.PosAt(from), To: ast.PosAt(b.at)}
}

func (b *builder) ident(name string) *ast.Ident { return &ast.Ident{Span: b.tok(name), Name: name} }

func (b *builder) str(value string) *ast.StringLit {
	raw := `"` + value + `"`
	return &ast.StringLit{Span: b.tok(raw), Value: value, Raw: raw}
}

func (b *builder) version(minor int) *ast.Version {
	v := &ast.Version{Keyword: b.ident("version"), Eq: b.tok("=").From, Major: 1, Minor: minor}
	v.Number = b.tok("1." + string(rune('0'+minor)))
	v.Semi = b.tok(";").From
	v.Span = ast.Span{From: v.Keyword.From, To: v.Semi + 1}
	return v
}

// section reads the head, the statements by the function given, and the tail.
func (b *builder) section(kind ast.SectionKind, statements func() []ast.Statement) *ast.Section {
	s := &ast.Section{Kind: kind, Name: b.ident(kind.String()), Open: b.tok("{").From}
	s.Statements = statements()
	s.Close, s.Semi = b.tok("}").From, b.tok(";").From
	s.Span = ast.Span{From: s.Name.From, To: s.Semi + 1}
	return s
}

// condition reads "[" tests "]".
func (b *builder) condition(tests ...func() *ast.Test) *ast.Condition {
	c := &ast.Condition{Open: b.tok("[").From}
	for i, test := range tests {
		if i > 0 {
			c.Commas = append(c.Commas, b.tok(",").From)
		}
		c.Tests = append(c.Tests, test())
	}
	c.Close = b.tok("]").From
	c.Span = ast.Span{From: c.Open, To: c.Close + 1}
	return c
}

func (b *builder) test(property ast.Property, op ast.Op, value func() ast.Expr) func() *ast.Test {
	return func() *ast.Test {
		n := &ast.Test{Name: b.ident(property.String()), Property: property, Op: op, OpSpan: b.tok(op.String())}
		n.Value = value()
		n.Span = ast.Span{From: n.Name.From, To: n.Value.End()}
		return n
	}
}

// permit reads "=> permit();" behind conditions.
func (b *builder) permit(conditions ...*ast.Condition) *ast.Rule {
	r := &ast.Rule{Conditions: conditions, Arrow: b.tok("=>").From}
	a := &ast.Action{Kind: ast.Permit, Name: b.ident("permit"), Open: b.tok("(").From, Close: b.tok(")").From}
	a.Span = ast.Span{From: a.Name.From, To: a.Close + 1}
	r.Action, r.Semi = a, b.tok(";").From
	r.Span = ast.Span{From: r.Arrow, To: r.Semi + 1}
	if len(conditions) > 0 {
		r.From = conditions[0].From
	}
	return r
}

func (b *builder) policy(version *ast.Version, items ...ast.Item) *ast.Policy {
	return &ast.Policy{Span: ast.Span{From: 1, To: ast.PosAt(len(b.text))}, Version: version, Items: items}
}

// everything has each kind of node once at least.
const everything = `version=1.2;
authorizationrules{
  !c:[type=="a", value<-4, value==true] && [value!=b.value] => add(type=AppendString("p", d.type), claim=e);
  ?? what ??
}; // the end
junk
`

// everyNode builds the tree of everything by hand.
func everyNode(t *testing.T) *ast.Policy {
	b := &builder{t: t, text: everything}
	v := b.version(2)
	s := b.section(ast.Authorization, func() []ast.Statement {
		return []ast.Statement{everyRule(b), &ast.Bad{Span: b.tok("?? what ??")}}
	})
	comment := &ast.Comment{Span: b.tok("// the end"), Text: "// the end"}
	p := b.policy(v, s, &ast.Bad{Span: b.tok("junk")})
	p.Comments = []*ast.Comment{comment}
	return p
}

func everyRule(b *builder) *ast.Rule {
	r := &ast.Rule{Conditions: []*ast.Condition{everyCondition(b)}}
	r.Ands = []ast.Pos{b.tok("&&").From}
	r.Conditions = append(r.Conditions, b.condition(b.test(ast.ValueProperty, ast.NotEqual, func() ast.Expr {
		return propertyRef(b, "b", ast.ValueProperty)
	})))
	r.Arrow = b.tok("=>").From
	a := &ast.Action{Kind: ast.Add, Name: b.ident("add"), Open: b.tok("(").From}
	first := &ast.Arg{Name: b.ident("type"), EqSpan: b.tok("=")}
	first.Value = everyCall(b)
	first.Span = ast.Span{From: first.Name.From, To: first.Value.End()}
	a.Commas = []ast.Pos{b.tok(",").From}
	second := &ast.Arg{Name: b.ident("claim"), EqSpan: b.tok("=")}
	second.Value = &ast.BinderRef{Span: b.tok("e"), Name: "e"}
	second.Span = ast.Span{From: second.Name.From, To: second.Value.End()}
	a.Args = []*ast.Arg{first, second}
	a.Close = b.tok(")").From
	a.Span = ast.Span{From: a.Name.From, To: a.Close + 1}
	r.Action, r.Semi = a, b.tok(";").From
	r.Span = ast.Span{From: r.Conditions[0].From, To: r.Semi + 1}
	return r
}

func everyCondition(b *builder) *ast.Condition {
	not, binder, colon := b.tok("!").From, b.ident("c"), b.tok(":").From
	c := b.condition(
		b.test(ast.TypeProperty, ast.Equal, func() ast.Expr { return b.str("a") }),
		b.test(ast.ValueProperty, ast.Less, func() ast.Expr { return &ast.IntLit{Span: b.tok("-4"), Value: -4} }),
		b.test(ast.ValueProperty, ast.Equal, func() ast.Expr { return &ast.BoolLit{Span: b.tok("true"), Value: true} }),
	)
	c.Not, c.Binder, c.Colon, c.From = not, binder, colon, not
	return c
}

func everyCall(b *builder) *ast.Call {
	c := &ast.Call{Name: b.ident("AppendString"), Open: b.tok("(").From}
	c.Args = []ast.Expr{b.str("p")}
	c.Commas = []ast.Pos{b.tok(",").From}
	c.Args = append(c.Args, propertyRef(b, "d", ast.TypeProperty))
	c.Close = b.tok(")").From
	c.Span = ast.Span{From: c.Name.From, To: c.Close + 1}
	return c
}

func propertyRef(b *builder, binder string, property ast.Property) *ast.PropertyRef {
	r := &ast.PropertyRef{Binder: b.ident(binder), Dot: b.tok(".").From, Property: property}
	r.Name = b.ident(property.String())
	r.Span = ast.Span{From: r.Binder.From, To: r.Name.To}
	return r
}

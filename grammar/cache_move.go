package grammar

import "github.com/assay-policy/assay/ast"

// mover copies rules into another text where the same bytes stand elsewhere. The
// copies share nothing with the rules, and their texts are parts of the other text,
// so that they don't keep the first one alive. It belongs to one goroutine.
type mover struct {
	to    *ast.Source
	delta ast.Pos

	// Nodes come from larger pieces: the tree they go into lives and dies as one.
	rules      slab[ast.Rule]
	conditions slab[ast.Condition]
	tests      slab[ast.Test]
	args       slab[ast.Arg]
	idents     slab[ast.Ident]
	strings    slab[ast.StringLit]
	references slab[ast.PropertyRef]
	positions  slab[ast.Pos]
	ofTests    slab[*ast.Test]
}

// newMover returns a mover into a text.
func newMover(to *ast.Source) *mover { return &mover{to: to} }

// rule returns a copy of a rule that begins at the offset from in the other text.
// The rule must have been read without a finding.
func (m *mover) rule(r *ast.Rule, from int) *ast.Rule {
	m.delta = ast.PosAt(from) - r.From
	return m.rules.put(ast.Rule{
		Span: m.span(r.Span), Conditions: moved(nil, r.Conditions, m.condition), Ands: m.list(r.Ands),
		Arrow: m.pos(r.Arrow), Action: m.action(r.Action), Semi: m.pos(r.Semi),
	})
}

// slab hands out parts of a slice.
type slab[T any] struct{ free []T }

// slabSize is large enough to save most allocations and small enough to waste
// little.
const slabSize = 32

// put places a value.
func (p *slab[T]) put(v T) *T {
	at := &p.take(1)[0]
	*at = v
	return at
}

// take returns room for n values; a nil slab makes it anew.
func (p *slab[T]) take(n int) []T {
	if p == nil || n > slabSize {
		return make([]T, n)
	}
	if n > len(p.free) {
		p.free = make([]T, slabSize)
	}
	out := p.free[:n:n]
	p.free = p.free[n:]
	return out
}

// moved copies a list.
func moved[T any](room *slab[T], list []T, one func(T) T) []T {
	if list == nil {
		return nil
	}
	out := room.take(len(list))
	for i, e := range list {
		out[i] = one(e)
	}
	return out
}

func (m *mover) pos(p ast.Pos) ast.Pos {
	if !p.IsValid() {
		return p
	}
	return p + m.delta
}

func (m *mover) span(s ast.Span) ast.Span { return ast.Span{From: m.pos(s.From), To: m.pos(s.To)} }

func (m *mover) list(all []ast.Pos) []ast.Pos { return moved(&m.positions, all, m.pos) }

func (m *mover) condition(c *ast.Condition) *ast.Condition {
	return m.conditions.put(ast.Condition{
		Span: m.span(c.Span), Not: m.pos(c.Not), Binder: m.ident(c.Binder), Colon: m.pos(c.Colon),
		Open: m.pos(c.Open), Close: m.pos(c.Close), Tests: moved(&m.ofTests, c.Tests, m.test), Commas: m.list(c.Commas),
	})
}

func (m *mover) test(t *ast.Test) *ast.Test {
	return m.tests.put(ast.Test{
		Span: m.span(t.Span), Name: m.ident(t.Name), Property: t.Property, Op: t.Op,
		OpSpan: m.span(t.OpSpan), Value: m.expr(t.Value),
	})
}

func (m *mover) action(a *ast.Action) *ast.Action {
	return &ast.Action{
		Span: m.span(a.Span), Kind: a.Kind, Name: m.ident(a.Name), Open: m.pos(a.Open), Close: m.pos(a.Close),
		Args: moved(nil, a.Args, m.arg), Commas: m.list(a.Commas),
	}
}

func (m *mover) arg(a *ast.Arg) *ast.Arg {
	return m.args.put(ast.Arg{Span: m.span(a.Span), Name: m.ident(a.Name), EqSpan: m.span(a.EqSpan), Value: m.expr(a.Value)})
}

func (m *mover) ident(n *ast.Ident) *ast.Ident {
	if n == nil {
		return nil
	}
	span := m.span(n.Span)
	return m.idents.put(ast.Ident{Span: span, Name: m.to.Slice(span)})
}

func (m *mover) expr(e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.StringLit:
		return m.string(e)
	case *ast.IntLit:
		return &ast.IntLit{Span: m.span(e.Span), Value: e.Value}
	case *ast.BoolLit:
		return &ast.BoolLit{Span: m.span(e.Span), Value: e.Value}
	case *ast.BinderRef:
		span := m.span(e.Span)
		return &ast.BinderRef{Span: span, Name: m.to.Slice(span)}
	case *ast.PropertyRef:
		return m.references.put(ast.PropertyRef{
			Span: m.span(e.Span), Binder: m.ident(e.Binder), Dot: m.pos(e.Dot), Name: m.ident(e.Name), Property: e.Property,
		})
	case *ast.Call:
		return &ast.Call{
			Span: m.span(e.Span), Name: m.ident(e.Name), Open: m.pos(e.Open), Close: m.pos(e.Close),
			Args: moved(nil, e.Args, m.expr), Commas: m.list(e.Commas),
		}
	}
	return nil
}

// string copies a literal. A value with escapes is no part of a text.
func (m *mover) string(s *ast.StringLit) *ast.StringLit {
	span := m.span(s.Span)
	raw := m.to.Slice(span)
	out := m.strings.put(ast.StringLit{Span: span, Value: s.Value, Raw: raw})
	if n := len(raw); n >= 2 && raw[1:n-1] == s.Value {
		out.Value = raw[1 : n-1]
	}
	return out
}

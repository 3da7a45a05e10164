package compile

import (
	"fmt"
	"slices"

	celast "cel.dev/cel-go/common/ast"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/engine"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/internal/spell"
)

// computation compiles an expression with functions.
func (c *compiler) computation(e *ast.Call) (*engine.Computation, error) {
	out := &engine.Computation{Node: e, Queries: &c.Queries}
	tree, err := build(c, out)
	if err != nil {
		return nil, err
	}
	if out.Program, err = c.plan(tree); err != nil {
		return nil, err
	}
	return out, nil
}

// build fills in inputs and sites and returns the program as CEL.
func build(from *compiler, c *engine.Computation) (*celast.AST, error) {
	b := callBuilder{builder: newBuilder(c.Node.Span), compiler: from, Computation: c}
	e, err := b.nested(c.Node)
	if err != nil {
		return nil, err
	}
	return b.tree(e), nil
}

// callBuilder builds the CEL expression of a computation.
type callBuilder struct {
	*builder
	*compiler
	*engine.Computation
}

// expr is a literal, a set, or a call: f(run, n, arguments).
func (b *callBuilder) expr(e ast.Expr) (celast.Expr, error) {
	switch e := e.(type) {
	case *ast.Call:
		return b.nested(e)
	case *ast.PropertyRef:
		n, err := b.reference(e)
		if !slices.Contains(b.Inputs, n) {
			b.Inputs = append(b.Inputs, n)
		}
		b.span = e.Span
		return b.ident(engine.SetVariable(int(n))), err
	case *ast.StringLit, *ast.IntLit, *ast.BoolLit, *ast.BinderRef:
		if v, ok := literal(e); ok {
			b.span = ast.Span{From: e.Pos(), To: e.End()}
			return b.literal(v), nil
		}
	}
	return nil, unchecked(fmt.Sprintf("%T as an argument", e))
}

// nested is a call.
func (b *callBuilder) nested(e *ast.Call) (celast.Expr, error) {
	f := lang.FunctionNamed(e.Name.Name)
	if f == nil || len(e.Args) != len(f.Params) {
		return nil, unchecked(fmt.Sprintf("a call of %q with %d arguments", e.Name.Name, len(e.Args)))
	}
	number := len(b.Sites)
	site, err := newSite(e, f)
	if err != nil {
		return nil, err
	}
	b.Sites = append(b.Sites, site)
	args := []celast.Expr{b.ident(engine.RunVariable), b.integer(number)}
	for _, a := range e.Args {
		arg, err := b.expr(a)
		if err != nil {
			return nil, err
		}
		args = append(args, arg)
	}
	b.span = e.Span
	return b.builder.call(f.Name, args...), nil
}

// newSite parses and compiles the call's literals ahead of time (L7.4).
func newSite(e *ast.Call, f *lang.Function) (engine.Site, error) {
	s := engine.Site{Call: e}
	for i, p := range f.Params {
		lit, ok := e.Args[i].(*ast.StringLit)
		if !ok {
			continue
		}
		var err error
		switch p.Content {
		case lang.JSON, lang.ClaimJSON:
			s.Document, err = jsondoc.Parse(lit.Value, jsondoc.Options{})
			s.Parsed = true
		case lang.Query:
			s.Query, err = jmespath.Compile(lit.Value)
		case lang.Plain:
		}
		if err != nil {
			return s, unchecked(fmt.Sprintf("the literal %s: %v", spell.Quote(lit.Value), err))
		}
	}
	return s, nil
}

package compile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	celast "cel.dev/cel-go/common/ast"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/engine"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/internal/spell"
)

// computation compiles an expression with functions. Those that say the same share a
// program.
func (c *compiler) computation(e *ast.Call) (*engine.Computation, error) {
	var k callKey
	if err := c.key(&k, e); err != nil {
		return nil, err
	}
	shared := c.cache.calls.find(string(k.text), c.cache.policies)
	if shared == nil {
		var err error
		if shared, err = c.calls(e); err != nil {
			return nil, err
		}
		c.cache.calls.keep(string(k.text), shared, c.cache.policies)
	}
	out := *shared
	out.Node, out.Queries, out.Sites = e, &c.Queries, slices.Clone(shared.Sites)
	for i := range out.Sites {
		out.Sites[i].Call = k.calls[i]
	}
	return &out, nil
}

// callKey is all that the program of an expression depends on, as text, and the calls
// in the order of their sites.
type callKey struct {
	text  []byte
	calls []*ast.Call
}

// key adds an expression, references by their numbers in the rule.
func (c *compiler) key(k *callKey, e ast.Expr) error {
	switch e := e.(type) {
	case *ast.Call:
		k.calls = append(k.calls, e)
		k.text = append(append(k.text, e.Name.Name...), '(')
		for _, a := range e.Args {
			if err := c.key(k, a); err != nil {
				return err
			}
			k.text = append(k.text, ',')
		}
		k.text = append(k.text, ')')
		return nil
	case *ast.PropertyRef:
		n, err := c.reference(e)
		k.text = strconv.AppendInt(append(k.text, 'r'), int64(n), 10)
		return err
	case *ast.StringLit:
		k.text = strconv.AppendQuote(k.text, e.Value)
		return nil
	case *ast.IntLit, *ast.BoolLit, *ast.BinderRef:
		if v, ok := literal(e); ok {
			k.text = append(k.text, v.String()...)
			return nil
		}
	}
	return unchecked(fmt.Sprintf("%T as an argument", e))
}

// calls compiles the calls of an expression, without their places.
func (c *compiler) calls(e *ast.Call) (*engine.Computation, error) {
	out := &engine.Computation{}
	b := callBuilder{builder: newBuilder(e.Span), compiler: c, Computation: out}
	built, err := b.nested(e)
	if err != nil {
		return nil, err
	}
	out.Program, err = c.plan(b.tree(built))
	return out, err
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
			return b.literal(owned(v)), nil
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
	var s engine.Site
	for i, p := range f.Params {
		lit, ok := e.Args[i].(*ast.StringLit)
		if !ok {
			continue
		}
		text, err := strings.Clone(lit.Value), error(nil)
		switch p.Content {
		case lang.JSON, lang.ClaimJSON:
			s.Document, err = jsondoc.Parse(text, jsondoc.Options{})
			s.Parsed = true
		case lang.Query:
			s.Query, err = jmespath.Compile(text)
		case lang.Plain:
		}
		if err != nil {
			return s, unchecked(fmt.Sprintf("the literal %s: %v", spell.Quote(lit.Value), err))
		}
	}
	return s, nil
}

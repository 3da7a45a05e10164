package compile

import (
	"fmt"
	"slices"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/lang"
)

// Computation is an expression with functions: a CEL program that consists of
// nothing but calls. It may fail (L6.4), so it stands alone: CEL's "&&", "||" and
// quantifiers would swallow the failure.
type Computation struct {
	// Inputs are the references that the program reads, n as the variable rn.
	Inputs []Referred

	node    *ast.Call
	sites   []site
	queries *queryCache
	program cel.Program
}

// site is a call: its place, and what was made of its literals ahead of time
// (L7.4). The program knows it by its number, the second argument.
type site struct {
	call     *ast.Call
	query    *jmespath.Query // nil if the query is no literal
	document jsondoc.Value   // of a literal document
	parsed   bool            // document is set
	feeds    bool            // the result is the document of the call around it, and nothing else
}

// Run evaluates the expression and adds its values to into; referred holds the
// values of the rule's references, filled in for the inputs. It returns false if
// that ended the evaluation.
func (c *Computation) Run(ev *Evaluation, referred []Values, into *Values) bool {
	ev.right, ev.inputs, ev.sites, ev.queries = nil, referred, c.sites, c.queries
	out, _, err := c.program.Eval((*variables)(ev))
	if ev.failure != nil || ev.cancelled != nil {
		return false
	}
	if err != nil {
		panic(fmt.Sprintf("compile: expression at byte %d failed: %v", c.node.Pos().Offset(), err))
	}
	for v := range out.(*set).values().All() {
		into.Add(v.Value, v.ReadOnly)
	}
	return true
}

// computation compiles an expression with functions.
func (c *compiler) computation(e *ast.Call) (*Computation, error) {
	out := &Computation{node: e, queries: &c.queries}
	tree, err := out.build(c)
	if err != nil {
		return nil, err
	}
	if out.program, err = c.plan(tree); err != nil {
		return nil, err
	}
	return out, nil
}

// build fills in inputs and sites and returns the program as CEL.
func (c *Computation) build(from *compiler) (*celast.AST, error) {
	b := callBuilder{builder: newBuilder(c.node.Span), compiler: from, Computation: c}
	e, err := b.nested(c.node, false)
	if err != nil {
		return nil, err
	}
	return b.tree(e), nil
}

// callBuilder builds the CEL expression of a computation.
type callBuilder struct {
	*builder
	*compiler
	*Computation
}

// expr is a literal, a set, or a call: f(run, n, arguments).
func (b *callBuilder) expr(e ast.Expr) (celast.Expr, error) {
	switch e := e.(type) {
	case *ast.Call:
		return b.nested(e, false)
	case *ast.PropertyRef:
		n, err := b.reference(e)
		if !slices.Contains(b.Inputs, n) {
			b.Inputs = append(b.Inputs, n)
		}
		b.span = e.Span
		return b.ident(setVariable(int(n))), err
	case *ast.StringLit, *ast.IntLit, *ast.BoolLit, *ast.BinderRef:
		if v, ok := literal(e); ok {
			b.span = ast.Span{From: e.Pos(), To: e.End()}
			return b.literal(v), nil
		}
	}
	return nil, unchecked(fmt.Sprintf("%T as an argument", e))
}

// nested is a call; feeds says that it is the document of another one.
func (b *callBuilder) nested(e *ast.Call, feeds bool) (celast.Expr, error) {
	f := lang.FunctionNamed(e.Name.Name)
	if f == nil || len(e.Args) != len(f.Params) {
		return nil, unchecked(fmt.Sprintf("a call of %q with %d arguments", e.Name.Name, len(e.Args)))
	}
	number := len(b.sites)
	b.sites = append(b.sites, newSite(b.checked, e, f))
	b.sites[number].feeds = feeds
	args := []celast.Expr{b.ident(runVariable), b.integer(number)}
	for i, a := range e.Args {
		arg, err := b.argument(f.Params[i], a)
		if err != nil {
			return nil, err
		}
		args = append(args, arg)
	}
	b.span = e.Span
	return b.builder.call(f.Name, args...), nil
}

// argument is an argument of a call.
func (b *callBuilder) argument(of lang.Param, a ast.Expr) (celast.Expr, error) {
	if inner, ok := a.(*ast.Call); ok && of.ReadsJSON() {
		return b.nested(inner, true)
	}
	return b.expr(a)
}

// newSite takes over what the check has made of the call's literals.
func newSite(checked *check.Checked, e *ast.Call, f *lang.Function) site {
	s := site{call: e}
	for i, p := range f.Params {
		lit, ok := e.Args[i].(*ast.StringLit)
		switch {
		case !ok:
		case p.ReadsJSON():
			s.document, s.parsed = checked.Documents[lit]
		case p.Content == lang.Query:
			s.query = checked.Queries[lit]
		}
	}
	return s
}

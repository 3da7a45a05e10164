package mutant

import (
	"math"
	"slices"
	"strconv"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/lang"
)

// alternative is an expression to put in place of another: in the text, a replacement
// of a place in it.
type alternative struct {
	mutator     Mutator
	value       ast.Expr
	place       ast.Span
	replacement string
}

// use is what a string literal is there for.
type use uint8

const (
	plain use = iota
	issuer
	query
	document
)

// uses are those of function arguments, by what their text must be.
var uses = map[lang.Content]use{lang.Plain: plain, lang.JSON: document, lang.ClaimJSON: document, lang.Query: query}

// values lists the alternatives of an expression. Conditions are those whose binders
// it may take values of.
func (l *lister) values(e ast.Expr, as use, conditions []*ast.Condition) []alternative {
	switch e := e.(type) {
	case *ast.StringLit:
		return l.strings(e, as)
	case *ast.IntLit:
		return integers(e)
	case *ast.BoolLit:
		v := &ast.BoolLit{Span: e.Span, Value: !e.Value}
		return []alternative{{Boolean, v, e.Span, grammar.Text(v)}}
	case *ast.BinderRef:
		return references(e, e.Name, conditions)
	case *ast.PropertyRef:
		return references(e, e.Binder.Name, conditions)
	case *ast.Call:
		return l.calls(e, conditions)
	}
	return nil
}

// strings lists the alternatives of a string. A fresh text is never a document.
func (l *lister) strings(e *ast.StringLit, as use) []alternative {
	switch as {
	case plain:
		return []alternative{text(String, e, l.fresh)}
	case issuer:
		var out []alternative
		for _, i := range []claim.Issuer{claim.AttestationService, claim.AttestationPolicy, claim.CustomClaim} {
			if i.String() != e.Value {
				out = append(out, text(Issuer, e, i.String()))
			}
		}
		return out
	case query:
		return l.queries(e)
	case document:
	}
	return nil
}

func text(m Mutator, e *ast.StringLit, value string) alternative {
	v := literal(e, value)
	return alternative{m, v, e.Span, v.Raw}
}

// literal is a string at the place of another.
func literal(at *ast.StringLit, value string) *ast.StringLit {
	return &ast.StringLit{Span: at.Span, Value: value, Raw: grammar.Quote(value)}
}

func integers(e *ast.IntLit) []alternative {
	var out []alternative
	if e.Value < math.MaxInt64 {
		out = append(out, integer(e, e.Value+1))
	}
	if e.Value > math.MinInt64 {
		out = append(out, integer(e, e.Value-1))
	}
	return out
}

func integer(e *ast.IntLit, value int64) alternative {
	return alternative{Integer, &ast.IntLit{Span: e.Span, Value: value}, e.Span, strconv.FormatInt(value, 10)}
}

// references lists a binder, or the same property of it, for each other binder.
func references(e ast.Expr, name string, conditions []*ast.Condition) []alternative {
	var out []alternative
	for _, c := range conditions {
		if c.Binder == nil || c.Binder.Name == name {
			continue
		}
		var v ast.Expr
		switch e := e.(type) {
		case *ast.PropertyRef:
			ref, binder := *e, *e.Binder
			binder.Name = c.Binder.Name
			ref.Binder = &binder
			v = &ref
		case *ast.BinderRef:
			v = &ast.BinderRef{Span: e.Span, Name: c.Binder.Name}
		default:
			continue
		}
		out = append(out, alternative{Binder, v, span(e), grammar.Text(v)})
	}
	return out
}

func span(n ast.Node) ast.Span { return ast.Span{From: n.Pos(), To: n.End()} }

// calls lists the alternatives of a call: another function, an argument in place of
// the call, and the alternatives of its arguments.
func (l *lister) calls(e *ast.Call, conditions []*ast.Condition) []alternative {
	var out []alternative
	switch e.Name.Name {
	case "NegateBool", "AppendString":
		for _, arg := range e.Args {
			out = append(out, alternative{Function, arg, e.Span, grammar.Text(arg)})
		}
	case "ContainsOnlyValue":
		call, name := *e, *e.Name
		name.Name = "IsSubsetOf"
		call.Name = &name
		out = append(out, alternative{Function, &call, name.Span, name.Name})
	}
	f := lang.FunctionNamed(e.Name.Name)
	for i, arg := range e.Args {
		as := plain
		if f != nil && i < len(f.Params) {
			as = uses[f.Params[i].Content]
		}
		for _, alt := range l.values(arg, as, conditions) {
			call := *e
			call.Args = slices.Clone(e.Args)
			call.Args[i] = alt.value
			alt.value = &call
			out = append(out, alt)
		}
	}
	return out
}

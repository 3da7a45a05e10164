package check

import (
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

// signature is what a function takes and gives (L7).
type signature struct {
	params []kinds
	result kinds
}

// signatures is the table of L7.
var signatures = [...]signature{
	ast.JmesPath:          {[]kinds{texts, texts}, texts},
	ast.JsonToClaimValue:  {[]kinds{texts}, anyKind},
	ast.IsSubsetOf:        {[]kinds{anyKind, anyKind}, booleans},
	ast.AppendString:      {[]kinds{texts, texts}, texts},
	ast.NegateBool:        {[]kinds{booleans}, booleans},
	ast.ContainsOnlyValue: {[]kinds{anyKind, anyKind}, booleans},
}

// call checks a call from the inside out: its arguments, then itself (L7).
func (r *ruleCheck) call(e *ast.Call) {
	for _, arg := range e.Args {
		r.expr(arg)
	}
	if e.Function == ast.UnknownFunction {
		r.unknown(e.Name, "function", unknownFunction, ast.FunctionNames())
	}
	f := functionOf(e)
	if f == ast.UnknownFunction {
		return
	}
	r.later(e.Name.Span, f.String(), 2)
	params := signatures[f].params
	if len(e.Args) != len(params) {
		r.argumentCount(e, f)
	}
	for i, arg := range e.Args[:min(len(e.Args), len(params))] {
		r.argumentType(arg, f, params[i])
	}
	r.literals(e, f)
}

// argumentCount reports too few or too many arguments of a function (L7).
func (r *ruleCheck) argumentCount(e *ast.Call, f ast.Function) {
	want, found := len(signatures[f].params), len(e.Args)
	d := argumentCount.At(ast.Span{}, "found %s of %s, expected %d", counted(found, "argument"), spell.Quote(f.String()), want)
	switch {
	case found > want:
		d.From, d.To = e.Args[want].Pos(), e.Args[found-1].End()
		d.Fixes = []diag.Fix{diag.Replace("remove "+counted(found-want, "argument"),
			ast.Span{From: e.Args[want-1].End(), To: d.To}, "")}
	case found == 0:
		d.From, d.To = e.Open+1, e.Open+1
	default:
		d.From, d.To = e.Args[found-1].End(), e.Args[found-1].End()
	}
	r.report(d)
}

func counted(n int, what string) string {
	switch n {
	case 0:
		return "no " + what
	case 1:
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// argumentType reports an argument that certainly has no value of the kind the
// function takes (L7.4).
func (r *ruleCheck) argumentType(arg ast.Expr, f ast.Function, want kinds) {
	found := r.kindsOf(arg)
	if found.fits(want) {
		return
	}
	d := argumentType.At(span(arg), "found %s, expected %s for %s", found, want, spell.Quote(f.String()))
	if f != ast.JmesPath { // a number in quotes is no query
		d.Fixes = r.converted(arg, want)
	}
	r.report(d)
}

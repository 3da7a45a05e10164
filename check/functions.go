package check

import (
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/internal/spell"
)

// call checks a call from the inside out: its arguments, then itself (L7).
func (r *ruleCheck) call(e *ast.Call) {
	for _, arg := range e.Args {
		r.expr(arg)
	}
	f := functionOf(e)
	if f == nil || f.Name != e.Name.Name {
		r.unknown(e.Name, "function", unknownFunction, lang.FunctionNames())
	}
	if f == nil {
		return
	}
	r.later(e.Name.Span, f.Name, f.Since)
	if len(e.Args) != len(f.Params) {
		r.argumentCount(e, f)
	}
	for i, arg := range e.Args[:min(len(e.Args), len(f.Params))] {
		r.argumentType(arg, f, f.Params[i])
	}
	r.literals(e, f)
}

// argumentCount reports too few or too many arguments of a function (L7).
func (r *ruleCheck) argumentCount(e *ast.Call, f *lang.Function) {
	want, found := len(f.Params), len(e.Args)
	d := argumentCount.At(ast.Span{}, "found %s of %s, expected %d", counted(found, "argument"), spell.Quote(f.Name), want)
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

// argumentType reports an argument that has no value of the kind the function
// takes: an error if it is a literal (L7.4), a warning if that is inferred (L0.1).
func (r *ruleCheck) argumentType(arg ast.Expr, f *lang.Function, p lang.Param) {
	found := r.kindsOf(arg)
	if found.Fits(p.Kinds) {
		return
	}
	if !isLiteral(arg) {
		r.inferred(inferredArgument.At(span(arg), "found %s, expected %s for %s", found, p.Kinds, spell.Quote(f.Name)), arg)
		return
	}
	d := argumentType.At(span(arg), "found %s, expected %s for %s", found, p.Kinds, spell.Quote(f.Name))
	if p.Content == lang.Plain || p.Content == lang.ClaimJSON { // a number in quotes is no query
		d.Fixes = r.converted(arg, p.Kinds)
	}
	r.report(d)
}

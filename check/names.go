package check

import (
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/internal/spell"
)

// unknown reports a word that is none of a closed set: in the wrong case
// (L1.7), or unknown, with the nearest word as a fix.
func (c *checker) unknown(word *ast.Ident, what string, page *diag.Page, among []string) {
	if name := meant(word.Name, among); name != "" {
		fix := replace(word.Span, name)
		fix.Safe = true
		c.report(wrongCase.At(word.Span, "found %s, expected %s", spell.Quote(word.Name), spell.Quote(name)), fix)
		return
	}
	d := page.At(word.Span, "unknown %s %s", what, spell.Quote(word.Name))
	if name := spell.Closest(word.Name, among); name != "" {
		d.Fixes = append(d.Fixes, replace(word.Span, name))
	}
	c.report(d)
}

// meant returns the name that a word stands for if only its case is wrong, so
// that one slip does not hide others; "" if there is none.
func meant(word string, among []string) string {
	for _, name := range among {
		if strings.EqualFold(word, name) {
			return name
		}
	}
	return ""
}

// propertyOf returns the property of a test or reference, whatever its case.
func propertyOf(p ast.Property, word *ast.Ident) ast.Property {
	if p != ast.UnknownProperty || word == nil {
		return p
	}
	return ast.PropertyNamed(meant(word.Name, ast.PropertyNames()))
}

// actionOf returns the kind of an action, whatever the case of its name.
func actionOf(a *ast.Action) ast.ActionKind {
	if a.Kind != ast.UnknownAction || a.Name == nil {
		return a.Kind
	}
	return ast.ActionNamed(meant(a.Name.Name, ast.ActionNames()))
}

// functionOf returns the row of a call's function, whatever the case of its name;
// nil if there is none.
func functionOf(e *ast.Call) *lang.Function {
	if e.Name == nil {
		return nil
	}
	if f := lang.FunctionNamed(e.Name.Name); f != nil {
		return f
	}
	return lang.FunctionNamed(meant(e.Name.Name, lang.FunctionNames()))
}

// replace is the fix that puts text in the place of a span, titled by the text.
func replace(span ast.Span, text string) diag.Fix {
	return diag.Replace("replace with "+spell.Quote(text), span, text)
}

package lint

import (
	"strconv"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/lang"
)

// originKinds returns the kinds of the values that claims of a condition's type have
// by where they come from: evidence by the catalogue, rules by what they make. All
// kinds, if something else may give them.
func (r *rule) originKinds(c *condition) lang.Kinds {
	switch {
	case c.name == nil || c.client && !c.incoming(""):
		return lang.Any // clients name claims freely, but not like those of evidence
	case c.service && !c.incoming(""):
		return lang.Any
	}
	kinds := lang.None
	if c.service {
		kinds = lang.Kinds(c.entry.Kinds)
	}
	if !c.reached {
		return anyIfNone(kinds)
	}
	return anyIfNone(kinds | r.madeKinds(c))
}

// madeKinds returns the kinds of the values that rules make for a condition.
func (r *rule) madeKinds(c *condition) lang.Kinds {
	if r.lineage.AnyTypeBefore(r.At) {
		return lang.Any
	}
	kinds := lang.None
	for _, maker := range r.lineage.Reaching(r.Step, c.Condition) {
		kinds |= lang.Kinds(maker.Kinds)
	}
	return anyIfNone(kinds)
}

// anyIfNone: what is not known to come from somewhere may be anything.
func anyIfNone(kinds lang.Kinds) lang.Kinds {
	if kinds == lang.None {
		return lang.Any
	}
	return kinds
}

// valueTypeKinds returns the kinds that the tests of valueType leave.
func valueTypeKinds(c *condition) lang.Kinds {
	kinds := lang.Any
	for _, t := range c.Tests {
		lit, ok := t.Value.(*ast.StringLit)
		if !ok || t.Property != ast.ValueTypeProperty {
			continue
		}
		if kind, known := claim.ParseKind(lit.Value); known {
			kinds &= testedKinds(t.Op == ast.Equal, 1<<kind)
		}
	}
	return kinds
}

func testedKinds(equal bool, kind lang.Kinds) lang.Kinds {
	if equal {
		return kind
	}
	return lang.Any &^ kind
}

// boundKinds returns the kinds of a binder's values: by their origin and by what the
// tests of its condition leave.
func (r *rule) boundKinds(c *condition) lang.Kinds {
	kinds := r.originKinds(c) & valueTypeKinds(c)
	for _, t := range c.Tests {
		if t.Property != ast.ValueProperty {
			continue
		}
		if t.Op == ast.Equal {
			kinds &= literalKind(t.Value)
		} else if t.Op != ast.NotEqual {
			kinds &= lang.Integers
		}
	}
	return kinds
}

// literalKind returns the kind of a literal, all kinds for what is none.
func literalKind(e ast.Expr) lang.Kinds {
	switch e.(type) {
	case *ast.StringLit:
		return lang.Strings
	case *ast.IntLit:
		return lang.Integers
	case *ast.BoolLit:
		return lang.Booleans
	case *ast.BinderRef, *ast.PropertyRef, *ast.Call:
	}
	return lang.Any
}

// exprKinds returns the kinds of the values of a test's right side.
func (r *rule) exprKinds(e ast.Expr) lang.Kinds {
	switch e := e.(type) {
	case *ast.PropertyRef:
		if e.Property != ast.ValueProperty {
			return lang.Strings
		}
		if c := r.bound(e.Binder.Name); c != nil {
			return r.boundKinds(c)
		}
	case *ast.Call:
		if f := lang.FunctionNamed(e.Name.Name); f != nil {
			return f.Result
		}
	case *ast.StringLit, *ast.IntLit, *ast.BoolLit, *ast.BinderRef:
		return literalKind(e)
	}
	return lang.Any
}

// bound returns the condition of a binder, nil if there is none.
func (r *rule) bound(binder string) *condition {
	for _, c := range r.conditions() {
		if c.Binder != nil && c.Binder.Name == binder {
			return c
		}
	}
	return nil
}

// asKind are the fixes that write a literal as one of the wanted kinds, if its text
// fits.
func (p *policy) asKind(e ast.Expr, want lang.Kinds) []diag.Fix {
	text := ""
	switch e := e.(type) {
	case *ast.StringLit:
		text = e.Value
		n, err := strconv.ParseInt(text, 10, 64)
		switch {
		case want.Fits(lang.Booleans) && (text == "true" || text == "false"):
		case want.Fits(lang.Integers) && err == nil && text[0] != '+':
			text = strconv.FormatInt(n, 10)
		default:
			return nil
		}
	case *ast.IntLit, *ast.BoolLit:
		if !want.Fits(lang.Strings) {
			return nil
		}
		text = `"` + p.Source.Slice(span(e)) + `"`
	case *ast.BinderRef, *ast.PropertyRef, *ast.Call:
		return nil
	}
	return []diag.Fix{diag.Replace("replace with "+text, span(e), text)}
}

// span returns the place of a node.
func span(n ast.Node) ast.Span { return ast.Span{From: n.Pos(), To: n.End()} }

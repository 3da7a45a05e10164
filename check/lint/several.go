package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// severalOf returns the first rule that may make several of a condition's claims at
// once, so that its binder holds several values (L4.2); nil if none does.
func (d *documents) severalOf(r *rule, c *condition) *check.Step {
	if c == nil || c.name == nil || !c.made || c.wantsOneValue() {
		return nil
	}
	maker := d.several[c.name.Value]
	if maker == nil || maker.At >= r.At {
		return nil
	}
	return maker
}

// wantsOneValue reports whether a condition wants the value to equal a literal.
func (c *condition) wantsOneValue() bool {
	for _, t := range c.Tests {
		if t.Property == ast.ValueProperty && t.Op == ast.Equal && isLiteral(t.Value) {
			return true
		}
	}
	return false
}

// makesSeveral reports whether a rule may make several claims: of an array, or of
// claims that are several.
func (d *documents) makesSeveral(r *rule) bool {
	switch e := r.argument("value").(type) {
	case *ast.Call:
		return d.array(r, e)
	case *ast.PropertyRef:
		return len(d.several) > 0 && e.Property == ast.ValueProperty && d.severalOf(r, r.bound(e.Binder.Name)) != nil
	case nil:
		return len(d.several) > 0 && d.severalOf(r, r.copied()) != nil
	default:
		return false
	}
}

// array reports whether a call is one of JsonToClaimValue whose text may be an array
// of several.
func (d *documents) array(r *rule, e *ast.Call) bool {
	if e.Name.Name != "JsonToClaimValue" || len(e.Args) != 1 {
		return false
	}
	if lit, ok := e.Args[0].(*ast.StringLit); ok {
		doc, err := jsondoc.Parse(lit.Value, jsondoc.Options{})
		return err == nil && doc.Kind() == jsondoc.Array && doc.Len() > 1
	}
	shape := d.text(r, e.Args[0])
	return shape == nil || shape.Kinds&jmespath.Array != 0
}

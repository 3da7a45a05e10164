package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// plurals find out which rules may make several claims at once, so that a binder
// holds several values (L4.2).
type plurals struct {
	docs  *documents
	made  map[*check.Step]bool
	looks int
}

func (p *policy) plurals() *plurals {
	if p.several == nil {
		p.several = &plurals{docs: newDocuments(p), made: map[*check.Step]bool{}}
	}
	return p.several
}

// binder returns a rule that may make several of a binder's values, nil if none does.
func (s *plurals) binder(r *rule, c *condition) *check.Step {
	if c == nil || c.name == nil || !c.made || c.wantsOneValue() {
		return nil
	}
	for _, maker := range r.lineage.Makers(c.name.Value) {
		if s.looks++; maker.At >= r.At || s.looks > mostLooks {
			return nil
		}
		if s.maker(maker) {
			return maker
		}
	}
	return nil
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

// maker reports whether a rule may make several claims: of an array, or of claims that
// are several.
func (s *plurals) maker(step *check.Step) bool {
	several, known := s.made[step]
	if known {
		return several
	}
	s.made[step] = false
	r := s.docs.policy.rules[step.At]
	if r.broken {
		return false
	}
	switch e := r.argument("value").(type) {
	case *ast.Call:
		several = s.array(r, e)
	case *ast.PropertyRef:
		several = e.Property == ast.ValueProperty && s.binder(r, r.bound(e.Binder.Name)) != nil
	case nil:
		if copied, ok := r.argument("claim").(*ast.BinderRef); ok {
			several = s.binder(r, r.bound(copied.Name)) != nil
		}
	}
	s.made[step] = several
	return several
}

// array reports whether a call is one of JsonToClaimValue whose text may be an array
// of several.
func (s *plurals) array(r *rule, e *ast.Call) bool {
	if e.Name.Name != "JsonToClaimValue" || len(e.Args) != 1 {
		return false
	}
	if lit, ok := e.Args[0].(*ast.StringLit); ok {
		doc, err := jsondoc.Parse(lit.Value, jsondoc.Options{})
		return err == nil && doc.Kind() == jsondoc.Array && doc.Len() > 1
	}
	shape := s.docs.text(r, e.Args[0])
	return shape == nil || shape.Kinds&jmespath.Array != 0
}

package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jmespath"
)

// documents find out what is known of the JSON texts in claims: those that evidence
// gives (E8.7, E8.8, E9.7), and what rules cut from them by literal queries.
type documents struct {
	policy *policy
	tables map[string]*jmespath.Shape // of the catalogue
	made   map[*check.Step]*jmespath.Shape
	looks  int
}

// mostLooks bounds how often a maker of a claim is looked at: what is beyond isn't
// known.
const mostLooks = 100_000

func newDocuments(p *policy) *documents {
	return &documents{policy: p, tables: map[string]*jmespath.Shape{}, made: map[*check.Step]*jmespath.Shape{}}
}

// jsonKinds are the kinds that the catalogue names.
var jsonKinds = map[string]jmespath.Kinds{
	"": jmespath.Anything &^ jmespath.Null, "boolean": jmespath.Boolean, "number": jmespath.Number,
	"string": jmespath.Text, "array": jmespath.Array, "object": jmespath.Object,
}

// shape returns the shape of a member of the catalogue.
func (d *documents) shape(f catalog.Field) *jmespath.Shape {
	s := &jmespath.Shape{Kinds: jsonKinds[f.Kind]}
	if f.Of != "" {
		object := d.table(f.Of)
		s.Members = object.Members
		if f.Kind == "array" {
			s.Element, s.Members = object, nil
		}
	}
	if f.Repeats && f.Kind != "" {
		single := *s
		s.Kinds |= jmespath.Array
		s.Element = &single
	}
	if !f.Always {
		s.Kinds |= jmespath.Null
	}
	return s
}

// table returns the shape of the objects with a table of members. Tables contain each
// other, and themselves.
func (d *documents) table(name string) *jmespath.Shape {
	if s := d.tables[name]; s != nil {
		return s
	}
	s := &jmespath.Shape{Kinds: jmespath.Object, Members: map[string]*jmespath.Shape{}}
	d.tables[name] = s
	for _, f := range catalog.Fields(name) {
		s.Members[f.Name] = d.shape(f)
	}
	return s
}

// evidence returns the document that evidence gives as the text of a claim, nil if it
// isn't known.
func (d *documents) evidence(claim string) *jmespath.Shape {
	f, ok := catalog.Document(claim)
	if !ok {
		return nil
	}
	if f.Kind == "object" {
		return d.table(f.Of)
	}
	f.Always = true
	return d.shape(f)
}

// text returns the document that an expression of a rule has as its text, nil if that
// isn't known.
func (d *documents) text(r *rule, e ast.Expr) *jmespath.Shape {
	switch e := e.(type) {
	case *ast.PropertyRef:
		if c := r.bound(e.Binder.Name); c != nil && e.Property == ast.ValueProperty {
			return d.values(r, c)
		}
	case *ast.Call:
		query, ok := literalQuery(e)
		if !ok {
			return nil
		}
		if q, err := jmespath.Compile(query.Value); err == nil {
			result, _ := q.Infer(d.text(r, e.Args[0]))
			return result
		}
	case *ast.StringLit, *ast.IntLit, *ast.BoolLit, *ast.BinderRef:
	}
	return nil
}

// literalQuery returns the query of a call of JmesPath, if it is a literal.
func literalQuery(e *ast.Call) (*ast.StringLit, bool) {
	if e.Name.Name != "JmesPath" || len(e.Args) != 2 {
		return nil, false
	}
	lit, ok := e.Args[1].(*ast.StringLit)
	return lit, ok
}

// values returns the document that all claims of a condition have as their text: what
// evidence and all rules that may make them have in common.
func (d *documents) values(r *rule, c *condition) *jmespath.Shape {
	if c.name == nil || r.clients && c.client && !c.incoming(r.typ) || c.made && r.lineage.AnyTypeBefore(r.At) {
		return nil
	}
	var shapes []*jmespath.Shape
	if c.service && c.incoming("") {
		shapes = append(shapes, d.evidence(c.name.Value))
	}
	if c.reached {
		makers := r.lineage.Reaching(r.Step, c.Condition)
		if d.looks += len(makers); d.looks > mostLooks {
			return nil
		}
		for _, maker := range makers {
			shapes = append(shapes, d.ofMaker(maker))
		}
	}
	if len(shapes) == 0 {
		return nil
	}
	out := shapes[0]
	for _, s := range shapes[1:] {
		out = jmespath.Common(out, s)
	}
	return out
}

// ofMaker returns the document that a rule makes as the value of its claims.
func (d *documents) ofMaker(step *check.Step) *jmespath.Shape {
	if s, ok := d.made[step]; ok {
		return s
	}
	d.made[step] = nil
	r := d.policy.rules[step.At]
	if r.broken {
		return nil
	}
	if value := r.argument("value"); value != nil {
		d.made[step] = d.text(r, value)
	} else if copied, ok := r.argument("claim").(*ast.BinderRef); ok {
		if c := r.bound(copied.Name); c != nil {
			d.made[step] = d.values(r, c)
		}
	}
	return d.made[step]
}

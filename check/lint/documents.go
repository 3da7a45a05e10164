package lint

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jmespath"
)

// documents is what is known of the JSON texts in claims: those that evidence gives
// (E8.7, E8.8, E9.7), and what rules cut from them by literal queries. The rules are
// read in the order in which they run.
type documents struct {
	tables tables // of the catalogue
	// made are the documents that the rules so far make, by the type of the claims: nil
	// for those of which nothing is known.
	made map[string]*jmespath.Shape
	// several are the first rules that may make several claims at once, by their type.
	several map[string]*check.Step
	// uses are the literal queries, results what they find.
	uses    []literalUse
	results map[*ast.StringLit]*jmespath.Shape
	// compared is how many members of documents may still be compared.
	compared int
}

// tables are the shapes of the catalogue's tables of members, as far as they were needed.
type tables map[string]*jmespath.Shape

// mostCompared bounds how many members of documents are compared: of what is beyond
// nothing is known.
const mostCompared = 200_000

// documents reads the rules, once.
func (p *policy) documents() *documents {
	if p.docs == nil {
		if p.tables == nil {
			p.tables = tables{}
		}
		p.docs = &documents{tables: p.tables, compared: mostCompared}
		if slices.ContainsFunc(p.rules, (*rule).callsFunction) {
			p.docs.readAll(p.rules)
		}
	}
	return p.docs
}

// callsFunction reports whether a rule calls a function. Without a call in any rule no
// document is looked into, and none becomes several claims.
func (r *rule) callsFunction() (found bool) {
	if !r.broken {
		r.calls(func(*ast.Call) { found = true })
	}
	return found
}

// readAll reads the rules without error.
func (d *documents) readAll(rules []*rule) {
	d.made = make(map[string]*jmespath.Shape, len(rules))
	d.several, d.results = map[string]*check.Step{}, map[*ast.StringLit]*jmespath.Shape{}
	for _, r := range rules {
		if !r.broken {
			d.read(r)
		}
	}
}

// read reads a rule: its queries, and what it makes.
func (d *documents) read(r *rule) {
	r.calls(func(call *ast.Call) { d.query(r, call) })
	if !r.Makes || r.Type == "" {
		return
	}
	if d.several[r.Type] == nil && d.makesSeveral(r) {
		d.several[r.Type] = r.Step
	}
	made := d.makes(r)
	if before, ok := d.made[r.Type]; ok {
		made = jmespath.Common(before, made, &d.compared)
	}
	d.made[r.Type] = made
}

// makes returns the document that a rule makes as the value of its claims.
func (d *documents) makes(r *rule) *jmespath.Shape {
	if value := r.argument("value"); value != nil {
		return d.text(r, value)
	}
	if c := r.copied(); c != nil {
		return d.values(r, c)
	}
	return nil
}

// copied returns the condition of the claims that the rule's action copies, nil if it
// copies none.
func (r *rule) copied() *condition {
	if ref, ok := r.argument("claim").(*ast.BinderRef); ok {
		return r.bound(ref.Name)
	}
	return nil
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
		return d.query(r, e)
	case *ast.StringLit, *ast.IntLit, *ast.BoolLit, *ast.BinderRef:
	}
	return nil
}

// query returns what a call of JmesPath with a literal query finds, nil if that isn't
// known or it is another call.
func (d *documents) query(r *rule, call *ast.Call) *jmespath.Shape {
	if call.Name.Name != "JmesPath" || len(call.Args) != 2 {
		return nil
	}
	lit, ok := call.Args[1].(*ast.StringLit)
	if !ok {
		return nil
	}
	if result, known := d.results[lit]; known {
		return result
	}
	d.results[lit] = nil
	if known := r.query(d, lit); known.query != nil {
		use := literalUse{rule: r, lit: lit, document: d.text(r, call.Args[0])}
		d.results[lit], use.Uses = known.infer(use.document)
		d.uses = append(d.uses, use)
	}
	return d.results[lit]
}

// values returns the document that all claims of a condition have as their text: what
// evidence and the rules before make has in common.
func (d *documents) values(r *rule, c *condition) *jmespath.Shape {
	if c.name == nil || r.clients && c.client && !c.incoming(r.typ) ||
		c.made && (r.lineage.AnyTypeBefore(r.At) || r.lineage.UnreadBefore(r.At)) {
		return nil
	}
	made, ok := d.made[c.name.Value]
	ok = ok && c.made
	switch evidence := c.service && c.incoming(""); {
	case evidence && ok:
		return jmespath.Common(d.evidence(c.name.Value), made, &d.compared)
	case evidence:
		return d.evidence(c.name.Value)
	case ok:
		return made
	}
	return nil
}

package jmespath

import (
	"sort"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// Operand is a side of a comparison.
type Operand struct {
	Form OperandForm
	// From and To are the place of a name or literal in the query; of others the
	// place where they begin, twice.
	From, To int
	Name     string // of a name
	Text     string // of a literal, as JSON scalars and strings have it
	// Shape is what is known of its value, In what the value is a member of.
	Shape, In *Shape
}

// OperandForm says what an operand is.
type OperandForm uint8

// The forms.
const (
	OtherForm   OperandForm = iota
	BareName                // foo
	QuotedName              // "foo"
	LiteralForm             // `…` or '…'
)

// Known reports whether the value is a member, or something else, whose type is known.
func (o Operand) Known() bool { return o.Shape.Kinds != anything }

// Comparison is a comparison in a query.
type Comparison struct {
	Op          string // such as "=="
	From, To    int    // the place of the operator
	Left, Right Operand
}

// Ordering reports whether the comparison is one of those for numbers.
func (c Comparison) Ordering() bool { return c.Op != "==" && c.Op != "!=" }

// Uses are what a query looks up and compares.
type Uses struct {
	Names       []Operand
	Comparisons []Comparison
}

// Infer concludes, from what is known of a document, what a query's result is, and
// what the names and comparisons in it are about. A nil shape is that of any document.
func (q *Query) Infer(document *Shape) (result *Shape, uses Uses) {
	i := inference{query: q, budget: inferBudget}
	result = i.node(q.root, orUnknown(document))
	return result, i.uses
}

// inferBudget is how many members of shapes are compared for one query.
const inferBudget = 1000

// inference is the state of Infer.
type inference struct {
	query  *Query
	budget int
	tokens []token
	uses   Uses
}

// node returns the shape of what a node makes of a value.
func (i *inference) node(n node, in *Shape) *Shape {
	switch n := n.(type) {
	case *current:
		return in
	case *field:
		i.uses.Names = append(i.uses.Names, i.operand(n, in, in.member(n.name)))
		return in.member(n.name)
	case *index:
		return in.element()
	case *literal:
		return shapeOf(n.value)
	case *chain:
		for _, step := range n.steps {
			in = i.node(step, in)
		}
		return in
	case *or:
		return i.terms(n.terms, in)
	case *and:
		return i.terms(n.terms, in)
	case *not:
		i.node(n.operand, in)
		return &Shape{Kinds: boolean}
	case *comparison:
		return i.comparison(n, in)
	case *list:
		return i.list(n, in)
	case *hash:
		return i.hash(n, in)
	case *call:
		return i.call(n, in)
	case *reference:
		i.node(n.body, unknown)
		return unknown
	}
	return i.projection(n, in)
}

// terms returns the shape of one of some operands.
func (i *inference) terms(terms []node, in *Shape) *Shape {
	out := i.node(terms[0], in)
	for _, term := range terms[1:] {
		out = Common(out, i.node(term, in), &i.budget)
	}
	return orUnknown(out)
}

func (i *inference) comparison(n *comparison, in *Shape) *Shape {
	left := i.operand(n.left, in, i.node(n.left, in))
	right := i.operand(n.right, in, i.node(n.right, in))
	t := i.tokenAt(n.at)
	c := Comparison{Op: i.query.text[t.start:t.end], From: int(t.start), To: int(t.end), Left: left, Right: right}
	i.uses.Comparisons = append(i.uses.Comparisons, c)
	if c.Ordering() {
		return &Shape{Kinds: boolean | null} // null, if not of two numbers
	}
	return &Shape{Kinds: boolean}
}

// operand describes a node as a side of a comparison, or a name.
func (i *inference) operand(n node, in, shape *Shape) Operand {
	t := i.tokenAt(at(n.place()))
	o := Operand{From: int(t.start), To: int(t.start), Shape: shape, In: in}
	switch n := n.(type) {
	case *field:
		o.Form, o.Name, o.To = BareName, n.name, int(t.end)
		if t.kind == kindQuoted {
			o.Form = QuotedName
		}
	case *literal:
		o.Form, o.Text, o.To = LiteralForm, n.value.Text(), int(t.end)
		if n.value.Kind() != jsondoc.String {
			o.Text = i.query.text[t.start+1 : t.end-1]
		}
	}
	return o
}

// tokenAt returns the token that begins at a place of the query.
func (i *inference) tokenAt(place at) token {
	if i.tokens == nil {
		i.tokens = lex(i.query.text)
	}
	k := sort.Search(len(i.tokens), func(k int) bool { return i.tokens[k].start >= int32(place) })
	return i.tokens[min(k, len(i.tokens)-1)]
}

func (i *inference) list(n *list, in *Shape) *Shape {
	element := i.terms(n.items, in)
	return &Shape{Kinds: array | in.Kinds&null, Element: element}
}

func (i *inference) hash(n *hash, in *Shape) *Shape {
	out := &Shape{Kinds: object | in.Kinds&null, Members: map[string]*Shape{}}
	for k, item := range n.items {
		out.Members[n.names[k]] = i.node(item, in)
	}
	return out
}

func (i *inference) call(n *call, in *Shape) *Shape {
	for _, arg := range n.args {
		i.node(arg, in)
	}
	return &Shape{Kinds: n.function.result}
}

// projection returns the array that a projection makes.
func (i *inference) projection(n node, in *Shape) *Shape {
	rest, _ := restOf(n)
	wanted, element := array, orUnknown(in.Element)
	switch n := n.(type) {
	case *members:
		wanted, element = object, unknown
	case *filter:
		i.node(n.cond, element)
	case *flatten:
		element = i.flattened(element)
	}
	if rest != nil {
		element = i.node(rest, element)
	}
	return in.projected(wanted, element)
}

// flattened returns the shape of what elements become if arrays among them are
// replaced by their own.
func (i *inference) flattened(element *Shape) *Shape {
	switch {
	case element.Kinds&array == 0:
		return element
	case element.Kinds == array:
		return orUnknown(element.Element)
	}
	single := *element
	single.Kinds &^= array
	return orUnknown(Common(&single, orUnknown(element.Element), &i.budget))
}

package jmespath

import "github.com/assay-policy/assay/internal/jsondoc"

// Kinds is a set of JSON types.
type Kinds = types

// The JSON types, as sets of one.
const (
	Null     Kinds = null
	Boolean  Kinds = boolean
	Number   Kinds = number
	Text     Kinds = text
	Array    Kinds = array
	Object   Kinds = object
	Anything Kinds = anything
)

// Shape says what is known of a JSON value. Shapes are never written once they are in
// use; they may contain themselves, as objects that nest do.
type Shape struct {
	// Kinds are the types that the value may have.
	Kinds Kinds
	// Members are those of an object, each with null among its kinds if it may be
	// missing; nil if it isn't known which there are.
	Members map[string]*Shape
	// Element is what all elements of an array have in common, nil if nothing is known.
	Element *Shape
}

// unknown is the shape of any value.
var unknown = &Shape{Kinds: anything}

// deepest bounds how far two shapes are compared to find what they have in common.
const deepest = 4

// Common returns what is known of a value that has one of two shapes. A nil shape is
// that of any value. Comparing shapes takes from a budget, one for each member: without
// any left nothing is known.
func Common(a, b *Shape, budget *int) *Shape { return common(a, b, deepest, budget) }

func common(a, b *Shape, depth int, budget *int) *Shape {
	*budget--
	switch {
	case a == b:
		return a
	case a == nil || b == nil || depth == 0 || *budget < 0:
		return nil
	}
	out := &Shape{Kinds: a.Kinds | b.Kinds, Members: a.Members, Element: a.Element}
	switch {
	case a.Kinds&object == 0:
		out.Members = b.Members
	case b.Kinds&object != 0:
		out.Members = commonMembers(a.Members, b.Members, depth-1, budget)
	}
	switch {
	case a.Kinds&array == 0:
		out.Element = b.Element
	case b.Kinds&array != 0:
		out.Element = common(a.Element, b.Element, depth-1, budget)
	}
	return out
}

// commonMembers returns the members that an object of one of two kinds may have.
func commonMembers(a, b map[string]*Shape, depth int, budget *int) map[string]*Shape {
	if a == nil || b == nil || *budget < len(a)+len(b) {
		return nil
	}
	*budget -= len(b)
	out := map[string]*Shape{}
	for name, m := range a {
		other, ok := b[name]
		if !ok {
			other = &Shape{Kinds: null}
		}
		out[name] = orUnknown(common(m, other, depth, budget))
	}
	for name, m := range b {
		if _, ok := a[name]; !ok {
			out[name] = m.orNull()
		}
	}
	return out
}

func orUnknown(s *Shape) *Shape {
	if s == nil {
		return unknown
	}
	return s
}

// orNull returns the shape of a value that may also be missing.
func (s *Shape) orNull() *Shape {
	if s.Kinds&null != 0 {
		return s
	}
	with := *s
	with.Kinds |= null
	return &with
}

// notNull returns the shape of the values that a projection keeps.
func (s *Shape) notNull() *Shape {
	if s.Kinds&null == 0 {
		return s
	}
	without := *s
	without.Kinds &^= null
	return &without
}

// member returns what is known of a member by its name.
func (s *Shape) member(name string) *Shape {
	if s.Kinds&object == 0 {
		return &Shape{Kinds: null}
	}
	m, ok := s.Members[name]
	switch {
	case !ok:
		return unknown
	case s.Kinds != object:
		return m.orNull()
	}
	return m
}

// element returns what is known of an element that may not be there.
func (s *Shape) element() *Shape {
	if s.Kinds&array == 0 {
		return &Shape{Kinds: null}
	}
	return orUnknown(s.Element).orNull()
}

// projected returns the array that a projection makes of a value of that shape: null
// if the value isn't of the wanted type.
func (s *Shape) projected(wanted types, element *Shape) *Shape {
	out := &Shape{Kinds: array, Element: element.notNull()}
	if s.Kinds != wanted {
		out.Kinds |= null
	}
	return out
}

// shapeOf returns the shape of a literal.
func shapeOf(v jsondoc.Value) *Shape { return &Shape{Kinds: 1 << v.Kind()} }

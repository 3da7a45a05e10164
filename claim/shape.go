package claim

import (
	"strings"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// Shape gives claims the JSON shape of outgoing claims and properties (L6.5): an
// object with a member for each type, in order of first issue; a type's one value
// stands for itself, several distinct ones form an array in order of issue. Issuers
// are left out. Marked strings (E2.1) stay strings, as policies see them.
func Shape(claims []Claim) jsondoc.Value { return shape(claims, plainJSON) }

// ShapeToken is Shape for tokens: in place of a string that is marked as JSON
// stands its JSON value (E2.1). A mark on a text that is none is ignored.
func ShapeToken(claims []Claim) jsondoc.Value { return shape(claims, tokenJSON) }

// shape groups the claims by type; render turns one of them into JSON.
func shape(claims []Claim, render func(Claim) jsondoc.Value) jsondoc.Value {
	// A set whose claims have one issuer holds the distinct values of each type.
	distinct := NewSet()
	var types []string
	for _, c := range claims {
		c.Issuer = AttestationPolicy
		if distinct.buckets[c.Type] == nil {
			types = append(types, c.Type)
		}
		distinct.Add(c)
	}
	names := make([]string, 0, len(types))
	values := make([]jsondoc.Value, 0, len(types))
	for _, t := range types {
		var of []jsondoc.Value
		for c := range distinct.OfType(t) {
			of = append(of, render(c))
		}
		v := of[0]
		if len(of) > 1 {
			v = jsondoc.NewArray(of)
		}
		names = append(names, strings.ToValidUTF8(t, "\uFFFD"))
		values = append(values, v)
	}
	return jsondoc.NewObject(names, values)
}

// plainJSON returns a claim's value as JSON, strings as strings.
func plainJSON(c Claim) jsondoc.Value { return c.Value.JSON() }

// tokenJSON returns a claim's value as JSON, a marked string as what it holds.
func tokenJSON(c Claim) jsondoc.Value {
	if doc, ok := document(c, 0); ok {
		return doc
	}
	return c.Value.JSON()
}

// JSON returns the value as JSON; null for the zero Value. In a string, bytes that
// are not UTF-8 become U+FFFD.
func (v Value) JSON() jsondoc.Value {
	switch v.kind {
	case BooleanKind:
		return jsondoc.NewBool(v.num != 0)
	case IntegerKind:
		return jsondoc.NewInt(v.num)
	case StringKind:
		return jsondoc.NewString(v.str)
	}
	return jsondoc.Value{}
}

// document returns the object or array that a marked claim holds (E2.1).
func document(c Claim, maxDepth int) (jsondoc.Value, bool) {
	if !c.JSON || c.Value.kind != StringKind {
		return jsondoc.Value{}, false
	}
	doc, err := jsondoc.Parse(c.Value.str, jsondoc.Options{MaxDepth: maxDepth})
	if err != nil || doc.Kind() != jsondoc.Array && doc.Kind() != jsondoc.Object {
		return jsondoc.Value{}, false
	}
	return doc, true
}

package claim

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// Shape gives claims the JSON shape of outgoing claims and properties (L6.5), as
// compact text: an object with a member for each type, in order of first issue; a
// type's one value is itself, several distinct ones form an array in order of
// issue. Issuers are left out. Marked strings (E2.1) stay strings, as policies see
// them. Bytes that are not UTF-8 become U+FFFD.
func Shape(claims []Claim) json.RawMessage { return shape(claims, plainJSON) }

// ShapeToken is Shape for tokens: a string that is marked as JSON is written as the
// JSON value that it holds (E2.1). A mark on a text that isn't JSON is ignored.
func ShapeToken(claims []Claim) json.RawMessage { return shape(claims, tokenJSON) }

// shape groups the claims by type; render turns one of them into JSON.
func shape(claims []Claim, render func(Claim) jsondoc.Value) json.RawMessage {
	type distinct struct {
		name  string
		value Value
	}
	seen := make(map[distinct]bool, len(claims))
	places := make(map[string]int, len(claims))
	var names []string
	var lists [][]jsondoc.Value
	for _, c := range claims {
		name := strings.ToValidUTF8(c.Type, "\uFFFD")
		if seen[distinct{name, c.Value}] {
			continue
		}
		seen[distinct{name, c.Value}] = true
		at, known := places[name]
		if !known {
			at = len(names)
			places[name] = at
			names, lists = append(names, name), append(lists, nil)
		}
		lists[at] = append(lists[at], render(c))
	}
	values := make([]jsondoc.Value, len(lists))
	for i, list := range lists {
		if values[i] = list[0]; len(list) > 1 {
			values[i] = jsondoc.NewArray(list)
		}
	}
	return jsondoc.AppendCompact(nil, jsondoc.NewObject(names, values))
}

// plainJSON returns a claim's value as JSON, strings as strings.
func plainJSON(c Claim) jsondoc.Value { return c.Value.scalar() }

// tokenJSON returns a claim's value as JSON, a marked string as what it holds.
func tokenJSON(c Claim) jsondoc.Value {
	if doc, err := document(c, jsondoc.Options{}); err == nil {
		return doc
	}
	return c.Value.scalar()
}

// JSON returns the value as JSON; null for the zero Value. In a string, bytes that
// are not UTF-8 become U+FFFD.
func (v Value) JSON() json.RawMessage { return jsondoc.AppendCompact(nil, v.scalar()) }

// scalar returns the value as JSON, not written yet.
func (v Value) scalar() jsondoc.Value {
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

// errNoDocument says that a claim holds no object or array.
var errNoDocument = errors.New("found no JSON object or array")

// document returns the object or array that a marked claim holds (E2.1).
func document(c Claim, opts jsondoc.Options) (jsondoc.Value, error) {
	if !c.JSON || c.Value.kind != StringKind {
		return jsondoc.Value{}, errNoDocument
	}
	doc, err := jsondoc.Parse(c.Value.str, opts)
	if err == nil && doc.Kind() != jsondoc.Array && doc.Kind() != jsondoc.Object {
		err = errNoDocument
	}
	return doc, err
}

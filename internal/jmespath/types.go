package jmespath

import (
	"strings"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// types is a set of JSON types, one bit for each jsondoc.Kind, and expression.
type types uint8

const (
	null     types = 1 << jsondoc.Null
	boolean  types = 1 << jsondoc.Bool
	number   types = 1 << jsondoc.Number
	text     types = 1 << jsondoc.String
	array    types = 1 << jsondoc.Array
	object   types = 1 << jsondoc.Object
	anything       = null | boolean | number | text | array | object
	// expression is the type of a reference.
	expression types = 1 << 6
)

// String names the types for a message.
func (t types) String() string {
	switch t {
	case anything:
		return "a value"
	case expression:
		return `an expression after "&"`
	}
	var names []string
	for k, name := range [...]string{"null", "a boolean", "a number", "a string", "an array", "an object"} {
		if t&(1<<k) != 0 {
			names = append(names, name)
		}
	}
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

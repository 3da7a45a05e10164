package jsondoc

// Kind says which of the six JSON types a Value has.
type Kind uint8

// The kinds. The zero Kind is Null, so the zero Value is null.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// String returns the type's name as RFC 8259 and JMESPath write it.
func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case Bool:
		return "boolean"
	case Number:
		return "number"
	case String:
		return "string"
	case Array:
		return "array"
	case Object:
		return "object"
	}
	return "unknown"
}

// Value is one JSON value: immutable, 32 bytes, safe to share between goroutines.
// The zero Value is null. A parsed Value keeps the text of its document alive.
type Value struct {
	kind  Kind
	flag  bool   // a Bool is true; an Array or Object has a child that is null
	depth uint16 // nesting of an Array or Object, 1 for one without containers in it; saturates
	off   int32  // offset in the parsed text + 1; 0 for made values
	text  string // decoded string, or number as written
	kids  *group // nil for scalars and empty containers
}

// group is the content of a container that is not empty. It is shared by all
// copies of the value and never written after it was made.
type group struct {
	values []Value
	names  []string         // parallel to values; nil for an array
	index  map[string]int32 // place by name, only for more than scanLimit members
	size   int64            // values in all, those inside of them included
}

// scanLimit is the number of members up to which a lookup scans the names:
// below it, comparing lengths is faster than hashing.
const scanLimit = 16

// Kind returns the type of the value.
func (v Value) Kind() Kind { return v.kind }

// Bool returns the truth of a boolean; false for any other kind.
func (v Value) Bool() bool { return v.kind == Bool && v.flag }

// Text returns a string decoded, or a number as it is written; "" for other kinds.
func (v Value) Text() string { return v.text }

// Len returns the number of elements of an array or members of an object; 0 for
// other kinds.
func (v Value) Len() int {
	if v.kids == nil {
		return 0
	}
	return len(v.kids.values)
}

// At returns the element of an array, or the value of an object's member, at
// place i in the order of the source; null if there is none.
func (v Value) At(i int) Value {
	if v.kids == nil || uint(i) >= uint(len(v.kids.values)) {
		return Value{}
	}
	return v.kids.values[i]
}

// Name returns the name of an object's member at place i; "" if there is none.
func (v Value) Name(i int) string {
	if v.kids == nil || uint(i) >= uint(len(v.kids.names)) {
		return ""
	}
	return v.kids.names[i]
}

// AppendTo appends the elements of an array, or the values of an object's members,
// to a slice.
func (v Value) AppendTo(list []Value) []Value {
	if v.kids == nil {
		return list
	}
	return append(list, v.kids.values...)
}

// HasNull reports whether an element of an array, or the value of an object's
// member, is null. It is known without a look at them.
func (v Value) HasNull() bool { return v.kind >= Array && v.flag }

// NameValue returns the name of an object's member at place i as a string value,
// without looking at its text; null if there is none.
func (v Value) NameValue(i int) Value {
	if v.kids == nil || uint(i) >= uint(len(v.kids.names)) {
		return Value{}
	}
	return Value{kind: String, text: v.kids.names[i]}
}

// Member returns the value of an object's member, and whether there is one. The
// cost does not grow with the number of members.
func (v Value) Member(name string) (Value, bool) {
	if v.kind != Object || v.kids == nil {
		return Value{}, false
	}
	if i := v.kids.find(name); i >= 0 {
		return v.kids.values[i], true
	}
	return Value{}, false
}

// find returns the place of a name, or -1.
func (g *group) find(name string) int {
	if g.index != nil {
		if i, ok := g.index[name]; ok {
			return int(i)
		}
		return -1
	}
	for i, n := range g.names {
		if n == name {
			return i
		}
	}
	return -1
}

// Offset returns the byte offset of the value's first byte in the parsed text;
// -1 for values that were made.
func (v Value) Offset() int { return int(v.off) - 1 }

// Depth returns how deeply arrays and objects nest: 0 for a scalar, 1 for an
// empty array. It is known without a walk; beyond 65,535 it stays there.
func (v Value) Depth() int { return int(v.depth) }

// Size returns the number of values that the document consists of: itself and
// all that are inside, as often as they occur. It is known without a walk;
// beyond 2^61 it stays there.
func (v Value) Size() int64 {
	if v.kids == nil {
		return 1
	}
	return v.kids.size + 1
}

// isContainer reports whether the value is an array or an object.
func (v Value) isContainer() bool { return v.kind >= Array }

package claim

import "strconv"

// Kind is the type of a value, which policies see as `valueType` (L3.1). Its zero
// value is no kind.
type Kind uint8

// The kinds of values (L3.1).
const (
	BooleanKind Kind = iota + 1
	IntegerKind
	StringKind
)

// kindNames are the texts of `valueType`, by Kind.
var kindNames = [...]string{BooleanKind: "Boolean", IntegerKind: "Integer", StringKind: "String"}

// String returns the kind as `valueType` has it: "Boolean", "Integer" or "String".
func (k Kind) String() string {
	if k < BooleanKind || k > StringKind {
		return "no kind"
	}
	return kindNames[k]
}

// ParseKind returns the kind of a `valueType` text, compared byte for byte (L3.5).
func ParseKind(s string) (Kind, bool) {
	for k := BooleanKind; k <= StringKind; k++ {
		if kindNames[k] == s {
			return k, true
		}
	}
	return 0, false
}

// Value is a boolean, a 64-bit integer or a string (L3.1). It is immutable, and
// == is the equality of the language: values of different kinds are never equal,
// strings compare byte for byte (L3.5, L4.6). So it can be the key of a map. The
// zero Value is no value and equals no other.
type Value struct {
	kind Kind
	num  int64 // an integer, or 1 for true
	str  string
}

// Bool makes a boolean value.
func Bool(b bool) Value {
	v := Value{kind: BooleanKind}
	if b {
		v.num = 1
	}
	return v
}

// Int makes an integer value.
func Int(n int64) Value { return Value{kind: IntegerKind, num: n} }

// String makes a string value of any bytes.
func String(s string) Value { return Value{kind: StringKind, str: s} }

// Kind returns the kind of the value; 0 for the zero Value.
func (v Value) Kind() Kind { return v.kind }

// Bool returns the truth of a boolean; false for other kinds.
func (v Value) Bool() bool { return v.kind == BooleanKind && v.num != 0 }

// Int returns an integer; 0 for other kinds.
func (v Value) Int() int64 {
	if v.kind != IntegerKind {
		return 0
	}
	return v.num
}

// Text returns a string; "" for other kinds.
func (v Value) Text() string { return v.str }

// String returns the value as the literal that policies write (L1.4 to L1.6).
// Control characters, of which a literal can't hold line breaks, are shown with
// the escapes of JSON, so that a value stays on its line; bytes that are not
// UTF-8 stay as they are.
func (v Value) String() string {
	switch v.kind {
	case BooleanKind:
		return strconv.FormatBool(v.num != 0)
	case IntegerKind:
		return strconv.FormatInt(v.num, 10)
	case StringKind:
		return string(appendLiteral(make([]byte, 0, len(v.str)+2), v.str))
	}
	return "no value"
}

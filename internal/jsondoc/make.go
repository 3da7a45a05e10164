package jsondoc

import (
	"math"
	"strconv"
	"strings"
)

// NewBool makes a boolean.
func NewBool(b bool) Value { return Value{kind: Bool, flag: b} }

// NewInt makes a number written as an integer.
func NewInt(n int64) Value { return Value{kind: Number, text: strconv.FormatInt(n, 10)} }

// NewFloat makes a number with the shortest text that reads back as f, without a
// fraction where f has none. JSON has no NaN and no infinity: they make null.
func NewFloat(f float64) Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{}
	}
	// Exponents only where plain digits would get long, as ECMAScript does.
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	text := strconv.FormatFloat(f, format, -1, 64)
	if n := len(text); format == 'e' && text[n-2] == '0' { // e-07
		text = text[:n-2] + text[n-1:]
	}
	return Value{kind: Number, text: text}
}

// NewNumber makes a number that keeps its text. A text that is no JSON number
// makes null; ValidNumber tells beforehand.
func NewNumber(text string) Value {
	if !ValidNumber(text) {
		return Value{}
	}
	return Value{kind: Number, text: text}
}

// ValidNumber reports whether text is exactly one JSON number (RFC 8259 section 6).
func ValidNumber(text string) bool {
	end, fault := scanNumber(text, 0)
	return fault == "" && end == len(text)
}

// NewString makes a string. Bytes that are not UTF-8 become U+FFFD, so that what
// is written is always JSON.
func NewString(s string) Value {
	return Value{kind: String, text: strings.ToValidUTF8(s, "\uFFFD")}
}

// NewArray makes an array of the values, which belong to it from then on: the
// caller must not change the slice.
func NewArray(values []Value) Value {
	if len(values) == 0 {
		return Value{kind: Array, depth: 1}
	}
	v := Value{kind: Array}
	v.adopt(&group{values: values})
	return v
}

// NewObject makes an object with its members in the order given. Both slices
// belong to it from then on. A name that comes again replaces the value at its
// first place; a name without a value is null, a value without a name is dropped.
func NewObject(names []string, values []Value) Value {
	if len(values) != len(names) {
		fitted := make([]Value, len(names))
		copy(fitted, values)
		values = fitted
	}
	g := &group{names: names, values: values}
	if len(names) > scanLimit {
		g.index = make(map[string]int32, len(names))
	}
	for i, name := range names {
		if g.repeated(i, name) {
			g = merged(names, values)
			break
		}
	}
	v := Value{kind: Object}
	v.adopt(g)
	return v
}

// repeated reports whether the name at place i is at an earlier place too, and
// enters it into the index if there is one.
func (g *group) repeated(i int, name string) bool {
	if g.index == nil {
		for _, n := range g.names[:i] {
			if n == name {
				return true
			}
		}
		return false
	}
	if _, ok := g.index[name]; ok {
		return true
	}
	g.index[name] = int32(i)
	return false
}

// merged copies members into a group in which every name occurs once.
func merged(names []string, values []Value) *group {
	g := &group{}
	places := make(map[string]int32, len(names))
	for i, name := range names {
		if at, ok := places[name]; ok {
			g.values[at] = values[i]
			continue
		}
		places[name] = int32(len(g.names))
		g.names = append(g.names, name)
		g.values = append(g.values, values[i])
	}
	if len(g.names) > scanLimit {
		g.index = places
	}
	return g
}

// maxSize is where Size ends. Two of it, and what is added to it, fit in 64 bits.
const maxSize = 1 << 61

// adopt makes a group the content of a container, and notes what is known of it
// from then on without a walk.
func (v *Value) adopt(g *group) {
	for i := range g.values {
		child := &g.values[i]
		v.depth = max(v.depth, child.depth)
		v.flag = v.flag || child.kind == Null
		g.size = min(g.size+child.Size(), maxSize)
	}
	v.depth = min(v.depth, math.MaxUint16-1) + 1
	if len(g.values) > 0 {
		v.kids = g
	}
}

package compile

import (
	"iter"

	"github.com/assay-policy/assay/claim"
)

// Value is one value of a set, read-only or not: being read-only belongs to the
// value (L3.4) and spreads to what functions make of it (L7).
type Value struct {
	claim.Value
	ReadOnly bool
}

// Values is the set of distinct values that an expression denotes, in order of
// first occurrence (L7.0). The zero Values is empty; Clear lets it be used again.
type Values struct {
	list  []Value
	index map[claim.Value]int32 // place in list, kept beyond scanLimit values
}

// scanLimit is the number of values up to which a scan is faster than a hash.
const scanLimit = 16

// Add adds a value. If an equal one is there, that one stays, and is read-only
// if either was: collapsing must not launder (L3.4).
func (v *Values) Add(value claim.Value, readOnly bool) {
	if i := v.find(value); i >= 0 {
		v.list[i].ReadOnly = v.list[i].ReadOnly || readOnly
		return
	}
	v.list = append(v.list, Value{value, readOnly})
	switch n := len(v.list); {
	case n == scanLimit+1:
		v.hash()
	case n > scanLimit:
		v.index[value] = int32(n - 1)
	}
}

// hash enters all values into the index.
func (v *Values) hash() {
	if v.index == nil {
		v.index = make(map[claim.Value]int32, 2*len(v.list))
	}
	for i, e := range v.list {
		v.index[e.Value] = int32(i)
	}
}

// find returns the place of a value, -1 if there is none.
func (v *Values) find(value claim.Value) int {
	if len(v.list) > scanLimit {
		if i, ok := v.index[value]; ok {
			return int(i)
		}
		return -1
	}
	for i := range v.list {
		if v.list[i].Value == value {
			return i
		}
	}
	return -1
}

// Contains reports whether a value is in the set, read-only or not.
func (v *Values) Contains(value claim.Value) bool { return v.find(value) >= 0 }

// Len returns the number of values.
func (v *Values) Len() int { return len(v.list) }

// At returns the i-th value in order of first occurrence.
func (v *Values) At(i int) Value { return v.list[i] }

// All yields the values in order of first occurrence.
func (v *Values) All() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		for _, e := range v.list {
			if !yield(e) {
				return
			}
		}
	}
}

// ReadOnly reports whether a value of the set is read-only.
func (v *Values) ReadOnly() bool {
	for i := range v.list {
		if v.list[i].ReadOnly {
			return true
		}
	}
	return false
}

// keepLimit is the size up to which an emptied index is kept: emptying a large
// one again and again would cost more than making it anew.
const keepLimit = 1024

// Clear empties the set and keeps its memory, but no text alive.
func (v *Values) Clear() {
	switch n := len(v.list); {
	case n > keepLimit:
		v.index = nil
	case n > scanLimit:
		clear(v.index)
	}
	clear(v.list)
	v.list = v.list[:0]
}

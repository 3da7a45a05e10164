package engine

import (
	"errors"
	"reflect"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/assay-policy/assay/claim"
)

// CELValue converts a value to CEL's. A string or a large integer costs an
// allocation: subjects keep what they converted.
func CELValue(v claim.Value) ref.Val {
	switch v.Kind() {
	case claim.BooleanKind:
		return types.Bool(v.Bool())
	case claim.IntegerKind:
		return types.Int(v.Int())
	}
	return types.String(v.Text())
}

// NativeValue converts one of CEL's values; false for types that are none of
// ours.
func NativeValue(v ref.Val) (claim.Value, bool) {
	switch v := v.(type) {
	case types.Bool:
		return claim.Bool(bool(v)), true
	case types.Int:
		return claim.Int(int64(v)), true
	case types.String:
		return claim.String(string(v)), true
	}
	return claim.Value{}, false
}

// errForeign answers conversions that CEL may ask of any value and that none of
// our programs wants.
var errForeign = errors.New("engine: a value of ours has no such form")

// set is how Values look to CEL: a list over the same memory, nothing copied.
type set Values

var _ traits.Lister = (*set)(nil)

func (s *set) values() *Values { return (*Values)(s) }

// ConvertToNative refuses: sets don't leave CEL in another form.
func (s *set) ConvertToNative(reflect.Type) (any, error) { return nil, errForeign }

// ConvertToType refuses: sets don't leave CEL in another form.
func (s *set) ConvertToType(ref.Type) ref.Val { return types.WrapErr(errForeign) }

// Equal compares as CEL compares lists: size, then element by element.
func (s *set) Equal(other ref.Val) ref.Val {
	o, ok := other.(*set)
	if !ok || len(s.list) != len(o.list) {
		return types.False
	}
	for i := range s.list {
		if s.list[i].Value != o.list[i].Value {
			return types.False
		}
	}
	return types.True
}

// Type returns CEL's list type.
func (s *set) Type() ref.Type { return types.ListType }

// Value returns the native set.
func (s *set) Value() any { return s.values() }

// Add refuses: sets are joined by functions of the policy only.
func (s *set) Add(ref.Val) ref.Val { return types.WrapErr(errForeign) }

// Contains reports whether a value is in the set: the right side of "in".
func (s *set) Contains(v ref.Val) ref.Val {
	n, ok := NativeValue(v)
	return types.Bool(ok && s.values().Contains(n))
}

// Get returns the value at an index.
func (s *set) Get(index ref.Val) ref.Val {
	i, ok := index.(types.Int)
	if !ok || i < 0 || int64(i) >= int64(len(s.list)) {
		return types.NewErr("no element %v in a set of %d", index.Value(), len(s.list))
	}
	return CELValue(s.list[i].Value)
}

// Iterator yields the values in order of first occurrence, from a copy:
// comprehensions take Fold instead.
func (s *set) Iterator() traits.Iterator {
	list := make([]ref.Val, len(s.list))
	for i := range s.list {
		list[i] = CELValue(s.list[i].Value)
	}
	return types.NewRefValList(types.DefaultTypeAdapter, list).Iterator()
}

// Size returns the number of values.
func (s *set) Size() ref.Val { return types.Int(len(s.list)) }

// Fold hands the values to a comprehension, the quantifiers of conjuncts.
func (s *set) Fold(f traits.Folder) {
	for i := range s.list {
		if !f.FoldEntry(types.Int(i), CELValue(s.list[i].Value)) {
			return
		}
	}
}

// run is how an Evaluation looks to CEL when it is handed to a function: an
// opaque value, and nothing but an argument.
type run Evaluation

// ConvertToNative refuses: the state is opaque.
func (r *run) ConvertToNative(reflect.Type) (any, error) { return nil, errForeign }

// ConvertToType refuses: the state is opaque.
func (r *run) ConvertToType(ref.Type) ref.Val { return types.WrapErr(errForeign) }

// Equal reports whether the other value is the same state.
func (r *run) Equal(other ref.Val) ref.Val { return types.Bool(ref.Val(r) == other) }

// Type returns the opaque type.
func (r *run) Type() ref.Type { return runType }

// Value returns the state.
func (r *run) Value() any { return (*Evaluation)(r) }

package reason

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason/internal/circuit"
)

// valueKey numbers a distinct value of an expression, or a type and a value.
type valueKey [2]int32

// wholeOf stands for type and value: what claim= copies.
const wholeOf = ast.UnknownProperty

// valueSet is what an expression comes to: distinct values (L7.0), each with
// whether it is among them and whether it is read-only (L3.4), or a failure.
type valueSet struct {
	keys         []valueKey
	on, readOnly []circuit.Node
	fails        circuit.Node
	// Where the values are those of a binder, they are in its order, else in that of
	// keys.
	of       *binding
	property ast.Property
	order    func(i, j int) circuit.Node // of functions that are not known
}

// expr evaluates an expression.
func (r *run) expr(x *expr, bound []*binding) *valueSet {
	switch {
	case x.fails:
		return &valueSet{fails: circuit.True}
	case x.call != nil:
		return r.call(x.call, bound)
	case x.cond >= 0:
		return r.ofBinding(bound[x.cond], x.prop)
	}
	set := &valueSet{}
	for _, v := range x.values {
		set.keys = append(set.keys, valueKey{r.id(v)})
		set.on = append(set.on, circuit.True)
		set.readOnly = append(set.readOnly, circuit.False)
	}
	return set
}

// key is what of a claim an expression takes.
func (r *run) key(e *entry, p ast.Property) valueKey {
	if p == wholeOf {
		return valueKey{e.typ, e.value}
	}
	return valueKey{r.leftOf(e, p)}
}

// ofBinding collects the values of a binder. Of type and issuer none is read-only
// (L3.4); a value that is read-only in one of its occurrences is.
func (r *run) ofBinding(b *binding, p ast.Property) *valueSet {
	set := &valueSet{of: b, property: p}
	places := map[valueKey]int{}
	var on, readOnly [][]circuit.Node
	for i, at := range b.entries {
		e := &r.entries[at]
		k := r.key(e, p)
		place, ok := places[k]
		if !ok {
			place = len(set.keys)
			places[k] = place
			set.keys = append(set.keys, k)
			on, readOnly = append(on, nil), append(readOnly, nil)
		}
		on[place] = append(on[place], b.on[i])
		if p == ast.ValueProperty || p == wholeOf {
			readOnly[place] = append(readOnly[place], r.And(b.on[i], e.readOnly))
		}
	}
	for i := range on {
		set.on = append(set.on, r.Or(on[i]...))
		set.readOnly = append(set.readOnly, r.Or(readOnly[i]...))
	}
	return set
}

// joiner tells for which values on the left a join holds.
type joiner struct {
	*run
	join
	right *valueSet

	some   circuit.Node // there is a value
	others []circuit.Node
	places map[int32]int
	sorted []int          // places of integers, ascending
	below  []circuit.Node // for each of sorted, one of those before it is there
	above  []circuit.Node // … after it
}

// holds is whether the test holds for a value: for at least one on the right
// (L4.7).
func (j *joiner) holds(left int32) circuit.Node {
	if j.places == nil {
		j.prepare()
	}
	place, known := j.places[left]
	switch j.op {
	case ast.Equal:
		if known {
			return j.right.on[place]
		}
		return circuit.False
	case ast.NotEqual:
		if known {
			return j.others[place]
		}
		return j.some
	case ast.Less, ast.LessEqual, ast.Greater, ast.GreaterEqual, ast.UnknownOp:
	}
	return j.ordered(left)
}

func (j *joiner) prepare() {
	j.places = map[int32]int{}
	for i, k := range j.right.keys {
		j.places[k[0]] = i
	}
	switch j.op {
	case ast.NotEqual:
		j.some = j.Or(j.right.on...)
		j.others = j.AllButOne(j.right.on)
	case ast.Less, ast.LessEqual, ast.Greater, ast.GreaterEqual:
		j.sortIntegers()
	case ast.Equal, ast.UnknownOp:
	}
}

func (j *joiner) value(place int) int64 { return j.values[j.right.keys[place][0]].Int() }

func (j *joiner) sortIntegers() {
	for i, k := range j.right.keys {
		if isInteger(j.values[k[0]]) {
			j.sorted = append(j.sorted, i)
		}
	}
	slices.SortFunc(j.sorted, func(a, b int) int {
		if j.value(a) < j.value(b) {
			return -1
		}
		return 1
	})
	n := len(j.sorted)
	j.below, j.above = make([]circuit.Node, n+1), make([]circuit.Node, n+1)
	for i, place := range j.sorted {
		j.below[i+1] = j.Or(j.below[i], j.right.on[place])
	}
	for i := n - 1; i >= 0; i-- {
		j.above[i] = j.Or(j.above[i+1], j.right.on[j.sorted[i]])
	}
}

// ordered is an ordering: left < right holds if an integer above left is there.
func (j *joiner) ordered(left int32) circuit.Node {
	v := j.values[left]
	if !isInteger(v) {
		return circuit.False
	}
	first := func(reaches func(int64) bool) int { // of sorted that reaches
		i, _ := slices.BinarySearchFunc(j.sorted, 0, func(place, _ int) int {
			if reaches(j.value(place)) {
				return 1
			}
			return -1
		})
		return i
	}
	n := v.Int()
	atLeast := first(func(w int64) bool { return w >= n })
	more := first(func(w int64) bool { return w > n })
	switch j.op {
	case ast.Less:
		return j.above[more]
	case ast.LessEqual:
		return j.above[atLeast]
	case ast.Greater:
		return j.below[atLeast]
	case ast.GreaterEqual:
		return j.below[more]
	case ast.Equal, ast.NotEqual, ast.UnknownOp:
	}
	return circuit.False
}

package jmespath

import "github.com/assay-policy/assay/internal/jsondoc"

// apply hands one element of a projection to its rest and collects the result
// unless it is null.
func (e *evaluator) apply(rest node, element jsondoc.Value, base int, at int32) error {
	if rest != nil {
		var err error
		if element, err = rest.eval(e, element); err != nil {
			return err
		}
	}
	if element.Kind() == jsondoc.Null {
		return nil
	}
	if n := len(e.stack) - base; n >= e.maxElements {
		return e.checkElements(int64(n)+1, at)
	}
	if e.stack == nil {
		e.stack = make([]jsondoc.Value, 0, 32)
	}
	e.stack = append(e.stack, element)
	return nil
}

// collect makes a list of what was put on the stack since base.
func (e *evaluator) collect(base int, at int32) (jsondoc.Value, error) {
	var values []jsondoc.Value
	if n := len(e.stack) - base; n > 0 {
		values = make([]jsondoc.Value, n)
		copy(values, e.stack[base:])
		e.stack = e.stack[:base]
	}
	return e.checkDepth(jsondoc.NewArray(values), at)
}

// project applies the rest to all elements of a container.
func (e *evaluator) project(rest node, v jsondoc.Value, at int32) (jsondoc.Value, error) {
	if err := e.charge(int64(v.Len()), at); err != nil {
		return jsondoc.Value{}, err
	}
	if rest == nil && v.Kind() == jsondoc.Array && !v.HasNull() { // it is its own projection
		if err := e.checkElements(int64(v.Len()), at); err != nil {
			return jsondoc.Value{}, err
		}
		return e.checkDepth(v, at)
	}
	base := len(e.stack)
	for i := range v.Len() {
		if err := e.apply(rest, v.At(i), base, at); err != nil {
			return jsondoc.Value{}, err
		}
	}
	return e.collect(base, at)
}

// [*] is null over anything but an array, as are slices, filters and [].
func (n *each) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	if err := e.charge(1, int32(n.at)); err != nil || v.Kind() != jsondoc.Array {
		return jsondoc.Value{}, err
	}
	return e.project(n.rest, v, int32(n.at))
}

// * yields the values of an object in the order of the source (L7.5).
func (n *members) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	if err := e.charge(1, int32(n.at)); err != nil || v.Kind() != jsondoc.Object {
		return jsondoc.Value{}, err
	}
	return e.project(n.rest, v, int32(n.at))
}

// A filter yields every element to its condition, and those for which it holds to
// the rest.
func (n *filter) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	at := int32(n.at)
	if err := e.charge(1, at); err != nil || v.Kind() != jsondoc.Array {
		return jsondoc.Value{}, err
	}
	if err := e.charge(int64(v.Len()), at); err != nil {
		return jsondoc.Value{}, err
	}
	base := len(e.stack)
	for i := range v.Len() {
		element := v.At(i)
		holds, err := e.holds(n.cond, &element)
		if err != nil {
			return jsondoc.Value{}, err
		}
		if !holds {
			continue
		}
		if err := e.apply(n.rest, element, base, at); err != nil {
			return jsondoc.Value{}, err
		}
	}
	return e.collect(base, at)
}

func (n *slice) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	at := int32(n.at)
	if err := e.charge(1, at); err != nil || v.Kind() != jsondoc.Array {
		return jsondoc.Value{}, err
	}
	start, count := n.span(int64(v.Len()))
	if err := e.charge(count, at); err != nil {
		return jsondoc.Value{}, err
	}
	base := len(e.stack)
	for i := range count {
		// No overflow: count is such that the place is inside the list.
		if err := e.apply(n.rest, v.At(int(start+i*n.step)), base, at); err != nil {
			return jsondoc.Value{}, err
		}
	}
	return e.collect(base, at)
}

// span returns where a slice of a list of that size begins, and how many elements
// it has. Bounds count from the end if negative, and are cut to the list.
func (n *slice) span(size int64) (start, count int64) {
	low, high := int64(0), size
	if n.step < 0 {
		low, high = -1, size-1
	}
	bound := func(p *int64, otherwise int64) int64 {
		if p == nil {
			return otherwise
		}
		b := *p
		if b < 0 {
			b += size
		}
		return max(low, min(b, high))
	}
	if n.step > 0 {
		start = bound(n.start, low)
		return start, steps(bound(n.stop, high)-start, n.step)
	}
	start = bound(n.start, high)
	return start, steps(start-bound(n.stop, low), -n.step)
}

// steps is how many steps of a width begin within a distance.
func steps(distance, width int64) int64 {
	if distance <= 0 {
		return 0
	}
	return (distance-1)/width + 1
}

// Flattening opens the lists in a list, one level; elements that are not lists
// stay.
func (n *flatten) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	at := int32(n.at)
	if err := e.charge(1, at); err != nil || v.Kind() != jsondoc.Array {
		return jsondoc.Value{}, err
	}
	if err := e.charge(int64(v.Len()), at); err != nil {
		return jsondoc.Value{}, err
	}
	total := int64(0)
	for i := range v.Len() {
		total += flatLen(v.At(i))
	}
	if err := e.charge(total, at); err != nil {
		return jsondoc.Value{}, err
	}
	if err := e.checkElements(total, at); err != nil {
		return jsondoc.Value{}, err
	}
	if n.rest == nil {
		return e.checkDepth(jsondoc.NewArray(flat(v, total)), at)
	}
	base := len(e.stack)
	for i := range v.Len() {
		element := v.At(i)
		if element.Kind() != jsondoc.Array {
			if err := e.apply(n.rest, element, base, at); err != nil {
				return jsondoc.Value{}, err
			}
			continue
		}
		for j := range element.Len() {
			if err := e.apply(n.rest, element.At(j), base, at); err != nil {
				return jsondoc.Value{}, err
			}
		}
	}
	return e.collect(base, at)
}

// flat returns what a flattened list of that many elements holds, nulls left out
// as in every projection.
func flat(v jsondoc.Value, total int64) []jsondoc.Value {
	values := make([]jsondoc.Value, 0, total)
	for i := range v.Len() {
		switch element := v.At(i); {
		case element.Kind() == jsondoc.Null:
		case element.Kind() != jsondoc.Array:
			values = append(values, element)
		case !element.HasNull():
			values = element.AppendTo(values)
		default:
			for j := range element.Len() {
				if inner := element.At(j); inner.Kind() != jsondoc.Null {
					values = append(values, inner)
				}
			}
		}
	}
	return values
}

// flatLen is what an element contributes to a flattened list.
func flatLen(v jsondoc.Value) int64 {
	if v.Kind() == jsondoc.Array {
		return int64(v.Len())
	}
	return 1
}

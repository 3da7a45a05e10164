package jmespath

import "github.com/assay-policy/assay/internal/jsondoc"

// keys returns the members' names in the order of the source (L7.5).
func keys(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	v := args[0]
	if err := e.charge(int64(v.Len()), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	list := make([]jsondoc.Value, v.Len())
	for i := range list {
		list[i] = v.NameValue(i)
	}
	return e.newList(c, list)
}

// values returns the members' values in the same order.
func values(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	list, err := e.elements(c, args[0])
	if err != nil {
		return jsondoc.Value{}, err
	}
	return e.newList(c, list)
}

// toArray puts anything but an array, null too, into an array of one.
func toArray(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	if args[0].Kind() == jsondoc.Array {
		return args[0], nil
	}
	return e.newList(c, []jsondoc.Value{args[0]})
}

// notNull has all its arguments evaluated, also those after the one it returns.
func notNull(_ *evaluator, _ *call, args []jsondoc.Value) (jsondoc.Value, error) {
	for _, v := range args {
		if v.Kind() != jsondoc.Null {
			return v, nil
		}
	}
	return jsondoc.Value{}, nil
}

// merge puts members together; of several with one name the last wins, at the
// place of the first.
func merge(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	total, bytes := int64(0), int64(0)
	for _, v := range args {
		if err := e.charge(int64(v.Len()), int32(c.at)); err != nil {
			return jsondoc.Value{}, err
		}
		total += int64(v.Len())
		for i := range v.Len() {
			bytes += int64(len(v.Name(i)))
		}
	}
	if err := e.chargeText(bytes, int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	if err := e.checkElements(total, int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	names := make([]string, 0, total)
	members := make([]jsondoc.Value, 0, total)
	for _, v := range args {
		for i := range v.Len() {
			names = append(names, v.Name(i))
			members = append(members, v.At(i))
		}
	}
	return e.checkDepth(jsondoc.NewObject(names, members), int32(c.at))
}

// evaluated returns the value of a reference for each element of a list, having
// paid one step for the element.
func (e *evaluator) evaluated(c *call, ref int, v jsondoc.Value) ([]jsondoc.Value, error) {
	if err := e.charge(int64(v.Len()), int32(c.at)); err != nil {
		return nil, err
	}
	body := c.args[ref].(*reference).body
	results := make([]jsondoc.Value, v.Len())
	for i := range results {
		var err error
		if results[i], err = body.eval(e, v.At(i)); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// mapList is map: unlike a projection it keeps nulls, so places correspond.
func mapList(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	if err := e.checkElements(int64(args[1].Len()), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	list, err := e.evaluated(c, 0, args[1])
	if err != nil {
		return jsondoc.Value{}, err
	}
	return e.newList(c, list)
}

// sortList is sort: numbers by value or strings by code point, stable.
func sortList(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	list, err := e.elements(c, args[0])
	if err != nil {
		return jsondoc.Value{}, err
	}
	return e.sorted(c, args[0], list)
}

// sortBy sorts by what a reference has for each element.
func sortBy(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	keys, err := e.evaluated(c, 1, args[0])
	if err != nil {
		return jsondoc.Value{}, err
	}
	return e.sorted(c, args[0], keys)
}

// sorted returns the elements of a list in the order of their keys.
func (e *evaluator) sorted(c *call, v jsondoc.Value, keys []jsondoc.Value) (jsondoc.Value, error) {
	places, err := e.order(c, 0, keys)
	if err != nil {
		return jsondoc.Value{}, err
	}
	list := make([]jsondoc.Value, len(places))
	for i, place := range places {
		list[i] = v.At(int(place))
	}
	return e.newList(c, list)
}

// maxOf is max, minOf min: the first of those that compare equal.
func maxOf(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	list, err := e.elements(c, args[0])
	if err != nil {
		return jsondoc.Value{}, err
	}
	return e.extreme(c, args[0], list, +1)
}

func minOf(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	list, err := e.elements(c, args[0])
	if err != nil {
		return jsondoc.Value{}, err
	}
	return e.extreme(c, args[0], list, -1)
}

func maxBy(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	keys, err := e.evaluated(c, 1, args[0])
	if err != nil {
		return jsondoc.Value{}, err
	}
	return e.extreme(c, args[0], keys, +1)
}

func minBy(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	keys, err := e.evaluated(c, 1, args[0])
	if err != nil {
		return jsondoc.Value{}, err
	}
	return e.extreme(c, args[0], keys, -1)
}

// extreme returns the element with the first greatest key, or the first least one
// for a negative sign; null of no elements.
func (e *evaluator) extreme(c *call, v jsondoc.Value, keys []jsondoc.Value, sign int) (jsondoc.Value, error) {
	bytes, err := e.ordered(c, 0, keys)
	if err == nil {
		err = e.chargeText(bytes, int32(c.at))
	}
	if err != nil || len(keys) == 0 {
		return jsondoc.Value{}, err
	}
	best := 0
	for i := range keys {
		if compare(keys[i], keys[best])*sign > 0 {
			best = i
		}
	}
	return v.At(best), nil
}

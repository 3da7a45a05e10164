package replay

import (
	"cmp"
	"slices"
	"strings"

	"github.com/assay-policy/assay/claim"
)

// commonest counts the values of a group that come most often, in little memory: a
// value that is new where there is no room takes the place of the rarest, and its count
// as an error (the space-saving algorithm). One that makes up more than a 16th of all
// is never lost.
type commonest []counter

// counter counts a value, over of which may have been others.
type counter struct {
	value       claim.Value
	count, over int64
}

// kept is how many values a group counts at a time.
const kept = 16

// add counts a value.
func (c *commonest) add(v claim.Value) {
	rarest := 0
	for i := range *c {
		if (*c)[i].value == v {
			(*c)[i].count++
			return
		}
		if (*c)[i].count < (*c)[rarest].count {
			rarest = i
		}
	}
	if v.Kind() == claim.StringKind {
		v = claim.String(strings.Clone(v.Text()))
	}
	if len(*c) < kept {
		*c = append(*c, counter{value: v, count: 1})
		return
	}
	r := &(*c)[rarest]
	*r = counter{v, r.count + 1, r.count}
}

// most returns the commonest values, with the counts that are certain.
func (c commonest) most() []Value {
	slices.SortStableFunc(c, func(a, b counter) int { return cmp.Compare(b.count-b.over, a.count-a.over) })
	values := make([]Value, min(len(c), MaxExamples))
	for i := range values {
		values[i] = Value{c[i].value, c[i].count - c[i].over}
	}
	return values
}

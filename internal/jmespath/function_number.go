package jmespath

import (
	"math"
	"math/bits"
	"strconv"
	"strings"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// abs is exact: it takes the sign off the text.
func abs(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	if err := e.chargeText(int64(len(args[0].Text())), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	if positive, negative := strings.CutPrefix(args[0].Text(), "-"); negative {
		return jsondoc.NewNumber(positive), nil
	}
	return args[0], nil
}

// ceil goes up, floor goes down: see round.
func ceil(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	if err := e.chargeText(int64(len(args[0].Text())), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	return round(args[0], +1), nil
}

func floor(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	if err := e.chargeText(int64(len(args[0].Text())), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	return round(args[0], -1), nil
}

// round goes to the next integer, up or down; one that is an integer keeps its
// text. Beyond 64 bits it works on the nearest float64, and beyond the range of
// that there is nothing to round.
func round(v jsondoc.Value, direction int64) jsondoc.Value {
	if _, ok := v.Int(); ok {
		return v
	}
	if n, whole, ok := v.Trunc(); ok {
		// Trunc went towards 0: the next integer outwards is wanted if the sign is
		// that of the direction.
		if !whole && strings.HasPrefix(v.Text(), "-") == (direction < 0) {
			if n == math.MaxInt64 || n == math.MinInt64 {
				return jsondoc.NewFloat(float64(n))
			}
			n += direction
		}
		return jsondoc.NewInt(n)
	}
	f := v.Float()
	if math.IsInf(f, 0) {
		return v
	}
	return jsondoc.NewFloat(f) // so far out, all are integers
}

// numbers pays for a list and checks that it holds numbers only.
func (e *evaluator) numbers(c *call, v jsondoc.Value) error {
	if err := e.charge(int64(v.Len()), int32(c.at)); err != nil {
		return err
	}
	bytes := int64(0)
	for i := range v.Len() {
		n := v.At(i)
		if n.Kind() != jsondoc.Number {
			return c.badElement(0, i, n.Kind(), "a number")
		}
		bytes += int64(len(n.Text()))
	}
	return e.chargeText(bytes, int32(c.at))
}

// sum is exact as long as all are integers of 64 bits, however long the result.
func sum(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	if err := e.numbers(c, args[0]); err != nil {
		return jsondoc.Value{}, err
	}
	if total, ok := sumInts(args[0]); ok {
		return total.value(), nil
	}
	return c.finite(sumFloats(args[0]))
}

// avg of no elements is null. Of integers it is the exact mean if that is an
// integer, and the float64 nearest to it otherwise.
func avg(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	if err := e.numbers(c, args[0]); err != nil {
		return jsondoc.Value{}, err
	}
	n := args[0].Len()
	if n == 0 {
		return jsondoc.Value{}, nil
	}
	total, ok := sumInts(args[0])
	if !ok {
		return c.finite(sumFloats(args[0]) / float64(n))
	}
	return total.mean(uint64(n)), nil
}

// wide is an integer of 128 bits, two's complement: the sum of as many 64-bit
// integers as there can be.
type wide struct {
	high int64
	low  uint64
}

// sumInts adds integers exactly; not ok if one has a fraction, an exponent or more
// than 64 bits.
func sumInts(v jsondoc.Value) (total wide, ok bool) {
	for i := range v.Len() {
		n, ok := v.At(i).Int()
		if !ok {
			return wide{}, false
		}
		low, carry := bits.Add64(total.low, uint64(n), 0)
		total = wide{total.high + n>>63 + int64(carry), low}
	}
	return total, true
}

func (w wide) value() jsondoc.Value {
	if n := int64(w.low); w.high == n>>63 {
		return jsondoc.NewInt(n)
	}
	sign, high, low := w.magnitude()
	const digits = 19
	front, back := bits.Div64(high, low, 1e19)
	text := strconv.FormatUint(back, 10)
	if front != 0 {
		text = strconv.FormatUint(front, 10) + strings.Repeat("0", digits-len(text)) + text
	}
	return jsondoc.NewNumber(sign + text)
}

// mean divides by the number of 64-bit integers that this is the sum of: the quotient
// has 64 bits, too. Without math/big the module for browsers is smaller (V6.12).
func (w wide) mean(n uint64) jsondoc.Value {
	sign, high, low := w.magnitude()
	quotient, rest := bits.Div64(high, low, n)
	if rest == 0 {
		return jsondoc.NewNumber(sign + strconv.FormatUint(quotient, 10))
	}
	mean := nearest(high, low, n)
	if sign != "" {
		mean = -mean
	}
	return jsondoc.NewFloat(mean)
}

// nearest is the float64 nearest to a quotient that is no integer. It divides with more
// bits than that holds, the last of which says that something was left.
func nearest(high, low, n uint64) float64 {
	length := bits.Len64(low)
	if high != 0 {
		length = 64 + bits.Len64(high)
	}
	shift := max(0, 63+bits.Len64(n)-length)
	if shift >= 64 {
		high, low = low<<(shift-64), 0
	} else {
		high, low = high<<shift|low>>(64-shift), low<<shift
	}
	mantissa, rest := bits.Div64(high, low, n)
	if rest != 0 {
		mantissa |= 1
	}
	return math.Ldexp(float64(mantissa), -shift)
}

// magnitude returns the sign, "-" or none, and the number without it.
func (w wide) magnitude() (sign string, high, low uint64) {
	if w.high >= 0 {
		return "", uint64(w.high), w.low
	}
	low, borrow := bits.Sub64(0, w.low, 0)
	high, _ = bits.Sub64(0, uint64(w.high), borrow)
	return "-", high, low
}

// sumFloats adds in order, rounding to float64 at each step.
func sumFloats(v jsondoc.Value) float64 {
	total := 0.0
	for i := range v.Len() {
		total += v.At(i).Float()
	}
	return total
}

// finite makes a number of a result, which JSON has no infinities for.
func (n *call) finite(f float64) (jsondoc.Value, error) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return jsondoc.Value{}, &EvalError{Offset: int(n.at), Class: InvalidValue,
			Message: `found a result of "` + n.function.name + `" beyond the range of a 64-bit float`}
	}
	return jsondoc.NewFloat(f), nil
}

// toNumber reads strings that are exactly a JSON number, and keeps their text.
func toNumber(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	switch v := args[0]; v.Kind() {
	case jsondoc.Number:
		return v, nil
	case jsondoc.String:
		if err := e.chargeText(int64(len(v.Text())), int32(c.at)); err != nil {
			return jsondoc.Value{}, err
		}
		return jsondoc.NewNumber(v.Text()), nil
	}
	return jsondoc.Value{}, nil
}

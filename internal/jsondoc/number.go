package jsondoc

import (
	"math"
	"strconv"
	"strings"
)

// scanNumber returns where the number at i ends, or what is wrong with it
// (RFC 8259 section 6).
func scanNumber(text string, i int) (end int, fault string) {
	start := i
	if i < len(text) && text[i] == '-' {
		i++
	}
	whole := i
	i = digits(text, i)
	switch {
	case i == whole:
		return 0, found(text, i) + ", expected a digit of a number"
	case text[whole] == '0' && i > whole+1:
		return 0, "found a number with a leading zero"
	}
	if i < len(text) && text[i] == '.' {
		end := digits(text, i+1)
		if end == i+1 {
			return 0, found(text, end) + `, expected a digit after "` + clip(text[start:end]) + `"`
		}
		i = end
	}
	if i < len(text) && text[i]|0x20 == 'e' {
		from := i + 1
		if from < len(text) && (text[from] == '+' || text[from] == '-') {
			from++
		}
		end := digits(text, from)
		if end == from {
			return 0, found(text, end) + `, expected a digit after "` + clip(text[start:end]) + `"`
		}
		i = end
	}
	return i, ""
}

// digits returns the end of the digits at i.
func digits(text string, i int) int {
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	return i
}

// clip keeps a message short: the end of a number is where its fault is.
func clip(s string) string {
	if len(s) > 24 {
		return "…" + s[len(s)-20:]
	}
	return s
}

// Int returns a number that is written as an integer, without fraction or
// exponent, and whether it is one and fits 64 bits. -0 is 0. (L7.2: 1.0 and 1e0
// are no integers.)
func (v Value) Int() (int64, bool) {
	s := v.text
	if v.kind != Number {
		return 0, false
	}
	neg := s[0] == '-'
	if neg {
		s = s[1:]
	}
	if len(s) > 19 {
		return 0, false
	}
	var n uint64 // 19 digits fit
	for i := range len(s) {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + uint64(d)
	}
	switch {
	case neg && n <= 1<<63:
		return -int64(n), true
	case !neg && n <= math.MaxInt64:
		return int64(n), true
	}
	return 0, false
}

// Float returns the float64 nearest to a number, an infinity if it is beyond the
// range; 0 for other kinds.
func (v Value) Float() float64 {
	if v.kind != Number {
		return 0
	}
	f, _ := strconv.ParseFloat(v.text, 64) // the only error is the range, with ±Inf
	return f
}

// decimal is the exact value of a number in parts of its text: ± whole.frac ×
// 10^exp. Numbers of any length and exponent can be compared that way, in time
// linear in their texts.
type decimal struct {
	neg    bool
	whole  string // digits before the point
	frac   string // digits after it
	expNeg bool
	exp    string // digits of the exponent
	first  int    // place of the first digit that isn't 0, in whole and frac together
	zero   bool
}

// parseDecimal takes the text of a number apart.
func parseDecimal(text string) decimal {
	var d decimal
	text, d.neg = strings.CutPrefix(text, "-")
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		d.exp = strings.TrimPrefix(text[i+1:], "+")
		d.exp, d.expNeg = strings.CutPrefix(d.exp, "-")
		text = text[:i]
	}
	d.whole, d.frac, _ = strings.Cut(text, ".")
	for d.first < d.len() && d.digit(d.first) == '0' {
		d.first++
	}
	d.zero = d.first == d.len()
	return d
}

// len is the number of digits.
func (d *decimal) len() int { return len(d.whole) + len(d.frac) }

// digit returns the i-th digit, and zeros without end after the last.
func (d *decimal) digit(i int) byte {
	if i < len(d.whole) {
		return d.whole[i]
	}
	if i -= len(d.whole); i < len(d.frac) {
		return d.frac[i]
	}
	return '0'
}

// shift is the power of ten of the first digit, the exponent left out.
func (d *decimal) shift() int64 { return int64(len(d.whole)) - int64(d.first) }

// farApart is beyond any difference that the digits of two texts can make up for.
const farApart = 1 << 56

// exponentGap returns the difference of two exponents, at most ±farApart, though
// either may have any number of digits.
func exponentGap(a, b *decimal) int64 {
	var gap int64
	for place := max(len(a.exp), len(b.exp)); place > 0; place-- {
		// Once beyond ±2 the sign is settled: what follows changes it by 18 at most.
		gap = gap*10 + a.exponentDigit(place) - b.exponentDigit(place)
		if gap > farApart || gap < -farApart {
			return max(-farApart, min(gap, farApart))
		}
	}
	return gap
}

// exponentDigit returns the exponent's digit at a place counted from its end,
// with the exponent's sign.
func (d *decimal) exponentDigit(place int) int64 {
	if place > len(d.exp) {
		return 0
	}
	n := int64(d.exp[len(d.exp)-place] - '0')
	if d.expNeg {
		return -n
	}
	return n
}

// Trunc returns a number's integer part, exactly, and whether there is no
// fraction besides (then 1e2 and 2.0 are whole). It is not ok if the value is
// no number or its integer part does not fit 64 bits.
func (v Value) Trunc() (n int64, whole, ok bool) {
	if v.kind != Number {
		return 0, false, false
	}
	d := parseDecimal(v.text)
	if d.zero {
		return 0, true, true
	}
	places := exponentGap(&d, &decimal{}) + d.shift() // digits of the integer part
	if places > 19 {
		return 0, false, false
	}
	var sum uint64
	at := d.first
	for ; places > 0; places-- {
		sum = sum*10 + uint64(d.digit(at)-'0')
		at++
	}
	for whole = true; whole && at < d.len(); at++ {
		whole = d.digit(at) == '0'
	}
	switch {
	case d.neg && sum <= 1<<63:
		return -int64(sum), whole, true
	case !d.neg && sum <= math.MaxInt64:
		return int64(sum), whole, true
	}
	return 0, false, false
}

// CompareNumbers orders two numbers by their exact values: -1, 0 or +1. 1, 1.0
// and 1e0 are the same, integers beyond 2^53 are not rounded. Values of other
// kinds count as 0.
func CompareNumbers(a, b Value) int {
	if x, ok := a.Int(); ok {
		if y, ok := b.Int(); ok {
			switch {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		}
	}
	return compareDecimals(numberOf(a), numberOf(b))
}

// numberOf returns a number's decimal, zero for other kinds.
func numberOf(v Value) decimal {
	if v.kind != Number {
		return decimal{zero: true}
	}
	return parseDecimal(v.text)
}

// compareDecimals orders by sign, then by the place of the first digit, then
// digit by digit.
func compareDecimals(a, b decimal) int {
	switch x, y := a.sign(), b.sign(); {
	case x < y:
		return -1
	case x > y:
		return 1
	case x == 0:
		return 0
	}
	order := 0
	if gap := exponentGap(&a, &b) + a.shift() - b.shift(); gap != 0 {
		order = 1
		if gap < 0 {
			order = -1
		}
	}
	for i := 0; order == 0 && (a.first+i < a.len() || b.first+i < b.len()); i++ {
		order = int(a.digit(a.first+i)) - int(b.digit(b.first+i))
	}
	order = max(-1, min(order, 1))
	if a.neg {
		return -order
	}
	return order
}

// sign is -1, 0 or +1.
func (d *decimal) sign() int {
	switch {
	case d.zero:
		return 0
	case d.neg:
		return -1
	}
	return 1
}

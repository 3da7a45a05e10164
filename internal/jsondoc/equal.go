package jsondoc

// Equal reports whether two values are the same JSON: numbers by exact value
// (1, 1.0 and 1e0 are one), objects whatever the order of their members.
func Equal(a, b Value) bool {
	same, _ := EqualCharged(a, b, nil)
	return same
}

// BytesPerStep is how much text one step of a charge pays for.
const BytesPerStep = 32

// TextCost is what comparing two values costs beyond one step: a step for each
// BytesPerStep bytes of strings of the same length, or of two numbers' texts.
func TextCost(a, b Value) int64 {
	switch {
	case a.kind == Number && b.kind == Number:
		return (int64(len(a.text)) + int64(len(b.text))) / BytesPerStep
	case a.kind == String && b.kind == String && len(a.text) == len(b.text):
		return int64(len(a.text)) / BytesPerStep
	}
	return 0
}

// EqualCharged is Equal for callers with a budget: charge, if not nil, is asked
// before each pair of values that is compared inside arrays and objects, with a
// cost of one, their TextCost, and a step for each BytesPerStep bytes of a member's
// name. Its error ends the comparison. The cost depends on the two values only.
func EqualCharged(a, b Value, charge func(cost int64) error) (bool, error) {
	type pair struct {
		a, b Value
		next int
	}
	if !alike(a, b) || !a.isContainer() {
		return sameScalar(a, b), nil
	}
	stack := append(make([]pair, 0, 8), pair{a: a, b: b})
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next == top.a.Len() {
			stack = stack[:len(stack)-1]
			continue
		}
		x, y, ok := partners(top.a, top.b, top.next)
		name := top.a.Name(top.next)
		top.next++
		if charge != nil {
			if err := charge(1 + int64(len(name))/BytesPerStep + TextCost(x, y)); err != nil {
				return false, err
			}
		}
		switch {
		case !ok || !alike(x, y):
			return false, nil
		case x.isContainer():
			stack = append(stack, pair{a: x, b: y})
		case !sameScalar(x, y):
			return false, nil
		}
	}
	return true, nil
}

// partners returns the i-th child of a and what it must equal in b.
func partners(a, b Value, i int) (x, y Value, ok bool) {
	if a.kind == Array {
		return a.At(i), b.At(i), true
	}
	y, ok = b.Member(a.Name(i))
	return a.At(i), y, ok
}

// alike reports whether two values can be equal going by kind and size.
func alike(a, b Value) bool { return a.kind == b.kind && a.Len() == b.Len() }

// sameScalar compares two values that aren't both containers.
func sameScalar(a, b Value) bool {
	if a.kind != b.kind {
		return false
	}
	switch a.kind {
	case Bool:
		return a.flag == b.flag
	case String:
		return a.text == b.text
	case Number:
		return a.text == b.text || CompareNumbers(a, b) == 0
	}
	return a.kind == Null
}

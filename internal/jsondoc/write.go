package jsondoc

import (
	"cmp"
	"math"
	"slices"
)

// AppendCompact appends the value as compact JSON (L7.5): no white space,
// members in their order, only the quote, the backslash and control characters
// escaped, numbers as they were written. A parsed value never gets longer than
// its source.
func AppendCompact(dst []byte, v Value) []byte {
	dst, _, _ = appendTree(dst, v, writing{limit: math.MaxInt})
	return dst
}

// AppendCompactMax does the same up to limit bytes, and reports whether the text
// fitted. If not, the content of the result is of no use, but it went little
// beyond the limit: values made by queries can share parts, so that a small tree
// may stand for a text without end.
func AppendCompactMax(dst []byte, v Value, limit int) ([]byte, bool) {
	dst, fits, _ := appendTree(dst, v, writing{limit: limit})
	return dst, fits
}

// AppendCompactCharged is AppendCompactMax for callers with a budget: charge is
// asked for a step before each value inside an array or object is written. Its
// error ends the writing. Text is not charged: it is as long as the result.
func AppendCompactCharged(dst []byte, v Value, limit int, charge func(cost int64) error) ([]byte, bool, error) {
	return appendTree(dst, v, writing{limit: limit, charge: charge})
}

// AppendSorted appends the value as compact JSON with the members of every
// object sorted bytewise by name (S1.2).
func AppendSorted(dst []byte, v Value) []byte {
	dst, _, _ = appendTree(dst, v, writing{limit: math.MaxInt, sorted: true})
	return dst
}

// writing is how to write a tree.
type writing struct {
	limit  int // bytes
	sorted bool
	charge func(cost int64) error // may be nil
}

// cursor is a container being written: how far, and in which order.
type cursor struct {
	group *group
	kind  Kind
	next  int
	order []int // places of the members by name; nil for the order they have
}

// appendTree writes without recursion, stopping once the limit is passed.
func appendTree(dst []byte, v Value, w writing) (text []byte, fits bool, err error) {
	base := len(dst)
	stack := make([]cursor, 0, 8)
	dst, stack = enter(dst, stack, v, w.sorted)
	for len(stack) > 0 {
		if len(dst)-base > w.limit {
			return dst, false, nil
		}
		top := &stack[len(stack)-1]
		if top.next == len(top.group.values) {
			dst = append(dst, closing[top.kind])
			stack = stack[:len(stack)-1]
			continue
		}
		if w.charge != nil {
			if err := w.charge(1); err != nil {
				return dst, false, err
			}
		}
		if top.next > 0 {
			dst = append(dst, ',')
		}
		i := top.next
		if top.order != nil {
			i = top.order[i]
		}
		top.next++
		if top.kind == Object {
			dst = append(AppendQuoted(dst, top.group.names[i]), ':')
		}
		dst, stack = enter(dst, stack, top.group.values[i], w.sorted)
	}
	return dst, len(dst)-base <= w.limit, nil
}

// The brackets of the two containers.
var (
	opening = [...]byte{Array: '[', Object: '{'}
	closing = [...]byte{Array: ']', Object: '}'}
)

// enter writes a scalar or an empty container whole, and begins any other.
func enter(dst []byte, stack []cursor, v Value, sorted bool) ([]byte, []cursor) {
	switch {
	case !v.isContainer():
		return appendScalar(dst, v), stack
	case v.kids == nil:
		return append(dst, opening[v.kind], closing[v.kind]), stack
	}
	c := cursor{group: v.kids, kind: v.kind}
	if sorted && v.kind == Object && !slices.IsSorted(v.kids.names) {
		c.order = byName(v.kids.names)
	}
	return append(dst, opening[v.kind]), append(stack, c)
}

// byName returns the places of names in bytewise order.
func byName(names []string) []int {
	order := make([]int, len(names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(names[a], names[b]) })
	return order
}

func appendScalar(dst []byte, v Value) []byte {
	switch v.kind {
	case Bool:
		if v.flag {
			return append(dst, "true"...)
		}
		return append(dst, "false"...)
	case Number:
		return append(dst, v.text...)
	case String:
		return AppendQuoted(dst, v.text)
	}
	return append(dst, "null"...)
}

// AppendQuoted appends a text as a JSON string, escaping only the quote, the
// backslash and control characters, these in their short forms where there are
// any (L7.5).
func AppendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	done := 0
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[done:i]...)
		dst = appendEscape(dst, c)
		done = i + 1
	}
	dst = append(dst, s[done:]...)
	return append(dst, '"')
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	const hex = "0123456789abcdef"
	return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}

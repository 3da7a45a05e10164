package policygen

import (
	"math/bits"

	"pgregory.net/rapid"
)

// draw takes decisions from a source of randomness. Everything is made of
// single bits: rapid's ranges favour small numbers, which would starve the
// later entries of a pool. All-zero bits give the first entry and "no", so that
// a failing case shrinks to a plain one.
type draw struct{ t *rapid.T }

var coin = rapid.Bool()

// below draws a number from 0 up to n-1.
func (d draw) below(n int) int {
	if n <= 1 {
		return 0
	}
	v := 0
	for range bits.Len(uint(n-1)) + 2 { // two bits more even out the remainder
		v <<= 1
		if coin.Draw(d.t, "") {
			v |= 1
		}
	}
	return v % n
}

// chance draws whether something happens that should n times out of 16.
func (d draw) chance(n int) bool { return d.below(16) >= 16-n }

// pick draws an entry of a pool.
func pick[T any](d draw, pool []T) T { return pool[d.below(len(pool))] }

// weighted draws an index, each as often as its weight says.
func (d draw) weighted(weights ...int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	n := d.below(total)
	for i, w := range weights {
		if n < w {
			return i
		}
		n -= w
	}
	return len(weights) - 1
}

// shuffle puts a slice into a random order.
func shuffle[T any](d draw, s []T) {
	for i := len(s) - 1; i > 0; i-- {
		j := i - d.below(i+1) // zero leaves the order as it is
		s[i], s[j] = s[j], s[i]
	}
}

// Pick draws an entry of a pool, each as often as any other.
func Pick[T any](t *rapid.T, pool []T) T { return pick(draw{t}, pool) }

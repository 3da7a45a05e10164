package jsondoc

import "strings"

// slabs hands out the memory of a tree in large pieces: a document of thousands
// of containers costs a few dozen allocations.
type slabs struct {
	values slab[Value]
	names  slab[string]
	groups slab[group]
	chunk  int // the size of a piece, in values
}

// slab hands out elements of one type. What is handed out is never taken back,
// but for all of it at once, by recycle.
type slab[T any] struct {
	free   []T // the rest of the last piece
	base   []T // memory that is used again; empty unless there is an arena
	used   int // of it
	missed int // elements that had no room in it
}

// Bounds of one piece, in values. Within them it is a 16th of the text's length,
// since most documents have a value for each 16 bytes or fewer.
const (
	minChunk = 4
	maxChunk = 1024
)

// longText is the length, in bytes, beyond which room is made for all values at once.
const longText = 1 << 20

// reserve sizes the stacks by the length of the text, so that short documents stay
// cheap. A long one may be one huge list: growing the stack to that costs its memory again
// and again. Its commas tell how large it can get.
func (p *parser) reserve() {
	n := len(p.text)
	if n > longText {
		values := min(int64(strings.Count(p.text, ","))+1, p.left)
		p.frames, p.values = make([]frame, 0, 64), make([]Value, 0, values)
		return
	}
	p.frames = make([]frame, 0, 4)
	p.values = make([]Value, 0, min(2+n/8, 64))
	p.names = make([]string, 0, min(2+n/8, 64))
}

// take returns room for n elements, all zero.
func (s *slab[T]) take(n, chunk int) []T {
	if n <= len(s.base)-s.used {
		to := s.base[s.used : s.used+n : s.used+n]
		s.used += n
		return to
	}
	if n > len(s.free) {
		if n > max(1, chunk/4) {
			s.missed += n
			return make([]T, n) // a large one gets its own, so little is wasted
		}
		s.missed += chunk
		s.free = make([]T, chunk)
	}
	to := s.free[:n:n]
	s.free = s.free[n:]
	return to
}

// copied copies a container's children to where they stay.
func (s *slab[T]) copied(from []T, chunk int) []T {
	to := s.take(len(from), chunk)
	copy(to, from)
	return to
}

// group returns an empty group. There are fewer of them than values.
func (s *slabs) group() *group { return &s.groups.take(1, max(1, s.chunk/8))[0] }

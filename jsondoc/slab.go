package jsondoc

// slabs hands out the memory of a tree in large pieces: a document of thousands
// of containers costs a few dozen allocations.
type slabs struct {
	freeValues []Value
	freeNames  []string
	freeGroups []group
	chunk      int
}

// Bounds of one piece, in values. Within them it is a 16th of the text's length,
// since most documents have a value for each 16 bytes or fewer.
const (
	minChunk = 4
	maxChunk = 1024
)

// reserve sizes the pieces and the stacks after the text, so that short documents
// stay cheap.
func (p *parser) reserve() {
	n := len(p.text)
	p.store.chunk = max(minChunk, min(n/16, maxChunk))
	p.frames = make([]frame, 0, 4)
	p.values = make([]Value, 0, min(2+n/8, 64))
	p.names = make([]string, 0, min(2+n/8, 64))
}

// values copies a container's children to where they stay.
func (s *slabs) values(from []Value) []Value {
	n := len(from)
	if n > s.chunk/4 && n > len(s.freeValues) {
		return append([]Value(nil), from...) // a large one gets its own, so little is wasted
	}
	if n > len(s.freeValues) {
		s.freeValues = make([]Value, s.chunk)
	}
	to := s.freeValues[:n:n]
	s.freeValues = s.freeValues[n:]
	copy(to, from)
	return to
}

// names does the same for member names.
func (s *slabs) names(from []string) []string {
	n := len(from)
	if n > s.chunk/4 && n > len(s.freeNames) {
		return append([]string(nil), from...)
	}
	if n > len(s.freeNames) {
		s.freeNames = make([]string, s.chunk)
	}
	to := s.freeNames[:n:n]
	s.freeNames = s.freeNames[n:]
	copy(to, from)
	return to
}

// group returns an empty group. There are fewer of them than values.
func (s *slabs) group() *group {
	if len(s.freeGroups) == 0 {
		s.freeGroups = make([]group, max(1, s.chunk/8))
	}
	g := &s.freeGroups[0]
	s.freeGroups = s.freeGroups[1:]
	return g
}

package jsondoc

// Arena is memory for documents that are parsed, used and dropped together, again
// and again: once it has grown to what they need, parsing takes none. The zero
// Arena is empty. It belongs to one goroutine.
type Arena struct{ parser parser }

// Parse is the function Parse with a tree in the arena's memory. Reset ends the
// life of that tree and of all values that were taken from it, but not of their
// texts. Until then the arena holds on to all trees, those that failed or that
// nobody needs any more, too: large documents are better parsed without it.
func (a *Arena) Parse(text string, opts Options) (Value, error) { return a.parser.parse(text, opts) }

// parsePrefix is Parse of a text in which other things follow the document. It returns
// how long that is.
func (a *Arena) parsePrefix(text string, opts Options) (Value, int, error) {
	a.parser.prefix = true
	v, err := a.parser.parse(text, opts)
	a.parser.prefix = false
	return v, a.parser.pos, err
}

// maxRecycled is the largest number of elements of one kind that an arena keeps
// for later: with it, one huge document does not hold memory for ever.
const maxRecycled = 1 << 15

// Reset takes back the memory of all trees. It keeps no text alive.
func (a *Arena) Reset() {
	p := &a.parser
	p.store.values.recycle()
	p.store.names.recycle()
	p.store.groups.recycle()
	p.text, p.root, p.err = "", Value{}, nil
	p.frames = emptied(p.frames)
	p.values = emptied(p.values)
	p.names = emptied(p.names)
	p.buf = emptied(p.buf)
}

// recycle makes all elements that were handed out free again, and makes room for
// those that had none.
func (s *slab[T]) recycle() {
	clear(s.base[:s.used])
	if n := len(s.base) + s.missed; s.missed > 0 && n <= maxRecycled {
		s.base = make([]T, n)
	}
	s.free, s.used, s.missed = nil, 0, 0
}

// emptied empties a stack to its full length; one that has become large is left to
// the collector.
func emptied[T any](stack []T) []T {
	if cap(stack) > maxChunk {
		return nil
	}
	clear(stack[:cap(stack)])
	return stack[:0]
}

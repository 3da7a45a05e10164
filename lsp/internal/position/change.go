package position

import (
	"slices"
	"sort"
)

// Change is one edit of a textDocument/didChange. Without a range it replaces the
// whole text.
type Change struct {
	Range *Range `json:"range,omitempty"`
	Text  string `json:"text"`
}

// Apply returns the text after the changes, each of which speaks of the text that
// the one before it left.
func Apply(text string, enc Encoding, changes []Change) string {
	return New(text, enc).Apply(changes).Text()
}

// Apply returns the index of the text after the changes. The lines that a change
// doesn't touch are not looked for again.
func (x *Index) Apply(changes []Change) *Index {
	for len(changes) > 0 {
		if changes[0].Range == nil {
			x, changes = New(changes[0].Text, x.enc), changes[1:]
			continue
		}
		n := slices.IndexFunc(changes, func(c Change) bool { return c.Range == nil })
		if n < 0 {
			n = len(changes)
		}
		x, changes = x.splice(changes[:n]), changes[n:]
	}
	return x
}

// splice applies changes that all have a range. One alone, as of a keystroke, costs one
// copy of the text; several are made in place.
func (x *Index) splice(changes []Change) *Index {
	if len(changes) == 1 {
		text, starts := edited(x, x.text, changes, func(text string, start, end int, by string) string {
			return text[:start] + by + text[end:]
		})
		return &Index{text: text, enc: x.enc, starts: starts}
	}
	text, starts := edited(x, []byte(x.text), changes, func(text []byte, start, end int, by string) []byte {
		return slices.Replace(text, start, end, []byte(by)...)
	})
	return &Index{text: string(text), enc: x.enc, starts: starts}
}

// edited returns the text after changes, and where its lines start.
func edited[T string | []byte](x *Index, text T, changes []Change, replace func(text T, start, end int, by string) T) (T, []int) {
	e := editing[T]{text: text, enc: x.enc, starts: slices.Clone(x.lines())}
	for _, c := range changes {
		start, end := e.offset(c.Range.Start), e.offset(c.Range.End)
		start, end = min(start, end), max(start, end)
		e.text = replace(e.text, start, end, c.Text)
		e.move(start, end, c.Text)
	}
	return e.text, e.starts
}

// editing is a text while changes are applied to it.
type editing[T string | []byte] struct {
	text   T
	enc    Encoding
	starts []int
}

// offset is Index.Offset; only the line of the place is looked at.
func (e *editing[T]) offset(p Place) int {
	if uint64(p.Line) >= uint64(len(e.starts)) {
		return len(e.text)
	}
	start, end := e.starts[p.Line], len(e.text)
	if next := int(p.Line) + 1; next < len(e.starts) {
		end = e.starts[next]
	}
	return start + New(string(e.text[start:end]), e.enc).Offset(0, p.Character)
}

// move enters where lines start after a text came in the place of the bytes from start
// to end. A CR before it and an LF after it may become one line end, or cease to be one.
func (e *editing[T]) move(start, end int, text string) {
	from, to := sort.SearchInts(e.starts, start+1), sort.SearchInts(e.starts, end+1)
	if e.starts[from-1] == start && e.joined(start) {
		from--
	}
	newEnd := start + len(text)
	for i := to; i < len(e.starts); i++ {
		e.starts[i] += newEnd - end
	}
	added := appendStarts(nil, text, start)
	if n := len(added); n > 0 && added[n-1] == newEnd && e.joined(newEnd) {
		added = added[:n-1]
	}
	e.starts = slices.Replace(e.starts, from, to, added...)
}

// joined reports whether an offset lies between CR and LF.
func (e *editing[T]) joined(offset int) bool {
	return offset > 0 && offset < len(e.text) && e.text[offset-1] == '\r' && e.text[offset] == '\n'
}

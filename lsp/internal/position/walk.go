package position

import "unicode/utf8"

// Walk converts offsets that mostly grow, as those of tokens do: what is between two of
// one line is counted once. It belongs to one goroutine.
type Walk struct {
	x      *Index
	offset int // the last one, -1 before the first
	place  Place
	end    int // of the text of its line
}

// Walk begins at the start of the text.
func (x *Index) Walk() *Walk { return &Walk{x: x, offset: -1} }

// Place is Index.Place.
func (w *Walk) Place(offset int) Place {
	switch {
	case offset < w.x.mark || offset < len(w.x.text) && !utf8.RuneStart(w.x.text[offset]):
		return w.x.Place(offset) // where no walk can go on
	case w.offset < 0 || offset < w.offset || offset > w.end:
		w.place, w.offset = w.x.Place(offset), offset
		w.end = w.x.contentEnd(int(w.place.Line))
	default:
		w.place.Character += uint32(w.x.distance(w.offset, offset))
		w.offset = offset
	}
	return w.place
}

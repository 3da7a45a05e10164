package position

import (
	"sort"
	"strings"
	"sync"
)

// Place is a position as an editor has it, from 0.
type Place struct {
	Line      uint32 `json:"line"`
	Character uint32 `json:"character"`
}

// Range is a part of a text as an editor has it.
type Range struct {
	Start Place `json:"start"`
	End   Place `json:"end"`
}

// byteOrderMark is U+FEFF in UTF-8.
const byteOrderMark = "\uFEFF"

// Index converts positions in one text. It finds the lines at its first use; any
// number of goroutines may use it.
type Index struct {
	text string
	enc  Encoding
	mark int // how many leading bytes have no width

	find   sync.Once
	starts []int // offset of each line

	count  sync.Once
	blocks []block
}

// New returns the index of a text that a client sent.
func New(text string, enc Encoding) *Index {
	return &Index{text: text, enc: enc}
}

// NewFile returns the index of a text that was read from the disk: there, editors
// don't count a leading byte order mark.
func NewFile(text string, enc Encoding) *Index {
	x := New(text, enc)
	if strings.HasPrefix(text, byteOrderMark) {
		x.mark = len(byteOrderMark)
	}
	return x
}

// Text returns the text that is indexed.
func (x *Index) Text() string { return x.text }

// Lines returns the number of lines. An empty text has one, and so has the end of a
// text after its last line end.
func (x *Index) Lines() int { return len(x.lines()) }

// Offset returns the byte at which a character of a line starts. What lies past
// the end of the line is its end, before its line end; what lies past the last
// line is the end of the text; what lies inside a character is its start.
func (x *Index) Offset(line, character uint32) int {
	starts := x.lines()
	if uint64(line) >= uint64(len(starts)) {
		return len(x.text)
	}
	start := max(starts[line], x.mark)
	return x.advance(start, x.contentEnd(int(line)), int64(character))
}

// Position returns the line and character of a byte. One inside a character, or
// between CR and LF, belongs to what starts before it.
func (x *Index) Position(offset int) (line, character uint32) {
	offset = max(x.mark, min(offset, len(x.text)))
	l := x.lineOf(offset)
	start := max(x.lines()[l], x.mark)
	return uint32(l), uint32(x.distance(start, min(offset, x.contentEnd(l))))
}

// Place is Position as one value.
func (x *Index) Place(offset int) Place {
	line, character := x.Position(offset)
	return Place{Line: line, Character: character}
}

// Range returns the places of two bytes.
func (x *Index) Range(start, end int) Range {
	return Range{Start: x.Place(start), End: x.Place(end)}
}

// Span returns the bytes of a range, in order even if the client's were not.
func (x *Index) Span(r Range) (start, end int) {
	start = x.Offset(r.Start.Line, r.Start.Character)
	end = x.Offset(r.End.Line, r.End.Character)
	return min(start, end), max(start, end)
}

// lineOf returns the line of an offset.
func (x *Index) lineOf(offset int) int {
	starts := x.lines()
	return sort.Search(len(starts), func(i int) bool { return starts[i] > offset }) - 1
}

// contentEnd returns where the text of a line ends, before its line end.
func (x *Index) contentEnd(line int) int {
	starts := x.lines()
	if line+1 == len(starts) {
		return len(x.text)
	}
	end := starts[line+1] - 1
	if x.text[end] == '\n' && end > starts[line] && x.text[end-1] == '\r' {
		end--
	}
	return end
}

// lines returns the offset of each line.
func (x *Index) lines() []int {
	x.find.Do(func() {
		if x.starts == nil {
			x.starts = appendStarts([]int{0}, x.text, 0)
		}
	})
	return x.starts
}

// appendStarts appends where lines start after the line ends of a text, the first
// byte of which stands at base. Most texts have no CR: one search says so.
func appendStarts(starts []int, text string, base int) []int {
	if !strings.Contains(text, "\r") {
		for i := 0; ; {
			n := strings.IndexByte(text[i:], '\n')
			if n < 0 {
				return starts
			}
			i += n + 1
			starts = append(starts, base+i)
		}
	}
	for i := range len(text) {
		if text[i] == '\n' || text[i] == '\r' && !strings.HasPrefix(text[i+1:], "\n") {
			starts = append(starts, base+i+1)
		}
	}
	return starts
}

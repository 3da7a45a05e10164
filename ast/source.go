package ast

import (
	"path/filepath"
	"sort"
	"strings"
	"unicode/utf8"
)

// Three coordinate systems meet here and nowhere else: Pos (byte offset + 1),
// Place (1-based line, 1-based column in code points), and UTF16 (0-based line
// and 0-based UTF-16 unit, as editors count).

// Pos is a byte offset into a policy text, plus one. Zero means no position.
type Pos int

// NoPos is the position of what is not in the text.
const NoPos Pos = 0

// PosAt returns the position of the byte at offset.
func PosAt(offset int) Pos { return Pos(offset + 1) }

// Offset returns the byte offset, or -1 if there is no position.
func (p Pos) Offset() int { return int(p) - 1 }

// IsValid reports whether p is a position.
func (p Pos) IsValid() bool { return p > NoPos }

// SlashPath returns a path as JSON shows it on every system: with "/" (T7.2).
func SlashPath(path string) string { return filepath.ToSlash(path) }

// Span is a piece of the text: from the first byte to the one after the last.
// It is embedded in every node.
type Span struct{ From, To Pos }

// Pos returns where the node starts.
func (s Span) Pos() Pos { return s.From }

// End returns the position after the node's last byte.
func (s Span) End() Pos { return s.To }

// Contains reports whether p is inside s or at its end.
func (s Span) Contains(p Pos) bool { return s.From <= p && p <= s.To }

// Place is a line and a column as people count: both from 1, the column in
// Unicode code points. A leading byte order mark is no column (L1.1).
type Place struct{ Line, Column int }

// UTF16 is a line and a column as editors count: both from 0, the column in
// UTF-16 code units.
type UTF16 struct{ Line, Column int }

// Source is a policy text with a name. It is immutable; lines are found once.
type Source struct {
	// Name is how findings call the text: a path, "-" for standard input.
	Name string
	// Text is the text, byte for byte as read (L1.1).
	Text string

	starts []int // offset of the first byte of each line
	marks  []milestone
}

// milestone says how many code points and UTF-16 units stand before an offset.
// There is one about every milestoneEvery bytes, so that a column costs the
// same in a text of one long line as in any other. A text of ASCII has none.
type milestone struct{ offset, points, units int }

const milestoneEvery = 1024

// NewSource returns the source of a text.
func NewSource(name, text string) *Source {
	s := &Source{Name: name, Text: text, starts: make([]int, 1, 1+strings.Count(text, "\n"))}
	for i := 0; i < len(text); {
		n := strings.IndexByte(text[i:], '\n')
		if n < 0 {
			break
		}
		i += n + 1
		s.starts = append(s.starts, i)
	}
	s.marks = marksOf(text)
	return s
}

func marksOf(text string) []milestone {
	if isASCII(text) {
		return nil
	}
	marks := []milestone{{}}
	points, wide := 0, 0
	for i, r := range text {
		if i-marks[len(marks)-1].offset >= milestoneEvery {
			marks = append(marks, milestone{i, points, wide})
		}
		points++
		wide += units(r)
	}
	return marks
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// count returns the code points and UTF-16 units that end at or before an
// offset: one inside a code point counts as one before it.
func (s *Source) count(offset int) (points, wide int) {
	if s.marks == nil {
		return offset, offset
	}
	m := s.marks[sort.Search(len(s.marks), func(i int) bool { return s.marks[i].offset > offset })-1]
	for i := m.offset; i < offset; {
		r, n := utf8.DecodeRuneInString(s.Text[i:])
		if i += n; i <= offset {
			m.points++
			m.units += units(r)
		}
	}
	return m.points, m.units
}

// BOM is the byte order mark that may stand before a policy (L1.1).
const BOM = "\uFEFF"

// Lines returns the number of lines; a text that ends in a line end has an
// empty last line.
func (s *Source) Lines() int { return len(s.starts) }

// Line returns the text of a 1-based line without its line end, or "".
func (s *Source) Line(n int) string { return s.Slice(s.LineSpan(n)) }

// LineSpan returns the place of a 1-based line without its line end, no
// positions for a line that isn't there.
func (s *Source) LineSpan(n int) Span {
	if n < 1 || n > len(s.starts) {
		return Span{}
	}
	start, end := s.starts[n-1], len(s.Text)
	if n < len(s.starts) {
		end = s.starts[n] - 1
		if end > start && s.Text[end-1] == '\r' {
			end-- // a CR that ends the text is no line end
		}
	}
	return Span{PosAt(start), PosAt(end)}
}

// clamp returns the nearest offset inside the text: positions from elsewhere
// are never trusted.
func (s *Source) clamp(p Pos) int { return min(max(p.Offset(), 0), len(s.Text)) }

// lineAt returns the 0-based line that holds the byte offset.
func (s *Source) lineAt(offset int) int {
	return sort.SearchInts(s.starts, offset+1) - 1
}

// Place converts a position to line and column.
func (s *Source) Place(p Pos) Place {
	off := s.clamp(p)
	line := s.lineAt(off)
	points, _ := s.count(off)
	before, _ := s.count(s.starts[line])
	if line == 0 && off >= len(BOM) && strings.HasPrefix(s.Text, BOM) {
		before++
	}
	return Place{line + 1, points - before + 1}
}

// UTF16 converts a position to an editor's coordinates.
func (s *Source) UTF16(p Pos) UTF16 {
	off := s.clamp(p)
	line := s.lineAt(off)
	_, wide := s.count(off)
	_, before := s.count(s.starts[line])
	return UTF16{line, wide - before}
}

// PosOf converts an editor's coordinates to a position. A line or column
// beyond the end gives the nearest position inside the text.
func (s *Source) PosOf(u UTF16) Pos {
	if u.Line < 0 {
		return PosAt(0)
	}
	if u.Line >= len(s.starts) {
		return PosAt(len(s.Text))
	}
	start, n := s.starts[u.Line], 0
	line := s.Line(u.Line + 1)
	for i, r := range line {
		if n += units(r); n > u.Column {
			return PosAt(start + i)
		}
	}
	return PosAt(start + len(line))
}

// units is the number of UTF-16 code units of a code point.
func units(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}

// Slice returns the text of a span.
func (s *Source) Slice(span Span) string {
	from, to := s.clamp(span.From), s.clamp(span.To)
	if from >= to {
		return ""
	}
	return s.Text[from:to]
}

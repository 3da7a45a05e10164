package jsondoc

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

// Scanner reads a JSON text piece by piece, without a tree, for callers who know what
// comes next. It takes plain pieces only, which stand in the text as they are: strings
// without escapes and integers of at most 18 digits. What it takes, Parse takes as well;
// what it declines may be right or wrong, and Parse says which.
type Scanner struct {
	text string
	pos  int
}

// Begin starts a text.
func (s *Scanner) Begin(text string) { s.text, s.pos = text, 0 }

// Pos returns the offset of what comes next.
func (s *Scanner) Pos() int { return s.pos }

// Back returns to an offset at which the scanner was.
func (s *Scanner) Back(pos int) { s.pos = pos }

// Since returns the text from an offset at which the scanner was.
func (s *Scanner) Since(pos int) string { return s.text[pos:s.pos] }

// AtEnd reports whether nothing comes next.
func (s *Scanner) AtEnd() bool { return s.pos == len(s.text) }

// Next returns the byte that comes next, 0 at the end.
func (s *Scanner) Next() byte {
	if s.pos < len(s.text) {
		return s.text[s.pos]
	}
	return 0
}

// Skip skips the byte that comes next, which Next saw.
func (s *Scanner) Skip() { s.pos++ }

// Space skips white space.
func (s *Scanner) Space() {
	for s.pos < len(s.text) && s.text[s.pos] <= ' ' {
		switch s.text[s.pos] {
		case ' ', '\n', '\r', '\t':
			s.pos++
		default:
			return
		}
	}
}

// Take skips a text if it comes next, and reports whether it did.
func (s *Scanner) Take(text string) bool {
	if !strings.HasPrefix(s.text[s.pos:], text) {
		return false
	}
	s.pos += len(text)
	return true
}

// String takes a string without escapes, which is a part of the text.
func (s *Scanner) String() (string, bool) {
	if s.Next() != '"' {
		return "", false
	}
	from := s.pos + 1
	end := plainEnd(s.text, from)
	ascii := true
	for end < len(s.text) && s.text[end] >= utf8.RuneSelf {
		ascii = false
		end = plainEnd(s.text, end+1)
	}
	if end == len(s.text) || s.text[end] != '"' {
		return "", false
	}
	s.pos = end + 1
	text := s.text[from:end]
	return text, ascii || utf8.ValidString(text)
}

// maxDigits is the number of digits of an integer that certainly fits 64 bits.
const maxDigits = 18

// Int takes an integer.
func (s *Scanner) Int() (int64, bool) {
	at := s.pos
	negative := at < len(s.text) && s.text[at] == '-'
	if negative {
		at++
	}
	from, n := at, int64(0)
	for at < len(s.text) && isDigit(s.text[at]) {
		n = n*10 + int64(s.text[at]-'0') // overflows only where it is too long
		at++
	}
	if digits := at - from; digits == 0 || digits > maxDigits || digits > 1 && s.text[from] == '0' {
		return 0, false
	}
	s.pos = at
	if negative {
		n = -n
	}
	return n, true
}

// Value takes any value into the arena, with the limits of the options.
func (s *Scanner) Value(a *Arena, opts Options) (Value, bool) {
	v, n, err := a.parsePrefix(s.text[s.pos:], opts)
	if err == nil {
		s.pos += n
	}
	return v, err == nil
}

// plainEnd returns where a run of plain bytes ends that begins at i, in steps of a word.
func plainEnd(text string, i int) int {
	const low, high = 0x0101010101010101, 0x8080808080808080
	for ; len(text)-i >= 8; i += 8 {
		// A byte has its high bit set if it is no ASCII, less than a space, or equal to
		// one of two. What a byte borrows can only mark those after the first such byte.
		w := word(text[i : i+8])
		marked := (w | (w - low*' ') | ((w ^ low*'"') - low) | ((w ^ low*'\\') - low)) & high
		if marked != 0 {
			return i + bits.TrailingZeros64(marked)/8
		}
	}
	for i < len(text) && plain[text[i]] {
		i++
	}
	return i
}

// word returns eight bytes as a number, the first the lowest.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

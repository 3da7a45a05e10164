package diag

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Policy text is not trusted: none of it reaches a terminal unless it prints.
// Escape sequences, text that runs backwards and invisible characters are shown
// by their numbers.

// Visible returns text in one line that prints: all else as <U+001B> or <0xFF>.
func Visible(text string) string {
	if plain(text) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		b.WriteString(show(text[i:i+n], r))
		i += n
	}
	return b.String()
}

func plain(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// show returns one character as it can be printed.
func show(text string, r rune) string {
	switch {
	case r == utf8.RuneError && len(text) == 1:
		return fmt.Sprintf("<0x%02X>", text[0])
	case unicode.IsPrint(r):
		return text
	}
	return fmt.Sprintf("<U+%04X>", r)
}

// cell is one character of a source line as it is shown.
type cell struct {
	offset int    // of its first byte in the line
	text   string // what is printed
	width  int    // columns of a terminal: 0 for a mark on the cell before
}

const tabWidth = 4

// cells lays out line[from:to]; the bounds lie between characters.
func cells(line string, from, to int) []cell {
	var out []cell
	column := 0
	for i := from; i < to; {
		r, n := utf8.DecodeRuneInString(line[i:])
		c := cell{offset: i, text: show(line[i:i+n], r)}
		switch {
		case r == '\t':
			c.width = tabWidth - column%tabWidth
			c.text = strings.Repeat(" ", c.width)
		case c.text != line[i:i+n]:
			c.width = len(c.text)
		case len(out) > 0 && joins(&out[len(out)-1], r, &column):
		default:
			c.width = runeWidth(r)
		}
		column += c.width
		out = append(out, c)
		i += n
	}
	return out
}

// joins reports whether r takes no column because it changes the cell before:
// the sign that asks for an emoji, which makes that cell wide, or a skin tone.
func joins(before *cell, r rune, column *int) bool {
	switch {
	case r == 0xFE0F:
		if before.width == 1 {
			before.width = 2
			*column++
		}
		return true
	case r >= 0x1F3FB && r <= 0x1F3FF:
		return before.width == 2
	}
	return false
}

// Width is how many columns of a terminal a text takes that prints.
func Width(text string) int {
	n := 0
	for _, r := range text {
		n += runeWidth(r)
	}
	return n
}

// runeWidth is the number of columns of a character that prints.
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me), r >= 0x1160 && r <= 0x11FF:
		return 0 // combining marks, vowels and finals of Hangul
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// wide are the characters of two columns: East_Asian_Width W and F of the
// Unicode Character Database, version 16, blocks taken whole where the rest of
// them is unassigned.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115F, 1}, {0x231A, 0x231B, 1}, {0x2329, 0x232A, 1}, {0x23E9, 0x23EC, 1},
		{0x23F0, 0x23F0, 1}, {0x23F3, 0x23F3, 1}, {0x25FD, 0x25FE, 1}, {0x2614, 0x2615, 1},
		{0x2630, 0x2637, 1}, {0x2648, 0x2653, 1}, {0x267F, 0x267F, 1}, {0x268A, 0x268F, 1},
		{0x2693, 0x2693, 1}, {0x26A1, 0x26A1, 1}, {0x26AA, 0x26AB, 1}, {0x26BD, 0x26BE, 1},
		{0x26C4, 0x26C5, 1}, {0x26CE, 0x26CE, 1}, {0x26D4, 0x26D4, 1}, {0x26EA, 0x26EA, 1},
		{0x26F2, 0x26F3, 1}, {0x26F5, 0x26F5, 1}, {0x26FA, 0x26FA, 1}, {0x26FD, 0x26FD, 1},
		{0x2705, 0x2705, 1}, {0x270A, 0x270B, 1}, {0x2728, 0x2728, 1}, {0x274C, 0x274C, 1},
		{0x274E, 0x274E, 1}, {0x2753, 0x2755, 1}, {0x2757, 0x2757, 1}, {0x2795, 0x2797, 1},
		{0x27B0, 0x27B0, 1}, {0x27BF, 0x27BF, 1}, {0x2B1B, 0x2B1C, 1}, {0x2B50, 0x2B50, 1},
		{0x2B55, 0x2B55, 1}, {0x2E80, 0x303E, 1}, {0x3041, 0x3247, 1}, {0x3250, 0xA4CF, 1},
		{0xA960, 0xA97F, 1}, {0xAC00, 0xD7A3, 1}, {0xF900, 0xFAFF, 1}, {0xFE10, 0xFE19, 1},
		{0xFE30, 0xFE6F, 1}, {0xFF01, 0xFF60, 1}, {0xFFE0, 0xFFE6, 1},
	},
	R32: []unicode.Range32{
		{0x16FE0, 0x18DFF, 1}, {0x1AFF0, 0x1B2FF, 1}, {0x1D300, 0x1D376, 1}, {0x1F004, 0x1F004, 1},
		{0x1F0CF, 0x1F0CF, 1}, {0x1F18E, 0x1F18E, 1}, {0x1F191, 0x1F19A, 1}, {0x1F200, 0x1F320, 1},
		{0x1F32D, 0x1F335, 1}, {0x1F337, 0x1F37C, 1}, {0x1F37E, 0x1F393, 1}, {0x1F3A0, 0x1F3CA, 1},
		{0x1F3CF, 0x1F3D3, 1}, {0x1F3E0, 0x1F3F0, 1}, {0x1F3F4, 0x1F3F4, 1}, {0x1F3F8, 0x1F43E, 1},
		{0x1F440, 0x1F440, 1}, {0x1F442, 0x1F4FC, 1}, {0x1F4FF, 0x1F53D, 1}, {0x1F54B, 0x1F54E, 1},
		{0x1F550, 0x1F567, 1}, {0x1F57A, 0x1F57A, 1}, {0x1F595, 0x1F596, 1}, {0x1F5A4, 0x1F5A4, 1},
		{0x1F5FB, 0x1F64F, 1}, {0x1F680, 0x1F6C5, 1}, {0x1F6CC, 0x1F6CC, 1}, {0x1F6D0, 0x1F6D2, 1},
		{0x1F6D5, 0x1F6DF, 1}, {0x1F6EB, 0x1F6EF, 1}, {0x1F6F4, 0x1F6FF, 1}, {0x1F7E0, 0x1F7FF, 1},
		{0x1F90C, 0x1F93A, 1}, {0x1F93C, 0x1F945, 1}, {0x1F947, 0x1F9FF, 1}, {0x1FA70, 0x1FAFF, 1},
		{0x20000, 0x3FFFD, 1},
	},
}

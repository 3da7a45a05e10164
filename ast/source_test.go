package ast_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
)

// cursor takes the mark ‸ out of a text and returns where it stood.
func cursor(t *testing.T, text string) (string, ast.Pos) {
	t.Helper()
	before, after, ok := strings.Cut(text, "‸")
	if !ok {
		t.Fatalf("no cursor in %q", text)
	}
	return before + after, ast.PosAt(len(before))
}

// TestPlaces compares the three coordinate systems at a cursor.
func TestPlaces(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		place      ast.Place
		utf16      ast.UTF16
	}{
		{"empty text", "‸", ast.Place{Line: 1, Column: 1}, ast.UTF16{}},
		{"start", "‸version=1.0;", ast.Place{Line: 1, Column: 1}, ast.UTF16{}},
		{"within a line", "version‸=1.0;", ast.Place{Line: 1, Column: 8}, ast.UTF16{Line: 0, Column: 7}},
		{"end without line end", "version=1.0;‸", ast.Place{Line: 1, Column: 13}, ast.UTF16{Line: 0, Column: 12}},
		{"end behind a line end", "version=1.0;\n‸", ast.Place{Line: 2, Column: 1}, ast.UTF16{Line: 1, Column: 0}},
		{"before LF", "a\nbc‸\nd", ast.Place{Line: 2, Column: 3}, ast.UTF16{Line: 1, Column: 2}},
		{"before CRLF", "a\r\nbc‸\r\nd", ast.Place{Line: 2, Column: 3}, ast.UTF16{Line: 1, Column: 2}},
		{"between CR and LF", "a\r\nbc\r‸\nd", ast.Place{Line: 2, Column: 4}, ast.UTF16{Line: 1, Column: 3}},
		{"behind CRLF", "a\r\n‸bc", ast.Place{Line: 2, Column: 1}, ast.UTF16{Line: 1, Column: 0}},
		{"a CR alone ends no line", "a\rb‸", ast.Place{Line: 1, Column: 4}, ast.UTF16{Line: 0, Column: 3}},
		{"empty lines", "\n\n‸\n", ast.Place{Line: 3, Column: 1}, ast.UTF16{Line: 2, Column: 0}},
		{"two bytes", "// é‸", ast.Place{Line: 1, Column: 5}, ast.UTF16{Line: 0, Column: 4}},
		{"three bytes", "// 証‸", ast.Place{Line: 1, Column: 5}, ast.UTF16{Line: 0, Column: 4}},
		{"surrogate pair", "// 🔒‸", ast.Place{Line: 1, Column: 5}, ast.UTF16{Line: 0, Column: 5}},
		{"combining mark", "// e\u0301‸", ast.Place{Line: 1, Column: 6}, ast.UTF16{Line: 0, Column: 5}},
		{"invalid bytes count one each", "\xff\xfe‸", ast.Place{Line: 1, Column: 3}, ast.UTF16{Line: 0, Column: 2}},
		{"wide lines before don't count", "// 🔒🔒\nab‸", ast.Place{Line: 2, Column: 3}, ast.UTF16{Line: 1, Column: 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text, pos := cursor(t, tt.text)
			src := ast.NewSource("p.maa", text)
			if got := src.Place(pos); got != tt.place {
				t.Errorf("Place: got %v, want %v", got, tt.place)
			}
			if got := src.UTF16(pos); got != tt.utf16 {
				t.Errorf("UTF16: got %v, want %v", got, tt.utf16)
			}
		})
	}
}

// TestL1_1ByteOrderMarkIsNoColumn: a byte order mark is no column, but is text to an editor.
func TestL1_1ByteOrderMarkIsNoColumn(t *testing.T) {
	t.Parallel()
	src := ast.NewSource("p.maa", ast.BOM+"version=1.0;\n"+ast.BOM+"x")
	for _, tt := range []struct {
		name   string
		offset int
		place  ast.Place
		utf16  ast.UTF16
	}{
		{"before the mark", 0, ast.Place{Line: 1, Column: 1}, ast.UTF16{}},
		{"inside the mark", 1, ast.Place{Line: 1, Column: 1}, ast.UTF16{}},
		{"behind the mark", 3, ast.Place{Line: 1, Column: 1}, ast.UTF16{Column: 1}},
		{"behind the keyword", 10, ast.Place{Line: 1, Column: 8}, ast.UTF16{Column: 8}},
		{"a mark in another line is a character", 19, ast.Place{Line: 2, Column: 2}, ast.UTF16{Line: 1, Column: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := src.Place(ast.PosAt(tt.offset)); got != tt.place {
				t.Errorf("Place: got %v, want %v", got, tt.place)
			}
			if got := src.UTF16(ast.PosAt(tt.offset)); got != tt.utf16 {
				t.Errorf("UTF16: got %v, want %v", got, tt.utf16)
			}
		})
	}
	if src.Text[:3] != ast.BOM || src.Line(1) != ast.BOM+"version=1.0;" {
		t.Error("the mark is gone from the text")
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		lines      []string
	}{
		{"empty", "", []string{""}},
		{"no line end", "a", []string{"a"}},
		{"LF", "a\nb\n", []string{"a", "b", ""}},
		{"CRLF", "a\r\nb\r\n", []string{"a", "b", ""}},
		{"mixed", "a\r\n\n\r\nb", []string{"a", "", "", "b"}},
		{"CR at the end of the text", "a\r", []string{"a\r"}},
		{"two CRs before LF", "a\r\r\nb", []string{"a\r", "b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			src := ast.NewSource("p.maa", tt.text)
			if src.Lines() != len(tt.lines) {
				t.Fatalf("got %d lines, want %d", src.Lines(), len(tt.lines))
			}
			for i, want := range tt.lines {
				if got := src.Line(i + 1); got != want {
					t.Errorf("line %d: got %q, want %q", i+1, got, want)
				}
				if got := src.Slice(src.LineSpan(i + 1)); got != want {
					t.Errorf("span of line %d: got %q, want %q", i+1, got, want)
				}
			}
			for _, n := range []int{-1, 0, len(tt.lines) + 1} {
				if got := src.Line(n); got != "" || src.LineSpan(n) != (ast.Span{}) {
					t.Errorf("line %d: got %q at %v, want none", n, got, src.LineSpan(n))
				}
			}
		})
	}
}

// TestPosOf: an editor's coordinates are never trusted.
func TestPosOf(t *testing.T) {
	t.Parallel()
	src := ast.NewSource("p.maa", "ab\r\n🔒c\n")
	for _, tt := range []struct {
		name   string
		at     ast.UTF16
		offset int
	}{
		{"start", ast.UTF16{}, 0},
		{"within", ast.UTF16{Column: 1}, 1},
		{"end of line", ast.UTF16{Column: 2}, 2},
		{"beyond the end of line is before CRLF", ast.UTF16{Column: 99}, 2},
		{"second line", ast.UTF16{Line: 1}, 4},
		{"inside a surrogate pair is before it", ast.UTF16{Line: 1, Column: 1}, 4},
		{"behind a surrogate pair", ast.UTF16{Line: 1, Column: 2}, 8},
		{"last line", ast.UTF16{Line: 2}, 10},
		{"beyond the last line", ast.UTF16{Line: 3, Column: 7}, 10},
		{"negative line", ast.UTF16{Line: -1, Column: 1}, 0},
		{"negative column", ast.UTF16{Line: 1, Column: -1}, 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := src.PosOf(tt.at); got != ast.PosAt(tt.offset) {
				t.Errorf("got offset %d, want %d", got.Offset(), tt.offset)
			}
		})
	}
}

func TestPositionsOutOfRange(t *testing.T) {
	t.Parallel()
	src := ast.NewSource("p.maa", "é\nb")
	for _, p := range []ast.Pos{-5, ast.NoPos} {
		if got := src.Place(p); got != (ast.Place{Line: 1, Column: 1}) {
			t.Errorf("Place(%d): got %v, want the start", p, got)
		}
	}
	if got := src.Place(99); got != (ast.Place{Line: 2, Column: 2}) {
		t.Errorf("Place(99): got %v, want the end", got)
	}
	if got := src.Place(ast.PosAt(1)); got != (ast.Place{Line: 1, Column: 1}) {
		t.Errorf("inside a code point: got %v, want its start", got)
	}
	if got := src.UTF16(99); got != (ast.UTF16{Line: 1, Column: 1}) {
		t.Errorf("UTF16(99): got %v, want the end", got)
	}
	for _, tt := range []struct {
		span ast.Span
		want string
	}{
		{ast.Span{From: 1, To: 3}, "é"}, {ast.Span{}, ""}, {ast.Span{From: 4, To: 2}, ""},
		{ast.Span{From: -3, To: 99}, "é\nb"}, {ast.Span{From: 98, To: 99}, ""},
	} {
		if got := src.Slice(tt.span); got != tt.want {
			t.Errorf("Slice(%v): got %q, want %q", tt.span, got, tt.want)
		}
	}
}

func TestPos(t *testing.T) {
	t.Parallel()
	if ast.NoPos.IsValid() || ast.NoPos.Offset() != -1 {
		t.Error("no position is a position")
	}
	if p := ast.PosAt(0); !p.IsValid() || p.Offset() != 0 {
		t.Error("the first byte has no position")
	}
	s := ast.Span{From: 3, To: 5}
	for p, want := range map[ast.Pos]bool{2: false, 3: true, 4: true, 5: true, 6: false} {
		if s.Contains(p) != want {
			t.Errorf("Contains(%d): got %v, want %v", p, !want, want)
		}
	}
}

// TestLongLines: columns far behind a milestone are those that counting gives.
func TestLongLines(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"a", "é", "証", "🔒", "\xff", "a🔒\x80", "e\u0301\n"} {
		agree(t, strings.Repeat(unit, 5000/len(unit)), 37)
	}
}

// agree compares each step-th place with one counted from the line's start, and
// goes there and back through an editor's coordinates.
func agree(t *testing.T, text string, step int) {
	t.Helper()
	src := ast.NewSource("p.maa", text)
	for off := 0; off <= len(text); off += step {
		start := strings.LastIndexByte(text[:off], '\n') + 1
		want := ast.Place{Line: strings.Count(text[:off], "\n") + 1, Column: counted(text, start, off) + 1}
		if start == 0 && off >= len(ast.BOM) && strings.HasPrefix(text, ast.BOM) {
			want.Column--
		}
		got := src.Place(ast.PosAt(off))
		if got != want {
			t.Fatalf("%.20q: Place(%d): got %v, want %v", text, off, got, want)
		}
		back := src.PosOf(src.UTF16(ast.PosAt(off)))
		if back.Offset() > off || off-back.Offset() >= utf8.UTFMax {
			t.Fatalf("%.20q: offset %d comes back as %d", text, off, back.Offset())
		}
	}
}

// counted is the number of characters of the line that end in text[start:off].
func counted(text string, start, off int) int {
	n := 0
	for i := start; i < off; {
		_, size := utf8.DecodeRuneInString(text[i:])
		if i += size; i <= off {
			n++
		}
	}
	return n
}

func FuzzCoordinates(f *testing.F) {
	f.Add("", 0, 0)
	f.Add(ast.BOM+"version=1.0;\r\n", 1, 5)
	f.Add("🔒é\xff\n\r", 2, 1)
	f.Add(strings.Repeat("é🔒", 400), 0, 900)
	f.Fuzz(func(t *testing.T, text string, line, column int) {
		agree(t, text, max(1, len(text)/64))
		src := ast.NewSource("p.maa", text)
		p := src.PosOf(ast.UTF16{Line: line, Column: column})
		if p.Offset() < 0 || p.Offset() > len(text) {
			t.Fatalf("line %d, column %d is offset %d of %d", line, column, p.Offset(), len(text))
		}
		if got := src.PosOf(src.UTF16(p)); got != p {
			t.Fatalf("position %d comes back as %d", p, got)
		}
	})
}

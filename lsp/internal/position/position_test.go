package position_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/lsp/internal/position"
)

func TestNegotiateV2_8(t *testing.T) {
	t.Parallel()
	cases := []struct {
		offered []string
		want    position.Encoding
	}{
		{nil, position.UTF16},
		{[]string{"utf-16"}, position.UTF16},
		{[]string{"utf-8", "utf-32", "utf-16"}, position.UTF8}, // Helix 25.01
		{[]string{"utf-32", "utf-8"}, position.UTF32},          // Emacs 30.1
		{[]string{"ucs-2", "utf-8"}, position.UTF8},
		{[]string{"UTF-8"}, position.UTF16},
	}
	for _, c := range cases {
		if got := position.Negotiate(c.offered); got != c.want {
			t.Errorf("Negotiate(%q) = %v, want %v", c.offered, got, c.want)
		}
	}
}

// TestOffsetV2_8 has a row for each sentence of the clause.
func TestOffsetV2_8(t *testing.T) {
	t.Parallel()
	const lock = "é🔒x\r\ny\rz\n"
	cases := []struct {
		name            string
		text            string
		enc             position.Encoding
		line, character uint32
		want            int
	}{
		{"after a unit of two bytes", lock, position.UTF16, 0, 1, 2},
		{"inside a surrogate pair", lock, position.UTF16, 0, 2, 2},
		{"after a surrogate pair", lock, position.UTF16, 0, 3, 6},
		{"after a code point", lock, position.UTF32, 0, 2, 6},
		{"after bytes", lock, position.UTF8, 0, 6, 6},
		{"inside a rune", lock, position.UTF8, 0, 4, 2},
		{"past the line, before CRLF", lock, position.UTF16, 0, 99, 7},
		{"the last unit before CRLF", lock, position.UTF16, 0, 4, 7},
		{"one more would be between CR and LF", lock, position.UTF16, 0, 5, 7},
		{"a line after CRLF", lock, position.UTF16, 1, 0, 9},
		{"past a line that ends in CR", lock, position.UTF16, 1, 7, 10},
		{"a line after a lone CR", lock, position.UTF16, 2, 0, 11},
		{"the empty last line", lock, position.UTF16, 3, 0, 13},
		{"past the empty last line", lock, position.UTF16, 3, 8, 13},
		{"past the last line", lock, position.UTF16, 4, 0, 13},
		{"far past everything", lock, position.UTF16, 1<<32 - 1, 1<<32 - 1, 13},
		{"an empty text", "", position.UTF16, 0, 0, 0},
		{"what isn't UTF-8, a unit each", "\xff\xfe!", position.UTF16, 0, 2, 2},
		{"what isn't UTF-8, as an editor shows it", "\xff\xfe!", position.UTF8, 0, 6, 2},
	}
	for _, c := range cases {
		if got := position.New(c.text, c.enc).Offset(c.line, c.character); got != c.want {
			t.Errorf("%s: %d:%d is byte %d, want %d", c.name, c.line, c.character, got, c.want)
		}
	}
}

func TestPositionV2_8(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		text   string
		enc    position.Encoding
		offset int
		want   position.Place
	}{
		{"after an astral rune", "a🔒b", position.UTF16, 5, position.Place{Character: 3}},
		{"inside a rune", "a🔒b", position.UTF16, 3, position.Place{Character: 1}},
		{"at CR of CRLF", "a\r\nb", position.UTF16, 1, position.Place{Character: 1}},
		{"between CR and LF", "a\r\nb", position.UTF16, 2, position.Place{Character: 1}},
		{"after CRLF", "a\r\nb", position.UTF16, 3, position.Place{Line: 1}},
		{"past the end", "a\n", position.UTF16, 50, position.Place{Line: 1}},
		{"before the start", "a\n", position.UTF16, -1, position.Place{}},
	}
	for _, c := range cases {
		if got := position.New(c.text, c.enc).Place(c.offset); got != c.want {
			t.Errorf("%s: byte %d is %v, want %v", c.name, c.offset, got, c.want)
		}
	}
}

// TestByteOrderMark: a mark counts if the client sent it, not if it is the file's.
func TestByteOrderMark(t *testing.T) {
	t.Parallel()
	const text = "\uFEFFab\ncd"
	sent, file := position.New(text, position.UTF16), position.NewFile(text, position.UTF16)
	if got := sent.Place(3); got.Character != 1 {
		t.Errorf("in a text of the client, what follows the mark is character %d, want 1", got.Character)
	}
	for offset, want := range []uint32{0, 0, 0, 0, 1, 2} {
		if got := file.Place(offset); got.Character != want {
			t.Errorf("in a file, byte %d is character %d, want %d", offset, got.Character, want)
		}
	}
	if got := file.Offset(0, 0); got != 3 {
		t.Errorf("in a file, the first character is byte %d, want 3", got)
	}
	if got := file.Offset(1, 1); got != 7 {
		t.Errorf("in a file, 1:1 is byte %d, want 7", got)
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	at := func(l1, c1, l2, c2 uint32) *position.Range {
		return &position.Range{Start: position.Place{Line: l1, Character: c1}, End: position.Place{Line: l2, Character: c2}}
	}
	cases := []struct {
		name    string
		text    string
		changes []position.Change
		want    string
	}{
		{"nothing", "ab", nil, "ab"},
		{"the whole text", "ab", []position.Change{{Text: "c"}}, "c"},
		{"one after the other", "ab", []position.Change{{at(0, 1, 0, 1), "🔒"}, {at(0, 3, 0, 4), "c"}}, "a🔒c"},
		{"whole in between", "ab", []position.Change{{at(0, 0, 0, 1), ""}, {nil, "xyz"}, {at(0, 1, 0, 2), ""}}, "xz"},
		{"ends in the wrong order", "abc", []position.Change{{at(0, 2, 0, 1), "-"}}, "a-c"},
		{"CR and LF become one", "a\rX\nb", []position.Change{{at(1, 0, 1, 1), ""}, {at(1, 0, 1, 1), "c"}}, "a\r\nc"},
		{"an LF after a CR", "a\rb", []position.Change{{at(1, 0, 1, 0), "\n"}, {at(1, 0, 1, 0), "c"}}, "a\r\ncb"},
		{"a CR before an LF", "a\nb", []position.Change{{at(0, 1, 0, 1), "\r"}, {at(1, 0, 1, 0), "c"}}, "a\r\ncb"},
	}
	for _, c := range cases {
		if got := position.Apply(c.text, position.UTF16, c.changes); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestLongLine: the blocks of a long line change nothing of what it answers.
func TestLongLine(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("ab🔒é\xff", 2000)
	for _, enc := range []position.Encoding{position.UTF8, position.UTF16, position.UTF32} {
		x := position.New(text, enc)
		units := naive(text, enc)
		for offset := 0; offset <= len(text); offset += 7 {
			if got, want := x.Place(offset), units.place(offset); got != want {
				t.Fatalf("%v: byte %d is %v, want %v", enc, offset, got, want)
			}
		}
		for c := uint32(0); c < 30000; c += 11 {
			if got, want := x.Offset(0, c), units.offset(0, c); got != want {
				t.Fatalf("%v: character %d is byte %d, want %d", enc, c, got, want)
			}
		}
	}
}

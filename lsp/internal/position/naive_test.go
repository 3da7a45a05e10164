package position_test

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/assay-policy/assay/lsp/internal/position"
)

// plain is a text as an editor holds it: its lines, each with the offset of every
// character.
type plain struct {
	text  string
	lines [][]int // offset of each character, and of the end of the content
}

// naive reads a text rune by rune, with the library's own UTF-16.
func naive(text string, enc position.Encoding) plain {
	p := plain{text: text}
	line := []int{}
	for i := 0; i < len(text); {
		if end := lineEnd(text[i:]); end > 0 {
			p.lines = append(p.lines, append(line, i))
			line, i = []int{}, i+end
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		for range units(r, enc) {
			line = append(line, i)
		}
		i += size
	}
	p.lines = append(p.lines, append(line, len(text)))
	return p
}

func lineEnd(text string) int {
	for _, end := range []string{"\r\n", "\n", "\r"} {
		if strings.HasPrefix(text, end) {
			return len(end)
		}
	}
	return 0
}

func units(r rune, enc position.Encoding) int {
	switch enc {
	case position.UTF8:
		return len(string(r))
	case position.UTF32:
		return len([]rune{r})
	}
	return len(utf16.Encode([]rune{r}))
}

func (p plain) offset(line, character uint32) int {
	if int(line) >= len(p.lines) {
		return len(p.text)
	}
	l := p.lines[line]
	return l[min(int(character), len(l)-1)]
}

// place finds the last character that starts at or before an offset, and of its
// units the first.
func (p plain) place(offset int) position.Place {
	var found position.Place
	last := -1
	for l, line := range p.lines {
		for c, at := range line {
			if at <= offset && at > last {
				found, last = position.Place{Line: uint32(l), Character: uint32(c)}, at
			}
			if at <= offset && at == last && int(found.Line) < l {
				found = position.Place{Line: uint32(l), Character: uint32(c)}
			}
		}
	}
	return found
}

func drawText(t *rapid.T, label string) string {
	piece := rapid.SampledFrom([]string{"a", "b;", "é", "🔒", "\u2028", "\uFEFF", "\r", "\n", "\r\n", "\xff", "\xf0\x9f", "\xed\xa0\x80"})
	return strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, label), "")
}

func drawEncoding(t *rapid.T) position.Encoding {
	return rapid.SampledFrom([]position.Encoding{position.UTF8, position.UTF16, position.UTF32}).Draw(t, "encoding")
}

// TestNaive compares every position of random texts with the plain reading.
func TestNaive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		compare(t, drawText(t, "text"), drawEncoding(t))
	})
}

type fatal interface {
	Fatalf(format string, args ...any)
}

// compare wants the index of a text to answer as the plain reading does, and each
// position to lead back to itself.
func compare(t fatal, text string, enc position.Encoding) {
	x, p := position.New(text, enc), naive(text, enc)
	if x.Lines() != len(p.lines) {
		t.Fatalf("%q has %d lines, want %d", text, x.Lines(), len(p.lines))
	}
	all, some := x.Walk(), x.Walk()
	for offset := range len(text) + 2 {
		got, want := x.Place(offset), p.place(offset)
		if walked := all.Place(offset); walked != got {
			t.Fatalf("%q in %v: byte %d is %v, walked to %v", text, enc, offset, got, walked)
		}
		if step := offset * offset % (len(text) + 2); some.Place(step) != x.Place(step) {
			t.Fatalf("%q in %v: byte %d is %v, but not on a walk there", text, enc, step, x.Place(step))
		}
		if got != want {
			t.Fatalf("%q in %v: byte %d is %v, want %v", text, enc, offset, got, want)
		}
		back := x.Offset(got.Line, got.Character)
		if back > offset || x.Place(back) != got {
			t.Fatalf("%q in %v: byte %d is %v, which is byte %d", text, enc, offset, got, back)
		}
	}
	for line := range uint32(len(p.lines) + 2) {
		for character := range uint32(len(text)*3 + 2) {
			if got, want := x.Offset(line, character), p.offset(line, character); got != want {
				t.Fatalf("%q in %v: %d:%d is byte %d, want %d", text, enc, line, character, got, want)
			}
		}
	}
}

// TestApplyNaive compares random edits, in batches, with cutting a plain text, and
// the lines that were carried over with those of a new index.
func TestApplyNaive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		enc := drawEncoding(t)
		text := drawText(t, "text")
		x := position.New(text, enc)
		for range rapid.IntRange(1, 4).Draw(t, "batches") {
			changes := rapid.SliceOfN(rapid.Custom(drawChange), 0, 4).Draw(t, "changes")
			for _, c := range changes {
				text = cut(text, enc, c)
			}
			before := x.Text()
			if got := position.Apply(before, enc, changes); got != text {
				t.Fatalf("%q after %+v is %q, want %q", before, changes, got, text)
			}
			if x = x.Apply(changes); x.Text() != text {
				t.Fatalf("%q after %+v is %q, want %q", before, changes, x.Text(), text)
			}
			fresh := position.New(text, enc)
			for offset := range len(text) + 1 {
				if got, want := x.Place(offset), fresh.Place(offset); got != want {
					t.Fatalf("%q after %+v: byte %d is %v, want %v", before, changes, offset, got, want)
				}
			}
		}
	})
}

func drawChange(t *rapid.T) position.Change {
	c := position.Change{Text: drawText(t, "inserted")}
	if rapid.IntRange(0, 9).Draw(t, "whole") > 0 {
		c.Range = &position.Range{Start: drawPlace(t), End: drawPlace(t)}
	}
	return c
}

func drawPlace(t *rapid.T) position.Place {
	return position.Place{Line: rapid.Uint32Range(0, 9).Draw(t, "line"), Character: rapid.Uint32Range(0, 12).Draw(t, "character")}
}

func cut(text string, enc position.Encoding, c position.Change) string {
	if c.Range == nil {
		return c.Text
	}
	p := naive(text, enc)
	a, b := p.offset(c.Range.Start.Line, c.Range.Start.Character), p.offset(c.Range.End.Line, c.Range.End.Character)
	return text[:min(a, b)] + c.Text + text[max(a, b):]
}

func FuzzPosition(f *testing.F) {
	for _, text := range []string{"", "a\r\nb\rc\n", "é🔒\uFEFF", "\xff\xf0\x9f\x94", "\r\n\r\r\n\n"} {
		f.Add(text, byte(position.UTF16))
	}
	f.Fuzz(func(t *testing.T, text string, enc byte) {
		// The plain reading of a longer text takes long and says no more.
		compare(t, text[:min(len(text), 200)], position.Encoding(enc%3))
	})
}

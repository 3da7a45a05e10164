package jsondoc

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/assay-policy/assay/internal/spell"
)

// Error says why a text is not a document that Parse accepts.
type Error struct {
	Offset  int    // byte offset in the text
	Path    string // where in the document, like $.a[3]; long ones are shortened
	Message string // what was found and what was expected
	Limit   bool   // a limit was passed (nesting, values, or a text of 2 GiB); the text may be JSON
	Values  bool   // that of values
}

// Error returns the message with its place.
func (e *Error) Error() string {
	return fmt.Sprintf("json at byte %d (%s): %s", e.Offset, e.Path, e.Message)
}

// Shortening of paths: an error must stay readable whatever the document is.
const pathEnds = 8 // segments kept at either end

// path says where the parser is: the open containers, outermost first, each
// with the element or member being read.
func (p *parser) path() string {
	var b strings.Builder
	b.WriteByte('$')
	for i, f := range p.frames {
		if i >= pathEnds && i < len(p.frames)-pathEnds {
			if i == pathEnds {
				b.WriteString("…")
			}
			continue
		}
		p.segment(&b, i, f)
	}
	return b.String()
}

// segment writes the step into the i-th open container. The children of a frame
// end where those of the next one begin.
func (p *parser) segment(b *strings.Builder, i int, f frame) {
	if !f.object {
		values := len(p.values)
		if i+1 < len(p.frames) {
			values = p.frames[i+1].values
		}
		fmt.Fprintf(b, "[%d]", values-f.values)
		return
	}
	names := len(p.names)
	if i+1 < len(p.frames) {
		names = p.frames[i+1].names
	}
	if names > f.names {
		b.WriteString(MemberStep(p.names[names-1]))
	}
}

// MemberStep is the step of a path into a member of an object: .name, or quoted in
// brackets if the name is not a plain word.
func MemberStep(name string) string {
	shown := spell.Clip(name, spell.Value)
	if shown == name && isWord(name) {
		return "." + name
	}
	return "[" + strconv.Quote(shown) + "]"
}

// isWord reports whether a name can follow a dot.
func isWord(s string) bool {
	for i := range len(s) {
		if !isLetter(s[i]) && s[i] != '_' && s[i] != '-' && !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// found describes what is at an offset, for a message: a word, a character,
// a byte that is not a character, or the end.
func found(text string, at int) string {
	if at >= len(text) {
		return "found the end of the text"
	}
	end := at
	for end < len(text) && end-at < 20 && (isLetter(text[end]) || isDigit(text[end])) {
		end++
	}
	if end > at {
		return "found " + strconv.Quote(text[at:end])
	}
	r, size := utf8.DecodeRuneInString(text[at:])
	switch {
	case r == utf8.RuneError && size == 1:
		return fmt.Sprintf("found the byte 0x%02x, which is not UTF-8", text[at])
	case r == '\uFEFF':
		return "found a byte order mark"
	case r == '"':
		return "found a string"
	}
	return "found " + strconv.Quote(string(r))
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

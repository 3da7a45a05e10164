package testfile

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// The YAML reader tells where a value begins. Where it ends is found here.

// properties returns the offset after the anchor and the tag that may stand before
// a value.
func (b *builder) properties(at int) int {
	for at < len(b.text) && (b.text[at] == '&' || b.text[at] == '!') {
		for at < len(b.text) && !isBlank(b.text[at]) {
			at++
		}
		at = skipBlanks(b.text, at)
	}
	return at
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// skipBlanks returns the offset of the first byte that is no blank, line ends
// included, nor in a comment.
func skipBlanks(text string, at int) int {
	for at < len(text) {
		switch {
		case isBlank(text[at]):
			at++
		case text[at] == '#' && at > 0 && isBlank(text[at-1]):
			at = lineEnd(text, at)
		default:
			return at
		}
	}
	return at
}

// lineEnd returns the offset of the end of the line.
func lineEnd(text string, at int) int {
	if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
		return at + n
	}
	return len(text)
}

// closing returns the offset after the bracket that closes a list or mapping in
// brackets, from the end of its last value.
func closing(text string, at int) int {
	for at = skipBlanks(text, at); at < len(text); at = skipBlanks(text, at+1) {
		if text[at] == ']' || text[at] == '}' {
			return at + 1
		}
	}
	return at
}

// scalarEnd returns the offset after a scalar that begins at an offset.
func scalarEnd(text string, at int, n *yaml.Node) int {
	switch {
	case at >= len(text):
		return at
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return quotedEnd(text, at, '\\')
	case n.Style&yaml.SingleQuotedStyle != 0:
		return quotedEnd(text, at, '\'')
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return contentEnd(text, lineEnd(text, at), n.Value)
	}
	return contentEnd(text, at, n.Value)
}

// quotedEnd returns the offset after a quoted text. The escape makes what follows
// it a character like others.
func quotedEnd(text string, at int, escape byte) int {
	mark := text[at]
	for i := at + 1; i < len(text); i++ {
		switch {
		case text[i] == escape && escape == '\\':
			i++
		case text[i] == mark && escape == mark && strings.HasPrefix(text[i+1:], string(mark)):
			i++
		case text[i] == mark:
			return i + 1
		}
	}
	return len(text)
}

// contentEnd returns the offset after the characters of a value that is written as
// it is, except for its blanks, which lines fold.
func contentEnd(text string, at int, value string) int {
	end := at
	for _, c := range value {
		if c < utf8.RuneSelf && isBlank(byte(c)) {
			continue
		}
		for at < len(text) && isBlank(text[at]) {
			at++
		}
		if !strings.HasPrefix(text[at:], string(c)) {
			return end
		}
		at += utf8.RuneLen(c)
		end = at
	}
	return end
}

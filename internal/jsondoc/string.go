package jsondoc

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// plain marks the bytes that stand for themselves inside a string: ASCII but for
// the quote, the backslash and control characters.
var plain = func() (t [256]bool) {
	for c := 0x20; c < utf8.RuneSelf; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}()

// str reads a string, the parser standing at its opening quote. Without escapes
// the result is a part of the text.
func (p *parser) str() (string, bool) {
	start := p.pos + 1
	end, ok := p.run(start)
	if !ok {
		return "", false
	}
	if p.text[end] == '"' {
		p.pos = end + 1
		return p.text[start:end], true
	}
	p.buf = p.buf[:0]
	for {
		p.buf = append(p.buf, p.text[start:end]...)
		if p.text[end] == '"' {
			p.pos = end + 1
			return string(p.buf), true
		}
		if start, ok = p.escape(end); !ok {
			return "", false
		}
		if end, ok = p.run(start); !ok {
			return "", false
		}
	}
}

// run finds the quote or backslash that ends a run of plain text at i.
func (p *parser) run(i int) (int, bool) {
	text := p.text
	for {
		if i = plainEnd(text, i); i == len(text) {
			return 0, p.fail(i, `found the end of the text in a string, expected "\""`)
		}
		c := text[i]
		switch {
		case c == '"' || c == '\\':
			return i, true
		case c < 0x20:
			return 0, p.fail(i, "found a control character "+strconv.QuoteRune(rune(c))+" in a string, expected it escaped")
		default:
			r, size := utf8.DecodeRuneInString(text[i:])
			if r == utf8.RuneError && size == 1 {
				return 0, p.fail(i, found(text, i))
			}
			i += size
		}
	}
}

// escape decodes the escape at i into the buffer and returns where it ends.
func (p *parser) escape(i int) (int, bool) {
	if i+1 == len(p.text) {
		return 0, p.fail(i+1, "found the end of the text after a backslash")
	}
	c := p.text[i+1]
	switch c {
	case '"', '\\', '/':
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		return p.unicode(i)
	default:
		return 0, p.fail(i, `found a backslash before `+found(p.text, i+1)[len("found "):]+`, expected one of "\/bfnrtu after it`)
	}
	p.buf = append(p.buf, c)
	return i + 2, true
}

// unicode decodes \uXXXX, or two of them that form a surrogate pair.
func (p *parser) unicode(i int) (int, bool) {
	r, ok := hex4(p.text, i+2)
	if !ok {
		return 0, p.fail(i, `found "\\u" without four hexadecimal digits`)
	}
	end := i + 6
	if utf16.IsSurrogate(r) {
		var low rune
		if end+1 < len(p.text) && p.text[end] == '\\' && p.text[end+1] == 'u' {
			low, _ = hex4(p.text, end+2)
		}
		if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
			return 0, p.fail(i, `found a lone surrogate "`+p.text[i:end]+`", expected a pair`)
		}
		end += 6
	}
	p.buf = utf8.AppendRune(p.buf, r)
	return end, true
}

// hex4 reads four hexadecimal digits at i.
func hex4(s string, i int) (rune, bool) {
	if len(s)-i < 4 {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[i : i+4]) {
		switch {
		case isDigit(c):
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

package grammar

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
	"weak"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

// lexed is a text as tokens. Tokens, comments and white space tile the text.
type lexed struct {
	text     string
	tokens   []token // the last is kindEOF
	comments []*ast.Comment
	findings diag.List
	line     line
	unclosed bool // no "*/" follows
}

// bytesPerToken is how many bytes a token takes with the white space around it, in
// dense policies.
const bytesPerToken = 3

// lex cuts a text into tokens, in the given room or more. It never fails: text that
// starts no token becomes an illegal one.
func lex(text string, room []token) *lexed {
	if room == nil {
		room = make([]token, 0, len(text)/bytesPerToken+1)
	}
	l := &lexed{text: text, tokens: room[:0]}
	at := l.bom()
	for at < len(text) {
		at = l.next(at)
	}
	l.end()
	return l
}

func (l *lexed) end() { l.tokens = append(l.tokens, token{kind: kindEOF, from: len(l.text)}) }

// spare is room for the tokens of a text that is read once, until memory is collected: a
// short command spends much of its time on memory that it is the first to touch. Unlike
// a sync.Pool it gives to any goroutine what another gave back.
var spare struct {
	lock sync.Mutex
	room weak.Pointer[[]token]
}

// takeRoom takes room for the tokens of a text, to be given back by giveRoom.
func takeRoom(text string) *[]token {
	spare.lock.Lock()
	room := spare.room.Value()
	spare.room = weak.Pointer[[]token]{}
	spare.lock.Unlock()
	if room == nil {
		room = new([]token)
	}
	if cap(*room) < len(text)/bytesPerToken/2 {
		*room = make([]token, 0, len(text)/bytesPerToken+1)
	}
	return room
}

// giveRoom gives room back with the tokens that were read into it.
func giveRoom(room *[]token, tokens []token) {
	clear(tokens) // they hold on to their text
	*room = tokens[:0]
	spare.lock.Lock()
	spare.room = weak.Make(room)
	spare.lock.Unlock()
}

// endsInComment reports whether the text ends in a comment, so that nothing can be
// added to it but on a new line.
func (l *lexed) endsInComment() bool {
	n := len(l.comments)
	return n > 0 && l.comments[n-1].To.Offset() == len(l.text)
}

// bom passes over a byte order mark (L1.1).
func (l *lexed) bom() int {
	if !strings.HasPrefix(l.text, ast.BOM) {
		return 0
	}
	span := ast.Span{From: ast.PosAt(0), To: ast.PosAt(len(ast.BOM))}
	d := byteOrderMark.At(span, "found a byte order mark before the policy; it is part of the policy hash")
	d.Fixes = []diag.Fix{diag.Replace("remove the byte order mark", span, "")}
	l.findings = append(l.findings, d)
	return len(ast.BOM)
}

// next reads what starts at the offset and returns the offset after it.
func (l *lexed) next(at int) int {
	rest := l.text[at:]
	switch c := rest[0]; {
	case c == ' ' || c == '\t' || c == '\r' || c == '\n': // L1.2
		return at + 1
	case strings.HasPrefix(rest, "//"):
		return l.lineComment(at)
	case strings.HasPrefix(rest, "/*"):
		return l.blockComment(at)
	case c == '#':
		return l.hashComment(at)
	case isLetter(c):
		return l.push(kindIdent, at, identLen(rest))
	case isDigit(c), c == '-' && len(rest) > 1 && isDigit(rest[1]):
		return l.push(kindNumber, at, numberLen(rest))
	case c == '<' && placeholderLen(rest) > 0:
		return l.push(kindPlaceholder, at, placeholderLen(rest))
	}
	if n := punctLen(rest); n > 0 {
		return l.push(kindPunct, at, n)
	}
	if n := l.stringLen(at); n > 0 {
		return l.push(kindString, at, n)
	}
	return l.illegal(at)
}

func (l *lexed) push(k kind, at, n int) int {
	l.tokens = append(l.tokens, token{k, l.text[at : at+n], at})
	return at + n
}

// punctLen is the length of the operator or separator of L2 at the start of s;
// "=" is one because people write it for "==" (L2.5).
func punctLen(s string) int {
	next := byte(0)
	if len(s) > 1 {
		next = s[1]
	}
	switch c := s[0]; c {
	case '[', ']', '(', ')', '{', '}', ',', ';', ':', '.':
		return 1
	case '=':
		if next == '=' || next == '>' {
			return 2
		}
		return 1
	case '!', '<', '>':
		if next == '=' {
			return 2
		}
		return 1
	case '&':
		if next == '&' {
			return 2
		}
	}
	return 0
}

func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

func identLen(s string) int {
	n := 0
	for n < len(s) && (isLetter(s[n]) || isDigit(s[n])) {
		n++
	}
	return n
}

// numberLen covers all that was meant as one number (0x1F, 1.5, 1e9), so that
// it's one token with one finding (L1.5).
func numberLen(s string) int {
	n := 1
	for n < len(s) && (isLetter(s[n]) || isDigit(s[n]) || s[n] == '.' && n+1 < len(s) && isDigit(s[n+1])) {
		n++
	}
	return n
}

// placeholderLen is the length of a <placeholder>, 0 if it is none.
func placeholderLen(s string) int {
	if len(s) < 3 || !isLetter(s[1]) {
		return 0
	}
	for n := 1; n < len(s); n++ {
		switch c := s[n]; {
		case c == '>':
			return n + 1
		case !isLetter(c) && !isDigit(c) && c != '-' && c != ' ':
			return 0
		}
	}
	return 0
}

// illegal takes in a run of bytes that are no UTF-8, a space of another script
// than L1.2 allows, or one character.
func (l *lexed) illegal(at int) int {
	r, n := utf8.DecodeRuneInString(l.text[at:])
	if r == utf8.RuneError && n <= 1 {
		end := at + 1
		for end < len(l.text) && badByte(l.text[end:]) {
			end++
		}
		return l.push(kindIllegal, at, end-at)
	}
	if blank(r) && !l.inWord(at, at+n) {
		l.findings = append(l.findings, invisible(ast.Span{From: ast.PosAt(at), To: ast.PosAt(at + n)}, r))
		return at + n
	}
	return l.push(kindIllegal, at, n)
}

// inWord reports whether a character without width stands inside a word. It is
// no white space then: the halves of the word are no words of their own.
func (l *lexed) inWord(from, to int) bool {
	r, _ := utf8.DecodeRuneInString(l.text[from:])
	return hidden(r) && from > 0 && isWord(l.text[from-1]) && to < len(l.text) && isWord(l.text[to])
}

func isWord(c byte) bool { return isLetter(c) || isDigit(c) }

func badByte(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return r == utf8.RuneError && n <= 1
}

// describe names a token in a message.
func describe(t token) string {
	switch t.kind {
	case kindEOF:
		return "the end of the text"
	case kindIllegal:
		r, n := utf8.DecodeRuneInString(t.text)
		switch {
		case r == utf8.RuneError && n <= 1:
			return fmt.Sprintf("the byte 0x%02X, which is no UTF-8", t.text[0])
		case unicode.IsGraphic(r) && !hidden(r):
			return fmt.Sprintf("%q", t.text)
		}
		return fmt.Sprintf("the character U+%04X", r)
	case kindString:
		return "the string " + spell.Word(t.text)
	case kindIdent, kindNumber, kindPunct, kindPlaceholder:
	}
	return `"` + spell.Word(t.text) + `"`
}

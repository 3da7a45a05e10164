package jmespath

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/assay-policy/assay/internal/spell"
)

// kind is the kind of a token.
type kind uint8

const (
	kindEnd     kind = iota
	kindBad          // text that is not a token; the token's fault says why
	kindName         // foo
	kindQuoted       // "foo"
	kindNumber       // -1
	kindRaw          // 'foo'
	kindLiteral      // `"foo"`
	kindDot
	kindStar
	kindFilter  // [?
	kindFlatten // []
	kindOpenBracket
	kindCloseBracket
	kindOpenParen
	kindCloseParen
	kindOpenBrace
	kindCloseBrace
	kindComma
	kindColon
	kindCurrent
	kindReference // &
	kindPipe
	kindOr
	kindAnd
	kindNot
	kindEqual
	kindNotEqual
	kindLess
	kindLessEqual
	kindGreater
	kindGreaterEqual
)

// token is a piece of the query.
type token struct {
	kind       kind
	start, end int32
	fault      string // of kindBad
}

// single are the tokens of one character that begin no longer one.
var single = [256]kind{'.': kindDot, '*': kindStar, ']': kindCloseBracket, '(': kindOpenParen, ')': kindCloseParen,
	'{': kindOpenBrace, '}': kindCloseBrace, ',': kindComma, ':': kindColon, '@': kindCurrent}

// lex cuts a query into tokens, the last of them kindEnd. The first text that is
// no token becomes a kindBad and ends the work: the parser reports it if nothing
// before it is wrong.
func lex(text string) []token {
	tokens := make([]token, 0, 8+len(text)/4)
	for i := 0; ; {
		for i < len(text) && strings.IndexByte(" \t\r\n", text[i]) >= 0 {
			i++
		}
		t := token{start: int32(i), end: int32(i)}
		if i == len(text) {
			return append(tokens, t)
		}
		t.scan(text, i)
		tokens = append(tokens, t)
		if t.kind == kindBad {
			return append(tokens, token{start: t.end, end: t.end})
		}
		i = int(t.end)
	}
}

// scan reads the token at i.
func (t *token) scan(text string, i int) {
	c := text[i]
	switch {
	case isNameStart(c):
		for i++; i < len(text) && (isNameStart(text[i]) || isDigit(text[i])); i++ {
		}
		t.kind, t.end = kindName, int32(i)
	case isDigit(c) || c == '-' && i+1 < len(text) && isDigit(text[i+1]):
		for i++; i < len(text) && isDigit(text[i]); i++ {
		}
		t.kind, t.end = kindNumber, int32(i)
	case c == '\'':
		t.delimited(text, kindRaw, "a raw string")
	case c == '"':
		t.delimited(text, kindQuoted, "a quoted name")
	case c == '`':
		t.delimited(text, kindLiteral, "a literal")
	case single[c] != 0:
		t.kind, t.end = single[c], int32(i+1)
	default:
		t.operator(text, i)
	}
}

// delimited reads up to the next delimiter without a backslash before it.
func (t *token) delimited(text string, k kind, what string) {
	quote := text[t.start]
	for i := int(t.start) + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case quote:
			t.kind, t.end = k, int32(i+1)
			return
		}
	}
	t.end = int32(len(text))
	t.bad("found the end of the query in " + what + ", expected " + strconv.QuoteRune(rune(quote)))
	if quote == '\'' {
		t.fault = "found the end of the query in a raw string, expected a single quote"
	}
}

// operator reads what may be one or two characters long.
func (t *token) operator(text string, i int) {
	next := byte(0)
	if i+1 < len(text) {
		next = text[i+1]
	}
	one, two, second := kindBad, kindBad, byte('=')
	switch text[i] {
	case '|':
		one, two, second = kindPipe, kindOr, '|'
	case '&':
		one, two, second = kindReference, kindAnd, '&'
	case '!':
		one, two = kindNot, kindNotEqual
	case '<':
		one, two = kindLess, kindLessEqual
	case '>':
		one, two = kindGreater, kindGreaterEqual
	case '=':
		two = kindEqual
	case '[':
		one, two, second = kindOpenBracket, kindFlatten, ']'
		if next == '?' {
			two, second = kindFilter, '?'
		}
	}
	t.kind, t.end = one, int32(i+1)
	if two != kindBad && next == second {
		t.kind, t.end = two, int32(i+2)
	}
	if t.kind == kindBad {
		_, size := utf8.DecodeRuneInString(text[i:])
		t.end = int32(i + size)
		t.bad(strange(text[i:t.end]))
	}
}

func (t *token) bad(fault string) { t.kind, t.fault = kindBad, fault }

// strange explains a character that no token begins with.
func strange(s string) string {
	found := "found " + quote(s)
	switch s {
	case "=":
		return found + `, expected "=="`
	case "-":
		return found + " without a digit after it"
	case "‘", "’", "‚":
		return found + ", expected a straight quote '"
	case "“", "”", "„":
		return found + `, expected a straight quote "`
	case "/", "+", "%", "^", "#", "?", ";", "~", "$", "\\":
		return found + ", which is not part of JMESPath"
	}
	if s[0] >= utf8.RuneSelf {
		return found + ", expected names with such characters in double quotes"
	}
	return found + ", which is not part of JMESPath"
}

// quote puts query text between double quotes for a message, shortened.
func quote(s string) string {
	s = spell.Clip(s, spell.Value)
	if strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return `"` + s + `"`
}

// invalidUTF8 returns the place of the first byte that is not UTF-8, or -1.
func invalidUTF8(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}

func isNameStart(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isName reports whether a member's name needs no quotes.
func isName(s string) bool {
	for i := range len(s) {
		if !isNameStart(s[i]) && (i == 0 || !isDigit(s[i])) {
			return false
		}
	}
	return s != ""
}

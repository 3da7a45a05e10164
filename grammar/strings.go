package grammar

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// foreignQuotes are what word processors, web pages and other languages use in
// place of `"` (L1.4).
const foreignQuotes = "\u201C\u201D\u2018\u2019'\uFF02\uFF07"

// quoteLen is the length of the foreign quote at the start of s, 0 without.
func quoteLen(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if r != utf8.RuneError && strings.ContainsRune(foreignQuotes, r) {
		return n
	}
	return 0
}

// line is what the lexer knows of the line it is in, so that a long line is
// looked through once and not for each of its strings.
type line struct {
	end    int     // offset of its end, before "\r\n"
	cr     int     // offset of the next carriage return in it, its end without
	quotes pairing // whether the quotes on the rest of it pair up
	tries  int     // how often that was found out
}

type pairing uint8

const (
	unknownPairing pairing = iota
	paired
	unpaired
)

// maxTries bounds the work on a line full of foreign quotes.
const maxTries = 64

// stringLen is the length of the string at the offset, 0 if none starts there.
// A string that isn't closed ends with its line.
func (l *lexed) stringLen(at int) int {
	rest := l.text[at:l.stringEnd(at)]
	if rest == "" {
		return 0
	}
	if rest[0] == '"' {
		n := l.straightLen(rest)
		if n == len(rest) && closing(rest, 1) == 0 {
			n += l.brokenLen(at + n)
		}
		return n
	}
	open := quoteLen(rest)
	if open == 0 {
		return 0
	}
	l.line.quotes = unknownPairing
	single := strings.HasPrefix(rest, "'") || strings.HasPrefix(rest, "\uFF07")
	for i := open; i < len(rest); i++ {
		if rest[i] == '"' && !single {
			return i + 1
		}
		if n := quoteLen(rest[i:]); n > 0 && (!single || rest[i:i+n] == rest[:open]) {
			return i + n
		}
	}
	return len(rest)
}

// stringEnd is the offset that no string from here on passes: the end of the
// line, or a carriage return, which is a line break of its own (L1.4).
func (l *lexed) stringEnd(at int) int {
	end := l.lineEnd(at)
	if l.line.cr < at || l.line.cr > end {
		l.line.cr = end
		if n := strings.IndexByte(l.text[at:end], '\r'); n >= 0 {
			l.line.cr = at + n
		}
	}
	return l.line.cr
}

// straightLen is the length of a string that starts with `"`. One that a
// foreign quote closes is told from one that only contains it by the quotes
// left on the line: they don't pair up.
func (l *lexed) straightLen(rest string) int {
	closed := closing(rest, 1)
	if closed > 0 && l.pairs(rest[closed:]) {
		return closed
	}
	end := closed
	if end == 0 {
		end = len(rest)
	}
	for i := 1; i < end && l.line.tries < maxTries; i++ {
		if rest[i] == '\\' {
			i++
			continue
		}
		if n := quoteLen(rest[i:]); n > 0 && rest[i] != '\'' && endsValue(rest[i+n:]) {
			l.line.quotes = unknownPairing
			return i + n
		}
	}
	return end
}

// mostBroken is how many lines a string is looked for that a line end broke.
const mostBroken = 8

// brokenLen is the length of the rest of a string that the end of its line, at the
// offset, broke in two: up to a quote on a later line that closes one, 0 if there
// is none.
func (l *lexed) brokenLen(end int) int {
	for at, lines := end, 0; at < len(l.text) && lines < mostBroken; lines++ {
		for breaks := 0; breaks < len("\r\n") && at < len(l.text) && (l.text[at] == '\r' || l.text[at] == '\n'); breaks++ {
			at++
		}
		line := l.text[at:]
		if n := strings.IndexAny(line, "\r\n"); n >= 0 {
			line = line[:n]
		}
		head := line
		quote := closing(line, 0)
		if quote > 0 {
			head = strings.TrimRight(line[:quote-1], " \t")
		}
		switch {
		case strings.Contains(head, "=>"), strings.HasSuffix(head, ";"):
			return 0 // a rule, no string
		case quote == 0:
			at += len(line)
			continue
		case strings.HasSuffix(head, "="), strings.HasSuffix(head, ","), strings.HasSuffix(head, "("):
			return 0 // the quote opens a string
		case !endsValue(line[quote:]), pairingOf(line[quote:]) == unpaired:
			return 0
		}
		return at + quote - end
	}
	return 0
}

// pairs reports whether each string on the rest of a line is closed.
func (l *lexed) pairs(rest string) bool {
	if l.line.quotes == unknownPairing && l.line.tries < maxTries {
		l.line.tries++
		l.line.quotes = pairingOf(rest)
	}
	return l.line.quotes != unpaired
}

func pairingOf(rest string) pairing {
	for {
		open := strings.IndexByte(rest, '"')
		if open < 0 || strings.Contains(rest[:open], "//") {
			return paired
		}
		end := closing(rest, open+1)
		if end == 0 {
			return unpaired
		}
		rest = rest[end:]
	}
}

// closing is the offset after the first `"` of the line from the offset on
// that no backslash escapes, 0 without.
func closing(line string, from int) int {
	for i := from; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// endsValue reports whether what follows is what follows a value.
func endsValue(rest string) bool {
	rest = strings.TrimLeft(rest, " \t")
	return rest == "" || strings.ContainsRune(",)];", rune(rest[0]))
}

// text reads a string token: its value, and what is wrong with it.
func (p *parser) text(t token) string {
	body, foreign := p.quotes(t)
	value, bad := unescape(body)
	if !printable(body) {
		if !utf8.ValidString(body) {
			return value // reported for the whole text (L1.1)
		}
		if strings.ContainsAny(body, "\r\n") {
			p.broken(t, body)
			return value
		}
		p.unseenInString(t)
	}
	if len(bad) > 0 && !foreign {
		p.escapes(t, bad)
	}
	return value
}

// quotes checks the quotes of a string and returns what is between them.
func (p *parser) quotes(t token) (body string, foreign bool) {
	open, end := quoteLen(t.text), 0
	if open == 0 {
		open = 1
	} else {
		foreign = true
	}
	r, n := utf8.DecodeLastRuneInString(t.text[open:])
	straight := strings.HasSuffix(t.text[open:], `"`) && (foreign || closing(t.text, 1) == len(t.text))
	switch {
	case straight:
		end = 1
	case r != utf8.RuneError && n > 0 && strings.ContainsRune(foreignQuotes, r) && (foreign || r != '\''):
		end, foreign = n, true
	default:
		p.unterminated(t)
		return t.text[open:], foreign
	}
	body = t.text[open : len(t.text)-end]
	if foreign {
		p.foreign(t, body)
	}
	return body, foreign
}

// foreign reports quotes that aren't `"` (L1.4). The fix escapes what would
// end the string.
func (p *parser) foreign(t token, body string) {
	d := wrongQuotes.At(t.span(), `found the quotes %s, expected "…"`, shownQuotes(t.text))
	text := body
	if !strings.Contains(body, `\`) {
		text = strings.ReplaceAll(body, `"`, `\"`)
	}
	d.Fixes = []diag.Fix{diag.Replace(`replace with straight quotes`, t.span(), `"`+text+`"`)}
	p.report(d)
}

func shownQuotes(text string) string {
	_, n := utf8.DecodeRuneInString(text)
	_, m := utf8.DecodeLastRuneInString(text)
	return text[:n] + "…" + text[len(text)-m:]
}

// unterminated reports a string that its line doesn't close (L1.4).
func (p *parser) unterminated(t token) {
	d := unterminatedString.At(t.span(), "found the end of the line inside a string, expected '\"'")
	body := t.text
	if end := strings.IndexAny(body, ",])"); end > 0 {
		body = strings.TrimRight(body[:end], " \t")
	}
	at := ast.PosAt(t.from + len(body))
	d.Fixes = []diag.Fix{diag.Insert(`close the string`, at, `"`)}
	p.bad = true
	p.report(d)
}

// broken reports a string over more than a line (L1.4). The fix joins the lines,
// with blanks if the string has any.
func (p *parser) broken(t token, body string) {
	d := unterminatedString.At(t.span(), "found the end of the line inside a string, expected '\"'")
	join := func(title, with string) diag.Fix {
		f := diag.Fix{Title: title}
		for i := 0; i < len(t.text); i++ {
			if t.text[i] != '\r' && t.text[i] != '\n' {
				continue
			}
			to := len(t.text) - len(strings.TrimLeft(t.text[i:], " \t\r\n"))
			span := ast.Span{From: ast.PosAt(t.from + i), To: ast.PosAt(t.from + to)}
			f.Edits = append(f.Edits, diag.Edit{Span: span, NewText: with})
			i = to - 1
		}
		return f
	}
	d.Fixes = []diag.Fix{join("join the lines", ""), join("join the lines with a blank", " ")}
	if first, _, _ := strings.Cut(body, "\n"); strings.Contains(first, " ") {
		slices.Reverse(d.Fixes)
	}
	p.bad = true
	p.report(d)
}

// escapes reports backslashes that escape nothing (L1.4), all of a string in
// one finding.
func (p *parser) escapes(t token, bad []int) {
	from := func(i int) ast.Pos { return ast.PosAt(t.from + 1 + bad[i]) }
	_, n := utf8.DecodeRuneInString(t.text[1+bad[0]+1:])
	span := ast.Span{From: from(0), To: from(0) + ast.Pos(1+n)}
	found := t.text[1+bad[0] : 1+bad[0]+1+n]
	d := badEscape.At(span, `found "%s" in a string, expected "\\" or "\""`, found)
	if len(bad) > mostEdits {
		p.report(d)
		return
	}
	fix := diag.Fix{Title: `double the backslash`}
	for i := range bad {
		fix.Edits = append(fix.Edits, diag.Edit{Span: ast.Span{From: from(i), To: from(i)}, NewText: `\`})
	}
	d.Fixes = []diag.Fix{fix}
	p.report(d)
}

// unescape returns the value of the text between quotes and the offsets of the
// backslashes that start no escape; those stay in the value.
func unescape(body string) (value string, bad []int) {
	if !strings.Contains(body, `\`) {
		return body, nil
	}
	var b strings.Builder
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' || i+1 == len(body) {
			b.WriteByte(body[i])
			continue
		}
		if next := body[i+1]; next == '"' || next == '\\' {
			b.WriteByte(next)
			i++
			continue
		}
		bad = append(bad, i)
		b.WriteByte('\\')
	}
	return b.String(), bad
}

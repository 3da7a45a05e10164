package grammar

import (
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

func (l *lexed) comment(at, end int) *ast.Comment {
	c := &ast.Comment{Span: ast.Span{From: ast.PosAt(at), To: ast.PosAt(end)}, Text: l.text[at:end]}
	l.comments = append(l.comments, c)
	l.unseenInComment(c)
	return c
}

// lineEnd is the offset of the end of the line that holds at, before "\r\n".
func (l *lexed) lineEnd(at int) int {
	if at < l.line.end {
		return l.line.end
	}
	end := len(l.text)
	if n := strings.IndexByte(l.text[at:], '\n'); n >= 0 {
		end = at + n
		if n > 0 && l.text[end-1] == '\r' {
			end--
		}
	}
	l.line = line{end: end, cr: -1}
	return end
}

// lineComment reads a comment to the end of the line (L1.3).
func (l *lexed) lineComment(at int) int {
	end := l.lineEnd(at)
	c := l.comment(at, end)
	if arrow := strings.Index(c.Text, "=>"); arrow >= 0 && strings.Contains(c.Text[arrow:], ";") {
		l.findings = append(l.findings, l.ruleInside(c))
	}
	return end
}

// ruleInside reports a comment that holds a whole rule (L1.3). On a line of its
// own it was switched off on purpose. After code, or after a carriage return that
// many show as the end of the line, a line break was lost: that is legal, it
// changes the policy, and nobody sees it.
func (l *lexed) ruleInside(c *ast.Comment) diag.Diagnostic {
	breaks := l.loneReturns(c)
	page := disabledRule
	if len(breaks) > 0 || l.codeBefore(c.From.Offset()) {
		page = swallowedRule
	}
	d := page.At(c.Span, "found a rule in a comment: it is not part of the policy")
	if n := len(breaks); n > 0 && n <= mostEdits {
		d.Fixes = append(d.Fixes, diag.Fix{Title: "end the lines with line feeds", Edits: breaks})
	} else if start := ruleInComment(c.Text); start > 0 {
		at := ast.PosAt(c.From.Offset() + start)
		d.Fixes = append(d.Fixes, diag.Insert("put the rule on a line of its own", at, "\n"))
	}
	return d
}

// codeBefore reports whether a token stands before an offset on its line.
func (l *lexed) codeBefore(at int) bool {
	if len(l.tokens) == 0 {
		return false
	}
	last := l.tokens[len(l.tokens)-1]
	return !strings.Contains(l.text[last.to():at], "\n")
}

// loneReturns are the edits that make line ends of the carriage returns in a
// comment.
func (l *lexed) loneReturns(c *ast.Comment) (edits []diag.Edit) {
	for i := range len(c.Text) {
		if c.Text[i] == '\r' && len(edits) <= mostEdits {
			at := ast.PosAt(c.From.Offset() + i + 1)
			edits = append(edits, diag.Edit{Span: ast.Span{From: at, To: at}, NewText: "\n"})
		}
	}
	return edits
}

// ruleInComment guesses where the rule in a comment starts: at its "!", its
// bracket, or the binder before that; 0 if there is none.
func ruleInComment(text string) int {
	open, arrow := strings.IndexByte(text, '['), strings.Index(text, "=>")
	if open < 0 || arrow < open {
		return 0
	}
	start := open
	head := strings.TrimRight(text[:open], " \t")
	switch {
	case strings.HasSuffix(head, "!"):
		start = len(head) - 1
	case strings.HasSuffix(head, ":"):
		head = strings.TrimRight(head[:len(head)-1], " \t")
		start = len(head) - len(binderAtEnd(head, text[arrow:]))
	}
	if strings.Trim(text[:start], "/ \t") == "" {
		return 0 // nothing but the rule: it was commented out on purpose
	}
	return start
}

// binderAtEnd is the binder at the end of a text: its last word, or, where a
// lost line break glued that to the words of the comment, the end of it that
// the action uses.
func binderAtEnd(head, action string) string {
	from := len(head)
	for from > 0 && isWord(head[from-1]) {
		from--
	}
	used := usedBinders(action)
	for i := max(from, len(head)-mostBinder); i < len(head); i++ {
		if isLetter(head[i]) && used[head[i:]] {
			return head[i:]
		}
	}
	return head[from:]
}

// mostBinder bounds the names that are guessed in a comment, in bytes.
const mostBinder = 64

// usedBinders are the names that an action has as name.property, or as claim.
func usedBinders(action string) map[string]bool {
	used := map[string]bool{}
	for i := 0; i < len(action); i++ {
		n := identLen(action[i:])
		if end := i + n; n > 0 && n <= mostBinder && end < len(action) && strings.IndexByte(".) ", action[end]) >= 0 {
			used[action[i:end]] = true
		}
		i += n
	}
	return used
}

// hashComment reads "# …", which other languages have (L1.3).
func (l *lexed) hashComment(at int) int {
	end := l.lineEnd(at)
	l.comment(at, end)
	span := ast.Span{From: ast.PosAt(at), To: ast.PosAt(at + 1)}
	d := commentForm.At(span, `found "#", expected "//"`)
	d.Fixes = []diag.Fix{diag.Replace(`replace with "//"`, span, "//")}
	l.findings = append(l.findings, d)
	return end
}

// blockComment reads "/* … */" (L1.3). Without its end it runs to the end of
// the line, so that the rest of the policy still is read.
func (l *lexed) blockComment(at int) int {
	closed := -1
	if !l.unclosed { // looked for once: a text may be full of "/*"
		closed = strings.Index(l.text[at+2:], "*/")
		l.unclosed = closed < 0
	}
	end := l.lineEnd(at)
	if closed >= 0 {
		end = at + 2 + closed + 2
	}
	l.comment(at, end)
	span := ast.Span{From: ast.PosAt(at), To: ast.PosAt(at + 2)}
	d := commentForm.At(span, `found "/*", expected "//" on each line`)
	if strings.Count(l.text[at:end], "\n") < mostEdits {
		d.Fixes = []diag.Fix{{Title: `replace with "//"`, Edits: l.lineComments(at, end, closed >= 0)}}
	}
	l.findings = append(l.findings, d)
	return end
}

// mostEdits bounds a fix: nobody looks through more, and each is written out.
const mostEdits = 1000

// lineComments are the edits that turn a block comment into line comments.
func (l *lexed) lineComments(at, end int, closed bool) []diag.Edit {
	edit := func(from, to int, text string) diag.Edit {
		return diag.Edit{Span: ast.Span{From: ast.PosAt(from), To: ast.PosAt(to)}, NewText: text}
	}
	edits := []diag.Edit{edit(at, at+2, "//")}
	for i := at + 2; i < end; i++ {
		if l.text[i] == '\n' && i+1 < end {
			edits = append(edits, edit(i+1, i+1, "//"))
		}
	}
	if !closed {
		return edits
	}
	after := ""
	if strings.TrimSpace(l.text[end:l.lineEnd(end)]) != "" {
		after = "\n" // what follows must not become a comment
	}
	return append(edits, edit(end-2, end, after))
}

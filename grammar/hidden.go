package grammar

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// What is not seen can hide what a policy says from its reader: between tokens it
// is an error, in strings and comments a warning (L1.1).

// hidden reports whether a character takes no room, or turns the direction of the
// text: Unicode's Cf and Default_Ignorable_Code_Point.
func hidden(r rune) bool {
	return r >= 0x80 && unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// blank reports whether r looks like white space but is none of L1.2: it comes
// from web pages and word processors.
func blank(r rune) bool {
	return r >= 0x80 && (unicode.IsSpace(r) || hidden(r)) || r == '\v' || r == '\f'
}

// blankInString reports whether r is hidden or a blank other than U+0020, which a
// string may hold but its reader can't tell from that.
func blankInString(r rune) bool { return blank(r) || r == '\t' }

// invisible reports a character between tokens that can't be seen, or not told
// from a blank.
func invisible(span ast.Span, r rune) diag.Diagnostic {
	if hidden(r) {
		d := illegalCharacter.At(span, "found the invisible character U+%04X", r)
		d.Fixes = []diag.Fix{diag.Replace("remove the character", span, "")}
		return d
	}
	d := illegalCharacter.At(span, "found the invisible character U+%04X, expected a blank", r)
	d.Fixes = []diag.Fix{diag.Replace("replace with a blank", span, " ")}
	return d
}

// printable reports whether a text is plain ASCII without control characters, as
// nearly all strings and comments are.
func printable(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// unseen are the characters of a text that its reader does not see.
type unseen struct {
	first rune
	count int
	edits []diag.Edit // that take them away, at most mostEdits
}

// look collects what of a text at an offset is said to be unseen.
func look(text string, at int, is func(rune) bool) (u unseen) {
	for i, r := range text {
		if !is(r) {
			continue
		}
		if u.count++; u.count == 1 {
			u.first = r
		}
		instead := " "
		if hidden(r) {
			instead = ""
		}
		if u.count <= mostEdits {
			span := ast.Span{From: ast.PosAt(at + i), To: ast.PosAt(at + i + utf8.RuneLen(r))}
			u.edits = append(u.edits, diag.Edit{Span: span, NewText: instead})
		}
	}
	return u
}

// finding reports all that is unseen in one place at once (L1.1), false without.
func (u unseen) finding(where string, safe bool) (diag.Diagnostic, bool) {
	if u.count == 0 {
		return diag.Diagnostic{}, false
	}
	what := fmt.Sprintf("the invisible character U+%04X", u.first)
	if !hidden(u.first) {
		what = fmt.Sprintf("the blank U+%04X", u.first)
	}
	d := invisibleCharacter.At(u.edits[0].Span, "found %s in %s", what, where)
	if u.count > 1 {
		d.Message += fmt.Sprintf(", and %d more of the kind", u.count-1)
	}
	if u.count <= mostEdits {
		d.Fixes = []diag.Fix{{Title: "replace what can't be told from a blank", Safe: safe, Edits: u.edits}}
		if hidden(u.first) {
			d.Fixes[0].Title = "remove what can't be seen"
		}
	}
	return d, true
}

// unseenInComment reports what a comment hides, or how it runs backwards.
func (l *lexed) unseenInComment(c *ast.Comment) {
	if printable(c.Text) {
		return
	}
	if d, ok := look(c.Text, c.From.Offset(), hidden).finding("a comment", true); ok {
		l.findings = append(l.findings, d)
	}
}

// unseenInString reports what a string holds unseen: two that look alike differ.
func (p *parser) unseenInString(t token) {
	if d, ok := look(t.text, t.from, blankInString).finding("a string", false); ok {
		p.report(d)
	}
}

// lookalike reports the first letter outside of ASCII in the type of a claim: no
// known claim has one, and many look like those that claims have.
func (p *parser) lookalike(e ast.Expr) {
	lit, ok := e.(*ast.StringLit)
	if !ok || printable(lit.Raw) {
		return
	}
	i := strings.IndexFunc(lit.Raw, func(r rune) bool { return r >= utf8.RuneSelf && unicode.IsLetter(r) && !hidden(r) })
	if i < 0 {
		return
	}
	r, n := utf8.DecodeRuneInString(lit.Raw[i:])
	from := lit.From.Offset() + i
	p.report(invisibleCharacter.At(ast.Span{From: ast.PosAt(from), To: ast.PosAt(from + n)},
		`found the letter "%c" (U+%04X) in the type of a claim, expected ASCII`, r, r))
}

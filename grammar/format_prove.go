package grammar

import (
	"errors"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
)

// FormatProved is Format with a proof (T1.9): the result has the same tokens and the
// same comments in the same gaps, and formatting it changes nothing. Rules are parsed
// from their tokens alone, so it also has the same tree. The error is a bug of the
// formatter; the result is then not to be used.
func FormatProved(src *ast.Source, tree *ast.Policy) (string, error) {
	p := &printer{text: src.Text, comments: tree.Comments}
	out := p.policy(tree)
	read := lex(out, nil)
	if !slices.Equal(sequence(lex(src.Text, nil)), sequence(read)) {
		return "", errLost
	}
	if again(p, tree, read) != out {
		return "", errUnstable
	}
	return out, nil
}

var (
	errLost     = errors.New("formatting would change tokens or comments of the policy")
	errUnstable = errors.New("formatting the policy twice would give another text than formatting it once")
)

// again formats what a text was formatted to. The tree is the one that it has, but
// for positions, which its tokens have. Where the tree does not show all of the text,
// the result is parsed.
func again(p *printer, tree *ast.Policy, read *lexed) string {
	q := &printer{text: read.text, comments: read.comments, tokens: read.tokens}
	if p.strays {
		src := ast.NewSource("", read.text)
		tree, _ = Parse(src, Options{MaxText: len(read.text) + 1})
		q.tokens, q.comments = nil, tree.Comments
	}
	return q.policy(tree)
}

// sequence is the tokens and comments of a text in their order, without the blanks
// at the ends of comments. The parts of the version number are one, since white
// space may stand between them (L2.4).
func sequence(l *lexed) []string {
	all := make([]string, 0, len(l.tokens)+len(l.comments))
	comments, header, number := l.comments, true, false
	for _, t := range l.tokens {
		for len(comments) > 0 && comments[0].From.Offset() < t.from {
			all = append(all, trimComment(comments[0].Text))
			comments, number = comments[1:], false
		}
		part := header && (t.kind == kindNumber || t.is("."))
		if part && number {
			all[len(all)-1] += t.text
		} else {
			all = append(all, t.text)
		}
		number = part
		header = header && !t.is(";") && !t.is("{")
	}
	return all
}

// trimComment is a comment without the blanks at its end (T1.2). A carriage return is
// one of them: before a line end it would be part of that.
func trimComment(text string) string { return strings.TrimRight(text, " \t\r\n") }

package grammar

import (
	"errors"
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
	if !sameSequence(lex(src.Text, nil), read) {
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

// sameSequence reports whether two texts have the same tokens and comments in the same
// order.
func sameSequence(a, b *lexed) bool {
	p, q := &sequence{a.tokens, a.comments, true}, &sequence{b.tokens, b.comments, true}
	for len(p.tokens) > 0 && len(q.tokens) > 0 {
		if p.next() != q.next() {
			return false
		}
	}
	return len(p.tokens) == len(q.tokens)
}

// sequence is the tokens and comments of a text in their order, without the blanks
// at the ends of comments. The parts of the version number are one, since white
// space may stand between them (L2.4).
type sequence struct {
	tokens   []token
	comments []*ast.Comment
	header   bool
}

// next takes the next of the sequence.
func (s *sequence) next() string {
	if s.commented() {
		text := s.comments[0].Text
		s.comments = s.comments[1:]
		return trimComment(text)
	}
	text, part := s.tokens[0].text, s.inNumber()
	s.take()
	for part && len(s.tokens) > 0 && s.inNumber() && !s.commented() {
		text += s.tokens[0].text
		s.take()
	}
	return text
}

func (s *sequence) take() {
	t := s.tokens[0]
	s.tokens = s.tokens[1:]
	s.header = s.header && !t.is(";") && !t.is("{")
}

// commented reports whether a comment is next.
func (s *sequence) commented() bool {
	return len(s.comments) > 0 && s.comments[0].From.Offset() < s.tokens[0].from
}

// inNumber reports whether the next token is a part of the version number.
func (s *sequence) inNumber() bool {
	return s.header && (s.tokens[0].kind == kindNumber || s.tokens[0].is("."))
}

// trimComment is a comment without the blanks at its end (T1.2). A carriage return is
// one of them: before a line end it would be part of that.
func trimComment(text string) string { return strings.TrimRight(text, " \t\r\n") }

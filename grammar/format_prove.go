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
	out := string(p.policy(tree))
	room := takeRoom(out)
	read := &sequence{lexed: lexed{text: out, tokens: *room}, keep: true, header: true}
	defer func() { giveRoom(room, read.tokens) }()
	if !sameSequence(&sequence{lexed: lexed{text: src.Text}, header: true}, read) {
		return "", errLost
	}
	if string(again(p, tree, &read.lexed)) != out {
		return "", errUnstable
	}
	return out, nil
}

var (
	errLost     = errors.New("formatting would change tokens or comments of the policy")
	errUnstable = errors.New("formatting the policy twice would give another text than formatting it once")
)

// again formats what a text was formatted to, in the room of that. The tree is the one
// that it has, but for positions, which its tokens have. Where the tree does not show
// all of the text, the result is parsed.
func again(p *printer, tree *ast.Policy, read *lexed) []byte {
	q := &printer{text: read.text, comments: read.comments, tokens: read.tokens, out: p.out}
	if p.strays {
		src := ast.NewSource("", read.text)
		tree, _ = Parse(src, Options{MaxText: len(read.text) + 1})
		q.tokens, q.comments = nil, tree.Comments
	}
	return q.policy(tree)
}

// sameSequence reports whether two texts have the same tokens and comments in the same
// order.
func sameSequence(a, b *sequence) bool {
	for a.more() && b.more() {
		if a.take() != b.take() {
			return false
		}
	}
	return !a.more() && !b.more()
}

// sequence reads the tokens and comments of a text in their order, without the blanks
// at the ends of comments. The parts of the version number are one, since white
// space may stand between them (L2.4).
type sequence struct {
	lexed
	keep   bool // the tokens are kept when they were taken
	header bool
	at     int // where the text goes on
	taken  int // of tokens
	told   int // of comments
}

// more reads up to the next token, which is the end of the text if nothing else is left.
// It reports whether a token or a comment is next.
func (s *sequence) more() bool {
	if s.at == 0 {
		s.at = s.bom()
	}
	if s.taken == len(s.tokens) && !s.keep {
		s.tokens, s.taken = s.tokens[:0], 0
	}
	for s.taken == len(s.tokens) {
		if s.at == len(s.text) {
			s.end()
		} else {
			s.at = s.next(s.at)
		}
	}
	return s.tokens[s.taken].kind != kindEOF || s.commented()
}

// take takes the next of the sequence.
func (s *sequence) take() string {
	if s.commented() {
		s.told++
		return trimComment(s.comments[s.told-1].Text)
	}
	text, part := s.tokens[s.taken].text, s.inNumber()
	s.pass()
	for part && s.more() && s.inNumber() && !s.commented() {
		text += s.tokens[s.taken].text
		s.pass()
	}
	return text
}

// pass passes over a token.
func (s *sequence) pass() {
	t := s.tokens[s.taken]
	s.taken++
	s.header = s.header && !t.is(";") && !t.is("{")
}

// commented reports whether a comment is next.
func (s *sequence) commented() bool {
	return s.told < len(s.comments) && s.comments[s.told].From.Offset() < s.tokens[s.taken].from
}

// inNumber reports whether the next token is a part of the version number.
func (s *sequence) inNumber() bool {
	t := s.tokens[s.taken]
	return s.header && (t.kind == kindNumber || t.is("."))
}

// trimComment is a comment without the blanks at its end (T1.2). A carriage return is
// one of them: before a line end it would be part of that.
func trimComment(text string) string { return strings.TrimRight(text, " \t\r\n") }

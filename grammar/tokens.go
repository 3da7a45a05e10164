package grammar

import "github.com/assay-policy/assay/ast"

// TokenKind says what a token is.
type TokenKind uint8

// The kinds of tokens (L1).
const (
	Identifier  TokenKind = iota + 1 // a name or a keyword (L1.7)
	Number                           // what begins like an integer (L1.5)
	String                           // text in quotes, also in wrong ones (L1.4)
	Punctuation                      // an operator or a separator (L2)
	Placeholder                      // <name>, left to be filled in by a template
	Comment                          // with its slashes
	Illegal                          // text that starts no token
)

// Token is a piece of a text. What lies between tokens is white space.
type Token struct {
	ast.Span
	Kind TokenKind
}

var tokenKinds = [...]TokenKind{
	kindIdent: Identifier, kindNumber: Number, kindString: String, kindPunct: Punctuation,
	kindPlaceholder: Placeholder, kindIllegal: Illegal,
}

// Tokens cuts a text, or a part of one that begins at a token, into tokens and
// comments, in order. It never fails: an editor has them for text that no rule can be
// read from.
func Tokens(text string) []Token {
	l := lex(text, nil)
	out := make([]Token, 0, len(l.tokens)+len(l.comments))
	comments := l.comments
	for _, t := range l.tokens {
		for len(comments) > 0 && (t.kind == kindEOF || comments[0].From.Offset() < t.from) {
			out = append(out, Token{comments[0].Span, Comment})
			comments = comments[1:]
		}
		if t.kind != kindEOF {
			out = append(out, Token{t.span(), tokenKinds[t.kind]})
		}
	}
	return out
}

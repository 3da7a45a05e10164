package grammar

import (
	"io"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/assay-policy/assay/ast"
)

// kind is the kind of a lexical token.
type kind uint8

const (
	kindEOF         kind = iota
	kindIdent            // letter or _, then letters, digits, _ (L1.7)
	kindNumber           // starts with a digit or "-": an integer, or what was meant as one (L1.5)
	kindString           // quoted text, also with the wrong quotes (L1.4)
	kindPunct            // operators and separators of L2
	kindPlaceholder      // <name>: left to be filled in by a template
	kindIllegal          // text that starts no token
)

// token is a lexical token. Its text is the source text, so its end is known.
type token struct {
	kind kind
	text string
	from int // byte offset
}

func (t token) to() int          { return t.from + len(t.text) }
func (t token) span() ast.Span   { return ast.Span{From: ast.PosAt(t.from), To: ast.PosAt(t.to())} }
func (t token) end() ast.Pos     { return ast.PosAt(t.to()) }
func (t token) is(p string) bool { return t.kind == kindPunct && t.text == p }

// after is the empty place after the token, where a missing one belongs.
func (t token) after() ast.Span { return ast.Span{From: t.end(), To: t.end()} }

// symbols are the names by which the productions call the kinds of tokens.
var symbols = map[string]lexer.TokenType{
	"EOF": lexer.EOF, "Ident": 1, "Number": 2, "String": 3, "Punct": 4, "Placeholder": 5, "Illegal": 6,
}

// definition is the lexer's face towards participle. Rules are parsed from
// tokens that exist already, so Lex is for participle's own checks only.
type definition struct{}

func (definition) Symbols() map[string]lexer.TokenType { return symbols }

func (definition) Lex(name string, r io.Reader) (lexer.Lexer, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return &replay{tokens: lex(string(text), nil).tokens, end: len(text)}, nil
}

// replay feeds the tokens of one rule to participle.
type replay struct {
	tokens []token
	end    int // byte offset of the end of the rule
}

func (r *replay) Next() (lexer.Token, error) {
	if len(r.tokens) == 0 {
		return lexer.Token{Type: lexer.EOF, Pos: lexer.Position{Offset: r.end}}, nil
	}
	t := r.tokens[0]
	r.tokens = r.tokens[1:]
	typ := lexer.TokenType(t.kind)
	if t.kind == kindEOF {
		typ = lexer.EOF
	}
	return lexer.Token{Type: typ, Value: t.text, Pos: lexer.Position{Offset: t.from}}, nil
}

// tokenOf is the token of a kind that participle captured.
func tokenOf(t lexer.Token, k kind) token { return token{k, t.Value, t.Pos.Offset} }

// spanOf is the place of a token that participle captured.
func spanOf(t lexer.Token) ast.Span {
	return ast.Span{From: posOf(t), To: ast.PosAt(t.Pos.Offset + len(t.Value))}
}

// posOf is the position of a captured token, none if it wasn't there.
func posOf(t lexer.Token) ast.Pos {
	if t.Value == "" {
		return ast.NoPos
	}
	return ast.PosAt(t.Pos.Offset)
}

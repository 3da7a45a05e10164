package grammar

import (
	"io"

	"github.com/alecthomas/participle/v2/lexer"
)

// What the productions call tokens. A literal may be a placeholder too, a comparison is
// an operator of L2 but "==", which an argument may have for "=" (L2.5).
const (
	identSymbol lexer.TokenType = 1 + iota
	literalSymbol
	comparisonSymbol
	punctSymbol
	illegalSymbol
)

var symbols = map[string]lexer.TokenType{
	"EOF": lexer.EOF, "Ident": identSymbol, "Literal": literalSymbol, "Comparison": comparisonSymbol,
	"Punct": punctSymbol, "Illegal": illegalSymbol,
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
	tokens := lex(string(text), nil).tokens
	return &feed{tokens: tokens[:len(tokens)-1]}, nil
}

// feed gives the tokens of one rule to participle, each at its number in the rule
// instead of its offset, and without its text unless that is punctuation: what
// participle makes of a rule depends on nothing else, and holds for all rules of the
// same shape.
type feed struct {
	tokens []token
	at     int
}

func (f *feed) Next() (lexer.Token, error) {
	t := lexer.Token{Type: lexer.EOF, Pos: lexer.Position{Offset: f.at}}
	if f.at == len(f.tokens) {
		return t, nil
	}
	t.Type, t.Value = symbolOf(f.tokens[f.at])
	f.at++
	return t, nil
}

// symbolOf returns what the productions call a token, and its text as far as they tell
// it from others.
func symbolOf(t token) (lexer.TokenType, string) {
	switch t.kind {
	case kindIdent:
		return identSymbol, ""
	case kindString, kindNumber, kindPlaceholder:
		return literalSymbol, ""
	case kindIllegal, kindEOF:
		return illegalSymbol, ""
	case kindPunct:
	}
	switch t.text {
	case "!=", "<", "<=", ">", ">=":
		return comparisonSymbol, ""
	}
	return punctSymbol, t.text
}

package grammar

import (
	"io"

	"github.com/alecthomas/participle/v2/lexer"
)

// comparison is the kind of the operators of L2 but "==", which an argument may have
// for "=" (L2.5).
const comparison lexer.TokenType = 7

// symbols are the names by which the productions call the kinds of tokens.
var symbols = map[string]lexer.TokenType{
	"EOF": lexer.EOF, "Ident": 1, "Number": 2, "String": 3, "Punct": 4, "Placeholder": 5, "Illegal": 6, "Comparison": comparison,
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

// symbolOf returns the kind of a token for the productions, and its text as far as
// they tell it from others.
func symbolOf(t token) (lexer.TokenType, string) {
	if t.kind != kindPunct {
		return lexer.TokenType(t.kind), ""
	}
	switch t.text {
	case "!=", "<", "<=", ">", ">=":
		return comparison, ""
	}
	return lexer.TokenType(t.kind), t.text
}

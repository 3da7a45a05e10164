package main

import (
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// The productions of package grammar, which exports none, so that participle
// can be measured alone. A test compares the tags with those of the original.

type rule struct {
	Tokens     []lexer.Token
	Conditions []*cond `parser:"( @@ ( '&&' @@ )* )?"`
	Action     *action `parser:"'=>' @@ ';'?"`
}

type cond struct {
	Tokens []lexer.Token
	Tests  []*test `parser:"'!'? ( Ident ':' )? '[' @@ ( ',' @@ )* ']'"`
}

type test struct {
	Tokens []lexer.Token
	Value  *expr `parser:"Ident ( '==' | Comparison | '=' ) @@"`
}

type action struct {
	Tokens []lexer.Token
	Args   []*arg `parser:"Ident '(' ( @@ ( ',' @@ )* )? ')'"`
}

type arg struct {
	Tokens []lexer.Token
	Left   *expr `parser:"@@"`
	Right  *expr `parser:"( ( '=' | '==' ) @@ )?"`
}

type expr struct {
	Tokens []lexer.Token
	Args   []*expr `parser:"Literal | Ident ( '.' Ident | '(' ( @@ ( ',' @@ )* )? ')' )?"`
}

// tokenKinds cut the texts of the rows; only correct ones are needed.
var tokenKinds = sync.OnceValue(func() *lexer.StatefulDefinition {
	return lexer.MustSimple([]lexer.SimpleRule{
		{Name: "Blank", Pattern: `\s+`},
		{Name: "Ident", Pattern: `[A-Za-z_][A-Za-z0-9_]*`},
		{Name: "Literal", Pattern: `"[^"]*"|-?[0-9]+|<[A-Za-z_][^>]*>`},
		{Name: "Comparison", Pattern: `!=|<=|>=|<|>`},
		{Name: "Punct", Pattern: `=>|==|&&|[=!\[\](){},;:.]`},
	})
})

var ruleParser = sync.OnceValue(func() *participle.Parser[rule] {
	return participle.MustBuild[rule](participle.Lexer(tokenKinds()), participle.UseLookahead(1))
})

// replay feeds tokens that exist already to participle.
type replay struct{ tokens []lexer.Token }

func (r *replay) Next() (lexer.Token, error) {
	if len(r.tokens) == 0 {
		return lexer.EOFToken(lexer.Position{}), nil
	}
	t := r.tokens[0]
	r.tokens = r.tokens[1:]
	return t, nil
}

package main

import (
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// The productions of package grammar, which exports none, so that participle
// can be measured alone. A test compares the tags with those of the original.

type rule struct {
	First  *cond       `parser:"( @@"`
	More   []*nextCond `parser:"  @@* )?"`
	Arrow  lexer.Token `parser:"@'=>'"`
	Action *action     `parser:"@@"`
	Semi   lexer.Token `parser:"@';'?"`
}

type nextCond struct {
	And       lexer.Token `parser:"@'&&'"`
	Condition *cond       `parser:"@@"`
}

type cond struct {
	Not    lexer.Token `parser:"@'!'?"`
	Binder lexer.Token `parser:"( @Ident"`
	Colon  lexer.Token `parser:"  @':' )?"`
	Open   lexer.Token `parser:"@'['"`
	First  *test       `parser:"@@"`
	More   []*nextTest `parser:"@@*"`
	Close  lexer.Token `parser:"@']'"`
}

type nextTest struct {
	Comma lexer.Token `parser:"@','"`
	Test  *test       `parser:"@@"`
}

type test struct {
	Property lexer.Token `parser:"@Ident"`
	Op       lexer.Token `parser:"@( '==' | '!=' | '<=' | '>=' | '<' | '>' | '=' )"`
	Value    *expr       `parser:"@@"`
}

type action struct {
	Name  lexer.Token `parser:"@Ident"`
	Open  lexer.Token `parser:"@'('"`
	First *arg        `parser:"( @@"`
	More  []*nextArg  `parser:"  @@* )?"`
	Close lexer.Token `parser:"@')'"`
}

type nextArg struct {
	Comma lexer.Token `parser:"@','"`
	Arg   *arg        `parser:"@@"`
}

type arg struct {
	Left  *expr       `parser:"@@"`
	Eq    lexer.Token `parser:"( @( '=' | '==' )"`
	Right *expr       `parser:"  @@ )?"`
}

type expr struct {
	String      lexer.Token `parser:"  @String"`
	Number      lexer.Token `parser:"| @Number"`
	Placeholder lexer.Token `parser:"| @Placeholder"`
	Name        lexer.Token `parser:"| @Ident"`
	Dot         lexer.Token `parser:"  ( @'.'"`
	Property    lexer.Token `parser:"    @Ident"`
	Open        lexer.Token `parser:"  | @'('"`
	First       *expr       `parser:"    ( @@"`
	More        []*nextExpr `parser:"      @@* )?"`
	Close       lexer.Token `parser:"    @')' )?"`
}

type nextExpr struct {
	Comma lexer.Token `parser:"@','"`
	Expr  *expr       `parser:"@@"`
}

// tokenKinds cut the texts of the rows; only correct ones are needed.
var tokenKinds = sync.OnceValue(func() *lexer.StatefulDefinition {
	return lexer.MustSimple([]lexer.SimpleRule{
		{Name: "Blank", Pattern: `\s+`},
		{Name: "Ident", Pattern: `[A-Za-z_][A-Za-z0-9_]*`},
		{Name: "Number", Pattern: `-?[0-9]+`},
		{Name: "String", Pattern: `"[^"]*"`},
		{Name: "Placeholder", Pattern: `<[A-Za-z_][^>]*>`},
		{Name: "Punct", Pattern: `=>|==|!=|<=|>=|&&|[<>=!\[\](){},;:.]`},
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

package grammar

import (
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// The productions of L2, from the rule down. Two slips are tolerated here so
// that a rule can show several at once (L2.5, L5.3): "=" in a test and "==" in
// an argument, and an argument without a name. Lowering reports them.

// rule = [ condition { "&&" condition } ] "=>" action ";" ;   (L2)
type rule struct {
	First  *condition       `parser:"( @@"`
	More   []*nextCondition `parser:"  @@* )?"`
	Arrow  lexer.Token      `parser:"@'=>'"`
	Action *action          `parser:"@@"`
	Semi   lexer.Token      `parser:"@';'?"`
}

type nextCondition struct {
	And       lexer.Token `parser:"@'&&'"`
	Condition *condition  `parser:"@@"`
}

// condition = [ "!" ] [ IDENT ":" ] "[" test { "," test } "]" ;   (L2)
type condition struct {
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

// test = property op expr ;   (L2)
type test struct {
	Property lexer.Token `parser:"@Ident"`
	Op       lexer.Token `parser:"@( '==' | Comparison | '=' )"`
	Value    *expr       `parser:"@@"`
}

// action = IDENT "(" [ arg { "," arg } ] ")" ;   (L2)
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

// arg = IDENT "=" ( expr | IDENT ) ;   (L2)
//
// An expr covers both sides: which are allowed there, lowering says.
type arg struct {
	Left  *expr       `parser:"@@"`
	Eq    lexer.Token `parser:"( @( '=' | '==' )"`
	Right *expr       `parser:"  @@ )?"`
}

// expr = STRING | INT | BOOL | IDENT "." property
//
//	| IDENT "(" [ expr { "," expr } ] ")" ;   (L2)
//
// An identifier alone is a BOOL or the binder of an argument.
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

// ruleParser is built on first use: a command that reads no policy pays nothing.
var ruleParser = sync.OnceValue(func() *participle.Parser[rule] {
	return participle.MustBuild[rule](participle.Lexer(definition{}), participle.UseLookahead(1))
})

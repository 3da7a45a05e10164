package grammar

import (
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// The productions of L2, from the rule down. Two slips are tolerated here so
// that a rule can show several at once (L2.5, L5.3): "=" in a test and "==" in
// an argument, and an argument without a name. Lowering reports them.
//
// Each production takes all its tokens at once: captured one by one they would cost
// several times the rest.

// rule = [ condition { "&&" condition } ] "=>" action ";" ;   (L2)
type rule struct {
	Tokens     []lexer.Token
	Conditions []*condition `parser:"( @@ ( '&&' @@ )* )?"`
	Action     *action      `parser:"'=>' @@ ';'?"`
}

// condition = [ "!" ] [ IDENT ":" ] "[" test { "," test } "]" ;   (L2)
type condition struct {
	Tokens []lexer.Token
	Tests  []*test `parser:"'!'? ( Ident ':' )? '[' @@ ( ',' @@ )* ']'"`
}

// test = property op expr ;   (L2)
type test struct {
	Tokens []lexer.Token
	Value  *expr `parser:"Ident ( '==' | Comparison | '=' ) @@"`
}

// action = IDENT "(" [ arg { "," arg } ] ")" ;   (L2)
type action struct {
	Tokens []lexer.Token
	Args   []*arg `parser:"Ident '(' ( @@ ( ',' @@ )* )? ')'"`
}

// arg = IDENT "=" ( expr | IDENT ) ;   (L2)
//
// An expr covers both sides: which are allowed there, lowering says.
type arg struct {
	Tokens []lexer.Token
	Left   *expr `parser:"@@"`
	Right  *expr `parser:"( ( '=' | '==' ) @@ )?"`
}

// expr = STRING | INT | BOOL | IDENT "." property
//
//	| IDENT "(" [ expr { "," expr } ] ")" ;   (L2)
//
// An identifier alone is a BOOL or the binder of an argument.
type expr struct {
	Tokens []lexer.Token
	Args   []*expr `parser:"Literal | Ident ( '.' Ident | '(' ( @@ ( ',' @@ )* )? ')' )?"`
}

// ruleParser is built on first use: a command that reads no policy pays nothing.
var ruleParser = sync.OnceValue(func() *participle.Parser[rule] {
	return participle.MustBuild[rule](participle.Lexer(definition{}), participle.UseLookahead(1))
})

package compile

import (
	"math"

	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
)

// builder makes CEL expressions with the expression factory: no text is written
// and none is parsed. Every node carries the place in the policy it came from.
type builder struct {
	factory celast.ExprFactory
	info    *celast.SourceInfo
	id      int64
	span    ast.Span // of the nodes made next
}

func newBuilder(span ast.Span) *builder {
	return &builder{factory: celast.NewExprFactory(), info: celast.NewSourceInfo(nil), span: span}
}

// tree returns the finished expression.
func (b *builder) tree(e celast.Expr) *celast.AST { return celast.NewAST(e, b.info) }

// next numbers a node and notes its place.
func (b *builder) next() int64 {
	b.id++
	if b.span.To <= math.MaxInt32 {
		b.info.SetOffsetRange(b.id, celast.OffsetRange{
			Start: int32(b.span.From.Offset()), Stop: int32(b.span.To.Offset()),
		})
	}
	return b.id
}

func (b *builder) ident(name string) celast.Expr { return b.factory.NewIdent(b.next(), name) }

func (b *builder) literal(v claim.Value) celast.Expr {
	return b.factory.NewLiteral(b.next(), engine.CELValue(v))
}

func (b *builder) integer(n int) celast.Expr {
	return b.factory.NewLiteral(b.next(), types.Int(n))
}

func (b *builder) call(name string, args ...celast.Expr) celast.Expr {
	return b.factory.NewCall(b.next(), name, args...)
}

// isInteger is: type(name) == int.
func (b *builder) isInteger(name string) celast.Expr {
	return b.call(operators.Equals, b.call("type", b.ident(name)), b.ident("int"))
}

// elementVariable is the variable of quantifiers, accumulator what they have found
// so far.
const elementVariable = "v"

var accumulator = celast.NewExprFactory().AccuIdentName()

// exists is: list.exists(v, predicate), expanded as CEL's macro expands it, and
// noted as a call of the macro, for printing.
func (b *builder) exists(list string, predicate func() celast.Expr) celast.Expr {
	over, holds := b.ident(list), predicate()
	result := func() celast.Expr { return b.factory.NewAccuIdent(b.next()) }
	e := b.factory.NewComprehension(b.next(), over, elementVariable, b.factory.AccuIdentName(),
		b.literal(claim.Bool(false)),
		b.call(operators.NotStrictlyFalse, b.call(operators.LogicalNot, result())),
		b.call(operators.LogicalOr, result(), holds),
		result())
	b.info.SetMacroCall(e.ID(), b.factory.NewMemberCall(0, operators.Exists,
		b.factory.CopyExpr(over), b.ident(elementVariable), b.factory.CopyExpr(holds)))
	return e
}

// celOperators are CEL's names of the comparisons.
var celOperators = [...]string{
	ast.Equal:        operators.Equals,
	ast.NotEqual:     operators.NotEquals,
	ast.Less:         operators.Less,
	ast.LessEqual:    operators.LessEquals,
	ast.Greater:      operators.Greater,
	ast.GreaterEqual: operators.GreaterEquals,
}

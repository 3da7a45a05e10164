package engine

import (
	"errors"

	"cel.dev/cel-go/common/functions"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
)

// implementation is a function of L7 at work: it returns the values, nil if it
// ended the evaluation.
type implementation func(invocation) ref.Val

// implementations has one for each row of lang.
var implementations = map[string]implementation{
	"JmesPath":          jmesPath,
	"JsonToClaimValue":  jsonToClaimValue,
	"IsSubsetOf":        isSubsetOf,
	"AppendString":      appendString,
	"NegateBool":        negateBool,
	"ContainsOnlyValue": containsOnlyValue,
}

// binding is the function as CEL calls it: f(run, number, arguments).
func binding(apply implementation) functions.FunctionOp {
	return func(args ...ref.Val) ref.Val {
		ev := (*Evaluation)(args[0].(*run))
		if ev.look() != nil { // a call may cost no step and much time
			return stopped()
		}
		c := invocation{ev, &ev.sites[args[1].(types.Int)], args[2:]}
		if !c.borrowed() {
			return stopped()
		}
		out := apply(c)
		if out == nil {
			return stopped()
		}
		return out
	}
}

// stopped is what a function returns to CEL when it has ended the evaluation:
// the failure itself is in the state. It is a new one each time, since CEL writes
// the place of an error into it.
func stopped() ref.Val { return types.WrapErr(errStopped) }

var errStopped = errors.New("engine: the evaluation ended")

// invocation is a call at work. CEL has evaluated all arguments, left to right.
type invocation struct {
	*Evaluation
	*Site
	args []ref.Val
}

// function returns which function is called.
func (c invocation) function() string { return c.Call.Name.Name }

// span returns the place of an argument.
func (c invocation) span(i int) ast.Span {
	return ast.Span{From: c.Call.Args[i].Pos(), To: c.Call.Args[i].End()}
}

// values returns the set that an argument denotes; a literal's is made here.
func (c invocation) values(i int) *Values {
	if s, ok := c.args[i].(*set); ok {
		return s.values()
	}
	v, _ := NativeValue(c.args[i])
	return c.oneValue(v, false).values()
}

// borrowed charges for the values of the arguments, those of literals apart: the
// call begins when all are evaluated (L9.3).
func (c invocation) borrowed() bool {
	n := 0
	for _, arg := range c.args {
		if s, ok := arg.(*set); ok {
			n += len(s.list)
		}
	}
	return c.Borrow(ValueBytes*int64(n)) || c.Fail(FailMemory(c.Call.Span, c.limits.Memory))
}

// bytesPerStep is how many bytes of text a step pays for (L9.2).
const bytesPerStep = 64

// pay charges steps for work on bytes that the call is about to do (L9.2).
func (c invocation) pay(steps int64) bool { return c.Charge(steps) || c.Exhausted(c.Call.Span) }

// payForSets charges for all bytes of the values on both sides (L9.2).
func (c invocation) payForSets(a, b *Values) bool {
	return c.pay((a.bytes() + b.bytes()) / bytesPerStep)
}

// one returns the one value that an argument must denote (L7), of the wanted
// kind unless any will do.
func (c invocation) one(i int, want Want) (Value, bool) {
	vs := c.values(i)
	var kind claim.Kind
	if vs.Len() == 1 {
		kind = vs.At(0).Kind()
	}
	if vs.Len() != 1 || !want.takes(kind) {
		return Value{}, c.Fail(FailArgument(c.span(i), c.function(), want, vs.Len(), kind))
	}
	return vs.At(0), true
}

// takes reports whether a value of that kind is what is wanted.
func (w Want) takes(kind claim.Kind) bool {
	switch w {
	case OneString:
		return kind == claim.StringKind
	case OneBoolean:
		return kind == claim.BooleanKind
	}
	return true
}

// isSubsetOf: every value of a is among b; never read-only (L7).
func isSubsetOf(c invocation) ref.Val {
	a, b := c.values(0), c.values(1)
	if !c.payForSets(a, b) {
		return nil
	}
	if a == b {
		return c.oneValue(claim.Bool(true), false)
	}
	for v := range a.All() {
		if !b.Contains(v.Value) {
			return c.oneValue(claim.Bool(false), false)
		}
	}
	return c.oneValue(claim.Bool(true), false)
}

// containsOnlyValue: a is not empty and holds only the one value v; never
// read-only (L7).
func containsOnlyValue(c invocation) ref.Val {
	v, ok := c.one(1, OneValue)
	if !ok {
		return nil
	}
	a := c.values(0)
	if !c.payForSets(a, c.values(1)) {
		return nil
	}
	return c.oneValue(claim.Bool(a.Len() == 1 && a.At(0).Value == v.Value), false)
}

// appendString: the two strings as one (L7).
func appendString(c invocation) ref.Val {
	a, ok := c.one(0, OneString)
	if !ok {
		return nil
	}
	b, ok := c.one(1, OneString)
	if !ok {
		return nil
	}
	size := int64(len(a.Text())) + int64(len(b.Text()))
	if size > int64(c.limits.Text) {
		c.Fail(FailText(c.Call.Span, c.limits.Text))
		return nil
	}
	if !c.pay(size / bytesPerStep) { // L9.2
		return nil
	}
	return c.oneValue(claim.String(a.Text()+b.Text()), a.ReadOnly || b.ReadOnly)
}

// negateBool: the other boolean (L7).
func negateBool(c invocation) ref.Val {
	b, ok := c.one(0, OneBoolean)
	if !ok {
		return nil
	}
	return c.oneValue(claim.Bool(!b.Bool()), b.ReadOnly)
}

// oneValue is a set of one.
func (c invocation) oneValue(v claim.Value, readOnly bool) *set {
	s := c.newSet()
	s.values().Add(v, readOnly)
	return s
}

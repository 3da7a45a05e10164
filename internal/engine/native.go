package engine

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
)

// Native is a test on the native values of a claim: what a conjunct comes to if
// its plan could be fused whole. It says the same as the CEL program, without a
// frame and without a CEL value, and can't fail. It is immutable.
type Native struct {
	code     code
	property ast.Property
	op       ast.Op
	// wanted has a bit for each issuer, or for each kind, that satisfies a test
	// of issuer or valueType with a literal.
	wanted  uint8
	literal claim.Value
}

// code is how a test is done.
type code uint8

const (
	unfused    code = iota // not at all
	valueIs                // value == literal
	valueIsNot             // value != literal
	valueOrder             // value < literal, and the other orderings
	issuerIn               // issuer, against a literal
	kindIn                 // valueType, against a literal
	typeIs                 // type == literal
	typeIsNot              // type != literal
	among                  // property == set
	unlike                 // property != set
	orderSet               // property < set, and the other orderings
)

// NativeLiteral makes the test property op literal.
func NativeLiteral(p ast.Property, op ast.Op, literal claim.Value) Native {
	n := Native{property: p, op: op, literal: literal}
	is := op == ast.Equal
	switch p {
	case ast.IssuerProperty:
		n.code = issuerIn
		for i := claim.CustomClaim; i <= claim.AttestationService; i++ {
			n.want(uint8(i), (claim.String(i.String()) == literal) == is)
		}
	case ast.ValueTypeProperty:
		n.code = kindIn
		for k := claim.BooleanKind; k <= claim.StringKind; k++ {
			n.want(uint8(k), (claim.String(k.String()) == literal) == is)
		}
	case ast.TypeProperty:
		n.code = pick(is, typeIs, typeIsNot)
	default:
		n.code = valueOrder
		if is || op == ast.NotEqual {
			n.code = pick(is, valueIs, valueIsNot)
		}
	}
	return n
}

// NativeSet makes the test property op set.
func NativeSet(p ast.Property, op ast.Op) Native {
	n := Native{property: p, op: op, code: orderSet}
	if op == ast.Equal || op == ast.NotEqual {
		n.code = pick(op == ast.Equal, among, unlike)
	}
	return n
}

func (n *Native) want(bit uint8, yes bool) {
	if yes {
		n.wanted |= 1 << bit
	}
}

func pick(first bool, a, b code) code {
	if first {
		return a
	}
	return b
}

// Fused reports whether there is a test at all.
func (n *Native) Fused() bool { return n.code != unfused }

// Holds reports whether a claim satisfies the test (L4.5 to L4.7). right is the
// set on the right side, narrowed by Conjunct.Narrow; nil for a literal.
func (n *Native) Holds(c *claim.Claim, right *Values) bool {
	if n.code == valueIs { // the usual test is inlined
		return c.Value == n.literal
	}
	return n.holds(c, right)
}

func (n *Native) holds(c *claim.Claim, right *Values) bool {
	switch n.code {
	case valueIsNot:
		return c.Value != n.literal
	case issuerIn:
		return n.wanted>>(c.Issuer&7)&1 != 0
	case kindIn:
		return n.wanted>>(c.Value.Kind()&7)&1 != 0
	case typeIs:
		return c.Type == n.literal.Text()
	case typeIsNot:
		return c.Type != n.literal.Text()
	case valueOrder:
		return ordered(c.Value, n.op, n.literal)
	}
	return n.inSet(Property(c, n.property), right)
}

// inSet: of several values on the right one must do, of none none does (L4.7).
// For "!=" two distinct values always do: one of them differs.
func (n *Native) inSet(v claim.Value, right *Values) bool {
	switch {
	case n.code == among:
		return right.Contains(v)
	case right.Len() == 0:
		return false
	case n.code == unlike:
		return right.Len() > 1 || right.list[0].Value != v
	}
	return ordered(v, n.op, right.list[0].Value) // the one that Narrow left
}

// ordered compares integers; other kinds have no order (L4.6).
func ordered(a claim.Value, op ast.Op, b claim.Value) bool {
	if a.Kind() != claim.IntegerKind || b.Kind() != claim.IntegerKind {
		return false
	}
	switch op {
	case ast.Less:
		return a.Int() < b.Int()
	case ast.LessEqual:
		return a.Int() <= b.Int()
	case ast.Greater:
		return a.Int() > b.Int()
	case ast.GreaterEqual:
		return a.Int() >= b.Int()
	case ast.Equal, ast.NotEqual, ast.UnknownOp:
	}
	return false
}

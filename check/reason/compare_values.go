package reason

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
)

// holds reports whether a test that no claim has a say in holds for a claim
// (L4.7).
func (t fixedTest) holds(left claim.Value) bool {
	for _, right := range t.rights {
		if compares(left, t.op, right) {
			return true
		}
	}
	return false
}

// compares is a test of two values.
//
// L4.5: <, <=, >, >= are for integers only.
//
// L4.6: Values of different types are never equal: == and the orderings are false,
// != is true.
func compares(left claim.Value, op ast.Op, right claim.Value) bool {
	integers := left.Kind() == claim.IntegerKind && right.Kind() == claim.IntegerKind
	switch op {
	case ast.Equal:
		return left == right
	case ast.NotEqual:
		return left != right
	case ast.Less:
		return integers && left.Int() < right.Int()
	case ast.LessEqual:
		return integers && left.Int() <= right.Int()
	case ast.Greater:
		return integers && left.Int() > right.Int()
	case ast.GreaterEqual:
		return integers && left.Int() >= right.Int()
	case ast.UnknownOp:
	}
	return false
}

func isInteger(v claim.Value) bool { return v.Kind() == claim.IntegerKind }

// property is what a test or a binder sees of a claim (L3.1).
func property(c claim.Claim, p ast.Property) claim.Value {
	switch p {
	case ast.TypeProperty:
		return claim.String(c.Type)
	case ast.ValueProperty:
		return c.Value
	case ast.ValueTypeProperty:
		return claim.String(c.Value.Kind().String())
	case ast.IssuerProperty:
		return claim.String(c.Issuer.String())
	case ast.UnknownProperty:
	}
	return claim.Value{}
}

// passes reports whether a claim passes the tests of a condition that no claim has
// a say in.
func (c *condition) passes(of claim.Claim) bool {
	for _, t := range c.fixed {
		if !t.holds(property(of, t.property)) {
			return false
		}
	}
	return true
}

package naive

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
)

// L4.1: A condition filters the incoming set: a claim satisfies it if it
// satisfies every test in it.
//
// L4.2: A binder names the set of all claims that satisfy the condition, in set
// order.
//
// L4.10: The right sides of a condition's tests are evaluated once, in the order
// written, before its claims are tested; but if the condition has a test
// type == "literal" and no claim of that type is present, no right side is
// evaluated.
func (e *evaluation) condition(cond *ast.Condition, bound binders) ([]claim.Claim, error) {
	typ, hasType := typeLiteral(cond)
	present := e.present(typ, hasType)
	if err := e.take(int64(present), cond.Span); err != nil {
		return nil, err
	}
	if hasType && present == 0 {
		return nil, nil
	}
	rights := make([][]value, len(cond.Tests))
	for i, t := range cond.Tests {
		vs, err := e.operand(t.Value, bound)
		if err != nil {
			return nil, err
		}
		rights[i] = vs
	}
	if err := e.compare(cond, hasType, rights); err != nil {
		return nil, err
	}
	var satisfying []claim.Claim
	for _, c := range e.incoming {
		if satisfies(c, cond.Tests, rights) {
			satisfying = append(satisfying, c)
		}
	}
	return satisfying, nil
}

// L4.10: ... of the first such test.
func typeLiteral(cond *ast.Condition) (string, bool) {
	if i := slices.IndexFunc(cond.Tests, isTypeLiteral); i >= 0 {
		return cond.Tests[i].Value.(*ast.StringLit).Value, true
	}
	return "", false
}

func isTypeLiteral(t *ast.Test) bool {
	_, ok := t.Value.(*ast.StringLit)
	return ok && t.Property == ast.TypeProperty && t.Op == ast.Equal
}

// L9.2: Entering a condition costs as many steps as there are claims of its type
// literal (of all types, if it has none).
func (e *evaluation) present(typ string, hasType bool) int {
	n := 0
	for _, c := range e.incoming {
		if !hasType || c.Type == typ {
			n++
		}
	}
	return n
}

// compare pays for comparing strings. The first type == "literal" is paid for with
// entering the condition.
func (e *evaluation) compare(cond *ast.Condition, hasType bool, rights [][]value) error {
	tests, claims := cond.Tests, e.incoming
	if hasType {
		first := slices.IndexFunc(tests, isTypeLiteral)
		typ := rights[first][0].Text()
		tests = slices.Delete(slices.Clone(tests), first, first+1)
		rights = slices.Delete(slices.Clone(rights), first, first+1)
		claims = slices.DeleteFunc(slices.Clone(claims), func(c claim.Claim) bool { return c.Type != typ })
	}
	return e.take(comparing(claims, tests, rights), cond.Span)
}

func satisfies(c claim.Claim, tests []*ast.Test, rights [][]value) bool {
	for i, t := range tests {
		if !holds(c, t, rights[i]) {
			return false
		}
	}
	return true
}

// L4.7: If the right side denotes several values, the test holds if it holds for
// at least one of them; for none, it does not hold.
func holds(c claim.Claim, t *ast.Test, right []value) bool {
	left := property(c, t.Property)
	return slices.ContainsFunc(right, func(r value) bool { return compares(left, t.Op, r.Value) })
}

// L3.1: A claim has type (string), value (boolean, 64-bit integer or string),
// valueType ("Boolean", "Integer", "String", always that of the value) and issuer.
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

// L4.5: <, <=, >, >= are for integers only.
//
// L4.6: Values of different types are never equal: == and the orderings are
// false, != is true.
//
// L3.5: Types, issuers and string values compare byte for byte.
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

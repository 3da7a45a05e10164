package naive

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
)

// L9.2: Steps are prices of the language: paid before the work, and a budget that
// is passed is spent.
func (e *evaluation) take(cost int64, at ast.Span) error {
	if e.steps+cost > e.limits.Steps {
		e.steps = e.limits.Steps
		return failure{engine.FailSteps(at, e.limits.Steps)}
	}
	e.steps += cost
	return nil
}

// L9.2: comparing two strings ⌊length of the shorter / 64⌋, for each claim and
// right value compared. Orderings compare integers only.
func comparing(claims []claim.Claim, tests []*ast.Test, rights [][]value) int64 {
	cost := 0
	for i, t := range tests {
		if t.Op != ast.Equal && t.Op != ast.NotEqual {
			continue
		}
		for _, c := range claims {
			left := property(c, t.Property)
			for _, right := range rights[i] {
				cost += min(len(left.Text()), len(right.Text())) / 64
			}
		}
	}
	return int64(cost)
}

// L9.2: IsSubsetOf and ContainsOnlyValue ⌊bytes of all values on both sides / 64⌋.
func (e *evaluation) takeForSets(x *ast.Call, a, b []value) error {
	n := 0
	for _, v := range append(append([]value(nil), a...), b...) {
		n += len(v.Text())
	}
	return e.take(int64(n)/64, x.Span)
}

// memory is the account.
//
// L9.3: The bytes of the string values of all claims in the three sets, 64 for each
// claim, 32 for each value of an expression while its rule runs, and for a document
// that is parsed its text and 32 for each of its values, until the rule ends if the
// text is longer than 4 MiB, else until the evaluation ends.
type memory struct {
	values    int64 // of expressions of this rule
	large     int64 // documents of this rule
	documents int64
}

// used is what is taken of the memory.
func (e *evaluation) used() int64 {
	n := 32*e.memory.values + e.memory.large + e.memory.documents
	for _, set := range [][]claim.Claim{e.incoming, e.outgoing, e.properties} {
		for _, c := range set {
			n += 64 + int64(len(c.Value.Text()))
		}
	}
	return n
}

// fits fails if more memory is taken than there is.
func (e *evaluation) fits(at ast.Span) error {
	if e.used() > e.limits.Memory {
		return failure{engine.FailMemory(at, e.limits.Memory)}
	}
	return nil
}

// hold takes the memory of values of an expression until the rule ends. Literals
// are part of the policy and take none.
func (e *evaluation) hold(x ast.Expr, vs []value) {
	switch x.(type) {
	case *ast.PropertyRef, *ast.Call:
		e.memory.values += int64(len(vs))
	case *ast.StringLit, *ast.IntLit, *ast.BoolLit, *ast.BinderRef:
	}
}

// operand evaluates a whole expression: a right side, type= or value=.
func (e *evaluation) operand(x ast.Expr, bound binders) ([]value, error) {
	vs, err := e.values(x, bound)
	if err != nil {
		return nil, err
	}
	e.hold(x, vs)
	return vs, e.fits(ast.Span{From: x.Pos(), To: x.End()})
}

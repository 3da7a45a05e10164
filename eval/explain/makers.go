package explain

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
)

// makers are the rules that make claims of each type, in the order in which they
// run. Those whose type is computed are in none.
type makers map[string][]*Rule

func makersOf(policy *ast.Policy, run []*Rule) makers {
	of := make(map[*ast.Rule]*Rule, len(run))
	for _, r := range run {
		of[r.Node] = r
	}
	m := makers{}
	for _, s := range check.NewLineage(policy, nil).Rules {
		if s.Makes && !s.AnyType() {
			m[s.Type] = append(m[s.Type], of[s.Rule])
		}
	}
	return m
}

// value returns the literal value that a rule makes, if it makes one.
func (r *Rule) value() (claim.Value, bool) {
	for _, arg := range r.Node.Action.Args {
		if arg.Name != nil && arg.Name.Name == "value" {
			return literal(arg.Value)
		}
	}
	return claim.Value{}, false
}

// typeLiteral returns the literal that a condition wants the type to equal.
func typeLiteral(c *ast.Condition) (string, bool) {
	if lit := check.TypeLiteral(c); lit != nil {
		return lit.Value, true
	}
	return "", false
}

// mayMeet reports whether what a rule makes may pass the literal tests of a condition:
// those of the issuer, of the value type and of the value where the rule makes a
// literal.
func (r *Rule) mayMeet(c *ast.Condition) bool {
	made, known := r.value()
	return !slices.ContainsFunc(c.Tests, func(t *ast.Test) bool {
		want, ok := literal(t.Value)
		switch {
		case !ok:
			return false
		case t.Property == ast.IssuerProperty:
			return !passes(claim.String(claim.AttestationPolicy.String()), t.Op, want)
		case !known:
			return false
		case t.Property == ast.ValueProperty:
			return !passes(made, t.Op, want)
		case t.Property == ast.ValueTypeProperty:
			return !passes(claim.String(made.Kind().String()), t.Op, want)
		}
		return false
	})
}

// passes reports whether a value passes a test (L4.5, L4.6).
func passes(v claim.Value, op ast.Op, wanted claim.Value) bool {
	integers := v.Kind() == claim.IntegerKind && wanted.Kind() == claim.IntegerKind
	switch op {
	case ast.Equal:
		return v == wanted
	case ast.NotEqual:
		return v != wanted
	case ast.Less:
		return integers && v.Int() < wanted.Int()
	case ast.LessEqual:
		return integers && v.Int() <= wanted.Int()
	case ast.Greater:
		return integers && v.Int() > wanted.Int()
	case ast.GreaterEqual:
		return integers && v.Int() >= wanted.Int()
	case ast.UnknownOp:
	}
	return false
}

// maxMakers is how many rules are looked at as makers of one type.
const maxMakers = 100

// lacking returns the rule that would make what a condition wants, had it run: of
// those that run before, the one that lacks least.
func (m makers) lacking(typ string, c *ast.Condition, before int) *Rule {
	var best *Rule
	for _, r := range m.before(typ, before) {
		if !r.Ran && r.mayMeet(c) && (best == nil || compare(r, best) < 0) {
			best = r
		}
	}
	return best
}

// before returns the first makers of a type that run before a place in the order.
func (m makers) before(typ string, order int) []*Rule {
	all := m[typ][:min(len(m[typ]), maxMakers)]
	n := 0
	for n < len(all) && all[n].order < order {
		n++
	}
	return all[:n]
}

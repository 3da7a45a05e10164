package naive

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
)

// L7.0: An expression denotes a set of distinct values, in order of first
// occurrence: c.value those of the claims of c.
func (e *evaluation) values(x ast.Expr, bound binders) ([]value, error) {
	switch x := x.(type) {
	case *ast.StringLit:
		return []value{{Value: claim.String(x.Value)}}, nil
	case *ast.IntLit:
		return []value{{Value: claim.Int(x.Value)}}, nil
	case *ast.BoolLit:
		return []value{{Value: claim.Bool(x.Value)}}, nil
	case *ast.PropertyRef:
		return e.ofBinder(x, bound), nil
	case *ast.Call:
		return e.call(x, bound)
	case *ast.BinderRef: // only after claim=, which takes no values
	}
	return nil, nil
}

// L3.4: Read-only belongs to the value: c.value of such a claim is read-only,
// c.type and c.issuer are not.
func (e *evaluation) ofBinder(x *ast.PropertyRef, bound binders) []value {
	var all []value
	for _, c := range bound[e.policy.Definitions[x.Binder]] {
		v := value{Value: property(c, x.Property)}
		if x.Property == ast.ValueProperty {
			v.readOnly = c.ReadOnly
		}
		all = append(all, v)
	}
	return distinct(all)
}

// isOne reports whether there is exactly one value, of the kind.
func isOne(vs []value, kind claim.Kind) bool {
	return len(vs) == 1 && vs[0].Kind() == kind
}

// kindOfOne is the kind of a value that is alone.
func kindOfOne(vs []value) claim.Kind {
	if len(vs) == 1 {
		return vs[0].Kind()
	}
	return 0
}

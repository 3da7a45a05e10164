package check

import (
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// kinds is the set of the kinds that the values of an expression may have. The
// empty set belongs to an expression that yields no value.
type kinds uint8

const (
	noKind   kinds = 0
	booleans kinds = 1 << claim.BooleanKind
	integers kinds = 1 << claim.IntegerKind
	texts    kinds = 1 << claim.StringKind
	anyKind        = booleans | integers | texts
)

func only(k claim.Kind) kinds { return 1 << k }

// fits reports whether some value may be of a wanted kind; what yields nothing
// is of no wrong kind.
func (k kinds) fits(want kinds) bool { return k == noKind || k&want != 0 }

// String describes the kinds in a message: "a string", "a boolean or an integer".
func (k kinds) String() string {
	var names []string
	for kind, name := range []string{claim.BooleanKind: "a boolean", claim.IntegerKind: "an integer", claim.StringKind: "a string"} {
		if name != "" && k&only(claim.Kind(kind)) != 0 {
			names = append(names, name)
		}
	}
	if len(names) == 0 || k == anyKind {
		return "a value"
	}
	return strings.Join(names, " or ")
}

// kindsOf returns what kinds the values of an expression may have, as far as
// it is certain (L3.1, L7).
func (r *ruleCheck) kindsOf(e ast.Expr) kinds {
	switch e := e.(type) {
	case *ast.StringLit:
		return texts
	case *ast.IntLit:
		return integers
	case *ast.BoolLit:
		return booleans
	case *ast.PropertyRef:
		return r.kindsOfRef(e)
	case *ast.Call:
		return r.kindsOfCall(e)
	case *ast.BinderRef:
	}
	return anyKind
}

// kindsOfRef: all properties but value are strings (L3.1).
func (r *ruleCheck) kindsOfRef(e *ast.PropertyRef) kinds {
	switch propertyOf(e.Property, e.Name) {
	case ast.TypeProperty, ast.ValueTypeProperty, ast.IssuerProperty:
		return texts
	case ast.ValueProperty:
		if b := r.lookup(e.Binder.Name); b != nil {
			return b.kinds
		}
	case ast.UnknownProperty:
	}
	return anyKind
}

// valueKinds returns the kinds that the value of a claim may have if it passes
// the tests of a condition: values of different kinds are never equal, and an
// ordering holds for integers only (L4.5, L4.6).
func valueKinds(cond *ast.Condition) kinds {
	k := anyKind
	for _, t := range cond.Tests {
		switch property := propertyOf(t.Property, t.Name); {
		case property == ast.ValueProperty && ordering(t.Op):
			k &= integers
		case property == ast.ValueProperty && t.Op == ast.Equal:
			k &= literalKind(t.Value)
		case property == ast.ValueTypeProperty && t.Op == ast.Equal:
			k &= namedKind(t.Value)
		}
	}
	return k
}

// literalKind returns the kind of a literal, all kinds for what is none.
func literalKind(e ast.Expr) kinds {
	switch e.(type) {
	case *ast.StringLit:
		return texts
	case *ast.IntLit:
		return integers
	case *ast.BoolLit:
		return booleans
	case *ast.BinderRef, *ast.PropertyRef, *ast.Call:
	}
	return anyKind
}

// namedKind returns the kind that a valueType literal names (L3.1). No claim
// passes another text; what kind it would be of is no matter of types.
func namedKind(e ast.Expr) kinds {
	if lit, ok := e.(*ast.StringLit); ok {
		if k, ok := claim.ParseKind(lit.Value); ok {
			return only(k)
		}
	}
	return anyKind
}

// kindsOfCall returns the kinds of a function's result (L7).
func (r *ruleCheck) kindsOfCall(e *ast.Call) kinds {
	f := functionOf(e)
	if f == ast.UnknownFunction {
		return anyKind
	}
	if f == ast.JsonToClaimValue && len(e.Args) == 1 {
		if lit, ok := e.Args[0].(*ast.StringLit); ok {
			if doc, ok := r.result.Documents[lit]; ok {
				return documentKinds(doc)
			}
		}
	}
	return signatures[f].result
}

// documentKinds returns the kinds of the claim values that a document becomes
// (L7 JsonToClaimValue).
func documentKinds(doc jsondoc.Value) kinds {
	switch doc.Kind() {
	case jsondoc.Bool:
		return booleans
	case jsondoc.Number:
		return integers
	case jsondoc.String:
		return texts
	case jsondoc.Array:
		k := noKind
		for i := range doc.Len() {
			k |= documentKinds(doc.At(i))
		}
		return k
	case jsondoc.Null, jsondoc.Object:
	}
	return noKind
}

package check

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/lang"
)

// only is the set of one kind.
func only(k claim.Kind) lang.Kinds { return 1 << k }

// kindsOf returns what kinds the values of an expression may have, as far as
// it is certain (L3.1, L7).
func (r *ruleCheck) kindsOf(e ast.Expr) lang.Kinds {
	switch e := e.(type) {
	case *ast.StringLit:
		return lang.Strings
	case *ast.IntLit:
		return lang.Integers
	case *ast.BoolLit:
		return lang.Booleans
	case *ast.PropertyRef:
		return r.kindsOfRef(e)
	case *ast.Call:
		return r.kindsOfCall(e)
	case *ast.BinderRef:
	}
	return lang.Any
}

// kindsOfRef: all properties but value are strings (L3.1).
func (r *ruleCheck) kindsOfRef(e *ast.PropertyRef) lang.Kinds {
	switch propertyOf(e.Property, e.Name) {
	case ast.TypeProperty, ast.ValueTypeProperty, ast.IssuerProperty:
		return lang.Strings
	case ast.ValueProperty:
		if b := r.lookup(e.Binder.Name); b != nil {
			return b.value.kinds
		}
	case ast.UnknownProperty:
	}
	return lang.Any
}

// tested is what the tests of a condition leave of the kinds that the value of a
// claim may have, and the first test that takes some away.
type tested struct {
	kinds lang.Kinds
	by    *ast.Test // nil if all are left
}

// valueKinds reads the tests of a condition once for all that follows from them.
func valueKinds(cond *ast.Condition) tested {
	left := tested{kinds: lang.Any}
	for _, t := range cond.Tests {
		k := testKinds(t)
		if left.by == nil && k != lang.Any {
			left.by = t
		}
		left.kinds &= k
	}
	return left
}

// testKinds returns the kinds that the value of a claim may have if it passes a
// test: values of different kinds are never equal, and an ordering holds for
// integers only (L4.5, L4.6).
func testKinds(t *ast.Test) lang.Kinds {
	switch property := propertyOf(t.Property, t.Name); {
	case property == ast.ValueProperty && ordering(t.Op):
		return lang.Integers
	case property == ast.ValueProperty && t.Op == ast.Equal:
		return literalKind(t.Value)
	case property == ast.ValueTypeProperty && t.Op == ast.Equal:
		return namedKind(t.Value)
	}
	return lang.Any
}

// literalKind returns the kind of a literal, all kinds for what is none.
func literalKind(e ast.Expr) lang.Kinds {
	switch e.(type) {
	case *ast.StringLit:
		return lang.Strings
	case *ast.IntLit:
		return lang.Integers
	case *ast.BoolLit:
		return lang.Booleans
	case *ast.BinderRef, *ast.PropertyRef, *ast.Call:
	}
	return lang.Any
}

// isLiteral reports whether the kind of an expression is written, not inferred.
func isLiteral(e ast.Expr) bool { return literalKind(e) != lang.Any }

// namedKind returns the kind that a valueType literal names (L3.1). No claim
// passes another text; what kind it would be of is no matter of types.
func namedKind(e ast.Expr) lang.Kinds {
	if lit, ok := e.(*ast.StringLit); ok {
		if k, ok := claim.ParseKind(lit.Value); ok {
			return only(k)
		}
	}
	return lang.Any
}

// kindsOfCall returns the kinds of a function's result (L7).
func (r *ruleCheck) kindsOfCall(e *ast.Call) lang.Kinds {
	if doc, _, ok := r.literalDocument(e); ok {
		return documentKinds(doc)
	}
	if f := functionOf(e); f != nil {
		return f.Result
	}
	return lang.Any
}

// literalDocument returns the document that claim values are made of, if it is a
// literal without a fault.
func (r *ruleCheck) literalDocument(e *ast.Call) (doc jsondoc.Value, lit *ast.StringLit, ok bool) {
	f := functionOf(e)
	if f == nil || len(e.Args) != 1 || f.Params[0].Content != lang.ClaimJSON {
		return jsondoc.Value{}, nil, false
	}
	if lit, ok = e.Args[0].(*ast.StringLit); ok {
		doc, ok = r.documents[lit]
	}
	return doc, lit, ok
}

// documentKinds returns the kinds of the claim values that a document becomes
// (L7 JsonToClaimValue).
func documentKinds(doc jsondoc.Value) lang.Kinds {
	switch doc.Kind() {
	case jsondoc.Bool:
		return lang.Booleans
	case jsondoc.Number:
		return lang.Integers
	case jsondoc.String:
		return lang.Strings
	case jsondoc.Array:
		k := lang.None
		for i := range doc.Len() {
			k |= documentKinds(doc.At(i))
		}
		return k
	case jsondoc.Null, jsondoc.Object:
	}
	return lang.None
}

// madeKinds returns the kinds of the values that an action makes claims of.
func (r *ruleCheck) madeKinds(args *arguments) lang.Kinds {
	if args.claim == nil {
		return r.kindsOf(args.value.Value)
	}
	if ref, ok := args.claim.Value.(*ast.BinderRef); ok {
		if b := r.lookup(ref.Name); b != nil {
			return b.value.kinds
		}
	}
	return lang.Any
}

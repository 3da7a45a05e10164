package replay

import (
	"slices"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/spell"
)

// Kind says how the results of two policies differ (T5.3). The zero Kind is no
// difference (T5.2).
type Kind string

// The kinds of differences; the first that fits counts.
const (
	NewlyPermitted  Kind = "newly-permitted"
	NewlyDenied     Kind = "newly-denied"
	OtherClaims     Kind = "other-claims"
	OtherProperties Kind = "other-properties"
)

// Others is the kind of the last group of a report that has too many, which holds all
// inputs of further ones.
const Others Kind = "others"

// kindOf returns how two results differ.
func kindOf(old, next *eval.Result) Kind {
	switch {
	case old.Decision != next.Decision && next.Decision == eval.Permitted:
		return NewlyPermitted
	case old.Decision != next.Decision:
		return NewlyDenied
	case !sameShape(old.Claims, next.Claims):
		return OtherClaims
	case !sameShape(old.Properties, next.Properties):
		return OtherProperties
	}
	return ""
}

// sameShape reports whether claims are equal as JSON: members in any order, arrays in
// theirs (T5.2).
func sameShape(a, b []claim.Claim) bool {
	same := func(x, y claim.Claim) bool { return x.Type == y.Type && x.Value == y.Value }
	return slices.EqualFunc(a, b, same) || jsondoc.Equal(shapeOf(a), shapeOf(b))
}

// shapeOf returns claims as a result has them (L6.5). A text that is too long to be
// read again stands for itself.
func shapeOf(claims []claim.Claim) jsondoc.Value {
	text := string(claim.Shape(claims))
	doc, err := jsondoc.Parse(text, jsondoc.Options{})
	if err != nil {
		return jsondoc.NewString(text)
	}
	return doc
}

// differing returns the first type whose values differ, in the order of the new claims
// and then of the old ones, and its new values.
func differing(old, next []claim.Claim) (string, found) {
	was, is := shapeOf(old), shapeOf(next)
	for _, both := range []jsondoc.Value{is, was} {
		for i := range both.Len() {
			name := both.Name(i)
			a, hadOne := was.Member(name)
			b, hasOne := is.Member(name)
			if hadOne != hasOne || !jsondoc.Equal(a, b) {
				return spell.Clip(name, longest), valuesOf(next, name)
			}
		}
	}
	return "", nil
}

// valuesOf returns the values of a type; the one that is none if there are none.
func valuesOf(claims []claim.Claim, name string) found {
	var f found
	for _, c := range claims {
		if c.Type == name {
			f = f.add(c.Value)
		}
	}
	if len(f) == 0 {
		f = found{claim.Value{}}
	}
	return f
}

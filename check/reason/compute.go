package reason

import (
	"errors"
	"slices"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// errTooMuch is a computation that would pass the bounds of this package: its result
// is not known.
var errTooMuch = errors.New("too much to compute")

// errFails is a call that fails whenever it is evaluated.
var errFails = errors.New("the call fails")

// The bounds of one computation.
const (
	computeSteps = 1_000_000
	computeText  = 1 << 20
)

// compute evaluates a function of known values (L7).
func compute(function string, args [][]claim.Value) ([]claim.Value, error) {
	switch function {
	case "JmesPath":
		return jmesPath(args[0], args[1])
	case "JsonToClaimValue":
		return jsonToClaimValue(args[0])
	case "IsSubsetOf":
		return booleans(isSubset(args[0], args[1])), nil
	case "AppendString":
		a, b, ok := strings2(args[0], args[1])
		if !ok {
			return nil, errFails
		}
		return tooLong(a + b)
	case "NegateBool":
		if !isOne(args[0], claim.BooleanKind) {
			return nil, errFails
		}
		return booleans(!args[0][0].Bool()), nil
	case "ContainsOnlyValue":
		if len(args[1]) != 1 {
			return nil, errFails
		}
		return booleans(len(args[0]) > 0 && isSubset(args[0], args[1])), nil
	}
	return nil, errTooMuch
}

func booleans(b bool) []claim.Value { return []claim.Value{claim.Bool(b)} }

func isOne(vs []claim.Value, kind claim.Kind) bool { return len(vs) == 1 && vs[0].Kind() == kind }

func strings2(a, b []claim.Value) (string, string, bool) {
	if !isOne(a, claim.StringKind) || !isOne(b, claim.StringKind) {
		return "", "", false
	}
	return a[0].Text(), b[0].Text(), true
}

func isSubset(a, b []claim.Value) bool {
	for _, v := range a {
		if !slices.Contains(b, v) {
			return false
		}
	}
	return true
}

func tooLong(s string) ([]claim.Value, error) {
	if len(s) > computeText {
		return nil, errTooMuch
	}
	return []claim.Value{claim.String(s)}, nil
}

// jmesPath gives the result as compact JSON (L7, L7.5).
func jmesPath(json, query []claim.Value) ([]claim.Value, error) {
	text, q, ok := strings2(json, query)
	if !ok {
		return nil, errFails
	}
	if len(text) > computeText {
		return nil, errTooMuch
	}
	doc, err := jsondoc.Parse(text, jsondoc.Options{})
	if err != nil {
		return nil, errFails
	}
	compiled, err := jmespath.Compile(q)
	if err != nil {
		return nil, errFails
	}
	found, err := compiled.Search(doc, &jmespath.Budget{Steps: computeSteps, MaxText: computeText})
	var over *jmespath.BudgetError
	if errors.As(err, &over) {
		return nil, errTooMuch
	}
	if err != nil {
		return nil, errFails
	}
	compact, fits := jsondoc.AppendCompactMax(nil, found, computeText)
	if !fits {
		return nil, errTooMuch
	}
	return []claim.Value{claim.String(string(compact))}, nil
}

// jsonToClaimValue gives the value of a scalar, or those of an array without its
// nulls (L7, L7.2).
func jsonToClaimValue(json []claim.Value) ([]claim.Value, error) {
	if !isOne(json, claim.StringKind) {
		return nil, errFails
	}
	if len(json[0].Text()) > computeText {
		return nil, errTooMuch
	}
	doc, err := jsondoc.Parse(json[0].Text(), jsondoc.Options{})
	if err != nil {
		return nil, errFails
	}
	elements := []jsondoc.Value{doc}
	if doc.Kind() == jsondoc.Array {
		elements = nil
		for i := range doc.Len() {
			elements = append(elements, doc.At(i))
		}
	}
	var all []claim.Value
	for _, e := range elements {
		v, err := elementValue(e)
		if err != nil {
			return nil, err
		}
		if v != (claim.Value{}) && !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all, nil
}

// elementValue is no value for a null.
func elementValue(e jsondoc.Value) (claim.Value, error) {
	switch e.Kind() {
	case jsondoc.Null:
		return claim.Value{}, nil
	case jsondoc.Bool:
		return claim.Bool(e.Bool()), nil
	case jsondoc.String:
		return claim.String(e.Text()), nil
	case jsondoc.Number:
		if n, ok := e.Int(); ok {
			return claim.Int(n), nil
		}
	case jsondoc.Array, jsondoc.Object:
	}
	return claim.Value{}, errFails
}

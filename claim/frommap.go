package claim

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/spell"
)

// FromMap makes claims of Go values, as encoding/json decodes them, by the rules of
// the object form of a claims file (see ParseFile): an array is several claims, nil is
// none, and a map becomes one string of compact JSON that is marked as such. All claims
// get the issuer, which can't be AttestationPolicy: only rules make those.
//
// Values are bool, string, Value, json.Number, all kinds of integers, float64, nil,
// []any, []string and map[string]any. A float64 must be an integer below 2^53, or a
// fraction inside a map: a larger one may not be the number that was written. Decode
// with json.Decoder.UseNumber to keep integers of 64 bits.
//
// Claims are in the order of their names, and so are the members of JSON. Errors are
// always a *FileError with a path and without a line. The default limits of
// FileOptions hold.
func FromMap(values map[string]any, issuer Issuer) ([]Claim, error) {
	if issuer != CustomClaim && issuer != AttestationService {
		return nil, &FileError{Path: "$", Message: fmt.Sprintf(`found the issuer %q, expected "AttestationService" or "CustomClaim"`, issuer)}
	}
	f := file{opts: FileOptions{}.withDefaults(), issuer: issuer}
	g := goValues{values: f.opts.MaxValues, depth: f.opts.MaxDepth}
	doc, err := g.object(values)
	if err == nil {
		err = f.object(doc)
	}
	if err != nil {
		err = err.in("$")
		return nil, &FileError{Path: spell.Clip(err.Path, longestPath), Message: err.Message, Limit: err.Limit}
	}
	return f.claims, nil
}

// longestPath bounds the path of an error: that of a map which holds itself is long.
const longestPath = 200

// goValues turns Go values into JSON, as many and as deep as it has left.
type goValues struct {
	values, depth int
}

// enter takes a container, and leave gives its level back.
func (g *goValues) enter() *FileError {
	if g.depth--; g.depth < 0 {
		return &FileError{Message: "found values nested too deeply", Limit: true}
	}
	return nil
}

func (g *goValues) leave() { g.depth++ }

// value returns a Go value as JSON.
func (g *goValues) value(v any) (jsondoc.Value, *FileError) {
	if g.values--; g.values < 0 {
		return jsondoc.Value{}, &FileError{Message: "found too many values", Limit: true}
	}
	switch v := v.(type) {
	case nil:
		return jsondoc.Value{}, nil
	case bool:
		return jsondoc.NewBool(v), nil
	case string:
		return text(v)
	case Value:
		if v.Kind() == StringKind {
			return text(v.Text())
		}
		return v.scalar(), nil
	case []any:
		return array(g, v)
	case []string:
		return array(g, v)
	case map[string]any:
		return g.object(v)
	}
	return number(v)
}

// object returns a map, its members in the order of their names.
func (g *goValues) object(m map[string]any) (doc jsondoc.Value, err *FileError) {
	if err := g.enter(); err != nil {
		return doc, err
	}
	defer g.leave()
	names := slices.Sorted(maps.Keys(m))
	values := make([]jsondoc.Value, len(names))
	for i, name := range names {
		if _, err := text(name); err != nil {
			return doc, err.in(jsondoc.MemberStep(name))
		}
		if values[i], err = g.value(m[name]); err != nil {
			return doc, err.in(jsondoc.MemberStep(name))
		}
	}
	return jsondoc.NewObject(names, values), nil
}

// array returns a slice.
func array[T any](g *goValues, list []T) (doc jsondoc.Value, err *FileError) {
	if err := g.enter(); err != nil {
		return doc, err
	}
	defer g.leave()
	values := make([]jsondoc.Value, len(list))
	for i, v := range list {
		if values[i], err = g.value(v); err != nil {
			return doc, err.in(elementStep(i))
		}
	}
	return jsondoc.NewArray(values), nil
}

// text returns a string, which must be one that a claims file can hold.
func text(s string) (jsondoc.Value, *FileError) {
	if !utf8.ValidString(s) {
		return jsondoc.Value{}, &FileError{Message: "found bytes that are not UTF-8"}
	}
	return jsondoc.NewString(s), nil
}

// number returns a number of any of Go's kinds.
func number(v any) (jsondoc.Value, *FileError) {
	switch v := v.(type) {
	case int:
		return jsondoc.NewInt(int64(v)), nil
	case int8:
		return jsondoc.NewInt(int64(v)), nil
	case int16:
		return jsondoc.NewInt(int64(v)), nil
	case int32:
		return jsondoc.NewInt(int64(v)), nil
	case int64:
		return jsondoc.NewInt(v), nil
	case uint:
		return unsigned(uint64(v)), nil
	case uint8:
		return unsigned(uint64(v)), nil
	case uint16:
		return unsigned(uint64(v)), nil
	case uint32:
		return unsigned(uint64(v)), nil
	case uint64:
		return unsigned(v), nil
	case float64:
		return float(v)
	case json.Number:
		if !jsondoc.ValidNumber(string(v)) {
			return jsondoc.Value{}, &FileError{Message: fmt.Sprintf("found the json.Number %q, expected a number", spell.Clip(string(v), spell.Value))}
		}
		return jsondoc.NewNumber(string(v)), nil
	}
	return jsondoc.Value{}, &FileError{Message: fmt.Sprintf("found a value of type %T, expected a boolean, an integer, a string, a []any or a map[string]any", v)}
}

func unsigned(n uint64) jsondoc.Value { return jsondoc.NewNumber(strconv.FormatUint(n, 10)) }

// float returns a float64 unless digits may have been lost before it came here.
func float(f float64) (jsondoc.Value, *FileError) {
	// Below, every integer is a float64. This one itself may have been 2^53 + 1.
	const exact = 1 << 53
	if math.IsNaN(f) || math.Abs(f) >= exact {
		return jsondoc.Value{}, &FileError{Message: fmt.Sprintf("found the float64 %v, expected less than 2^53, or a json.Number", f)}
	}
	return jsondoc.NewFloat(f), nil
}

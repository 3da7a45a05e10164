package jmespath

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// function is one of the functions of the language (L7.1). Its implementation gets
// arguments whose number and types are right; for a reference it finds null and
// takes the body from the call.
type function struct {
	name     string
	params   []types
	variadic bool // the last parameter may be given more than once
	result   types
	run      func(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error)
}

// functions are all there are, in alphabetical order.
var functions = [...]function{
	{"abs", []types{number}, false, number, abs},
	{"avg", []types{array}, false, number | null, avg},
	{"ceil", []types{number}, false, number, ceil},
	{"contains", []types{array | text, anything}, false, boolean, contains},
	{"ends_with", []types{text, text}, false, boolean, endsWith},
	{"equals_ignore_case", []types{text, text}, false, boolean, equalsIgnoreCase},
	{"floor", []types{number}, false, number, floor},
	{"join", []types{text, array}, false, text, join},
	{"keys", []types{object}, false, array, keys},
	{"length", []types{text | array | object}, false, number, length},
	{"map", []types{expression, array}, false, array, mapList},
	{"max", []types{array}, false, number | text | null, maxOf},
	{"max_by", []types{array, expression}, false, anything, maxBy},
	{"merge", []types{object}, true, object, merge},
	{"min", []types{array}, false, number | text | null, minOf},
	{"min_by", []types{array, expression}, false, anything, minBy},
	{"not_null", []types{anything}, true, anything, notNull},
	{"reverse", []types{text | array}, false, text | array, reverse},
	{"sort", []types{array}, false, array, sortList},
	{"sort_by", []types{array, expression}, false, array, sortBy},
	{"starts_with", []types{text, text}, false, boolean, startsWith},
	{"sum", []types{array}, false, number, sum},
	{"to_array", []types{anything}, false, array, toArray},
	{"to_number", []types{anything}, false, number | null, toNumber},
	{"to_string", []types{anything}, false, text, toString},
	{"type", []types{anything}, false, text, typeName},
	{"values", []types{object}, false, array, values},
}

// lookup returns the function of that name, or nil.
func lookup(name string) *function {
	i, ok := slices.BinarySearchFunc(functions[:], name, func(f function, name string) int {
		return strings.Compare(f.name, name)
	})
	if !ok {
		return nil
	}
	return &functions[i]
}

// badElement is the error about an element of an argument, or about the value
// that a reference has for it.
func (n *call) badElement(arg, i int, found jsondoc.Kind, expected string) error {
	where := fmt.Sprintf("element %d of argument %d", i, arg+1)
	if _, ok := n.args[len(n.args)-1].(*reference); ok {
		where = fmt.Sprintf("the key of element %d", i)
	}
	return n.fault(arg, fmt.Sprintf(`found %v as %s of "%s", expected %s`, types(1<<found), where, n.function.name, expected))
}

// ordered checks that values can be ordered, all numbers or all strings, having
// paid for them; it returns their bytes of text.
func (e *evaluator) ordered(c *call, arg int, list []jsondoc.Value) (bytes int64, err error) {
	for i, v := range list {
		k := v.Kind()
		if k != jsondoc.Number && k != jsondoc.String {
			return 0, c.badElement(arg, i, k, "a number or a string")
		}
		if k != list[0].Kind() {
			return 0, c.badElement(arg, i, k, types(1<<list[0].Kind()).String()+" like the first")
		}
		bytes += int64(len(v.Text()))
	}
	return bytes, nil
}

// compare orders two numbers by value, or two strings by code point.
func compare(a, b jsondoc.Value) int {
	if a.Kind() == jsondoc.Number {
		return jsondoc.CompareNumbers(a, b)
	}
	return strings.Compare(a.Text(), b.Text())
}

// order returns the places of the keys in ascending order, equal ones as they
// were.
func (e *evaluator) order(c *call, arg int, list []jsondoc.Value) ([]int32, error) {
	bytes, err := e.ordered(c, arg, list)
	if err != nil {
		return nil, err
	}
	cost := (int64(len(list)) + bytes/jsondoc.BytesPerStep) * int64(bits.Len(uint(len(list))))
	if err := e.charge(cost, int32(c.at)); err != nil {
		return nil, err
	}
	places := make([]int32, len(list))
	for i := range places {
		places[i] = int32(i)
	}
	slices.SortFunc(places, func(a, b int32) int {
		if o := compare(list[a], list[b]); o != 0 {
			return o
		}
		return int(a) - int(b)
	})
	return places, nil
}

// elements pays for reading a list and returns it as a slice.
func (e *evaluator) elements(c *call, v jsondoc.Value) ([]jsondoc.Value, error) {
	if err := e.charge(int64(v.Len()), int32(c.at)); err != nil {
		return nil, err
	}
	return v.AppendTo(make([]jsondoc.Value, 0, v.Len())), nil
}

// newList makes the result of a function.
func (e *evaluator) newList(c *call, list []jsondoc.Value) (jsondoc.Value, error) {
	if err := e.checkElements(int64(len(list)), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	return e.checkDepth(jsondoc.NewArray(list), int32(c.at))
}

// FunctionNames returns the names of all functions that a query may call (L7.1).
func FunctionNames() []string {
	names := make([]string, len(functions))
	for i := range functions {
		names[i] = functions[i].name
	}
	return names
}

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
	meaning  string // a sentence about the result
}

// functions are all there are, in alphabetical order.
var functions = [...]function{
	{"abs", []types{number}, false, number, abs,
		"The number without its sign."},
	{"avg", []types{array}, false, number | null, avg,
		"The mean of a list of numbers; of an empty one, null."},
	{"ceil", []types{number}, false, number, ceil,
		"The least integer that is not below the number."},
	{"contains", []types{array | text, anything}, false, boolean, contains,
		"Whether the list has an element equal to the value, or the string has it as a part."},
	{"ends_with", []types{text, text}, false, boolean, endsWith,
		"Whether the string ends with the second one."},
	{"equals_ignore_case", []types{text, text}, false, boolean, equalsIgnoreCase,
		"Whether two strings are the same but for upper and lower case."},
	{"floor", []types{number}, false, number, floor,
		"The greatest integer that is not above the number."},
	{"join", []types{text, array}, false, text, join,
		"The strings of the list as one, with the first argument between them."},
	{"keys", []types{object}, false, array, keys,
		"The names of the object's members."},
	{"length", []types{text | array | object}, false, number, length,
		"The number of characters, elements or members."},
	{"map", []types{expression, array}, false, array, mapList,
		"What the expression gives for each element of the list, nulls included."},
	{"max", []types{array}, false, number | text | null, maxOf,
		"The greatest of a list of numbers or of strings; of an empty one, null."},
	{"max_by", []types{array, expression}, false, anything, maxBy,
		"The element for which the expression gives the greatest number or string."},
	{"merge", []types{object}, true, object, merge,
		"The members of all objects in one; of several with one name the last counts."},
	{"min", []types{array}, false, number | text | null, minOf,
		"The least of a list of numbers or of strings; of an empty one, null."},
	{"min_by", []types{array, expression}, false, anything, minBy,
		"The element for which the expression gives the least number or string."},
	{"not_null", []types{anything}, true, anything, notNull,
		"The first argument that is not null."},
	{"reverse", []types{text | array}, false, text | array, reverse,
		"The characters or elements in the opposite order."},
	{"sort", []types{array}, false, array, sortList,
		"The list of numbers or of strings in ascending order."},
	{"sort_by", []types{array, expression}, false, array, sortBy,
		"The list in the order of what the expression gives for its elements."},
	{"starts_with", []types{text, text}, false, boolean, startsWith,
		"Whether the string begins with the second one."},
	{"sum", []types{array}, false, number, sum,
		"The sum of a list of numbers."},
	{"to_array", []types{anything}, false, array, toArray,
		"The value if it is a list, else a list of it alone."},
	{"to_number", []types{anything}, false, number | null, toNumber,
		"The number that a string is the text of; null if it is none."},
	{"to_string", []types{anything}, false, text, toString,
		"The string itself, or the value as JSON text."},
	{"type", []types{anything}, false, text, typeName,
		"The name of the value's type, such as 'number'."},
	{"values", []types{object}, false, array, values,
		"The values of the object's members."},
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

// Function is what is known of a function without calling it.
type Function struct {
	Name     string
	Params   []string // what each argument must be, such as "a number"
	Variadic bool     // the last parameter may be given more than once
	Result   string   // what it gives, such as "a number or null"
	Meaning  string   // a sentence about the result
}

// FunctionNamed describes a function; ok is false if there is none of that name.
func FunctionNamed(name string) (f Function, ok bool) {
	row := lookup(name)
	if row == nil {
		return Function{}, false
	}
	f = Function{Name: row.name, Variadic: row.variadic, Result: row.result.String(), Meaning: row.meaning}
	for _, p := range row.params {
		f.Params = append(f.Params, p.String())
	}
	return f, true
}

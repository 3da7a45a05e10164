package jsondoc_test

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/jsondoc"
)

func TestValueSize(t *testing.T) {
	t.Parallel()
	if size := reflect.TypeFor[jsondoc.Value]().Size(); strconv.IntSize == 64 && size != 32 {
		t.Errorf("a Value has %d bytes, want 32: lists of queries and documents are made of them", size)
	}
}

func TestZeroValueIsNull(t *testing.T) {
	t.Parallel()
	var v jsondoc.Value
	if v.Kind() != jsondoc.Null || v.Len() != 0 || v.Offset() != -1 || v.Depth() != 0 || v.Text() != "" || v.Bool() {
		t.Errorf("zero Value: %v, len %d, offset %d", v.Kind(), v.Len(), v.Offset())
	}
}

func TestAccessors(t *testing.T) {
	t.Parallel()
	v := parse(t, ` {"s": "a\nb", "n": -1.50, "t": true, "f": false, "z": null, "a": [1, [2]], "o": {"x": {}}}`)
	get := func(name string) jsondoc.Value {
		m, ok := v.Member(name)
		if !ok {
			t.Errorf("no member %q", name)
		}
		return m
	}
	if v.Kind() != jsondoc.Object || v.Len() != 7 || v.Depth() != 3 || v.Offset() != 1 {
		t.Errorf("document: %v, len %d, depth %d, offset %d", v.Kind(), v.Len(), v.Depth(), v.Offset())
	}
	if s := get("s"); s.Kind() != jsondoc.String || s.Text() != "a\nb" || s.Offset() != 7 {
		t.Errorf("string: %v %q at %d", s.Kind(), s.Text(), s.Offset())
	}
	if n := get("n"); n.Kind() != jsondoc.Number || n.Text() != "-1.50" || n.Float() != -1.5 {
		t.Errorf("number: %v %q %v", n.Kind(), n.Text(), n.Float())
	}
	if !get("t").Bool() || get("f").Bool() || get("f").Kind() != jsondoc.Bool || get("z").Kind() != jsondoc.Null {
		t.Error("true, false or null went wrong")
	}
	if a := get("a"); a.Kind() != jsondoc.Array || a.Len() != 2 || a.At(1).At(0).Text() != "2" || a.Name(0) != "" || a.Depth() != 2 {
		t.Error("array went wrong")
	}
	if v.Name(6) != "o" || v.Name(7) != "" || v.Name(-1) != "" || v.At(6).Name(0) != "x" {
		t.Error("names went wrong")
	}
	if n := v.NameValue(6); n.Kind() != jsondoc.String || n.Text() != "o" || n.Offset() != -1 {
		t.Errorf("name as a value: %v %q", n.Kind(), n.Text())
	}
	for _, i := range []int{-1, 7, math.MaxInt, math.MinInt} {
		if v.NameValue(i).Kind() != jsondoc.Null {
			t.Errorf("NameValue(%d) is not null", i)
		}
		if v.At(i).Kind() != jsondoc.Null {
			t.Errorf("At(%d) is not null", i)
		}
	}
	for _, c := range []jsondoc.Value{get("s"), get("n"), get("a"), get("z"), parse(t, "{}")} {
		if _, ok := c.Member("x"); ok {
			t.Errorf("%v has a member", c.Kind())
		}
	}
	if _, ok := v.Member("missing"); ok {
		t.Error("found a member that isn't there")
	}
}

func TestKindString(t *testing.T) {
	t.Parallel()
	var names []string
	for k := jsondoc.Null; k <= jsondoc.Object+1; k++ {
		names = append(names, k.String())
	}
	if got := strings.Join(names, " "); got != "null boolean number string array object unknown" {
		t.Error(got)
	}
}

// Offsets are those of the first byte of every value.
func TestOffsets(t *testing.T) {
	t.Parallel()
	text := ` [ 1 , "a\u0041", {"k" : [ ] , "l":{ }},` + "\n" + `true,null,false, -2 ]`
	var walk func(v jsondoc.Value)
	walk = func(v jsondoc.Value) {
		first := map[jsondoc.Kind]string{jsondoc.Null: "n", jsondoc.Bool: "tf", jsondoc.Number: "-12",
			jsondoc.String: `"`, jsondoc.Array: "[", jsondoc.Object: "{"}[v.Kind()]
		if !strings.Contains(first, text[v.Offset():v.Offset()+1]) {
			t.Errorf("%v at %d: the text there is %q", v.Kind(), v.Offset(), text[v.Offset():])
		}
		for i := range v.Len() {
			if i > 0 && v.At(i).Offset() <= v.At(i-1).Offset() {
				t.Errorf("children %d and %d out of order", i-1, i)
			}
			walk(v.At(i))
		}
	}
	walk(parse(t, text))
}

func TestMemberInLargeObjects(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 16, 17, 500} {
		text, names := wide(n)
		v := parse(t, "{"+text+"}")
		made := jsondoc.NewObject(names, values(v))
		for i, name := range names {
			for _, o := range []jsondoc.Value{v, made} {
				if m, ok := o.Member(name); !ok || m.Text() != v.At(i).Text() || o.Name(i) != name {
					t.Errorf("%d members: %q is %q, %v", n, name, m.Text(), ok)
				}
				if _, ok := o.Member(name + "?"); ok {
					t.Errorf("%d members: found a name that isn't there", n)
				}
			}
		}
	}
}

func values(v jsondoc.Value) []jsondoc.Value { return v.AppendTo(nil) }

func TestHasNull(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{`null`: false, `[]`: false, `[1,[null]]`: false, `[1,null]`: true, `{"a":null}`: true, `{"a":0}`: false} {
		v := parse(t, text)
		if v.HasNull() != want || v.Kind() == jsondoc.Array && jsondoc.NewArray(values(v)).HasNull() != want || v.Bool() {
			t.Errorf("%s: want %v", text, want)
		}
	}
}

func TestAppendTo(t *testing.T) {
	t.Parallel()
	list := parse(t, `[1]`).AppendTo(nil)
	for _, text := range []string{`{"a":2,"b":3}`, `[]`, `"x"`, `null`, `[4]`} {
		list = parse(t, text).AppendTo(list)
	}
	if got := string(jsondoc.AppendCompact(nil, jsondoc.NewArray(list))); got != `[1,2,3,4]` {
		t.Error(got)
	}
}

// L7.1: 64-bit integers are exact. L7.2: fractions and exponents are no integers.
func TestL7_1Int(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		want int64
		ok   bool
	}{
		{"0", 0, true},
		{"-0", 0, true},
		{"7", 7, true},
		{"-7", -7, true},
		{"9007199254740993", 1<<53 + 1, true},
		{"9223372036854775806", math.MaxInt64 - 1, true},
		{"9223372036854775807", math.MaxInt64, true},
		{"9223372036854775808", 0, false},
		{"9223372036854775809", 0, false},
		{"9999999999999999999", 0, false},
		{"18446744073709551615", 0, false},
		{"18446744073709551616", 0, false},
		{"100000000000000000000000000", 0, false},
		{"-9223372036854775807", -math.MaxInt64, true},
		{"-9223372036854775808", math.MinInt64, true},
		{"-9223372036854775809", 0, false},
		{"-18446744073709551615", 0, false},
		{"1.0", 0, false},
		{"1e0", 0, false},
		{"1E2", 0, false},
		{"-1.5", 0, false},
	}
	for _, c := range cases {
		if got, ok := parse(t, c.text).Int(); got != c.want || ok != c.ok {
			t.Errorf("%s: %d, %v, want %d, %v", c.text, got, ok, c.want, c.ok)
		}
		if n, err := strconv.ParseInt(c.text, 10, 64); c.ok != (err == nil) || c.ok && n != c.want {
			t.Errorf("%s: the table disagrees with strconv", c.text)
		}
	}
	for _, text := range []string{`"1"`, `null`, `true`, `[1]`, `{}`} {
		if n, ok := parse(t, text).Int(); ok || n != 0 {
			t.Errorf("%s is the integer %d", text, n)
		}
	}
}

func TestFloat(t *testing.T) {
	t.Parallel()
	cases := map[string]float64{"0": 0, "1.5": 1.5, "-1e3": -1000, "1e9999": math.Inf(1), "-1e9999": math.Inf(-1),
		"1e-9999": 0, "9007199254740993": 9007199254740992, `"1"`: 0, "true": 0}
	for text, want := range cases {
		if got := parse(t, text).Float(); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestMakers(t *testing.T) {
	t.Parallel()
	n := jsondoc.NewInt
	cases := []struct {
		name string
		v    jsondoc.Value
		want string
	}{
		{"true", jsondoc.NewBool(true), `true`},
		{"false", jsondoc.NewBool(false), `false`},
		{"largest int", n(math.MaxInt64), `9223372036854775807`},
		{"least int", n(math.MinInt64), `-9223372036854775808`},
		{"whole float", jsondoc.NewFloat(2), `2`},
		{"fraction", jsondoc.NewFloat(-0.1), `-0.1`},
		{"large float", jsondoc.NewFloat(1e20), `100000000000000000000`},
		{"larger float", jsondoc.NewFloat(1e21), `1e+21`},
		{"small float", jsondoc.NewFloat(1e-7), `1e-7`},
		{"smaller float", jsondoc.NewFloat(-5e-324), `-5e-324`},
		{"NaN", jsondoc.NewFloat(math.NaN()), `null`},
		{"infinity", jsondoc.NewFloat(math.Inf(-1)), `null`},
		{"number keeps its text", jsondoc.NewNumber("1.50e+03"), `1.50e+03`},
		{"no number", jsondoc.NewNumber("0x1"), `null`},
		{"no number, space", jsondoc.NewNumber(" 1"), `null`},
		{"no number, empty", jsondoc.NewNumber(""), `null`},
		{"string", jsondoc.NewString("a\"b\\\x01é"), `"a\"b\\\u0001é"`},
		{"string not UTF-8", jsondoc.NewString("a\xffb"), "\"a\uFFFDb\""},
		{"nil array", jsondoc.NewArray(nil), `[]`},
		{"array", jsondoc.NewArray([]jsondoc.Value{n(1), {}}), `[1,null]`},
		{"empty object", jsondoc.NewObject(nil, nil), `{}`},
		{"object", jsondoc.NewObject([]string{"b", "a"}, []jsondoc.Value{n(1), n(2)}), `{"b":1,"a":2}`},
		{"name again", jsondoc.NewObject([]string{"a", "b", "a"}, []jsondoc.Value{n(1), n(2), n(3)}), `{"a":3,"b":2}`},
		{"name without value", jsondoc.NewObject([]string{"a", "b"}, []jsondoc.Value{n(1)}), `{"a":1,"b":null}`},
		{"value without name", jsondoc.NewObject([]string{"a"}, []jsondoc.Value{n(1), n(2)}), `{"a":1}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := string(jsondoc.AppendCompact(nil, c.v)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if c.v.Offset() != -1 {
				t.Errorf("offset %d of a made value", c.v.Offset())
			}
			parse(t, c.want)
		})
	}
}

func TestNewObjectManyNamesAgain(t *testing.T) {
	t.Parallel()
	var names []string
	var list []jsondoc.Value
	for i := range 100 {
		names = append(names, fmt.Sprint(i%40))
		list = append(list, jsondoc.NewInt(int64(i)))
	}
	v := jsondoc.NewObject(names, list)
	if v.Len() != 40 {
		t.Fatalf("%d members, want 40", v.Len())
	}
	for i := range 40 {
		m, _ := v.Member(fmt.Sprint(i))
		if want := int64(80 + i); i >= 20 {
			if n, _ := m.Int(); n != want-40 {
				t.Errorf("member %d is %d, want the last value %d", i, n, want-40)
			}
		} else if n, _ := m.Int(); n != want {
			t.Errorf("member %d is %d, want the last value %d", i, n, want)
		}
	}
}

// Depth is known of parsed and made values; it saturates instead of wrapping.
func TestDepth(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{`1`: 0, `[]`: 1, `{}`: 1, `[1]`: 1, `[[],{"a":[{}]}]`: 4} {
		if got := parse(t, text).Depth(); got != want {
			t.Errorf("%s: depth %d, want %d", text, got, want)
		}
	}
	v := jsondoc.Value{}
	for i := range 70_000 {
		if i%2 == 0 {
			v = jsondoc.NewArray([]jsondoc.Value{v})
		} else {
			v = jsondoc.NewObject([]string{"a"}, []jsondoc.Value{v})
		}
		if got, want := v.Depth(), min(i+1, math.MaxUint16); got != want {
			t.Fatalf("depth %d, want %d", got, want)
		}
	}
	// Writing and comparing don't recurse: this must not exhaust the stack.
	if got := len(jsondoc.AppendSorted(nil, v)); got < 70_000 {
		t.Errorf("%d bytes written", got)
	}
	if !jsondoc.Equal(v, v) {
		t.Error("a deep value doesn't equal itself")
	}
}

package jsondoc_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// parse reads a text that must be accepted.
func parse(t testing.TB, text string) jsondoc.Value {
	t.Helper()
	v, err := jsondoc.Parse(text, jsondoc.Options{})
	if err != nil {
		t.Fatalf("Parse(%.80q): %v", text, err)
	}
	return v
}

// refused reads a text that must be an *Error.
func refused(t testing.TB, text string, opts jsondoc.Options) *jsondoc.Error {
	t.Helper()
	v, err := jsondoc.Parse(text, opts)
	var e *jsondoc.Error
	if !errors.As(err, &e) {
		t.Fatalf("Parse(%.80q) = %s, %v, want an *Error", text, jsondoc.AppendCompact(nil, v), err)
	}
	if e.Offset < 0 || e.Offset > len(text) || !strings.HasPrefix(e.Path, "$") || e.Message == "" {
		t.Fatalf("Parse(%.80q): error without place: %+v", text, e)
	}
	return e
}

// accepted are texts of RFC 8259 with their compact form (L7.5).
var accepted = []struct{ name, text, compact string }{
	{"null", `null`, `null`},
	{"true", `true`, `true`},
	{"false", `false`, `false`},
	{"empty array", `[]`, `[]`},
	{"empty array with space", "[ \n]", `[]`},
	{"empty object", `{}`, `{}`},
	{"empty object with space", "{ \t}", `{}`},
	{"all white space", " \t\r\n[ 1 , 2 ]\n ", `[1,2]`},
	{"lonely integer", `42`, `42`},
	{"lonely negative", `-0.1`, `-0.1`},
	{"lonely string", `"asd"`, `"asd"`},
	{"empty string", `""`, `""`},
	{"nested arrays", `[[],[[]],[[[1]]]]`, `[[],[[]],[[[1]]]]`},
	{"heterogeneous", `[null, 1, "1", {}]`, `[null,1,"1",{}]`},
	{"several nulls", `[1,null,null,null,2]`, `[1,null,null,null,2]`},
	{"zero", `[0]`, `[0]`},
	{"minus zero", `[-0]`, `[-0]`},
	{"0e1", `[0e1]`, `[0e1]`},
	{"0e+1", `[0e+1]`, `[0e+1]`},
	{"capital exponent", `[1E22, 1E-2, 1E+2]`, `[1E22,1E-2,1E+2]`},
	{"fraction with exponent", `[123.456e78]`, `[123.456e78]`},
	{"after space", `[ 4]`, `[4]`},
	{"very small fraction", `[-0.000000000000000000000000000000000000000001]`, `[-0.000000000000000000000000000000000000000001]`},
	{"beyond float", `[1.5e9999, -1e9999, 1e-9999]`, `[1.5e9999,-1e9999,1e-9999]`},
	{"huge integer", `[100000000000000000000000000]`, `[100000000000000000000000000]`},
	{"huge exponent", `[0.4e00669999999999999999999999999999]`, `[0.4e00669999999999999999999999999999]`},
	{"simple escapes", `["\"\\\/\b\f\n\r\t"]`, `["\"\\/\b\f\n\r\t"]`},
	{"unicode escapes", `["\u0060\u012a\u12AB"]`, "[\"`\u012a\u12ab\"]"},
	{"escaped control", `["\u0012\u0000\u001F"]`, `["\u0012\u0000\u001f"]`},
	{"surrogate pair", `["\uD801\udc37"]`, "[\"\U00010437\"]"},
	{"two pairs", `["\ud83d\ude39\ud83d\udc8d"]`, "[\"\U0001f639\U0001f48d\"]"},
	{"noncharacters", `["\uFFFE\uDBFF\uDFFF"]`, "[\"\ufffe\U0010ffff\"]"},
	{"escaped backslash before u", `["\\u0000"]`, `["\\u0000"]`},
	{"double escapes", `["\\a"]`, `["\\a"]`},
	{"raw utf-8", "[\"€𝄞\u2028\u2029\u007f\"]", "[\"€𝄞\u2028\u2029\u007f\"]"},
	{"comment inside string", `["a/*b*/c/*d//e"]`, `["a/*b*/c/*d//e"]`},
	{"raw byte order mark inside string", "[\"\ufeff\"]", "[\"\ufeff\"]"},
	{"object", `{"asd":"sdf", "dfg":"fgh"}`, `{"asd":"sdf","dfg":"fgh"}`},
	{"empty name", `{"":0}`, `{"":0}`},
	{"escaped null in name", `{"foo\u0000bar": 42}`, `{"foo\u0000bar":42}`},
	{"member order", `{"b":1,"a":2,"B":3}`, `{"b":1,"a":2,"B":3}`},
	{"names differing in case", `{"a":1,"A":2}`, `{"a":1,"A":2}`},
	{"same name at two levels", `{"a":{"a":{"a":1}}}`, `{"a":{"a":{"a":1}}}`},
	{"same name in two elements", `[{"a":1},{"a":1}]`, `[{"a":1},{"a":1}]`},
}

func TestParseAccepts(t *testing.T) {
	t.Parallel()
	for _, c := range accepted {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := string(jsondoc.AppendCompact(nil, parse(t, c.text))); got != c.compact {
				t.Errorf("compact form of %s\n got %s\nwant %s", c.text, got, c.compact)
			}
		})
	}
}

// rejected are texts that are no JSON, or JSON that RFC 8259 advises against,
// with the place and a part of the message.
var rejected = []struct {
	name, text string
	offset     int
	path       string
	message    string
}{
	{"empty text", ``, 0, "$", "end of the text, expected a value"},
	{"space only", ` `, 1, "$", "end of the text, expected a value"},
	{"byte order mark", "\ufeff{}", 0, "$", "byte order mark"},
	{"byte order mark only", "\ufeff", 0, "$", "byte order mark"},
	{"utf-16", "[\x00\"\x00\xe9\x00\"\x00]\x00", 1, "$[0]", `"\x00"`},
	{"no-break space", "[\u00a01]", 1, "$[0]", "expected a value"},
	{"form feed", "[\f1]", 1, "$[0]", `"\f", expected a value`},
	{"nul byte", "[1]\x00", 3, "$", "after the document"},
	{"comma only", `,`, 0, "$", "expected a value"},
	{"star", `*`, 0, "$", "expected a value"},
	{"comment", `/**/1`, 0, "$", "expected a value"},
	{"trailing comment", `{"a":"b"}//`, 9, "$", "after the document"},
	{"hash comment", "{\"a\":\"b\"}#", 9, "$", "after the document"},
	{"two values", `1 2`, 2, "$", `found "2" after the document`},
	{"two arrays", `[][]`, 2, "$", "after the document"},
	{"trailing bracket", `1]`, 1, "$", "after the document"},
	{"trailing brace", `{"a":1}}`, 7, "$", "after the document"},

	{"unclosed array", `[`, 1, "$[0]", "end of the text"},
	{"unclosed array with value", `[1`, 2, "$[1]", `end of the text, expected "," or "]"`},
	{"unclosed array after comma", `[1,`, 3, "$[1]", "end of the text"},
	{"array closed by brace", `[1}`, 2, "$[1]", `found "}", expected "," or "]"`},
	{"array with colon", `["": 1]`, 3, "$[1]", `found ":"`},
	{"array double comma", `[1,,2]`, 3, "$[1]", `found ","`},
	{"array leading comma", `[,1]`, 1, "$[0]", `found ","`},
	{"array trailing comma", `[1,]`, 3, "$[1]", `found "]", expected a value after ","`},
	{"array comma only", `[,]`, 1, "$[0]", `found ","`},
	{"array without comma", `[1 true]`, 3, "$[1]", `found "true", expected ","`},
	{"inner array without comma", `[3[4]]`, 2, "$[1]", `found "["`},
	{"star inside", `[*]`, 1, "$[0]", `found "*"`},
	{"unclosed nested", `{"a":[1,{"b":`, 13, "$.a[1].b", "end of the text"},

	{"object without value", `{"a":`, 5, "$.a", "end of the text"},
	{"object without colon", `{"a" "b"}`, 5, "$.a", `found a string, expected ":"`},
	{"object comma for colon", `{"x", null}`, 4, "$.x", `expected ":"`},
	{"object double colon", `{"x"::"b"}`, 5, "$.x", `found ":"`},
	{"object bare name", `{a: "b"}`, 1, "$", `found "a", expected a member's name in double quotes`},
	{"object single quotes", `{'a':0}`, 1, "$", `expected a member's name in double quotes`},
	{"object number name", `{1:1}`, 1, "$", `found "1", expected a member's name`},
	{"object trailing comma", `{"id":0,}`, 8, "$.id", `found "}", expected a member's name`},
	{"object leading comma", `{,"a":1}`, 1, "$", "expected a member's name"},
	{"object double comma", `{"a":"b",,"c":"d"}`, 9, "$.a", "expected a member's name"},
	{"object missing value", `{"a":}`, 5, "$.a", `found "}", expected a value`},
	{"object closed by bracket", `{"a":1]`, 6, "$.a", `expected "," or "}"`},
	{"object garbage after value", `{"a":"a" 123}`, 9, "$.a", `found "123"`},
	{"object unclosed name", `{"a`, 3, "$", "end of the text in a string"},
	{"duplicate", `{"a":1,"b":2,"a":1}`, 13, "$.a", "second member of this name"},
	{"duplicate by escape", `{"a":1,"\u0061":1}`, 7, "$.a", "second member of this name"},
	{"duplicate deep", `[{"x":{"é":1,"é":2}}]`, 14, `$[0].x["é"]`, "second member of this name"},
	{"duplicate empty names", `{"":1,"":2}`, 6, `$[""]`, "second member of this name"},

	{"nul", `[nul]`, 1, "$[0]", `found "nul", expected a value`},
	{"capitalised", `[True]`, 1, "$[0]", `found "True", expected a value`},
	{"truex", `[truex]`, 5, "$[1]", `found "x"`},
	{"fals", `fals`, 0, "$", `found "fals"`},
	{"NaN", `[NaN]`, 1, "$[0]", `found "NaN", expected a value`},
	{"minus NaN", `[-NaN]`, 1, "$[0]", `found "NaN", expected a digit`},
	{"Infinity", `[Infinity]`, 1, "$[0]", `found "Infinity"`},
	{"minus Infinity", `[-Infinity]`, 1, "$[0]", "expected a digit"},

	{"minus", `[-]`, 1, "$[0]", `found "]", expected a digit`},
	{"plus", `[+1]`, 1, "$[0]", `found "+"`},
	{"double minus", `[--1]`, 1, "$[0]", "expected a digit"},
	{"minus space", `[- 1]`, 1, "$[0]", "expected a digit"},
	{"leading zero", `[012]`, 1, "$[0]", "leading zero"},
	{"minus leading zero", `[-01]`, 1, "$[0]", "leading zero"},
	{"double zero", `[00]`, 1, "$[0]", "leading zero"},
	{"leading point", `[.5]`, 1, "$[0]", `found "."`},
	{"trailing point", `[1.]`, 1, "$[0]", `expected a digit after "1."`},
	{"point exponent", `[2.e3]`, 1, "$[0]", `expected a digit after "2."`},
	{"bare exponent", `[1e]`, 1, "$[0]", `expected a digit after "1e"`},
	{"signed bare exponent", `[0E+]`, 1, "$[0]", `expected a digit after "0E+"`},
	{"double exponent", `[1eE2]`, 1, "$[0]", "expected a digit"},
	{"hexadecimal", `[0x42]`, 2, "$[1]", `found "x42"`},
	{"full-width digit", "[１]", 1, "$[0]", `found "１"`},
	{"arithmetic", `[1+2]`, 2, "$[1]", `found "+"`},
	{"two points", `[1.2.3]`, 4, "$[1]", `found "."`},
	{"number with tail", `[1a]`, 2, "$[1]", `found "a"`},
	{"number at end", `-`, 0, "$", "end of the text"},

	{"unclosed string", `"`, 1, "$", "end of the text in a string"},
	{"unclosed string with text", `["asd`, 5, "$[0]", "end of the text in a string"},
	{"escaped end", `"\`, 2, "$", "after a backslash"},
	{"single quotes", `['a']`, 1, "$[0]", `found "'"`},
	{"escape x", `["\x00"]`, 2, "$[0]", `backslash before "x00"`},
	{"escape a", `["\a"]`, 2, "$[0]", "backslash before"},
	{"escape quote single", `["\'"]`, 2, "$[0]", "backslash before"},
	{"escape capital u", `["\U00e9"]`, 2, "$[0]", "backslash before"},
	{"escape emoji", "[\"\\\U0001f300\"]", 2, "$[0]", "backslash before"},
	{"escape nul byte", "[\"\\\x00\"]", 2, "$[0]", "backslash before"},
	{"unicode too short", `["\u00A"]`, 2, "$[0]", "four hexadecimal digits"},
	{"unicode no hex", `["\uqqqq"]`, 2, "$[0]", "four hexadecimal digits"},
	{"unicode signed", `["\u+123"]`, 2, "$[0]", "four hexadecimal digits"},
	{"unicode at end", `"\u`, 1, "$", "four hexadecimal digits"},
	{"raw line feed", "[\"a\nb\"]", 3, "$[0]", `control character '\n'`},
	{"raw tab", "[\"\t\"]", 2, "$[0]", `control character '\t'`},
	{"raw nul", "[\"a\x00a\"]", 3, "$[0]", "control character"},
	{"raw escape", "[\"\x1f\"]", 2, "$[0]", "control character"},
	{"lone high surrogate", `["\uDADA"]`, 2, "$[0]", `lone surrogate "\uDADA"`},
	{"lone low surrogate", `["ab\uDd1ea"]`, 4, "$[0]", "lone surrogate"},
	{"swapped surrogates", `["\uDd1e\uD834"]`, 2, "$[0]", "lone surrogate"},
	{"two high surrogates", `["\uD800\uD800\n"]`, 2, "$[0]", "lone surrogate"},
	{"high surrogate and letter", `["\uD800a"]`, 2, "$[0]", "lone surrogate"},
	{"high surrogate and short escape", `["\uD800\u1"]`, 2, "$[0]", "lone surrogate"},
	{"high surrogate at end", `"\uD800`, 1, "$", "lone surrogate"},
	{"lone surrogate in name", `{"\udfaa":0}`, 2, "$", "lone surrogate"},
	{"invalid utf-8", "[\"a\xff\"]", 3, "$[0]", "byte 0xff, which is not UTF-8"},
	{"invalid utf-8 in name", "{\"a\xc0\":0}", 3, "$", "byte 0xc0"},
	{"invalid utf-8 after escape", "[\"\\n\xed\xa0\x80\"]", 4, "$[0]", "byte 0xed"},
	{"overlong", "[\"\xc0\xaf\"]", 2, "$[0]", "byte 0xc0"},
	{"truncated utf-8", "[\"\xe0\xff\"]", 2, "$[0]", "byte 0xe0"},
	{"beyond unicode", "[\"\xf4\xbf\xbf\xbf\"]", 2, "$[0]", "byte 0xf4"},
	{"invalid utf-8 outside", "[\xff]", 1, "$[0]", "byte 0xff"},
	{"long word", "[abcdefghijklmnopqrstuvwxyz]", 1, "$[0]", `found "abcdefghijklmnopqrst", expected`},
	{"long number", `[1234567890123456789012345678901234567890.]`, 1, "$[0]", `after "…`},
}

func TestParseRejects(t *testing.T) {
	t.Parallel()
	for _, c := range rejected {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := refused(t, c.text, jsondoc.Options{})
			if e.Offset != c.offset || e.Path != c.path || !strings.Contains(e.Message, c.message) || e.Limit {
				t.Errorf("Parse(%q)\n got offset %d, path %s, limit %v, %s\nwant offset %d, path %s, … %s …",
					c.text, e.Offset, e.Path, e.Limit, e.Message, c.offset, c.path, c.message)
			}
			if strings.ToLower(e.Message[:1]) != e.Message[:1] || strings.HasSuffix(e.Message, ".") {
				t.Errorf("message %q: want lower case and no full stop", e.Message)
			}
		})
	}
}

// Every duplicate is found, in small objects (scanned) and large ones (hashed).
func TestParseDuplicatesInLargeObjects(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 15, 16, 17, 18, 33, 1000} {
		for _, again := range []int{0, n / 2, n - 1} {
			text, names := wide(n)
			parse(t, "{"+text+"}")
			head := "{" + text + `,"` + names[again] + `"`
			e := refused(t, head+":0}", jsondoc.Options{})
			if want := len("{" + text + ","); e.Offset != want || e.Path != "$."+names[again] {
				t.Errorf("%d members, %d repeated: offset %d, path %s, want %d", n, again, e.Offset, e.Path, want)
			}
		}
	}
}

// wide returns the members of an object, without braces, and their names.
func wide(n int) (text string, names []string) {
	var members []string
	for i := range n {
		name := "m" + strings.Repeat("x", i%3) + string(rune('a'+i%26)) + strings.Repeat("y", i/26)
		names = append(names, name)
		members = append(members, `"`+name+`":`+strings.Repeat("1", i%17+1))
	}
	return strings.Join(members, ","), names
}

// Section 9: JSON depth 512 by default, settable; deeper is a limit error, also
// far beyond, and in mixed nesting.
func TestSection9Depth(t *testing.T) {
	t.Parallel()
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	cases := []struct {
		name string
		text string
		max  int
		ok   bool
	}{
		{"default, at the limit", nested(512), 0, true},
		{"default, beyond", nested(513), 0, false},
		{"far beyond", nested(1_000_000), 0, false},
		{"unclosed", strings.Repeat("[", 100_000), 0, false},
		{"mixed, at the limit", strings.Repeat(`{"a":[`, 256) + strings.Repeat("]}", 256), 0, true},
		{"mixed, beyond", strings.Repeat(`{"a":[`, 257) + strings.Repeat("]}", 257), 0, false},
		{"two, at the limit", `[{"a":1}]`, 2, true},
		{"two, beyond", `[{"a":[]}]`, 2, false},
		{"scalars don't nest", `1`, 1, true},
		{"settable upwards", nested(100_000), 100_000, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			opts := jsondoc.Options{MaxDepth: c.max}
			if c.ok {
				v, err := jsondoc.Parse(c.text, opts)
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				if got := jsondoc.AppendCompact(nil, v); string(got) != c.text {
					t.Error("written text differs")
				}
				return
			}
			e := refused(t, c.text, opts)
			if !e.Limit || !strings.Contains(e.Message, "deeper than") {
				t.Errorf("got %+v, want a limit error that names the depth", e)
			}
			if len(e.Path) > 2000 {
				t.Errorf("path of %d bytes", len(e.Path))
			}
		})
	}
}

func TestErrorPath(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 100)
	cases := []struct{ name, text, path string }{
		{"root", `!`, `$`},
		{"element", `[1,2,[3,!]]`, `$[2][1]`},
		{"member", `{"a":{"b-c":{"d_1":!}}}`, `$.a.b-c.d_1`},
		{"quoted member", `{"a b":{"\"":{"c.d":!}}}`, `$["a b"]["\""]["c.d"]`},
		{"long name", `{"` + long + `":!}`, `$["` + strings.Repeat("é", 20) + `…"]`},
		{"after containers", `[[1],{"a":[]},!]`, `$[2]`},
		{"middle left out", strings.Repeat("[1,", 30) + "!", "$" + strings.Repeat("[1]", 8) + "…" + strings.Repeat("[1]", 8)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if e := refused(t, c.text, jsondoc.Options{}); e.Path != c.path {
				t.Errorf("path %s, want %s", e.Path, c.path)
			}
		})
	}
	e := refused(t, `{"a":[1,}`, jsondoc.Options{})
	if got, want := e.Error(), `json at byte 8 ($.a[1]): found "}", expected a value`; got != want {
		t.Errorf("Error() = %s\nwant %s", got, want)
	}
}

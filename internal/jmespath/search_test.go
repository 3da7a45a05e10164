package jmespath_test

import (
	"testing"

	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// found is a query, a document and the compact text of the result.
type found struct{ query, doc, want string }

func search(t *testing.T, cases []found) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			v, err := compile(t, c.query).Search(parse(t, c.doc), nil)
			if err != nil || compact(v) != c.want {
				t.Errorf("%s over %s: %s, %v, want %s", c.query, c.doc, compact(v), err, c.want)
			}
		})
	}
}

// L7.1: 64-bit integers stay exact in every function and comparison.
func TestL7_1ExactIntegers(t *testing.T) {
	t.Parallel()
	const near = `{"a":9007199254740993,"b":9007199254740992,"c":9007199254740993.0,"max":9223372036854775807,"min":-9223372036854775808}`
	search(t, []found{
		{"a", near, `9007199254740993`},
		{"a == b", near, `false`},
		{"a > b", near, `true`},
		{"a == c", near, `true`},
		{"a == `9007199254740993`", near, `true`},
		{"a == `9007199254740992`", near, `false`},
		{"sort([a, b])", near, `[9007199254740992,9007199254740993]`},
		{"max([b, a])", near, `9007199254740993`},
		{"min([a, b])", near, `9007199254740992`},
		{"sort_by([{k: a}, {k: b}], &k)[0].k", near, `9007199254740992`},
		{"max_by([{k: b}, {k: a}], &k).k", near, `9007199254740993`},
		{"contains([a], b)", near, `false`},
		{"sum([a, b])", near, `18014398509481985`},
		{"sum([max, min])", near, `-1`},
		{"sum([max, max, min, min])", near, `-2`},
		{"sum([max, max])", near, `18446744073709551614`},
		{"sum([min, min])", near, `-18446744073709551616`},
		{"avg([a, a])", near, `9007199254740993`},
		{"avg([max, max, max])", near, `9223372036854775807`},
		{"avg([a, b])", near, `9007199254740992`}, // the nearest float64 of ….5
		{"avg([`1`, `2`])", near, `1.5`},
		{"avg([`-1`, `-2`, `-4`])", near, `-2.3333333333333335`},
		{"abs(min)", near, `9223372036854775808`},
		{"abs(`-9007199254740993`)", near, `9007199254740993`},
		{"ceil(a)", near, `9007199254740993`},
		{"floor(max)", near, `9223372036854775807`},
		{"floor(`9007199254740993.5`)", near, `9007199254740993`},
		{"ceil(`9007199254740993.5`)", near, `9007199254740994`},
		{"to_number('9223372036854775807')", near, `9223372036854775807`},
		{"to_string(max)", near, `"9223372036854775807"`},
		{"max < `9223372036854775808`", near, `true`},
		{"min > `-9223372036854775809`", near, `true`},
	})
}

// L7.5: numbers that no function computed keep their text; members keep the order
// of the source; only `"`, `\` and control characters are escaped.
func TestL7_5NumbersKeepText(t *testing.T) {
	t.Parallel()
	const doc = `{"l":[1.0,1e2,-0,1.50,12345678901234567890123],"o":{"z":1.00,"a":2E0}}`
	search(t, []found{
		{"l", doc, `[1.0,1e2,-0,1.50,12345678901234567890123]`},
		{"l[*]", doc, `[1.0,1e2,-0,1.50,12345678901234567890123]`},
		{"l[?@ > `1`]", doc, `[1e2,1.50,12345678901234567890123]`},
		{"sort(l)", doc, `[-0,1.0,1.50,1e2,12345678901234567890123]`},
		{"max(l)", doc, `12345678901234567890123`},
		{"reverse(l)[1:3]", doc, `[1.50,-0]`},
		{"`1.500`", doc, `1.500`},
		{"to_number('1.50')", doc, `1.50`},
		{"to_number(l[1])", doc, `1e2`},
		{"to_string(l)", doc, `"[1.0,1e2,-0,1.50,12345678901234567890123]"`},
		{"map(&@, l)", doc, `[1.0,1e2,-0,1.50,12345678901234567890123]`},
		{"o.*", doc, `[1.00,2E0]`},
		{"abs(`-1.50`)", doc, `1.50`},
		{"floor(`2.0`)", doc, `2`},
		{"sum([`1.0`, `2`])", doc, `3`},
	})
}

func TestL7_5MemberOrder(t *testing.T) {
	t.Parallel()
	const doc = `{"z":1,"a":{"y":2,"b":3},"m":[{"k":1,"c":2}]}`
	search(t, []found{
		{"@", doc, doc},
		{"keys(@)", doc, `["z","a","m"]`},
		{"values(a)", doc, `[2,3]`},
		{"a.*", doc, `[2,3]`},
		{"*", doc, `[1,{"y":2,"b":3},[{"k":1,"c":2}]]`},
		{"{q: z, b: a}", doc, `{"q":1,"b":{"y":2,"b":3}}`},
		{"{x: z, y: a.b, x: m}", doc, `{"x":[{"k":1,"c":2}],"y":3}`},
		{"merge(a, {b: z, n: z}, {y: z})", doc, `{"y":1,"b":1,"n":1}`},
		{"to_string(@)", doc, `"{\"z\":1,\"a\":{\"y\":2,\"b\":3},\"m\":[{\"k\":1,\"c\":2}]}"`},
	})
}

func TestL7_5Escapes(t *testing.T) {
	t.Parallel()
	const doc = `{"s":"\u0000\u001f\"\\\/\b\f\n\r\t<>&\u2028\u00e9\ud83d\ude00"}`
	search(t, []found{
		{"s", doc, "\"\\u0000\\u001f\\\"\\\\/\\b\\f\\n\\r\\t<>&\u2028é😀\""},
		{"[s] | to_string(@) | length(@)", doc, `37`},
		{"reverse(reverse(s)) == s", doc, `true`},
		{"join(s, ['a', 'b']) == 'ab'", doc, `false`},
	})
}

// L7.1: comparison is strictly typed, and only numbers have an order.
func TestL7_1StrictComparison(t *testing.T) {
	t.Parallel()
	const doc = `{"PcrIndex":20,"s":"20","t":true,"l":[],"o":{},"z":null}`
	search(t, []found{
		{"PcrIndex == '20'", doc, `false`},
		{"PcrIndex == `20`", doc, `true`},
		{"PcrIndex == `20.0`", doc, `true`},
		{"PcrIndex == `2e1`", doc, `true`},
		{"s == '20'", doc, `true`},
		{"PcrIndex != '20'", doc, `true`},
		{"t == true", doc, `false`}, // true without backquotes is a member's name
		{"t == `true`", doc, `true`},
		{"t == 'true'", doc, `false`},
		{"z == null", doc, `true`}, // so is null: both sides are null
		{"missing == `null`", doc, `true`},
		{"missing == z", doc, `true`},
		{"l == o", doc, `false`},
		{"z == `false`", doc, `false`},
		{"PcrIndex < '3'", doc, `null`},
		{"s < '3'", doc, `null`},
		{"t < PcrIndex", doc, `null`},
		{"[@][?PcrIndex < s]", doc, `[]`},
		{"PcrIndex >= `20` && PcrIndex <= `20`", doc, `true`},
		{"`[1,{\"a\":[1.0]}]` == `[1.0,{\"a\":[1]}]`", doc, `true`},
		{"`{\"a\":1,\"b\":2}` == `{\"b\":2,\"a\":1}`", doc, `true`},
		{"'é' == `\"e\\u0301\"`", doc, `false`},
	})
}

// L7.1: equals_ignore_case folds as Unicode's simple case folding does.
func TestL7_1EqualsIgnoreCase(t *testing.T) {
	t.Parallel()
	search(t, []found{
		{`equals_ignore_case('\windows\system32\drivers\wdboot.sys', '\WINDOWS\system32\Drivers\WdBoot.SYS')`, `0`, `true`},
		{"equals_ignore_case('abc', 'abd')", `0`, `false`},
		{"equals_ignore_case('', '')", `0`, `true`},
		{"equals_ignore_case('a', '')", `0`, `false`},
		{"equals_ignore_case('straße', 'STRASSE')", `0`, `false`},
		{"equals_ignore_case('ÄÖÜ', 'äöü')", `0`, `true`},
		{"equals_ignore_case('σ', 'ς')", `0`, `true`},
		{"equals_ignore_case('K', `\"\\u212a\"`)", `0`, `true`},
		{"equals_ignore_case('I', 'ı')", `0`, `false`},
		{"[?equals_ignore_case(@, 'A')]", `["a","A","b"]`, `["a","A"]`},
	})
}

// What the suite leaves open about functions.
func TestL7_1Functions(t *testing.T) {
	t.Parallel()
	const doc = `{"e":[],"p":[{"k":"b","n":1},{"k":"a","n":2},{"k":"b","n":3}],"s":"añ😀"}`
	search(t, []found{
		{"length(s)", doc, `3`},
		{"reverse(s)", doc, `"😀ña"`},
		{"contains(s, 'ñ😀')", doc, `true`},
		{"contains(s, '')", doc, `true`},
		{"contains('1', `1`)", doc, `false`},
		{"contains(p, {k: 'a', n: `2.0`})", doc, `true`},
		{"starts_with(s, '')", doc, `true`},
		{"avg(e)", doc, `null`},
		{"sum(e)", doc, `0`},
		{"max(e)", doc, `null`},
		{"min_by(e, &k)", doc, `null`},
		{"sort_by(e, &k)", doc, `[]`},
		{"max_by(p, &k).n", doc, `1`},
		{"min_by(p, &k).n", doc, `2`},
		{"sort_by(p, &k)[*].n", doc, `[2,1,3]`},
		{"max_by(p, &n).k", doc, `"b"`},
		{"sort(p[*].k)", doc, `["a","b","b"]`},
		{"sort(['b', 'a', 'B', 'é', 'z', '😀', '\uffff'])", doc, "[\"B\",\"a\",\"b\",\"z\",\"é\",\"\uffff\",\"😀\"]"},
		{"join('', e)", doc, `""`},
		{"join('-', ['a'])", doc, `"a"`},
		{"map(&k, p)", doc, `["b","a","b"]`},
		{"map(&missing, p)", doc, `[null,null,null]`},
		{"not_null(missing, `null`)", doc, `null`},
		{"not_null(missing, `false`, s)", doc, `false`},
		{"to_array(missing)", doc, `[null]`},
		{"to_number('')", doc, `null`},
		{"to_number(' 1')", doc, `null`},
		{"to_number('1_0')", doc, `null`},
		{"to_number('0x1')", doc, `null`},
		{"to_number('+1')", doc, `null`},
		{"to_number('-1e-2')", doc, `-1e-2`},
		{"to_number('NaN')", doc, `null`},
		{"to_string(`null`)", doc, `"null"`},
		{"to_string(`true`)", doc, `"true"`},
		{"type(e)", doc, `"array"`},
		{"abs(`-0`)", doc, `0`},
		{"abs(`-1e999`)", doc, `1e999`},
		{"ceil(`-1.5`)", doc, `-1`},
		{"ceil(`-0.5`)", doc, `0`},
		{"ceil(`0.00000000000000000000001`)", doc, `1`},
		{"floor(`0.99999999999999999999`)", doc, `0`},
		{"floor(`-0.5`)", doc, `-1`},
		{"floor(`1e2`)", doc, `100`},
		{"ceil(`1e999`)", doc, `1e999`},
		{"ceil(`9223372036854775807.5`)", doc, `9223372036854776000`},
		{"floor(`123456789012345678901.5`)", doc, `123456789012345680000`},
		{"sum([`0.1`, `0.2`])", doc, `0.30000000000000004`},
		{"merge(`{}`)", doc, `{}`},
	})
}

// How the package reads what the grammar leaves open; see its comment.
func TestReading(t *testing.T) {
	t.Parallel()
	const doc = `{"f":{"t":false},"x":[{"a":1,"b":[1,2]},{"a":2,"b":[3]}],"o":{"p":{"b":{"c":1}},"q":{"b":{"c":2}}},
		"n":[{"b":{"c":{"d":1}}},{"b":{"c":2}}],"deep":[[{"b":1},{"b":2}]]}`
	search(t, []found{
		{"!f.t", doc, `null`},
		{"!(f.t)", doc, `true`},
		{"!x[0]", doc, `false`},
		{"x[*].[a, b][0]", doc, `[1,[1,2]]`},
		{"x[*].{k: a}.k", doc, `null`},
		{"x[*].b[0]", doc, `[1,3]`},
		{"x[*].b | [0]", doc, `[1,2]`},
		{"o.*.b.c", doc, `[1,2]`},
		{"*.b.c", `{"p":{"b":{"c":1}}}`, `[1]`},
		{"n[?b].b[?c]", doc, `[{"c":{"d":1}},{"c":2}]`},
		{"n[*].b[?c]", doc, `[]`},
		{"deep[0][::-1].b", doc, `[2,1]`},
		{"x[].b[]", doc, `[1,2,3]`},
		{"x[01].a", doc, `2`},
		{"length (x)", doc, `2`},
		{"f.t == `false` == `true`", doc, `true`},
		{"x[?a == `1` || a == `2`].a", doc, `[1,2]`},
		{"f || x && o", doc, `{"t":false}`},
		{"'it\\'s'", doc, `"it's"`},
		{`'a\b\\'`, doc, `"a\\b\\\\"`},
		{"`\"\\`\"`", doc, "\"`\""},
		{"` {\"a\" : [1, 2]} `", doc, `{"a":[1,2]}`},
		{"x[99999999999]", doc, `null`},
		{"x[-9223372036854775808]", doc, `null`},
		{"x[9223372036854775807:-9223372036854775808:-9223372036854775808].a", doc, `[2]`},
		{"x[-9223372036854775808:9223372036854775807:9223372036854775807].a", doc, `[1]`},
		{"x[::2][0].a", doc, `[]`},
	})
}

// The queries of published policies over the claims corpus: results as its README
// and the recorded token of policy 408 have them.
func TestPublishedQueries(t *testing.T) {
	t.Parallel()
	doc := events(t)
	const config = "Events[?EventTypeString == 'EV_EFI_VARIABLE_DRIVER_CONFIG' && ProcessedData.VariableGuid == '8BE4DF61-93CA-11D2-AA0D-00E098032B8C']"
	cases := []struct {
		queries []string // each over the result of the one before
		want    string
	}{
		{[]string{config, "[?ProcessedData.UnicodeName == 'SecureBoot'] | length(@) == `1` && @[0].ProcessedData.VariableData == 'AQ'"}, `true`},
		{[]string{boundaryQuery, driverQuery}, `true`},
		{[]string{boundaryQuery, "length(@) > `1`"}, `true`},
		{[]string{boundaryQuery, "[*].EVENT_BOOTDEBUGGING"}, `[false,false]`},
		{[]string{boundaryQuery, "[*].EVENT_BITLOCKER_UNLOCK | @[? Value != `0`].Value | @[0]"}, `4`},
		{[]string{"events[? EventTypeString == 'EV_EVENT_TAG' && (PcrIndex == '13')].ProcessedData.EVENT_TRUSTBOUNDARY.EVENT_DRIVER_LOAD_POLICY.String"}, `null`},
	}
	for _, c := range cases {
		v := doc
		for _, query := range c.queries {
			var err error
			if v, err = compile(t, query).Search(v, nil); err != nil {
				t.Errorf("%s: %v", query, err)
			}
		}
		if compact(v) != c.want {
			t.Errorf("%s: %s, want %s", c.queries, compact(v), c.want)
		}
	}
}

// A result that no function made is a part of the document, with its offset there.
func TestResultKeepsOffsets(t *testing.T) {
	t.Parallel()
	doc := parse(t, `{"a": [10, 20]}`)
	for query, want := range map[string]int{"a": 6, "a[1]": 11, "a[*] | [0]": 7, "[a]": -1, "length(a)": -1} {
		if v, err := compile(t, query).Search(doc, nil); err != nil || v.Offset() != want {
			t.Errorf("%s: offset %d, %v, want %d", query, v.Offset(), err, want)
		}
	}
	var v jsondoc.Value
	if r, err := compile(t, "a.b | c").Search(v, jmespath.NewBudget()); err != nil || r.Kind() != jsondoc.Null {
		t.Errorf("over nothing: %v, %v", r.Kind(), err)
	}
}

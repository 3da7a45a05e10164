package jmespath_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/jmespath"
)

// L7.4: what is wrong with a query is found when it is compiled, at its place.
func TestL7_4CompileErrors(t *testing.T) {
	t.Parallel()
	const (
		syntax  = jmespath.Syntax
		arity   = jmespath.InvalidArity
		invalid = jmespath.InvalidType
		unknown = jmespath.UnknownFunction
	)
	cases := []struct {
		query   string
		offset  int
		end     int
		class   jmespath.Class
		message string
	}{
		{"", 0, 0, syntax, `found an empty query, expected an expression`},
		{" \n ", 0, 3, syntax, `found an empty query, expected an expression`},
		{"Events[?PcrIndex == 12]", 20, 22, syntax, `found "12", expected a literal in backquotes: numbers need backquotes`},
		{"Events[?PcrIndex ==-1]", 19, 21, syntax, `found "-1", expected a literal in backquotes: numbers need backquotes`},
		{"12", 0, 2, syntax, `found "12", expected a literal in backquotes: numbers need backquotes`},
		{"length(@) == 1 && @[0]", 13, 14, syntax, `found "1", expected a literal in backquotes: numbers need backquotes`},
		{"lenght(a)", 0, 6, unknown, `unknown function "lenght", did you mean "length"?`},
		{"a.tostring(@)", 2, 10, unknown, `unknown function "tostring", did you mean "to_string"?`},
		{"Length(a)", 0, 6, unknown, `unknown function "Length", did you mean "length"?`},
		{"equalsIgnoreCase(a, b)", 0, 16, unknown, `unknown function "equalsIgnoreCase", did you mean "equals_ignore_case"?`},
		{"startswith(a, b)", 0, 10, unknown, `unknown function "startswith", did you mean "starts_with"?`},
		{"reverce(a)", 0, 7, unknown, `unknown function "reverce", did you mean "reverse"?`},
		{"foo(a)", 0, 3, unknown, `unknown function "foo"`},
		{strings.Repeat("x", 50) + "(a)", 0, 50, unknown, `unknown function "` + strings.Repeat("x", 40) + `…"`},
		{"a[?length(b, c)]", 3, 15, arity, `found 2 arguments for "length", expected 1`},
		{"contains(a)", 0, 11, arity, `found 1 argument for "contains", expected 2`},
		{"not_null()", 0, 10, arity, `found no arguments for "not_null", expected at least 1`},
		{"abs('x')", 4, 7, invalid, `found a string as argument 1 of "abs", expected a number`},
		{"a || length( `12` )", 13, 17, invalid, `found a number as argument 1 of "length", expected a string, an array or an object`},
		{"merge(@, `null`)", 9, 15, invalid, `found null as argument 2 of "merge", expected an object`},
		{"sort_by(people, name)", 16, 20, invalid, `found a value as argument 2 of "sort_by", expected an expression after "&"`},
		{"length(&name)", 7, 12, invalid, `found an expression after "&" as argument 1 of "length", expected a string, an array or an object`},
		{"a[::0]", 4, 5, jmespath.InvalidValue, `found a slice with step 0, expected another step`},

		{"a.", 2, 2, syntax, `found the end of the query, expected a name, "*", "[" or "{" after "."`},
		{"a.1", 2, 3, syntax, `found "1", expected a name, "*", "[" or "{" after "."`},
		{"a.[0]", 2, 3, syntax, `found "[", expected a name after ".": an index follows without "."`},
		{"a..b", 2, 3, syntax, `found ".", expected a name, "*", "[" or "{" after "."`},
		{"a b", 2, 3, syntax, `found "b", expected the end of the query`},
		{"a and b", 2, 5, syntax, `found "and", expected "&&"`},
		{"[?a or b]", 4, 6, syntax, `found "or", expected "||"`},
		{"a & b", 2, 3, syntax, `found "&", expected "&&"`},
		{"&a", 0, 1, syntax, `found "&", expected an expression: "&" goes before an argument of a function only`},
		{"a = 'b'", 2, 3, syntax, `found "=", expected "=="`},
		{"a == 'b", 5, 7, syntax, `found the end of the query in a raw string, expected a single quote`},
		{"a == \"b", 5, 7, syntax, `found the end of the query in a quoted name, expected '"'`},
		{"a == `1", 5, 7, syntax, "found the end of the query in a literal, expected '`'"},
		{"a == ‘b’", 5, 8, syntax, `found "‘", expected a straight quote '`},
		{"a == “b”", 5, 8, syntax, `found "“", expected a straight quote "`},
		{"größe", 2, 4, syntax, `found "ö", expected names with such characters in double quotes`},
		{"a#", 1, 2, syntax, `found "#", which is not part of JMESPath`},
		{"a + b", 2, 3, syntax, `found "+", which is not part of JMESPath`},
		{"a[-]", 2, 3, syntax, `found "-" without a digit after it`},
		{"a\x00", 1, 2, syntax, `found "\x00", which is not part of JMESPath`},
		{"'a\xff'", 2, 3, syntax, `found the byte 0xff, which is not UTF-8`},
		{"a[b]", 2, 3, syntax, `found "b", expected a number, ":" or "*"`},
		{"a[*][b]", 5, 6, syntax, `found "b", expected a number, ":" or "*"`},
		{"a[1 2]", 4, 5, syntax, `found "2", expected "]" or ":"`},
		{"a[1:2:3:4]", 7, 8, syntax, `found ":", expected "]"`},
		{"a[1:b]", 4, 5, syntax, `found "b", expected a number or "]"`},
		{"a[", 2, 2, syntax, `found the end of the query, expected a number, ":" or "*"`},
		{"a[99999999999999999999]", 2, 22, syntax, `found "99999999999999999999", expected a number of 64 bits`},
		{"a[*", 3, 3, syntax, `found the end of the query, expected "]"`},
		{"a[?b", 4, 4, syntax, `found the end of the query, expected "]"`},
		{"a[?]", 3, 4, syntax, `found "]", expected an expression`},
		{"[a, b", 5, 5, syntax, `found the end of the query, expected "," or "]"`},
		{"[a,]", 3, 4, syntax, `found "]", expected an expression`},
		{"{a}", 2, 3, syntax, `found "}", expected ":"`},
		{"{a: b,}", 6, 7, syntax, `found "}", expected a name`},
		{"{'a': b}", 1, 4, syntax, `found "'a'", expected a name`},
		{"{a: b", 5, 5, syntax, `found the end of the query, expected "," or "}"`},
		{"(a", 2, 2, syntax, `found the end of the query, expected ")"`},
		{"length(a", 8, 8, syntax, `found the end of the query, expected "," or ")"`},
		{"length(a b)", 9, 10, syntax, `found "b", expected "," or ")"`},
		{"contains(a,)", 11, 12, syntax, `found ")", expected an expression`},
		{"\"length\"(a)", 8, 9, syntax, `found "(" after a quoted name, expected the name of a function without quotes`},
		{"a | ", 4, 4, syntax, `found the end of the query, expected an expression`},
		{"| a", 0, 1, syntax, `found "|", expected an expression`},

		{"a == `foo`", 5, 10, syntax, `found "foo" in backquotes, expected JSON: a string has double quotes inside them`},
		{"a == ``", 5, 7, syntax, `found "" in backquotes, expected JSON: a string has double quotes inside them`},
		{"`[1, 2,]`", 7, 7, syntax, `found "]", expected a value after ","`},
		{"`{\"a\": 1", 0, 8, syntax, "found the end of the query in a literal, expected '`'"},
		{"`{\"a\": `", 7, 7, syntax, `found the end of the JSON, expected a value`},
		{"`{\"a\": 1, \"a\": 2}`", 10, 10, syntax, `found a second member of this name, expected each name once`},
		{"`\"\\`\\` \\x\"`", 7, 7, syntax, `found a backslash before "x", expected one of "\/bfnrtu after it`},
		{"`01`", 1, 1, syntax, `found a number with a leading zero`},
		{"\"a\\x\"", 2, 2, syntax, `found a backslash before "x", expected one of "\/bfnrtu after it`},
		{"{\"\n\": a}", 2, 2, syntax, `found a control character '\n' in a string, expected it escaped`},
		{"`\"\\ud800\"`", 2, 2, syntax, `found a lone surrogate "\ud800", expected a pair`},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			_, err := jmespath.Compile(c.query)
			var e *jmespath.SyntaxError
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want a *SyntaxError", err)
			}
			if want := (jmespath.SyntaxError{Offset: c.offset, End: c.end, Class: c.class, Message: c.message}); *e != want {
				t.Errorf("got  %+v\nwant %+v", *e, want)
			}
		})
	}
	_, err := jmespath.Compile("abc(@)")
	if got, want := err.Error(), `query at byte 0: unknown function "abc", did you mean "abs"?`; got != want {
		t.Errorf("Error() = %s, want %s", got, want)
	}
}

// Section 9: size and nesting of a query are bounded, whatever nests.
func TestSection9QueryLimits(t *testing.T) {
	t.Parallel()
	deep := func(open, inner, end string) func(n int) string {
		return func(n int) string { return strings.Repeat(open, n) + inner + strings.Repeat(end, n) }
	}
	nests := map[string]func(n int) string{
		"parentheses":  deep("(", "a", ")"),
		"not":          deep("!", "a", ""),
		"multiselect":  deep("[", "a", "]"),
		"hash":         deep("{a:", "a", "}"),
		"filter":       deep("[?", "a", "]"),
		"calls":        deep("length(", "a", ")"),
		"reference":    deep("map(&", "a", ",@)"),
		"projections":  deep("a[*].", "a", ""),
		"comparisons":  deep("a==", "a", ""),
		"rest, direct": deep("[*]", "", ""),
	}
	for name, query := range nests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := jmespath.Compile(query(jmespath.MaxQueryNesting / 3)); err != nil {
				t.Errorf("at a third of the limit: %v", err)
			}
			for _, n := range []int{jmespath.MaxQueryNesting + 1, 5000} {
				_, err := jmespath.Compile(query(n))
				var e *jmespath.SyntaxError
				if !errors.As(err, &e) || e.Message != "found nesting deeper than 256 levels" || e.Class != jmespath.Syntax {
					t.Errorf("%d levels: %v, want an error that names the limit", n, err)
				}
			}
		})
	}
	if _, err := jmespath.Compile(deep("(", "a", ")")(jmespath.MaxQueryNesting - 1)); err != nil {
		t.Errorf("255 parentheses and a name: %v", err)
	}
	// Long but flat is fine, up to the size.
	for _, flat := range []string{".a", "|a", "||a", "&&a", "[0]", "[]"} {
		n := (jmespath.MaxQueryLen - 1) / len(flat)
		if q, err := jmespath.Compile("a" + strings.Repeat(flat, n)); err != nil {
			t.Errorf("%d times %s: %v", n, flat, err)
		} else if v, err := q.Search(parse(t, `{"a":1}`), nil); err != nil {
			t.Errorf("%d times %s: %s, %v", n, flat, compact(v), err)
		}
	}
	_, err := jmespath.Compile(strings.Repeat("a", jmespath.MaxQueryLen+1))
	var e *jmespath.SyntaxError
	if !errors.As(err, &e) || e.Message != "found a query of 65537 bytes, expected at most 65536" {
		t.Errorf("too long: %v", err)
	}
	if _, err := jmespath.Compile(strings.Repeat("a", jmespath.MaxQueryLen)); err != nil {
		t.Errorf("as long as may be: %v", err)
	}
}

// Errors while searching say which argument, element or key has the wrong type.
func TestSearchErrors(t *testing.T) {
	t.Parallel()
	doc := parse(t, `{"s":"x","n":1,"l":[1,"a"],"o":{},"p":[{"k":1},{"k":"b"},{}],"z":null,"big":[1e308,1e308]}`)
	const invalid = jmespath.InvalidType
	cases := []struct {
		query   string
		offset  int
		class   jmespath.Class
		message string
	}{
		{"abs(s)", 4, invalid, `found a string as argument 1 of "abs", expected a number`},
		{"o || contains(o, s)", 14, invalid, `found an object as argument 1 of "contains", expected a string or an array`},
		{"starts_with(s, n)", 15, invalid, `found a number as argument 2 of "starts_with", expected a string`},
		{"equals_ignore_case(s, z)", 22, invalid, `found null as argument 2 of "equals_ignore_case", expected a string`},
		{"length(missing)", 7, invalid, `found null as argument 1 of "length", expected a string, an array or an object`},
		{"keys(l)", 5, invalid, `found an array as argument 1 of "keys", expected an object`},
		{"merge(o, o, l)", 12, invalid, `found an array as argument 3 of "merge", expected an object`},
		{"sum(l)", 4, invalid, `found a string as element 1 of argument 1 of "sum", expected a number`},
		{"join(', ', l)", 11, invalid, `found a number as element 0 of argument 2 of "join", expected a string`},
		{"sort(l)", 5, invalid, `found a string as element 1 of argument 1 of "sort", expected a number like the first`},
		{"max(p)", 4, invalid, `found an object as element 0 of argument 1 of "max", expected a number or a string`},
		{"sort_by(p, &k)", 8, invalid, `found a string as the key of element 1 of "sort_by", expected a number like the first`},
		{"max_by(p[2:], &k)", 7, invalid, `found null as the key of element 0 of "max_by", expected a number or a string`},
		{"map(&k, o)", 8, invalid, `found an object as argument 2 of "map", expected an array`},
		{"sum(big)", 0, jmespath.InvalidValue, `found a result of "sum" beyond the range of a 64-bit float`},
		{"avg(big)", 0, jmespath.InvalidValue, `found a result of "avg" beyond the range of a 64-bit float`},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			v, err := compile(t, c.query).Search(doc, nil)
			var e *jmespath.EvalError
			if !errors.As(err, &e) {
				t.Fatalf("got %s, %v, want an *EvalError", compact(v), err)
			}
			if want := (jmespath.EvalError{Offset: c.offset, Class: c.class, Message: c.message}); *e != want {
				t.Errorf("got  %+v\nwant %+v", *e, want)
			}
		})
	}
	_, err := compile(t, "abs(s)").Search(doc, nil)
	if got, want := err.Error(), `query at byte 4: found a string as argument 1 of "abs", expected a number`; got != want {
		t.Errorf("Error() = %s, want %s", got, want)
	}
}

func compile(t testing.TB, query string) *jmespath.Query {
	t.Helper()
	q, err := jmespath.Compile(query)
	if err != nil {
		t.Fatalf("%.80s: %v", query, err)
	}
	return q
}

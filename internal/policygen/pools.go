package policygen

import (
	"math"

	"github.com/assay-policy/assay/internal/lang"
)

// theme says what the values of a type of claims usually are.
type theme uint8

const (
	anything  theme = iota
	flags           // booleans
	numbers         // integers
	names           // plain strings
	documents       // JSON objects
	lists           // JSON that can become claim values
	queries         // JMESPath
)

// claimType is a type of claims that policies name.
type claimType struct {
	name  string
	theme theme
	// most is how many claims of the type come in; of those with one, now and
	// then two.
	most int
}

// suited is how many of claimTypes, from the first, functions are fond of: they
// want exactly one value.
const suited = 7

// claimTypes are the types that come in.
var claimTypes = []claimType{
	{"log", documents, 1},
	{"name", names, 1},
	{"flag", flags, 1},
	{"query", queries, 1},
	{"list", lists, 1},
	{"pcrs", documents, 1},
	{"svn", numbers, 1},
	{"names", names, 4},
	{"svns", numbers, 4},
	{"mixed", anything, 5},
	{"flags", flags, 2},
	{"logs", documents, 3},
	{`an "odd" \ type`, anything, 2},
	{"x-ms-größe", names, 2},
	{"", anything, 1},
}

// madeTypes are what actions make; none of them comes in.
var madeTypes = []string{"made", "made-too", "a\tthird"}

// absentType never comes in and is never made.
const absentType = "absent"

// steeringTypes are properties that steer the verification of evidence (L5.6).
var steeringTypes = []string{"x-ms-sgx-tcbidentifier", "required_pcr_mask"}

var integers64 = []int64{
	1, 0, 2, 3, 7, -1, 20, 1<<53 + 1, math.MaxInt64, math.MaxInt64 - 1, math.MinInt64, math.MinInt64 + 1,
}

// strings includes names of types, issuers and value types, so that tests of
// those against values match too.
var plainStrings = []string{
	"a", "b", "", "ab", "A", "svn", "name", "AttestationService", "CustomClaim", "Integer", "String", "1", "true",
	"caf\u00e9", "cafe\u0301", "日本", "😀", `say "hi"`, `back\slash`, `ends in \`, "tab\there", "mixed", "names",
	digest, digest[1:] + "0", digest + digest + digest[:9],
}

// digest is long enough for comparing it to cost a step (L9.2).
const digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

var issuers = []string{"AttestationService", "CustomClaim", "AttestationPolicy"}

var valueTypes = []string{"String", "Integer", "Boolean"}

var binderNames = []string{"c", "d", "e", "svn", "in", "for", "_x", "C2", "type", "claim", "permit", "a_rather_long_name"}

var comments = []string{
	"// why", "//", "//\"", "// => permit(); [type==\"a\"]", "//// /* # */ ünï 日本 \\", "//\tversion=1.0;",
}

// spaces are L1.2's, in odd combinations.
var spaces = []string{" ", "\n", "  ", "\t", "\r\n", " \n\t ", "\n\n"}

// literal documents of JsonToClaimValue, each with what its values are.
var listDocuments = []struct {
	text  string
	kinds lang.Kinds
}{
	{`7`, lang.Integers}, {`[1,2,3]`, lang.Integers}, {`[1]`, lang.Integers}, {` [ 20 , null , 20 ] `, lang.Integers}, {`-0`, lang.Integers},
	{`[9223372036854775807,-9223372036854775808]`, lang.Integers},
	{`"a"`, lang.Strings}, {`["a","b","a"]`, lang.Strings}, {`"caf\u00e9"`, lang.Strings}, {`["\"\\\/\n\u0001"]`, lang.Strings},
	{`true`, lang.Booleans}, {`[false]`, lang.Booleans}, {`[true,false,null]`, lang.Booleans},
	{`[1,"1",true]`, lang.Any}, {`[null,2,"b"]`, lang.Integers | lang.Strings},
	{`null`, 0}, {`[]`, 0}, {`[null]`, 0},
}

// unfitLists are documents, some no JSON at all, that can't become values.
var unfitLists = []string{
	`1.0`, `1e2`, `9223372036854775808`, `{}`, `[1,[2]]`, `[{"a":1}]`, `[1,2.5]`, `[1,]`, ``, `'a'`, `[1 2]`,
}

// unfitDocuments are no JSON, each for another reason.
var unfitDocuments = []string{
	`{"n":1,"n":2}`, `{"n":1`, ``, `nul`, `"\ud800"`, `{"n":01}`, `{"s":"a` + "\t" + `"}`, `[1,2]]`, `{n:1}`,
}

// deepDocuments nest deeper than a small limit allows.
var deepDocuments = []string{
	`[[[[[[1]]]]]]`, `{"o":{"o":{"o":{"n":1}}}}`, `{"events":[{"tags":[["x"]]}]}`,
}

// goodQueries suit the documents that this package makes; they call every
// function of JMESPath.
var goodQueries = []string{
	"n", "s", "b", "@", "missing", "events", "events[].idx", "events[*].name", "list", "o.k", "o", "events[0]",
	"events[-1].name", "list[0]", "list[1:]", "list[::-1]", "events[?idx==`20`].name", "events[?idx=='20']",
	"events[?ok].idx | [0]", "events[?starts_with(name, 'b')].idx", "events[?idx > `5` && ok]", "[n, s, b]",
	"{x: n, y: s}", "*", "o.*", "events[].[idx, name]", "events[].{i: idx}", "list[]", "n || s", "n && s", "!b",
	"'raw'", "`{\"a\":[1.50,true]}`", "\"n\"", "length(events)", "length(s || 'x')", "sort(list[?type(@)=='number'])",
	"sum(events[].idx)", "avg(events[].idx)", "max(events[].idx)", "min(events[].name)", "sort_by(events, &idx)[].name",
	"max_by(events, &idx).name", "min_by(events, &idx).name", "map(&idx, events)", "to_string(@)", "to_string(n)",
	"to_number('12')", "to_array(n)", "type(s)", "keys(@)", "values(o)", "not_null(missing, s)",
	"merge(o, `{\"k\":2}`)", "reverse(list)", "contains(list, `1`)", "ends_with(s, 'b')", "join(',', events[].name)",
	"abs(n)", "ceil(n)", "floor(n)", "equals_ignore_case(s, 'A')", "events[?equals_ignore_case(name, 'BOOT')]",
	"[[n], [[s]]]", "{a: {b: [n]}}", "length(list) == `3`", "n == `1`", "(n)", "list | [0]", "o.\"k\"",
}

// failingQueries compile, and fail or not as the document has it.
var failingQueries = []string{
	"length(n)", "sum(events[].name)", "abs(s)", "join(',', list)", "keys(n)", "sort_by(events, &ok)", "abs(missing)", "sort(list)",
}

// badQueries are not queries.
var badQueries = []string{"", "events[", "unknown(n)", "length()", "n n", "`{`", "length(a, b)"}

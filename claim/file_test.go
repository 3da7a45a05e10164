package claim_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/assay-policy/assay/claim"
)

// values lets cmp compare values by ==.
var values = cmpopts.EquateComparable(claim.Value{})

func TestL10_Accepts(t *testing.T) {
	t.Parallel()
	const service = claim.AttestationService
	cases := map[string]struct {
		file string
		want []claim.Claim
	}{
		"empty array":  {`[]`, nil},
		"empty object": {` {} `, nil},
		"byte order mark": {"\uFEFF" + `[{"type":"t","value":1}]`,
			[]claim.Claim{{Type: "t", Value: claim.Int(1)}}},
		"least array form": {`[{"type":"t","value":true}]`,
			[]claim.Claim{{Type: "t", Value: claim.Bool(true)}}},
		"whole array form": {
			`[{"issuer":"AttestationService","json":false,"readOnly":true,"valueType":"String","value":"x","type":"t"}]`,
			[]claim.Claim{{Type: "t", Value: claim.String("x"), Issuer: service, ReadOnly: true}}},
		"issuers": {`[{"type":"a","value":1,"issuer":"CustomClaim"},{"type":"a","value":1,"issuer":"AttestationService"}]`,
			[]claim.Claim{{Type: "a", Value: claim.Int(1)}, {Type: "a", Value: claim.Int(1), Issuer: service}}},
		"valueType": {`[{"type":"a","value":1,"valueType":"Integer"},{"type":"a","value":true,"valueType":"Boolean"}]`,
			[]claim.Claim{{Type: "a", Value: claim.Int(1)}, {Type: "a", Value: claim.Bool(true)}}},
		"ends of the integers": {`{"a":9223372036854775807,"b":-9223372036854775808,"c":-0}`,
			[]claim.Claim{{Type: "a", Value: claim.Int(9223372036854775807), Issuer: service},
				{Type: "b", Value: claim.Int(-9223372036854775808), Issuer: service},
				{Type: "c", Value: claim.Int(0), Issuer: service}}},
		"equal claims stay": {`[{"type":"t","value":1},{"type":"t","value":1}]`,
			[]claim.Claim{{Type: "t", Value: claim.Int(1)}, {Type: "t", Value: claim.Int(1)}}},
		"object form": {`{"t":true,"u":["a","b"],"none":null,"empty":[],"":"é\u00e9\n"}`,
			[]claim.Claim{{Type: "t", Value: claim.Bool(true), Issuer: service},
				{Type: "u", Value: claim.String("a"), Issuer: service},
				{Type: "u", Value: claim.String("b"), Issuer: service},
				{Type: "", Value: claim.String("éé\n"), Issuer: service}}},
		"L7.5 nested object": {"{\"o\": {\"b\" : [1.50, null],\n\"a\":\"\\u002f\\u00e9\\u0001\"}}",
			[]claim.Claim{{Type: "o", Value: claim.String(`{"b":[1.50,null],"a":"/é\u0001"}`), Issuer: service, JSON: true}}},
		"objects in an array": {`{"o":[{}, "x"]}`,
			[]claim.Claim{{Type: "o", Value: claim.String(`{}`), Issuer: service, JSON: true},
				{Type: "o", Value: claim.String("x"), Issuer: service}}},
		"E2.1 json": {`[{"type":"o","value":"{\"a\": 1}","json":true},{"type":"p","value":"[ ]","json":true}]`,
			[]claim.Claim{{Type: "o", Value: claim.String(`{"a": 1}`), JSON: true},
				{Type: "p", Value: claim.String(`[ ]`), JSON: true}}},
		"L10.1 json itself": {"[{\"value\":{\"b\": [1.50, null], \"a\":\"\\u00e9\"},\"type\":\"o\",\"json\":true},\n{\"json\":true,\"value\":[ ],\"valueType\":\"String\",\"type\":\"p\"}]",
			[]claim.Claim{{Type: "o", Value: claim.String(`{"b":[1.50,null],"a":"é"}`), JSON: true},
				{Type: "p", Value: claim.String(`[]`), JSON: true}}},
		"L10.1 members that are names": {`{"type":"a","values":1,"claims":2}`,
			[]claim.Claim{{Type: "type", Value: claim.String("a"), Issuer: service},
				{Type: "values", Value: claim.Int(1), Issuer: service}, {Type: "claims", Value: claim.Int(2), Issuer: service}}},
		"L10.1 type and value inside": {`{"o":{"type":1,"value":2},"p":{"claims":[]}}`,
			[]claim.Claim{{Type: "o", Value: claim.String(`{"type":1,"value":2}`), Issuer: service, JSON: true},
				{Type: "p", Value: claim.String(`{"claims":[]}`), Issuer: service, JSON: true}}},
		"L3.4 pcrs": {`{"pcrs":"{}"}`,
			[]claim.Claim{{Type: "pcrs", Value: claim.String("{}"), Issuer: service, ReadOnly: true}}},
		"L3.4 pcrs said to be free": {
			`[{"type":"pcrs","value":"x","issuer":"AttestationService","readOnly":false},{"type":"pcrs","value":"x"}]`,
			[]claim.Claim{{Type: "pcrs", Value: claim.String("x"), Issuer: service, ReadOnly: true},
				{Type: "pcrs", Value: claim.String("x")}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := claim.ParseFile([]byte(c.file), claim.FileOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, values); diff != "" {
				t.Errorf("claims (-want +got):\n%s", diff)
			}
		})
	}
}

func TestL10_Rejects(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ file, want string }{
		"empty file":     {"", `1:1 ($): found an empty file, expected an array or an object of claims`},
		"only blanks":    {" \r\n\t", `1:1 ($): found an empty file, expected an array or an object of claims`},
		"only a BOM":     {"\uFEFF", `1:1 ($): found an empty file, expected an array or an object of claims`},
		"binary file":    {"\x7FELF\x02\x01\x01\x00\x00", `1:1 ($): found a binary file, expected JSON text`},
		"UTF-16, mark":   {"\xFF\xFE[\x00]\x00", `1:1 ($): found UTF-16 text, expected UTF-8`},
		"UTF-16, big":    {"\xFE\xFF\x00[\x00]", `1:1 ($): found UTF-16 text, expected UTF-8`},
		"UTF-16, bare":   {"[\x00]\x00", `1:1 ($): found UTF-16 text, expected UTF-8`},
		"no UTF-8":       {"{\"a\":\n\"é\xFF\"}", `2:3 ($.a): found the byte 0xff, which is not UTF-8`},
		"second mark":    {"\uFEFF\uFEFF[]", `1:1 ($): found a byte order mark, expected a value`},
		"column, mark":   {"\uFEFF[}", `1:2 ($[0]): found "}", expected a value`},
		"number":         {`3`, `1:1 ($): found a number, expected an array of claims or an object`},
		"string":         {` "x"`, `1:2 ($): found a string, expected an array of claims or an object`},
		"null":           {`null`, `1:1 ($): found null, expected an array of claims or an object`},
		"cut off":        {`[{"type":"t",`, `1:14 ($[0].type): found the end of the text, expected a member's name in double quotes`},
		"two documents":  {"{}\n{}", `2:1 ($): found "{" after the document, expected its end`},
		"a claim twice":  {"{\"a\":1,\n \"é\":2,\"a\":3}", `2:8 ($.a): found a second member of this name, expected each name once`},
		"member twice":   {`[{"type":"t","type":"t"}]`, `1:14 ($[0].type): found a second member of this name, expected each name once`},
		"deep duplicate": {`{"o":{"p":[{"x":1,"x":1}]}}`, `1:19 ($.o.p[0].x): found a second member of this name, expected each name once`},

		"fraction":                {`{"a":1.5}`, `1:6 ($.a): found the number 1.5, expected an integer without fraction and exponent`},
		"fraction of zero":        {`[{"type":"t","value":1.0}]`, `1:22 ($[0].value): found the number 1.0, expected an integer without fraction and exponent`},
		"exponent":                {`{"a":[1,1E2]}`, `1:9 ($.a[1]): found the number 1E2, expected an integer without fraction and exponent`},
		"infinite":                {`{"a":1e400}`, `1:6 ($.a): found the number 1e400, expected an integer without fraction and exponent`},
		"too large":               {`{"a":9223372036854775808}`, `1:6 ($.a): found the number 9223372036854775808, expected an integer of 64 bits`},
		"too small":               {`{"a b":-9223372036854775809}`, `1:8 ($["a b"]): found the number -9223372036854775809, expected an integer of 64 bits`},
		"long number":             {`{"a":` + strings.Repeat("9", 50) + `}`, `1:6 ($.a): found the number ` + strings.Repeat("9", 40) + `…, expected an integer of 64 bits`},
		"null in an array":        {`{"u":["a",null]}`, `1:11 ($.u[1]): found null in an array, expected a boolean, an integer, a string or an object`},
		"array in an array":       {`{"u":[["a"]]}`, `1:7 ($.u[0]): found an array in an array, expected a boolean, an integer, a string or an object`},
		"claim is a string":       {`["t"]`, `1:2 ($[0]): found a string, expected a claim: an object with "type" and "value"`},
		"claim is an array":       {`[[]]`, `1:2 ($[0]): found an array, expected a claim: an object with "type" and "value"`},
		"no type":                 {`[{"value":1}]`, `1:2 ($[0]): found a claim without "type"`},
		"no value":                {`[{"type":"t","value":1},{"type":"t"}]`, `1:25 ($[1]): found a claim without "value"`},
		"nothing":                 {`[{}]`, `1:2 ($[0]): found a claim without "type"`},
		"type is a number":        {`[{"type":1,"value":1}]`, `1:10 ($[0].type): found a number, expected a string`},
		"value is null":           {`[{"type":"t","value":null}]`, `1:22 ($[0].value): found null, expected a boolean, an integer or a string`},
		"value is an array":       {`[{"type":"t","value":[1]}]`, `1:22 ($[0].value): found an array, expected a boolean, an integer or a string, or "json": true with it`},
		"value is an object":      {`[{"type":"t","value":{}}]`, `1:22 ($[0].value): found an object, expected a boolean, an integer or a string, or "json": true with it`},
		"valueType disagrees":     {`[{"valueType":"Integer","type":"t","value":"1"}]`, `1:15 ($[0].valueType): found "Integer", expected "String" for this value`},
		"valueType unknown":       {`[{"type":"t","value":1,"valueType":"integer"}]`, `1:36 ($[0].valueType): found "integer", expected "Integer" for this value`},
		"valueType is null":       {`[{"type":"t","value":1,"valueType":null}]`, `1:36 ($[0].valueType): found null, expected a string`},
		"issuer unknown":          {`[{"type":"t","value":1,"issuer":"attestationservice"}]`, `1:33 ($[0].issuer): found the issuer "attestationservice", expected "AttestationService" or "CustomClaim"`},
		"issuer is the policy":    {`[{"type":"t","value":1,"issuer":"AttestationPolicy"}]`, `1:33 ($[0].issuer): found the issuer "AttestationPolicy", which only rules give, expected "AttestationService" or "CustomClaim"`},
		"issuer is a boolean":     {`[{"type":"t","value":1,"issuer":true}]`, `1:33 ($[0].issuer): found a boolean, expected a string`},
		"readOnly is a string":    {`[{"type":"t","value":1,"readOnly":"true"}]`, `1:35 ($[0].readOnly): found a string, expected a boolean`},
		"json is a number":        {`[{"type":"t","value":1,"json":1}]`, `1:31 ($[0].json): found a number, expected a boolean`},
		"json of no document":     {`[{"type":"t","json":true,"value":"{"}]`, `1:34 ($[0].value): found a value marked "json", expected a JSON object or array, or its text`},
		"json of a scalar":        {`[{"type":"t","value":"1","json":true}]`, `1:22 ($[0].value): found a value marked "json", expected a JSON object or array, or its text`},
		"json of an integer":      {`[{"type":"t","value":1,"json":true}]`, `1:22 ($[0].value): found a value marked "json", expected a JSON object or array, or its text`},
		"unknown member":          {`[{"type":"t","vlaue":1}]`, `1:22 ($[0].vlaue): found a member "vlaue", expected "type", "value", "valueType", "issuer", "readOnly" or "json"`},
		"member in another case":  {`[{"Type":"t","value":1}]`, `1:10 ($[0].Type): found a member "Type", expected "type", "value", "valueType", "issuer", "readOnly" or "json"`},
		"long member":             {`[{"x` + strings.Repeat("é", 30) + `":1}]`, `1:37 ($[0]["x` + strings.Repeat("é", 19) + `…"]): found a member "x` + strings.Repeat("é", 19) + `…", expected "type", "value", "valueType", "issuer", "readOnly" or "json"`},
		"one claim":               {`{"type":"t","value":true}`, `1:1 ($): found an object with "type" and "value", expected the claims themselves, such as [{"type":"t","value":true}]`},
		"one claim and more":      {` {"issuer":"CustomClaim","value":null,"type":3}`, `1:2 ($): found an object with "type" and "value", expected the claims themselves, such as [{"type":"t","value":true}]`},
		"wrapped claims":          {`{"claims":[{"type":"t","value":true}]}`, `1:1 ($): found an object with the one member "claims", expected the claims themselves, such as [{"type":"t","value":true}]`},
		"wrapped object":          {`{"claims":{"t":true}}`, `1:1 ($): found an object with the one member "claims", expected the claims themselves, such as [{"type":"t","value":true}]`},
		"json itself, valueType":  {`[{"type":"t","value":{},"json":true,"valueType":"Object"}]`, `1:49 ($[0].valueType): found "Object", expected "String" for this value`},
		"json of null":            {`[{"type":"t","value":null,"json":true}]`, `1:22 ($[0].value): found null, expected a boolean, an integer or a string`},
		"json said to be none":    {`[{"type":"t","value":[],"json":false}]`, `1:22 ($[0].value): found an array, expected a boolean, an integer or a string, or "json": true with it`},
		"L7.6 inside json":        {`[{"type":"t","value":"{\"a\":1,\"a\":2}","json":true}]`, `1:22 ($[0].value): found a value marked "json", expected a JSON object or array, or its text`},
		"L7.6 inside json itself": {`[{"type":"t","value":{"a":1,"a":2},"json":true}]`, `1:29 ($[0].value.a): found a second member of this name, expected each name once`},
		"empty name":              {`{"":1.5}`, `1:5 ($[""]): found the number 1.5, expected an integer without fraction and exponent`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := claim.ParseFile([]byte(c.file), claim.FileOptions{})
			var failed *claim.FileError
			if !errors.As(err, &failed) || got != nil {
				t.Fatalf("got %v, %v", got, err)
			}
			if want := "claims file " + c.want; err.Error() != want {
				t.Errorf("got  %s\nwant %s", err, want)
			}
			if failed.Limit {
				t.Error("a wrong file is called one beyond a limit")
			}
		})
	}
}

// Each limit has a file that just passes and one that does not (L9).
func TestL9_FileLimits(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		opts       claim.FileOptions
		good, over string
		want       string
	}{
		"bytes": {claim.FileOptions{MaxBytes: 8}, `{"a":10}`, `{"a":100}`,
			`1:1 ($): found a file of 9 bytes, expected at most 8`},
		"values": {claim.FileOptions{MaxValues: 5}, `{"a":[1,2],"[,{":"\",["}`, `{"a":[1,2],"b":[3]}`,
			`1:16 ($): found more JSON values than the limit of 5`},
		"claims, object form": {claim.FileOptions{MaxClaims: 2}, `{"a":1,"b":null,"c":2}`, "{\"a\":1,\n\"b\":[2,3]}",
			`2:8 ($.b[1]): found more claims than the limit of 2`},
		"claims, array form": {claim.FileOptions{MaxClaims: 1}, `[{"type":"a","value":1}]`,
			`[{"type":"a","value":1},{"type":"a","value":1}]`, `1:25 ($[1]): found more claims than the limit of 1`},
		"string": {claim.FileOptions{MaxString: 4}, `{"a":"1234"}`, `{"a":"12345"}`,
			`1:6 ($.a): found a value of 5 bytes, expected at most 4`},
		"object": {claim.FileOptions{MaxString: 7}, `{"a":{ "b": 1 }}`, `{"a":{"b":10}}`,
			`1:6 ($.a): found an object of more than 7 bytes`},
		"json itself": {claim.FileOptions{MaxString: 7}, `[{"type":"a","value":[ 1, 23],"json":true}]`, `[{"type":"a","value":[10,234],"json":true}]`,
			`1:22 ($[0].value): found an array of more than 7 bytes`},
		"type": {claim.FileOptions{MaxString: 4}, `{"1234":1}`, `{"12345":1}`,
			`1:10 ($.12345): found a type of 5 bytes, expected at most 4`},
		"depth": {claim.FileOptions{MaxDepth: 2}, `{"a":[1]}`, `{"a":[{}]}`,
			`1:7 ($.a[0]): found nesting deeper than 2 levels`},
		"default depth": {claim.FileOptions{}, `{"a":{"b":` + nested(510) + `}}`, `{"a":{"b":` + nested(511) + `}}`,
			`1:521 ($.a.b[0][0][0][0][0][0]…[0][0][0][0][0][0][0][0]): found nesting deeper than 512 levels`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := claim.ParseFile([]byte(c.good), c.opts); err != nil {
				t.Errorf("within the limit: %v", err)
			}
			_, err := claim.ParseFile([]byte(c.over), c.opts)
			var failed *claim.FileError
			if !errors.As(err, &failed) || !failed.Limit {
				t.Fatalf("beyond the limit: %v", err)
			}
			if want := "claims file " + c.want; err.Error() != want {
				t.Errorf("got  %s\nwant %s", err, want)
			}
		})
	}
}

func nested(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }

// The default limits are those of section 9.
func TestL9_DefaultFileLimits(t *testing.T) {
	t.Parallel()
	elements := func(n int) []byte {
		return []byte(`{"a":[` + strings.Repeat("1,", n-1) + `1]}`)
	}
	array := func(n int) []byte { // n values and three around them, one claim
		return []byte(`{"a":{"b":[` + strings.Repeat("1,", n-1) + `1]}}`)
	}
	text := func(n int) []byte { return []byte(`{"a":"` + strings.Repeat("x", n) + `"}`) }
	for name, c := range map[string]struct{ good, over []byte }{
		"claims": {elements(100_000), elements(100_001)},
		"string": {text(16 << 20), text(16<<20 + 1)},
		"values": {array(1_999_997), array(1_999_998)},
		"bytes":  {append([]byte("{}"), []byte(strings.Repeat(" ", 64<<20-2))...), append([]byte("{}"), []byte(strings.Repeat(" ", 64<<20))...)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := claim.ParseFile(c.good, claim.FileOptions{}); err != nil {
				t.Errorf("within the limit: %v", err)
			}
			var failed *claim.FileError
			if _, err := claim.ParseFile(c.over, claim.FileOptions{}); !errors.As(err, &failed) || !failed.Limit {
				t.Errorf("beyond the limit: %v", err)
			}
		})
	}
}

// FileError has the byte offset, mark included, besides line and column.
func TestFileErrorOffset(t *testing.T) {
	t.Parallel()
	_, err := claim.ParseFile([]byte("\uFEFF{\n \"é\": 1.5}"), claim.FileOptions{})
	var failed *claim.FileError
	if !errors.As(err, &failed) {
		t.Fatal(err)
	}
	want := claim.FileError{Path: `$["é"]`, Line: 2, Column: 7, Offset: 12,
		Message: "found the number 1.5, expected an integer without fraction and exponent"}
	if *failed != want {
		t.Errorf("got %+v, want %+v", *failed, want)
	}
}

// corpus returns the files of a folder of testdata by name.
func corpus(t testing.TB, folder string) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "testdata", folder, "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files in testdata/%s: %v", folder, err)
	}
	files := make(map[string][]byte)
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = data
	}
	return files
}

// The values in the texts of marked claims are bounded as well, all together: a tree is
// much larger than its text (L10.1).
func TestParseFileMarkedValues(t *testing.T) {
	t.Parallel()
	file := func(texts ...string) []byte {
		var claims []string
		for _, text := range texts {
			claims = append(claims, `{"type":"t","json":true,"value":`+strconv.Quote(text)+`}`)
		}
		return []byte("[" + strings.Join(claims, ",") + "]")
	}
	opts := claim.FileOptions{MaxValues: 12}
	if _, err := claim.ParseFile(file("[1,2,3,4,5]", "[1,2,3,4,5]"), opts); err != nil {
		t.Error(err)
	}
	for _, texts := range [][]string{{"[1,2,3,4,5]", "[1,2,3,4,5,6]"}, {"[1,2,3,4,5,6,7,8,9,10,11,12]"}, {"[1,2,3,4,5]", "[1,2,3,4,5,6,"}} {
		_, err := claim.ParseFile(file(texts...), opts)
		if e := (*claim.FileError)(nil); !errors.As(err, &e) || !e.Limit || !strings.Contains(e.Message, "12") {
			t.Errorf("%q: got %v, want the limit of values", texts, err)
		}
	}
	for _, text := range []string{"[1", "1", ""} {
		_, err := claim.ParseFile(file(text), opts)
		if e := (*claim.FileError)(nil); !errors.As(err, &e) || e.Limit {
			t.Errorf("%q: got %v, want an error that is no limit", text, err)
		}
	}
}

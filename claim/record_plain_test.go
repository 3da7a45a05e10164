package claim_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/claim"
)

// sameRecord compares what a parser makes of a record with what it is as a claims file
// that begins with a byte order mark: such a record is never plain.
func sameRecord(t *testing.T, p, whole *claim.RecordParser, text string) {
	t.Helper()
	const mark = "\uFEFF"
	if strings.HasPrefix(text, mark) {
		return
	}
	got, err := p.Parse(text)
	want, wantErr := whole.Parse(mark + text)
	if wantErr != nil {
		var bad *claim.FileError
		if !errors.As(wantErr, &bad) {
			t.Fatal(wantErr)
		}
		bad.Offset = max(0, bad.Offset-len(mark)) // 0 for a text that is too long
		var found *claim.FileError
		if !errors.As(err, &found) || *found != *bad {
			t.Fatalf("%q: found error %v, want %v", text, err, bad)
		}
		return
	}
	if err != nil || string(got.ID) != string(want.ID) || got.Token != want.Token || !slices.Equal(got.Claims, want.Claims) {
		t.Fatalf("%q: found %+v and error %v, want %+v", text, got, err, want)
	}
}

// limited are limits that records of a few bytes pass.
var limited = claim.FileOptions{MaxBytes: 1000, MaxValues: 100, MaxClaims: 6, MaxString: 12, MaxDepth: 5}

// plainStreams are records in the order in which they are read, one a line.
var plainStreams = []string{
	`{"a":1,"b":true,"c":"x"}
{"a":2,"b":false,"c":"y"}
{"a":2,"c":"y"}
{"c":"y","a":-2}
{"b":"y","a":-0}
{"a":1,"a":2}
{"a":1"b":2}
{"a":1,"b":01}
{ "a": 1, "b": 2 }
{ "a": 1, "b":2 , "c" :  null}
{"a":1,}
{"a":1`,
	`{"a":[1,"x",true],"b":[],"c":[{"d":[null]}, { }]}
{"a":[1,[2]],"b":[null]}
{"a":{"b":{"c":{"d":1}}}}
{"a":{"b":{"c":{"d":{"e":1}}}}}
{"a":{"b":{"c":{"d":{"e":{"f":1}}}}}}
{"id":1,"claims":{"a":{"b":{"c":{"d":1}}}}}
{"id":1,"claims":{"a":{"b":{"c":{"d":{"e":1}}}}}}
{"id":1,"claims":{"a":[{"b":{"c":{"d":1}}}]}}
{"a":{"b":1,"b":2},"c":3}
{"a":{"b":"\u0041"},"c":3} x
{"a":[1,2}`,
	`{"id":7,"claims":{"a":1}}
{"id":"x","claims":[{"type":"a","value":1}]}
{"id":"x","claims":"eyJ"}
{"id":"x","claims":1}
{"claims":{"a":1},"id":7}
{"claims":{"a":1}}
{"id":7,"claims":{"a":1},"b":1}
{"id":"\n","claims":{"a":1}}
{"id":7,"a":1}
{"type":1,"value":2}
{"id":{},"claims":{}}
{ "id" : 7 , "claims" : { } } `,
	`[{"type":"a","value":1,"issuer":"AttestationService","readOnly":false},{"type":"b","value":"x"}]
[{"type":"a","value":2,"issuer":"AttestationService","readOnly":false},{"type":"b","value":true}]
[{"type":"a","value":2,"issuer":"AttestationService","readOnly":true},{"type":"a","value":true},{"type":"a","value":2}]
[{"value":2,"type":"a"},{"value":"x","type":"b"},{"value":true,"type":"a","valueType":"Boolean"}]
[{"value":2,"type":"a"},{"value":"x","type":"b"},{"value":1,"type":"a","valueType":"Boolean"}]
[{"valueType":"Integer","type":"a","value":2}]
[{"valueType":"Integer","type":"a","value":"2"}]
[{"type":"a","value":2,"issuer":"AttestationPolicy"}]
[{"type":"a","value":2,"type":"a"}]
[{"type":"pcrs","value":"2","issuer":"AttestationService"},{"type":"pcrs","value":"2"}]
[{"type":"pcrs","value":"2","issuer":"AttestationService"},{"type":"pcrs","value":3}]
[{"type":"a","value":"[]","json":true}]
[{"type":"a"}]
[{"type":"a","value":1}
[ ]
[1]`,
	`"eyJ.e30."
"a\nb"
7`,
	"{\"a\":\"\x01\"}\n{\"a\":\"\xff\"}\n{\"a\":\"é\"}\n{\"ü\":\"abcdefgh\u2028é\"}\n{\"a\":\"12345678\x7f\"}\n{\"a\":\"1234567890123\"}",
	"{\"a\":123456789012345678}\n{\"a\":1234567890123456789}\n{\"a\":-9223372036854775808}\n{\"a\":9223372036854775808}\n{\"a\":-}\n{\"a\":1.0}",
	`{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1}
{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1}
{"a":[1,2,3,4,5,6,7]}
{"aaaaaaaaaaaaaaa":1}`,
}

// TestPlainRecords: what is read straight from the text is what it is as a file, error by
// error, whatever was read before (T6, section 8).
func TestPlainRecords(t *testing.T) {
	t.Parallel()
	for _, opts := range []claim.FileOptions{{}, limited, {MaxDepth: 5}} {
		whole := claim.NewRecordParser(raised(opts))
		for _, stream := range plainStreams {
			p := claim.NewRecordParser(opts)
			for range 2 {
				for line := range strings.SplitSeq(stream, "\n") {
					sameRecord(t, p, whole, line)
				}
			}
		}
	}
}

// raised leaves room for a byte order mark.
func raised(opts claim.FileOptions) claim.FileOptions {
	if opts.MaxBytes > 0 {
		opts.MaxBytes += len("\uFEFF")
	}
	return opts
}

// TestPlainMutants does the same with records of which a byte, or more, was changed.
func TestPlainMutants(t *testing.T) {
	t.Parallel()
	const mutants = 40_000
	pieces := strings.Split(strings.Join(plainStreams, "\n"), "\n")
	rnd := rand.New(rand.NewPCG(1, 2))
	p, whole := claim.NewRecordParser(claim.FileOptions{}), claim.NewRecordParser(claim.FileOptions{})
	read := 0
	for range mutants {
		line := pieces[rnd.IntN(len(pieces))]
		for range rnd.IntN(3) {
			line = mutant(rnd, line, pieces[rnd.IntN(len(pieces))])
		}
		sameRecord(t, p, whole, line)
		if _, err := p.Parse(line); err == nil {
			read++
		}
	}
	if read < mutants/8 {
		t.Errorf("found %d records without error, want more", read)
	}
}

// mutant changes a record in one place, with a part of another.
func mutant(rnd *rand.Rand, line, other string) string {
	at := rnd.IntN(len(line) + 1)
	end := min(len(line), at+rnd.IntN(3))
	from := rnd.IntN(len(other) + 1)
	return line[:at] + other[from:min(len(other), from+rnd.IntN(12))] + line[end:]
}

// TestManyNames: a stream in which no name comes twice is read as well.
func TestManyNames(t *testing.T) {
	t.Parallel()
	p, whole := claim.NewRecordParser(claim.FileOptions{}), claim.NewRecordParser(claim.FileOptions{})
	for i := range 3000 {
		sameRecord(t, p, whole, fmt.Sprintf(`{"a":1,"x%d":2,"y%[1]d":3,"a%d":4}`, i, i%2))
		sameRecord(t, p, whole, fmt.Sprintf(`[{"type":"x%d","value":2},{"type":"y%[1]d","value":3},{"type":"%s","value":3}]`, i, strings.Repeat("z", i%400)))
	}
}

// TestPlainRecordsTakeNoMemory: records that are like the one before take none, whatever
// their values and white space are.
func TestPlainRecordsTakeNoMemory(t *testing.T) {
	for _, text := range []string{
		`{"a": 1, "b": ["x", "y"], "c": {"d":1}, "e": null}`,
		`[{"type":"a","value":1,"issuer":"AttestationService"},{"valueType":"String","type":"b","value":"x"}]`,
		"{" + manyMembers(50) + "}",
		`"eyJ.e30."`,
	} {
		p := claim.NewRecordParser(claim.FileOptions{})
		allocs := testing.AllocsPerRun(100, func() {
			if _, err := p.Parse(text); err != nil {
				t.Fatal(err)
			}
		})
		if allocs != 0 {
			t.Errorf("%s: found %v allocations, want none", text, allocs)
		}
	}
}

// manyMembers are members of different names.
func manyMembers(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf(`"name-%d":%[1]d`, i))
	}
	return strings.Join(list, ",")
}

// FuzzRecords: a record is what it is as a file, whatever was read before.
func FuzzRecords(f *testing.F) {
	for _, stream := range plainStreams {
		f.Add(stream)
	}
	f.Fuzz(func(t *testing.T, stream string) {
		p, whole := claim.NewRecordParser(claim.FileOptions{}), claim.NewRecordParser(claim.FileOptions{})
		for range 2 {
			for line := range strings.SplitSeq(stream, "\n") {
				sameRecord(t, p, whole, line)
			}
		}
	})
}

package jsondoc_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// L7.5: no white space; members in the order of the source; only `"`, `\` and
// control characters escaped; numbers keep their text.
func TestL7_5Compact(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, text, want string }{
		{"white space", " { \"b\" : [ 1 ,\n2 ] , \"a\" : { } }\t", `{"b":[1,2],"a":{}}`},
		{"numbers keep their text", `[1.0,1.50,-0,0e0,1E+2,123456789012345678901234567890,0.1e-999]`,
			`[1.0,1.50,-0,0e0,1E+2,123456789012345678901234567890,0.1e-999]`},
		{"short escapes", `"\u0008\u0009\u000A\u000c\u000D\u0022\u005c"`, `"\b\t\n\f\r\"\\"`},
		{"long escapes", `"\u0000\u0001\u000b\u000E\u001f"`, `"\u0000\u0001\u000b\u000e\u001f"`},
		{"nothing else is escaped", `"\/\u003c\u003e\u0026\u007f\u2028\u00e9\ud834\udd1e"`, "\"/<>&\u007f\u2028é𝄞\""},
		{"names like strings", `{"\u0041\n\/":0}`, `{"A\n/":0}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := string(jsondoc.AppendCompact([]byte("x"), parse(t, c.text))); got != "x"+c.want {
				t.Errorf("got %s\nwant %s", got, "x"+c.want)
			}
		})
	}
}

// S1.2: members sorted bytewise, at every level; the rest as in compact text.
func TestS1_2Sorted(t *testing.T) {
	t.Parallel()
	wideText, names := wide(40)
	cases := []struct{ name, text, want string }{
		{"scalar", `1.0`, `1.0`},
		{"sorted already", `{"a":1,"b":2}`, `{"a":1,"b":2}`},
		{"bytewise", `{"é":1,"b":2,"a":3,"B":4,"":5,"a1":6,"𝄞":7,"\uffff":8}`, "{\"\":5,\"B\":4,\"a\":3,\"a1\":6,\"b\":2,\"é\":1,\"\uffff\":8,\"𝄞\":7}"},
		{"nested", `[{"b":{"d":1,"c":[{"f":1,"e":2}]},"a":0}]`, `[{"a":0,"b":{"c":[{"e":2,"f":1}],"d":1}}]`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := parse(t, c.text)
			before := string(jsondoc.AppendCompact(nil, v))
			if got := string(jsondoc.AppendSorted(nil, v)); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
			if after := string(jsondoc.AppendCompact(nil, v)); after != before {
				t.Error("sorting changed the value")
			}
		})
	}
	v := parse(t, string(jsondoc.AppendSorted(nil, parse(t, "{"+wideText+"}"))))
	for i := 1; i < v.Len(); i++ {
		if v.Name(i-1) >= v.Name(i) {
			t.Errorf("%q before %q", v.Name(i-1), v.Name(i))
		}
	}
	if v.Len() != len(names) {
		t.Errorf("%d members, want %d", v.Len(), len(names))
	}
}

// The limit is exact, and a value that shares parts does not get written out.
func TestAppendCompactMax(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`1`, `""`, `[]`, `[1,2]`, `{"a":[null,"é"]}`, `"` + strings.Repeat("x", 1000) + `"`} {
		v := parse(t, text)
		for _, c := range []struct {
			limit int
			fits  bool
		}{{len(text) + 1, true}, {len(text), true}, {len(text) - 1, false}, {0, false}} {
			got, fits := jsondoc.AppendCompactMax([]byte("abc"), v, c.limit)
			if fits != c.fits || fits && string(got) != "abc"+text {
				t.Errorf("%.20s to %d: %v, %.20s", text, c.limit, fits, got)
			}
		}
	}
	v := jsondoc.NewArray(nil)
	for range 200 { // 2^200 bytes
		v = jsondoc.NewArray([]jsondoc.Value{v, v})
	}
	if got, fits := jsondoc.AppendCompactMax(nil, v, 10_000); fits || len(got) > 10_100 {
		t.Errorf("wrote %d bytes of a limit of 10,000", len(got))
	}
}

// The charge: one for each value inside, before it is written.
func TestAppendCompactCharged(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{`"x"`: 0, `[]`: 0, `[1,[2,{"a":[]}]]`: 5, `{"a":"` + strings.Repeat("x", 100) + `"}`: 1} {
		sum := 0
		got, fits, err := jsondoc.AppendCompactCharged(nil, parse(t, text), 1000, func(n int64) error { sum += int(n); return nil })
		if string(got) != text || !fits || err != nil || sum != want {
			t.Errorf("%s: %s, %v, %v, charged %d, want %d", text, got, fits, err, sum, want)
		}
	}
	empty := errors.New("empty")
	got, fits, err := jsondoc.AppendCompactCharged(nil, parse(t, `[1,2]`), 1000, func(int64) error { return empty })
	if fits || !errors.Is(err, empty) || string(got) != "[" {
		t.Errorf("%s, %v, %v, want the charge's error before the first element", got, fits, err)
	}
}

package jsondoc_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// longLog is an event log of about 200 events, as policies query them.
func longLog(t testing.TB) string {
	v, _ := parse(t, eventLog(t, "events")).Member("Events")
	var events []jsondoc.Value
	for len(events) < 200 {
		events = append(events, values(v)...)
	}
	log := jsondoc.NewObject([]string{"Events"}, []jsondoc.Value{jsondoc.NewArray(events[:200])})
	return string(jsondoc.AppendCompact(nil, log))
}

// BenchmarkParse reads an event log; the yardstick is encoding/json into any.
func BenchmarkParse(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"windows", eventLog(b, "events")},
		{"200 events", longLog(b)},
		{"small", `{"a":1,"b":[true,"x"]}`},
		{"scalar", `"12345"`},
	} {
		b.Run(c.name+"/jsondoc", func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				if _, err := jsondoc.Parse(c.text, jsondoc.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+"/arena", func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(c.text)))
			var a jsondoc.Arena
			for b.Loop() {
				if _, err := a.Parse(c.text, jsondoc.Options{}); err != nil {
					b.Fatal(err)
				}
				a.Reset()
			}
		})
		b.Run(c.name+"/encoding-json", func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(c.text)))
			data := []byte(c.text)
			for b.Loop() {
				var v any
				if err := json.Unmarshal(data, &v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAppendCompact(b *testing.B) {
	v := parse(b, longLog(b))
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = jsondoc.AppendCompact(buf[:0], v)
	}
	if len(buf) < 10_000 {
		b.Fatalf("%d bytes", len(buf))
	}
}

func BenchmarkEqual(b *testing.B) {
	text := longLog(b)
	v, w := parse(b, text), parse(b, text)
	b.ReportAllocs()
	for b.Loop() {
		if !jsondoc.Equal(v, w) {
			b.Fatal("not equal")
		}
	}
}

// Performance section 5: a decoder of ours beats the 3,493 allocations of
// encoding/json for a log of 28 KB by far. Counts are exact, hence a test.
func TestParseAllocations(t *testing.T) {
	log := longLog(t)
	for _, c := range []struct {
		name, text string
		most       float64
	}{
		{"scalar", `"12345"`, 0},
		{"small object", `{"a":1,"b":2}`, 6},
		{"200 events", log, float64(10 + len(log)/1000)},
		{"text without escapes is shared", `"` + strings.Repeat("x", 1000) + `"`, 0},
	} {
		got := testing.AllocsPerRun(20, func() {
			if _, err := jsondoc.Parse(c.text, jsondoc.Options{}); err != nil {
				t.Fatal(err)
			}
		})
		if got > c.most {
			t.Errorf("%s: %v allocations, want at most %v", c.name, got, c.most)
		}
	}
}

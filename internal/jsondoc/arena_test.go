package jsondoc_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// sameInArena checks that an arena in use parses a text as Parse does, and that
// documents of one life don't share memory.
func sameInArena(t testing.TB, a *jsondoc.Arena, text string) {
	t.Helper()
	want, wantErr := jsondoc.Parse(text, jsondoc.Options{})
	one, err := a.Parse(text, jsondoc.Options{})
	two, _ := a.Parse(text, jsondoc.Options{})
	if fmt.Sprint(err) != fmt.Sprint(wantErr) {
		t.Fatalf("%.80q: got error %v, want %v", text, err, wantErr)
	}
	for _, v := range []jsondoc.Value{one, two} {
		got, wanted := string(jsondoc.AppendCompact(nil, v)), string(jsondoc.AppendCompact(nil, want))
		if got != wanted || v.Depth() != want.Depth() || v.HasNull() != want.HasNull() || v.Offset() != want.Offset() {
			t.Fatalf("%.80q: got %.80s, want %.80s", text, got, wanted)
		}
	}
}

func TestArena(t *testing.T) {
	t.Parallel()
	var texts []string
	for _, c := range accepted {
		texts = append(texts, c.text)
	}
	for _, c := range rejected {
		texts = append(texts, c.text)
	}
	texts = append(texts, documents(t)...)
	texts = append(texts, "["+strings.Repeat("[1],", 40_000)+"2]") // more than is kept
	var a jsondoc.Arena
	for range 3 {
		for i, text := range texts {
			sameInArena(t, &a, text)
			if i%3 == 0 {
				a.Reset()
			}
		}
	}
}

// An arena that has grown takes no memory for documents without escapes, also if
// other documents came between.
func TestArenaAllocations(t *testing.T) {
	log := longLog(t)
	var a jsondoc.Arena
	texts := []struct {
		text string
		ok   bool
	}{{log, true}, {`{"a":[1,2,{"b":null}]}`, true}, {log[:len(log)-1], false}, {`"1"`, true}}
	read := func() {
		for _, c := range texts {
			if _, err := a.Parse(c.text, jsondoc.Options{}); (err == nil) != c.ok {
				t.Fatalf("%.30q: %v", c.text, err)
			}
		}
		a.Reset()
	}
	read()
	most := 3 + float64(strings.Count(log, `\`)) // the error, its path, texts with escapes
	if got := testing.AllocsPerRun(20, read); got > most {
		t.Errorf("%v allocations, want at most %v", got, most)
	}
}

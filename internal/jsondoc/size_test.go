package jsondoc_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// L9.3: the memory of a document is counted by its values.
func TestL9_3Size(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		`1`: 1, `[]`: 1, `{}`: 1, `[1,2]`: 3, `{"a":[],"b":{"c":null}}`: 4, `[[[]],[1]]`: 5,
		"[" + strings.Repeat("0,", 99_999) + "0]": 100_001,
	} {
		v, err := jsondoc.Parse(text, jsondoc.Options{MaxValues: want})
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Size(); got != want {
			t.Errorf("%.20s: got %d values, want %d", text, got, want)
		}
		if want == 1 {
			continue
		}
		_, err = jsondoc.Parse(text, jsondoc.Options{MaxValues: want - 1})
		if over := (*jsondoc.Error)(nil); !errors.As(err, &over) || !over.Limit || !over.Values {
			t.Errorf("%.20s: got %v with room for one less, want the limit of values", text, err)
		}
	}
}

// Made values share parts: the size counts them as often as they occur, and
// doesn't overflow.
func TestSizeOfShared(t *testing.T) {
	t.Parallel()
	v := jsondoc.NewInt(1)
	for range 10 {
		v = jsondoc.NewArray([]jsondoc.Value{v, v})
	}
	if got := v.Size(); got != 2047 {
		t.Errorf("got %d values, want 2047", got)
	}
	for range 100 {
		v = jsondoc.NewArray([]jsondoc.Value{v, v})
	}
	if got := v.Size(); got < 1<<61 {
		t.Errorf("got %d values, want 2^61 or more", got)
	}
}

// A huge array keeps the parser's stack in place of a copy: the arena must not hand
// it out again.
func TestHugeArray(t *testing.T) {
	t.Parallel()
	var a jsondoc.Arena
	text := "[" + strings.Repeat("7,", 100_000) + "8]"
	huge, err := a.Parse(text, jsondoc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Parse(`[1,2,3,[4]]`, jsondoc.Options{}); err != nil {
		t.Fatal(err)
	}
	if got := string(jsondoc.AppendCompact(nil, huge)); got != text {
		t.Error("the huge array changed")
	}
}

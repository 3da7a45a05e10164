package jsondoc_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// Whatever the tables accept, encoding/json accepts with equal meaning.
func TestAgreesWithEncodingJSON(t *testing.T) {
	t.Parallel()
	for _, c := range accepted {
		agrees(t, c.text)
	}
	for _, text := range documents(t) {
		agrees(t, text)
	}
}

// documents returns the JSON files of testdata, and the JSON texts inside them.
func documents(t testing.TB) []string {
	t.Helper()
	var texts []string
	for _, pattern := range []string{"../../testdata/claims/*.json", "../../testdata/jmespath/*.json"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, string(data))
		}
	}
	return append(texts, eventLog(t, "events"), eventLog(t, "pcrs"))
}

// eventLog returns a member of the Windows claims file that holds JSON text.
func eventLog(t testing.TB, member string) string {
	t.Helper()
	data, err := os.ReadFile("../../testdata/claims/tpm-events-windows.json")
	if err != nil {
		t.Fatal(err)
	}
	v, ok := parse(t, string(data)).Member(member)
	if !ok || v.Kind() != jsondoc.String {
		t.Fatalf("no text %q", member)
	}
	return v.Text()
}

// agrees checks a text that Parse accepts against encoding/json.
func agrees(t *testing.T, text string) {
	t.Helper()
	v := parse(t, text)
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var want any
	if err := d.Decode(&want); err != nil {
		t.Fatalf("encoding/json refuses %q: %v", text, err)
	}
	if _, err := d.Token(); err != io.EOF {
		t.Fatalf("encoding/json finds more in %q: %v", text, err)
	}
	if !means(v, want) {
		t.Fatalf("%q means %v to encoding/json", text, want)
	}
}

// means compares a value with what encoding/json made of the same text.
func means(v jsondoc.Value, want any) bool {
	switch w := want.(type) {
	case nil:
		return v.Kind() == jsondoc.Null
	case bool:
		return v.Kind() == jsondoc.Bool && v.Bool() == w
	case json.Number:
		n, err := w.Int64()
		got, ok := v.Int()
		return v.Kind() == jsondoc.Number && v.Text() == w.String() && ok == (err == nil) && (!ok || n == got)
	case string:
		return v.Kind() == jsondoc.String && v.Text() == w
	case []any:
		if v.Kind() != jsondoc.Array || v.Len() != len(w) {
			return false
		}
		for i, e := range w {
			if !means(v.At(i), e) {
				return false
			}
		}
		return true
	case map[string]any:
		if v.Kind() != jsondoc.Object || v.Len() != len(w) {
			return false
		}
		for name, e := range w {
			if m, ok := v.Member(name); !ok || !means(m, e) {
				return false
			}
		}
		return true
	}
	return false
}

// FuzzParse: no panic; errors have a place; what is accepted means the same to
// encoding/json; its compact text reads back as an equal value, is stable and no
// longer than the source; so is the sorted one.
func FuzzParse(f *testing.F) {
	for _, c := range accepted {
		f.Add(c.text)
	}
	for _, c := range rejected {
		f.Add(c.text)
	}
	for _, text := range documents(f) {
		f.Add(text)
	}
	var arena jsondoc.Arena // a worker runs one text after the other
	f.Fuzz(func(t *testing.T, text string) {
		sameInArena(t, &arena, text)
		arena.Reset()
		v, err := jsondoc.Parse(text, jsondoc.Options{})
		if err != nil {
			refused(t, text, jsondoc.Options{})
			return
		}
		agrees(t, text)
		compact := jsondoc.AppendCompact(nil, v)
		if len(compact) > len(text) {
			t.Fatalf("compact form %s is longer than %q", compact, text)
		}
		again := parse(t, string(compact))
		if !jsondoc.Equal(v, again) || !jsondoc.Equal(again, v) || v.Depth() != again.Depth() {
			t.Fatalf("%q is not equal to its compact form %s", text, compact)
		}
		if twice := jsondoc.AppendCompact(nil, again); !bytes.Equal(twice, compact) {
			t.Fatalf("compact form %s becomes %s", compact, twice)
		}
		if sorted := parse(t, string(jsondoc.AppendSorted(nil, v))); !jsondoc.Equal(v, sorted) {
			t.Fatalf("%q is not equal to its sorted form", text)
		}
		if max, ok := jsondoc.AppendCompactMax(nil, v, len(compact)); !ok || !bytes.Equal(max, compact) {
			t.Fatalf("%s does not fit its own length", compact)
		}
	})
}

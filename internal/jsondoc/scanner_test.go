package jsondoc_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// TestScannerString: a scanner takes strings without escapes, whatever their length is
// and wherever a byte stands that it can't take.
func TestScannerString(t *testing.T) {
	t.Parallel()
	for n := range 40 {
		text := `"` + strings.Repeat("a", n) + `"`
		for _, c := range []string{"", "\x00", "\x1f", " ", "!", "#", "[", "]", "\x7f", "\\n", "\x80", "é", "\u2028", "\xff\xff"} {
			for at := 1; at <= n+1; at++ {
				sameString(t, text[:at]+c+text[at:])
			}
		}
	}
	sameString(t, `"a`)
	sameString(t, ``)
	sameString(t, `1`)
}

// sameString compares what a scanner takes with what Parse reads.
func sameString(t *testing.T, text string) {
	t.Helper()
	var s jsondoc.Scanner
	s.Begin(text)
	got, ok := s.String()
	v, err := jsondoc.Parse(text, jsondoc.Options{})
	want := err == nil && v.Kind() == jsondoc.String && !strings.Contains(text, `\`)
	if ok != want || ok && (got != v.Text() || !s.AtEnd()) {
		t.Errorf("%q: found %q, %v, want %q, %v", text, got, ok, v.Text(), want)
	}
}

// TestScannerInt: a scanner takes integers of few digits.
func TestScannerInt(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"0", "-0", "7", "-7", "01", "-01", "-", "", "x", "+1", "123456789012345678", "-999999999999999999",
		"1234567890123456789", "9223372036854775808", "99999999999999999999999999999999999999",
	} {
		var s jsondoc.Scanner
		s.Begin(text)
		got, ok := s.Int()
		v, err := jsondoc.Parse(text, jsondoc.Options{})
		n, fits := v.Int()
		want := err == nil && fits && len(strings.TrimPrefix(text, "-")) <= 18
		if ok != want || ok && (got != n || !s.AtEnd()) {
			t.Errorf("%q: found %d, %v, want %d, %v", text, got, ok, n, want)
		}
	}
}

// TestScannerValue: a value ends where it ends, whatever follows.
func TestScannerValue(t *testing.T) {
	t.Parallel()
	var a jsondoc.Arena
	for _, tc := range []struct {
		text, since string
	}{
		{`{"a":[1]} x`, `{"a":[1]}`}, {`[], 1`, `[]`}, {`"a"b`, `"a"`}, {`{"a":[1]`, ""}, {`[[[[1]]]]`, ""},
	} {
		var s jsondoc.Scanner
		s.Begin(tc.text)
		v, ok := s.Value(&a, jsondoc.Options{MaxDepth: 3})
		if got := s.Since(0); got != tc.since || ok != (got != "") || ok && string(jsondoc.AppendCompact(nil, v)) != got {
			t.Errorf("%s: found %q, %v, want %q", tc.text, got, ok, tc.since)
		}
		a.Reset()
	}
	if _, err := a.Parse(`[] x`, jsondoc.Options{}); err == nil {
		t.Error("found no error of what follows a document")
	}
}

package wasmbuild_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/wasmbuild"
)

// TestOneSegmentV6_12: what a segment doesn't fill is zero, and later ones overwrite
// earlier ones.
func TestOneSegmentV6_12(t *testing.T) {
	t.Parallel()
	far := strings.Repeat("\x00", 0xc1-6) + "z"
	for name, c := range map[string]struct{ data, want string }{
		"none":        {"\x00", "\x01\x00\x41\x00\x0b\x00"},
		"one":         {"\x01\x00\x41\x02\x0b\x01a", "\x01\x00\x41\x00\x0b\x03\x00\x00a"},
		"apart":       {"\x02\x00\x41\x01\x0b\x01a\x00\x41\x04\x0b\x02bc", "\x01\x00\x41\x00\x0b\x06\x00a\x00\x00bc"},
		"not sorted":  {"\x02\x00\x41\x04\x0b\x02bc\x00\x41\x01\x0b\x01a", "\x01\x00\x41\x00\x0b\x06\x00a\x00\x00bc"},
		"overlapping": {"\x02\x00\x41\x01\x0b\x03abc\x00\x41\x02\x0b\x01d", "\x01\x00\x41\x00\x0b\x04\x00adc"},
		"far apart":   {"\x02\x00\x41\x01\x0b\x05abcde\x00\x41\xc1\x01\x0b\x01z", "\x01\x00\x41\x00\x0b\xc2\x01\x00abcde" + far},
	} {
		memory, err := wasmbuild.Image([]byte(c.data))
		if got := string(wasmbuild.OneSegment(memory)); err != nil || got != c.want {
			t.Errorf("%s: % x, %v, want % x", name, got, err, c.want)
		}
	}
}

func TestImageRefuses(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"":                                      "ends too early",
		"\x01\x00":                              "ends too early",
		"\x01\x01\x00":                          "found 0x1 at the start",
		"\x01\x00\x23\x00\x0b\x00":              "found 0x23 at the start",
		"\x01\x00\x41\x7f\x0b\x00":              "negative address",
		"\x01\x00\x41\x80\x80\x80\x20\x0b\x01a": "up to address 67108865",
		"\x01\x00\x41\xff\xff\xff\xff\x0f\x0b\x00":     "found number 4294967295",
		"\x01\x00\x41\x00":                             "ends too early",
		"\x01\x00\x41\x00\x6a\x00":                     "instruction 0x6a",
		"\x01\x00\x41\x00\x0b\x02a":                    "ends too early",
		"\x01\x00\x41\xff\xff\xff\xff\xff\xff\xff\xff": "ends too early",
	} {
		if _, err := wasmbuild.Image([]byte(data)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("% x: got %v, want an error with %q", data, err, want)
		}
	}
}

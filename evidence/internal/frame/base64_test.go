package frame_test

import (
	"testing"

	"github.com/assay-policy/assay/evidence/internal/frame"
)

// TestDecodeBase64URL takes one spelling of any bytes.
func TestDecodeBase64URL(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want, err string }{
		{"", "", ""},
		{"AA", "\x00", ""},
		{"-_8", "\xfb\xff", ""},
		{"AB", "", "found 2 characters of base64url that end in the middle of a byte"},
		{"A", "", "found 1 characters of base64url that end in the middle of a byte"},
		{"AA==", "", `found '=' at character 2, expected base64url`},
		{"+A", "", `found '+' at character 0, expected base64url`},
		{"AA\n", "", `found '\n' at character 2, expected base64url`},
		{"AA\r\nAA", "", `found '\r' at character 2, expected base64url`},
	} {
		got, err := frame.DecodeBase64URL(c.text)
		message := ""
		if err != nil {
			message = err.Error()
		}
		if string(got) != c.want && err == nil || message != c.err {
			t.Errorf("%q: got %q, %q; expected %q, %q", c.text, got, message, c.want, c.err)
		}
	}
}
